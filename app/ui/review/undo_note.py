"""A note over the picture that says what was done, with a button for who slipped."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.ui.controls import push_button
from app.ui.keys.tips import with_key
from app.ui.notices.foot_notes import FootNote
from app.ui.review.keys_away import give_keys_away

_SHOWN_MS = 6000
_FROM_BOTTOM_PX = 48


class UndoNote(FootNote):
    """Stays for a few seconds, or until what it offers was taken or is worth nothing any more."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, shown_ms=_SHOWN_MS, from_bottom_px=_FROM_BOTTOM_PX)
        self._undo: Callable[[], object] | None = None
        self.button = push_button(self.tr("Undo"), "ghost")
        self.button.clicked.connect(lambda _on=False: self.take())
        self._row.setContentsMargins(12, 2, 4, 2)
        self._row.addWidget(self.button)

    def offer(
        self, text: str, undo: Callable[[], object], *, key: str = "", done: bool = True
    ) -> None:
        """Say what was done, and call `undo` where the person wants it undone.

        `done`: what it says is good news; else it bears the sign of what is rejected.
        """
        self._undo = undo
        self.glyph.show_icon("circle-check" if done else "x", "ok" if done else "bad")
        self.button.setToolTip(with_key(self.tr("Undo"), key))
        self._say(text)

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
        super()._put_away()
