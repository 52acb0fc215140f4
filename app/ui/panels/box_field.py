"""The inspector's field for a box's numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.panels.box_text import TO_EDIT, TO_READ, box_from_text, box_text
from app.ui.panels.unshared_field import UnsharedField
from models.annotation import Box


class BoxField(UnsharedField):
    """Shows a box; Enter asks for what was typed, Esc goes back.

    Signals:
        box_requested(box: Box)
    """

    box_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box: Box | None = None
        self._decimals = TO_READ
        self.textEdited.connect(self._on_edited)
        self.returnPressed.connect(self._on_return_pressed)

    def set_box(self, box: Box | None) -> None:
        """Show a box, unless a person is typing one; None empties the field."""
        if box == self._box:
            return
        self._box = box
        if box is None or not (self.hasFocus() and self.isModified()):
            self._show_box()

    def drop_draft(self) -> None:
        """Forget what was typed: it was meant for another object."""
        self._show_box()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._decimals = TO_EDIT
        self._show_box()
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._decimals = TO_READ
        self._show_box()

    def _press(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._show_box()
            self.clearFocus()
        else:
            super()._press(event)

    def _on_edited(self, text: str) -> None:
        self._mark(wrong=self._box is not None and self._read(text) is None)

    def _on_return_pressed(self) -> None:
        box = self._read(self.text())
        if box is None:
            return
        if box != self._box:
            self.box_requested.emit(box)
        self.setModified(False)
        self.selectAll()

    def _read(self, text: str) -> Box | None:
        if self._box is None:
            return None
        return box_from_text(text, self._box, decimals=self._decimals)

    def _show_box(self) -> None:
        text = "" if self._box is None else box_text(self._box, decimals=self._decimals)
        self.setText(text)
        self.setModified(False)
        self.setCursorPosition(0)
        self._mark(wrong=False)
