"""The inspector's field for a box's numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.panels.box_text import TO_EDIT, TO_READ, box_from_text, box_text
from models.annotation import Box

_COPYING = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut)


class BoxField(QLineEdit):
    """Shows a box; Enter asks for what was typed, Esc goes back.

    Boxes stay inside the process: the field puts nothing on the system's clipboards, neither by
    Ctrl+C nor by selecting (X11 copies a selection that a mouse made), and drags nothing out.

    Signals:
        box_requested(box: Box)
    """

    box_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box: Box | None = None
        self._decimals = TO_READ
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDragEnabled(False)
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if any(event.matches(key) for key in _COPYING):
            return
        if event.key() == Qt.Key.Key_Escape:
            self._show_box()
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        start, length = self.selectionStart(), self.selectionLength()
        self.deselect()
        super().mouseReleaseEvent(event)
        if start >= 0:
            self.setSelection(start, length)

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

    def _mark(self, *, wrong: bool) -> None:
        state = "bad" if wrong else ""
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)
