"""What the canvas is at, as far as it is told to the person. No Qt, no words."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.ui.canvas.interaction import Doing
from app.ui.canvas.scene import Item
from app.ui.canvas.tools import Tool


@dataclass(frozen=True, slots=True)
class Mode:
    """All that the line depends on. `names` are the selected tracks', shown here or not.

    why_not: what keeps boxes from being changed for a while, in words; "" for the plain reason.
    """

    doing: Doing
    tool: Tool
    names: Sequence[str]
    shown: Sequence[Item]
    editable: bool
    draw_label: str | None
    why_not: str = ""
