"""Numbers that are not on screen yet are written in a quieter tone."""

from PySide6.QtWidgets import QWidget

from app.ui.controls.buttons import restyle


def set_tone(widget: QWidget, tone: str) -> None:
    """Write a widget's text in a tone of the style sheet, if it is another; "" is its own."""
    if (widget.property("tone") or "") != tone:
        restyle(widget, tone=tone)
