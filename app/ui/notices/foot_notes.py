"""Where notes lie over the foot of the picture: in the middle, and never one over another."""

from PySide6.QtCore import QEvent, QObject, QRect, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.controls import text_label
from app.ui.controls.glyph import Glyph

_GAP_PX = 6
_MARK = "foot_note"


def mark_as_note(note: QWidget) -> None:
    """Let other notes keep clear of this one while it is shown."""
    note.setProperty(_MARK, True)


def place_at_foot(note: QWidget, over: QWidget, *, from_bottom_px: int) -> None:
    """Put a note at the foot of `over`, above those that are there already."""
    note.adjustSize()
    place = QRect(
        (over.width() - note.width()) // 2,
        over.height() - note.height() - from_bottom_px,
        note.width(),
        note.height(),
    )
    others = [
        child.geometry()
        for child in over.children()
        if isinstance(child, QWidget)
        and child is not note
        and child.property(_MARK)
        and not child.isHidden()
    ]
    # The lowest first: whoever has gone up over one may meet the next.
    for other in sorted(others, key=lambda one: -one.bottom()):
        if place.intersects(other):
            place.moveBottom(other.top() - _GAP_PX)
    note.move(place.topLeft())


class FootNote(QFrame):
    """A card with words at the foot of `over` that goes by itself; the newest words win. A base."""

    def __init__(self, over: QWidget, *, shown_ms: int, from_bottom_px: int) -> None:
        super().__init__(over)
        self._over = over
        self._from_bottom_px = from_bottom_px
        self.setProperty("surface", "card")
        self.glyph = Glyph(16)
        self._text = text_label("", "small")
        self._row = QHBoxLayout(self)
        self._row.setSpacing(8)
        self._row.addWidget(self.glyph)
        self._row.addWidget(self._text)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(shown_ms)
        self._timer.timeout.connect(self._put_away)
        mark_as_note(self)
        over.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

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
        """Stay at the foot when the parent changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _lie_over(self, over: QWidget) -> None:
        """Lie at the foot of another widget from now on; what was said goes."""
        if over is not self._over:
            self._over.removeEventFilter(self)
            self.setParent(over)
            over.installEventFilter(self)
            self._over = over

    def _say(self, text: str) -> None:
        """Show these words from now on, for as long as notes of this kind stay."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def _put_away(self) -> None:
        """Go: the time is over."""
        self.hide()

    def _place(self) -> None:
        place_at_foot(self, self._over, from_bottom_px=self._from_bottom_px)
