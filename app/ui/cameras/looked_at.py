"""A clip that is opened for looking at only, and what is heard of it while it is."""

import logging
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.session.clip_session import ClipSession
from app.session.events import ClipEvent, IndexComplete, IndexFailed, IndexGrown
from app.session.project import Project
from app.workers.jobs import JobHandle, Jobs
from app.workers.window_call import WindowCall

_log = logging.getLogger(__name__)


class LookedAt(QObject):
    """At most one open clip; opened and closed on workers.

    Signals:
        opened(ClipSession): it is open, or its frames have numbers again that can be relied on.
        numbers_void(): nothing can be shown before all of the clip has been read.
        index_longer(FrameIndex): more frames are known; those that were keep their numbers.
        annotation_changed(Annotation)
        failed(Exception)
    """

    opened = Signal(object)
    numbers_void = Signal()
    index_longer = Signal(object)
    annotation_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self.session: ClipSession | None = None
        self._jobs = jobs
        self._project: Project | None = None
        self._clip_id: UUID | None = None
        self._opening: JobHandle | None = None
        self._unsubscribe = _nothing
        self._is_numbered = False

    def open(self, project: Project, clip_id: UUID) -> None:
        """Open a clip on a worker; `opened` or `failed` follows."""
        self._project, self._clip_id = project, clip_id
        self._opening = self._jobs.submit(
            lambda cancelled: project.open_clip(clip_id, cancelled=cancelled),
            done=self._on_opened,
            failed=self._on_failed,
            owner=self,
            unwanted=project.close_clip,
        )

    def close(self) -> None:
        """Let the clip go, or stop opening it."""
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        self._unsubscribe()
        self._unsubscribe = _nothing
        session, self.session = self.session, None
        project, self._project = self._project, None
        if session is not None and project is not None:
            self._jobs.submit(
                lambda: project.close_clip(session),
                done=_ignore,
                failed=_log_failure,
                essential=True,
            )

    def refresh(self) -> None:
        """Take in the boxes that others have written meanwhile."""
        if self.session is not None:
            self.session.refresh()

    def try_again(self) -> None:
        """Do once more what has failed."""
        if self.session is None:
            if self._project is not None and self._clip_id is not None:
                self.open(self._project, self._clip_id)
        elif self.session.index_state.error is not None:
            self.session.index_again()

    def _on_opened(self, session: ClipSession) -> None:
        self._opening = None
        self.session = session
        self._unsubscribe = session.subscribe(partial(WindowCall(self._on_told), session))
        # What was told before nobody has heard: its numbers may be void already.
        self._is_numbered = session.index_complete or session.index_state.index is not None
        if self._is_numbered:
            self.opened.emit(session)
        else:
            self.numbers_void.emit()
        if session.index_state.error is not None:
            self.failed.emit(session.index_state.error)

    def _on_failed(self, error: Exception) -> None:
        self._opening = None
        self.failed.emit(error)

    def _on_told(self, session: ClipSession, event: ClipEvent) -> None:
        if session is not self.session:
            return
        match event:
            case IndexGrown(None, _):
                self._is_numbered = False
                self.numbers_void.emit()
            case IndexComplete(_, renumbered) if renumbered or not self._is_numbered:
                self._is_numbered = True
                self.opened.emit(session)
            case IndexGrown(index, _) | IndexComplete(index, _):
                if self._is_numbered:
                    self.index_longer.emit(index)
            case IndexFailed(error):
                self.failed.emit(error)
            case _:
                self.annotation_changed.emit(session.annotation)


def _nothing() -> None:
    """Take the place of a subscription where there is none."""


def _ignore(_: object) -> None:
    """Closing is over with."""


def _log_failure(error: Exception) -> None:
    # A clip that was only looked at has nothing that could be lost on closing.
    _log.info("a clip that was looked at could not be closed: %s", type(error).__name__)
