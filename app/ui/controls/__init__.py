"""Small controls that every part of the window is made of."""

from app.ui.controls.buttons import icon_button, push_button, restyle
from app.ui.controls.labels import ElidedLabel, WrappedLabel, heading, text_label
from app.ui.controls.segments import Segments
from app.ui.controls.surfaces import card, line, surface

__all__ = [
    "ElidedLabel",
    "Segments",
    "WrappedLabel",
    "card",
    "heading",
    "icon_button",
    "line",
    "push_button",
    "restyle",
    "surface",
    "text_label",
]
