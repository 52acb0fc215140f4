"""Says what the open clip's player could not do, and takes it back when that is over with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.failures import Problem, explain
from app.media.errors import DecoderCrashedError
from app.ui.main_window import MainWindow
from storage.errors import StorageUnavailableError

if TYPE_CHECKING:
    from app.media.pictures.picture import Picture
    from app.ui.desk.clip_desk import ClipDesk

# So long pictures must come again before a decoder that stopped is no news any more.
WORKS_AGAIN_MS = 5000


class PlayerFailures(QObject):
    """Joins the open clip's player to the window's problems."""

    def __init__(self, window: MainWindow, clips: ClipDesk) -> None:
        super().__init__(clips)
        self._problems, self._clips = window.problems, clips
        # What is said of a decoder that stopped, and of which clip.
        self._stopped: tuple[str, Problem] | None = None
        self._works_again = QTimer(self)
        self._works_again.setSingleShot(True)
        self._works_again.setInterval(WORKS_AGAIN_MS)
        self._works_again.timeout.connect(self._settle)
        clips.playback.failed.connect(self._on_failed)
        clips.playback.picture_shown.connect(self._on_picture)
        clips.clip_closed.connect(self._forget)

    def _on_failed(self, error: Exception) -> None:
        """Say it; a store that was away for long may be asked again for the same frame."""
        clips, again = self._clips, None
        session, frame = clips.session, clips.playback.state.frame_index
        self._works_again.stop()
        if isinstance(error, DecoderCrashedError) and session is not None:
            name = session.clip.name
            self._settle()
            self._stopped = name, explain(error)
            self._problems.show_error(error, subject=name, details=f"{error}, at frame {frame}")
            return
        if isinstance(error, StorageUnavailableError):
            again = lambda: clips.go_to(frame) if clips.session is session else None  # noqa: E731
        self._problems.show_error(error, again=again)

    def _on_picture(self, picture: Picture) -> None:
        if self._stopped is not None and picture.exact and not self._works_again.isActive():
            self._works_again.start()

    def _settle(self) -> None:
        if self._stopped is not None:
            name, problem = self._stopped
            self._problems.settle(name, problem=problem)
            self._stopped = None

    def _forget(self) -> None:
        """Another clip's pictures say nothing of this one."""
        self._works_again.stop()
        self._stopped = None
