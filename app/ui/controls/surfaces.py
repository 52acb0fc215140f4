"""Surfaces: what texts and controls lie on."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget


def surface(kind: Literal["panel", "bg", "canvas"], parent: QWidget | None = None) -> QWidget:
    """Return a plain area in the colour of a token."""
    widget = QWidget(parent)
    widget.setProperty("surface", kind)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return widget


def card(kind: Literal["card", "note"] = "card", parent: QWidget | None = None) -> QFrame:
    """Return a framed area with round corners."""
    frame = QFrame(parent)
    frame.setProperty("surface", kind)
    return frame


def line(orientation: Qt.Orientation = Qt.Orientation.Horizontal) -> QFrame:
    """Return a hairline."""
    frame = QFrame()
    frame.setProperty("surface", "line")
    if orientation is Qt.Orientation.Horizontal:
        frame.setFixedHeight(1)
    else:
        frame.setFixedWidth(1)
    return frame
