"""A note over the picture that says what was done, with a button for who slipped."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.controls import push_button, text_label
from app.ui.controls.glyph import Glyph
from app.ui.foot_notes import mark_as_note, place_at_foot
from app.ui.key_tips import with_key
from app.ui.review.keys_away import give_keys_away

_SHOWN_MS = 6000
_FROM_BOTTOM_PX = 48


class UndoNote(QFrame):
    """Stays for a few seconds, or until what it offers was taken or is worth nothing any more."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        mark_as_note(self)
        self._undo: Callable[[], object] | None = None
        self.setProperty("surface", "card")
        self._text = text_label("", "small")
        self.button = push_button(self.tr("Undo"), "ghost")
        self.button.clicked.connect(lambda _on=False: self.take())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 4, 2)
        layout.setSpacing(8)
        self.glyph = Glyph(16, "circle-check", "ok")
        layout.addWidget(self.glyph)
        layout.addWidget(self._text)
        layout.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self._put_away)
        over.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def offer(
        self, text: str, undo: Callable[[], object], *, key: str = "", done: bool = True
    ) -> None:
        """Say what was done, and call `undo` where the person wants it undone.

        `done`: what it says is good news; else it bears the sign of what is rejected.
        """
        self._undo = undo
        self.glyph.show_icon("circle-check" if done else "x", "ok" if done else "bad")
        self._text.setText(text)
        self.setAccessibleName(text)
        self.button.setToolTip(with_key(self.tr("Undo"), key))
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def take(self) -> bool:
        """Undo what was offered last, also when the note is gone already; return whether."""
        undo, self._undo = self._undo, None
        self._put_away()
        if undo is not None:
            undo()
        return undo is not None

    def forget(self) -> None:
        """Offer nothing any more."""
        self._undo = None
        self._put_away()

    def _put_away(self) -> None:
        give_keys_away(self, self._over)
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self.isHidden():
            self.hide()
        self._timer.stop()
        self._text.clear()
        self.setAccessibleName("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Stay in the middle of the foot when the parent changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        place_at_foot(self, self._over, from_bottom_px=_FROM_BOTTOM_PX)
