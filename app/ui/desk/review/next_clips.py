"""The clip that a person should turn to next: found on a worker, among very many."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import QObject

from app.session.people.queue import NextClip, clip_to_review, next_clip
from app.session.project import Project
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.records import ClipRecord

Told = Callable[[NextClip | None], object]


class NextClips(QObject):
    """Finds the next clip to work on, or to review; never the open one. Opens none."""

    def __init__(self, window: MainWindow, jobs: Jobs, clip: ClipDesk) -> None:
        super().__init__(clip)
        self._window, self._jobs, self._clip = window, jobs, clip
        self._looking: JobHandle | None = None

    def to_review(
        self,
        project: Project,
        clips: Sequence[ClipRecord],
        told: Told,
        *,
        failed: Callable[[], object] = lambda: None,
    ) -> None:
        """Tell which of these waits for the person's review; of several asks one counts.

        `failed` hears that nobody can say: the error is shown.
        """
        but = self._open_id()
        now = datetime.now(UTC)
        self._look(lambda: clip_to_review(project, clips, now=now, but=but), told, failed)

    def to_work_on(self, project: Project, clips: Sequence[ClipRecord], told: Told) -> None:
        """Tell which of these the person annotates next; of several asks one counts."""
        person, but = project.rights.person.id, self._open_id()
        self._look(lambda: next_clip(clips, person, now=datetime.now(UTC), but=but), told)

    def leave(self) -> None:
        """Tell nothing any more."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _look(
        self,
        find: Callable[[], NextClip | None],
        told: Told,
        failed: Callable[[], object] = lambda: None,
    ) -> None:
        self.leave()

        def found(clip: NextClip | None) -> None:
            self._looking = None
            told(clip)

        def refused(error: Exception) -> None:
            self._looking = None
            self._window.problems.show_error(error)
            failed()

        self._looking = self._jobs.submit(find, done=found, failed=refused, owner=self)

    def _open_id(self) -> UUID | None:
        return None if self._clip.clip is None else self._clip.clip.id
