"""A short note that goes by itself: something was done, or an input was refused. No failures."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.controls import text_label
from app.ui.controls.glyph import Glyph
from app.ui.foot_notes import mark_as_note, place_at_foot

_SHOWN_MS = 4500
# Above the canvas's own line, which says what the next input does.
_FROM_BOTTOM_PX = 56


class Toast(QFrame):
    """Lies over the lower edge of its parent, centred; the newest note wins."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._glyph = Glyph(16)
        self._text = text_label("", "small")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 14, 8)
        layout.setSpacing(8)
        layout.addWidget(self._glyph)
        layout.addWidget(self._text)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._until_undone = False
        mark_as_note(self)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_note(self, text: str, *, icon: str = "info", until_undone: bool = False) -> None:
        """Show `text` for a few seconds; what tells of a step goes with the step, when undone."""
        self._until_undone = until_undone
        self._glyph.show_icon(icon, "ok" if icon == "circle-check" else "dim")
        self._text.setText(text)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_SHOWN_MS)

    def withdraw(self) -> None:
        """Take back what is told of a step: steps were undone, or done again."""
        if self._until_undone:
            self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget the words: they may name a label, and the next to come may be a lock."""
        super().hideEvent(event)
        # What went with its parent would come back with it, empty.
        if not self.isHidden():
            self.hide()
        self._timer.stop()
        self._text.clear()
        self.setAccessibleName("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Stay at the edge when the parent changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        place_at_foot(self, self._over, from_bottom_px=_FROM_BOTTOM_PX)
