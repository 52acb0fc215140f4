"""A list whose rows are put in order by dragging them, or by Alt+Up and Alt+Down."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QListWidget, QWidget

from app.ui.controls.no_copying import refuse_copying
from app.ui.panels.label_delegate import LabelDelegate
from app.ui.theme import theme

_KEYS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class RowList(QListWidget):
    """Asks for changes and makes none; it copies nothing and drags nothing out of the process.

    Signals:
        move_requested(int, int): the row at the first place is wanted at the second.
        add_requested(), remove_requested(), name_requested(): Insert, Del, F2 or Enter.
        digit_pressed(int)
    """

    move_requested = Signal(int, int)
    add_requested = Signal()
    remove_requested = Signal()
    name_requested = Signal()
    digit_pressed = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(LabelDelegate(theme, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFont(theme.font("body"))
        self.itemDoubleClicked.connect(lambda _item: self.name_requested.emit())
        refuse_copying(self)

    def step(self, by: int) -> None:
        """Ask for the current row one place further up or down."""
        row = self.currentRow()
        if row >= 0 and 0 <= row + by < self.count():
            self.move_requested.emit(row, row + by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and key in _KEYS:
            self.step(_KEYS[key])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_requested.emit()
        elif key == Qt.Key.Key_Insert:
            self.add_requested.emit()
        elif key in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.name_requested.emit()
        elif event.text().isdecimal() and len(event.text()) == 1:
            self.digit_pressed.emit(int(event.text()))
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry the pressed row along; the list is in its new order at once."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        over = self.indexAt(event.position().toPoint()).row()
        if over >= 0 and self.currentRow() >= 0 and over != self.currentRow():
            self.move_requested.emit(self.currentRow(), over)
