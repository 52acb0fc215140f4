"""A field for what people tell of objects: words, numbers, names of labels."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.panels.unshared_field import UnsharedField


def _anything(_text: str) -> bool:
    return True


class QuietField(UnsharedField):
    """Shows a text; Enter or leaving asks for what was typed, Esc goes back.

    Signals:
        entered(str): a text that is allowed and differs from the one shown.
    """

    entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.allows: Callable[[str], bool] = _anything
        self.textEdited.connect(self._on_edited)

    def show_text(self, text: str) -> None:
        """Show a text, unless a person is typing another one."""
        if text == self._shown and self.isModified():
            return
        self._shown = text
        if not (self.hasFocus() and self.isModified()):
            self.drop_draft()

    def drop_draft(self) -> None:
        """Forget what was typed."""
        self.setText(self._shown)
        self.setModified(False)
        self._mark(wrong=False)

    def take(self) -> None:
        """Ask for what was typed, as Enter does."""
        self._on_entered()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._on_entered()
            if self.isModified():
                self.drop_draft()

    def _press(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # A dialog around it must not be answered by the same key.
            self._on_entered()
            self.selectAll()
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.drop_draft()
            self.selectAll()
        else:
            super()._press(event)

    def _on_edited(self, text: str) -> None:
        self._mark(wrong=not self.allows(text))

    def _on_entered(self) -> None:
        text = self.text()
        if not self.isModified() or not self.allows(text):
            return
        self.setModified(False)
        if text != self._shown:
            self._shown = text
            self.entered.emit(text)
