"""The small sign over the picture while a picture is waited for. What is shown stays as it is."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.controls import text_label
from app.ui.controls.glyph import Glyph

_FROM_TOP_PX = 16


class BufferSign(QFrame):
    """At the top in the middle of its parent; it takes no events and no focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._over = parent
        self._glyph = Glyph(14)
        self._text = text_label("", "small", tabular=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 14, 6)
        layout.setSpacing(8)
        layout.addWidget(self._glyph)
        layout.addWidget(self._text)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, "" while it is hidden."""
        return self._text.text() if self.isVisible() else ""

    def show_text(self, text: str, *, away: bool) -> None:
        """Say why there is nothing to see yet; `away`: the store does not answer."""
        if text == self.text:
            return
        self._glyph.show_icon("cloud-off" if away else "cloud", "warn" if away else "dim")
        self._text.setText(text)
        self.setAccessibleName(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Stay in the middle when the parent changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        self.move((self._over.width() - self.width()) // 2, _FROM_TOP_PX)
