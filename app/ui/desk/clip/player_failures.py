"""Says what the open clip's player could not do, and takes it back when that is over with."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.failures import Problem, explain
from app.media.errors import DecoderCrashedError
from app.media.pictures.picture import Picture
from app.session.clip_session import ClipSession
from app.ui.notices.problems import ProblemBar
from app.ui.playing.playback import Playback
from storage.errors import StorageUnavailableError

# So long pictures must come again before a decoder that stopped is no news any more.
WORKS_AGAIN_MS = 5000


class PlayerFailures(QObject):
    """Joins the open clip's player to the window's problems."""

    def __init__(
        self,
        problems: ProblemBar,
        playback: Playback,
        *,
        session: Callable[[], ClipSession | None],
        go_to: Callable[[int], object],
        parent: QObject,
    ) -> None:
        """`session` gives the open clip, `go_to` asks for a frame of it."""
        super().__init__(parent)
        self._problems, self._playback = problems, playback
        self._session, self._go_to = session, go_to
        # What is said of a decoder that stopped, and of which clip.
        self._stopped: tuple[str, Problem] | None = None
        self._works_again = QTimer(self)
        self._works_again.setSingleShot(True)
        self._works_again.setInterval(WORKS_AGAIN_MS)
        self._works_again.timeout.connect(self._settle)
        playback.failed.connect(self._on_failed)
        playback.picture_shown.connect(self._on_picture)

    def _on_failed(self, error: Exception) -> None:
        """Say it; a store that was away for long may be asked again for the same frame."""
        again, session, frame = None, self._session(), self._playback.state.frame_index
        self._works_again.stop()
        if isinstance(error, DecoderCrashedError) and session is not None:
            name = session.clip.name
            self._settle()
            self._stopped = name, explain(error)
            self._problems.show_error(error, subject=name, details=f"{error}, at frame {frame}")
            return
        if isinstance(error, StorageUnavailableError):
            again = lambda: self._go_to(frame) if self._session() is session else None  # noqa: E731
        self._problems.show_error(error, again=again)

    def _on_picture(self, picture: Picture) -> None:
        if self._stopped is not None and picture.exact and not self._works_again.isActive():
            self._works_again.start()

    def _settle(self) -> None:
        if self._stopped is not None:
            name, problem = self._stopped
            self._problems.settle(name, problem=problem)
            self._stopped = None

    def forget(self) -> None:
        """The clip is left: another one's pictures say nothing of it."""
        self._works_again.stop()
        self._stopped = None
