"""A part of a tile that is pressed as a whole."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget


class PressedWidget(QWidget):
    """Tells of clicks with the left button; other buttons go to what is below. A base.

    Signals:
        pressed(), double_pressed()
    """

    pressed = Signal()
    double_pressed = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.pressed.emit()
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.double_pressed.emit()
