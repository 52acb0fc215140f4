"""Small controls that every part of the window is made of."""

from app.ui.controls.buttons import (
    PushButton,
    ToolButton,
    icon_button,
    press_by_return,
    push_button,
    restyle,
)
from app.ui.controls.labels import ElidedLabel, WrappedLabel, heading, text_label
from app.ui.controls.segments import Segments
from app.ui.controls.surfaces import card, line, surface

__all__ = [
    "ElidedLabel",
    "PushButton",
    "Segments",
    "ToolButton",
    "WrappedLabel",
    "card",
    "heading",
    "icon_button",
    "line",
    "press_by_return",
    "push_button",
    "restyle",
    "surface",
    "text_label",
]
