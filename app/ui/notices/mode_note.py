"""A line over the upper edge of the picture for as long as a mode is on."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.controls import text_label
from app.ui.controls.glyph import Glyph

_FROM_TOP_PX = 12


class ModeNote(QFrame):
    """Says the mode, what the next input does and how to leave it. Lets the mouse through."""

    def __init__(self, parent: QWidget, icon: str) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = text_label("", "small", tabular=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 14, 8)
        layout.setSpacing(8)
        layout.addWidget(Glyph(16, icon, "accent"))
        layout.addWidget(self._text)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_mode(self, text: str) -> None:
        """Show `text` until `hide` is called."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self.isHidden():
            self.hide()
        self._text.clear()
        self.setAccessibleName("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Stay in the middle when the parent changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        self.adjustSize()
        self.move((self._over.width() - self.width()) // 2, _FROM_TOP_PX)
