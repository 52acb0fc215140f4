"""New objects that were made and signed on a worker come into the open clip, as one step.

However many they are: what takes long is done on a worker, see `EditedClip.perform_later`.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from app.session.adding import numbered
from app.session.clip_session import ClipSession
from app.ui.desk.clip.clip_desk import ClipDesk
from models.annotation.edits import Edit

Told = Callable[[Sequence[Edit]], None]


class BringingIn(QObject):
    """Brings in what `adding.made_ready` gave."""

    def __init__(self, clip: ClipDesk) -> None:
        super().__init__(clip)
        self._clip = clip
        # What came while another large edit was being made.
        self._waiting: tuple[ClipSession, Sequence[Edit], Told] | None = None
        clip.editor.freed.connect(self._on_freed)
        clip.clip_closed.connect(self._forget)

    @property
    def is_waiting(self) -> bool:
        """Whether something waits for another large edit."""
        return self._waiting is not None

    def begin(self, session: ClipSession, edits: Sequence[Edit], told: Told) -> None:
        """Apply it; `told` hears what came in, and nothing at all where it was refused.

        Without any edit it hears at once that there was nothing.
        """
        if self._clip.session is not session:
            return
        if not edits:
            told(())
            return
        if self._clip.editor.is_busy:
            self._waiting = (session, edits, told)
            return
        self._clip.editor.perform_later(
            partial(numbered, edits[0]),
            lambda edit: told(() if edit is None else (edit,)),
            title=self.tr("Bringing in objects"),
            signed=True,
        )

    def _on_freed(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.begin(*waiting)

    def _forget(self) -> None:
        self._waiting = None
