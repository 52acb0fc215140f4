"""What the canvas is at, as far as it is told to the person. No Qt, no words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from app.ui.canvas.interaction import Doing
from app.ui.canvas.scene import Item
from app.ui.canvas.tools import DrawStyle, Tool


class Absence(Enum):
    """Why a selected track shows no box."""

    ELSEWHERE = auto()
    HIDDEN = auto()
    LEFT_OUT = auto()


@dataclass(frozen=True, slots=True)
class Hints:
    """What can be done where boxes are only looked at: at rest, and with objects selected.

    "" says nothing of its own.
    """

    resting: str = ""
    selected: str = ""


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Mode:
    """All that the line depends on. `names` are the selected tracks', shown here or not.

    why_not: what keeps boxes from being changed for a while, in words; "" for the plain reason.
    absence: why the selected track is not among `shown`, where it is not.
    points: how many extreme points are put.
    hints: what is said while boxes may not be changed.
    escape: what Esc does with objects selected; "" deselects them.
    """

    doing: Doing
    tool: Tool
    names: Sequence[str]
    shown: Sequence[Item]
    editable: bool
    draw_label: str | None
    why_not: str = ""
    absence: Absence = Absence.ELSEWHERE
    style: DrawStyle = DrawStyle.CORNERS
    points: int = 0
    hints: Hints = NO_HINTS
    escape: str = ""
