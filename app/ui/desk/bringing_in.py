"""Edits made ready on a worker come into the open clip, part by part.

The first comes in at once, each other when the window has done what waits for it. Closing the
clip, cancelling, or an edit that cannot be applied ends it; what came in stays.
"""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from app.session.adding import numbered
from app.session.clip_session import ClipSession
from app.ui.desk.clip_desk import ClipDesk
from app.ui.main_window import MainWindow
from models.annotation.edits import Edit

Told = Callable[[Sequence[Edit]], None]


class BringingIn(QObject):
    """Brings in one sequence of parts at a time; `key` names it among what is in progress."""

    def __init__(self, window: MainWindow, clip: ClipDesk, *, key: str) -> None:
        super().__init__(clip)
        self._window, self._clip, self._key = window, clip, key
        self._session: ClipSession | None = None
        self._left: list[Edit] = []
        self._came: list[Edit] = []
        self._told: Told | None = None
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._go_on)
        window.progress.cancel_requested.connect(self._on_cancel)
        clip.clip_closed.connect(self._forget)

    @property
    def is_busy(self) -> bool:
        return self._told is not None

    def begin(self, session: ClipSession, parts: Sequence[Edit], told: Told) -> None:
        """Apply these; `told` hears at last what came in, and nothing where it was refused.

        Without parts it hears at once that there was nothing.
        """
        self.stop()
        self._session, self._told = session, told
        self._left, self._came = list(parts), []
        if len(parts) > 1:
            self._window.progress.start(self._key, self.tr("Bringing in objects"))
        self._go_on()

    def stop(self) -> None:
        """Bring in no more."""
        told, came, refused = self._told, self._came, bool(self._left)
        self._forget()
        if told is not None and (came or not refused):
            told(tuple(came))

    def _forget(self) -> None:
        if self._told is not None:
            self._window.progress.remove(self._key)
        self._next.stop()
        self._session, self._told = None, None
        self._left, self._came = [], []

    def _go_on(self) -> None:
        if self._clip.session is not self._session:
            self._forget()
            return
        if self._left and self._bring(self._left[0]) and self._left:
            count, total = len(self._came), len(self._came) + len(self._left)
            self._window.progress.advance(self._key, count / total)
            self._next.start(0)
        else:
            self.stop()

    def _bring(self, part: Edit) -> bool:
        edit = self._clip.editor.perform(partial(numbered, part), signed=True)
        if edit is None:
            return False
        self._came.append(edit)
        del self._left[0]
        return True

    def _on_cancel(self, key: str) -> None:
        if key == self._key:
            self.stop()


def ids_to_select(came: Sequence[Edit]) -> frozenset[UUID]:
    """Return what to select of what came in: all, or nothing where it is too much to be looked at.

    What is selected is shown and told in many places, each time it changes.
    """
    return came[0].touched if len(came) == 1 else frozenset()
