"""The clip that a reviewer should look at next: found on a worker, then opened."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QObject

from app.session.project import Project
from app.session.queue import NextClip, accepted_by, next_to_review
from app.ui.desk.clip_desk import ClipDesk
from app.ui.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.records import ClipRecord


class NextReview(QObject):
    """Leads from one clip to the next."""

    def __init__(self, window: MainWindow, jobs: Jobs, clip: ClipDesk) -> None:
        super().__init__(clip)
        self._window, self._jobs, self._clip = window, jobs, clip
        self._looking: JobHandle | None = None

    def open(self, project: Project, clips: Sequence[ClipRecord]) -> None:
        """Open the next of these clips that waits for the person; of several asks one counts."""
        if self._looking is not None:
            self._looking.cancel()
        person = project.rights.person.id
        but = None if self._clip.clip is None else self._clip.clip.id

        def find() -> NextClip | None:
            return next_to_review(
                clips,
                person,
                project.people.rules,
                now=datetime.now(UTC),
                accepted=accepted_by(project, clips, person),
                but=but,
            )

        self._looking = self._jobs.submit(
            find,
            done=self._on_found,
            failed=self._window.problems.show_error,
            owner=self,
        )

    def _on_found(self, found: NextClip | None) -> None:
        self._looking = None
        if found is None:
            self._window.toast.show_note(self.tr("There is no clip left to review."))
        else:
            self._clip.open(found.clip.id)
