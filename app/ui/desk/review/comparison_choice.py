"""What the open clip can be compared with: looked up, offered, chosen from, deleted."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.failures import explain
from app.quality import CompareSettings
from app.session.review.comparing import Other, delete_set, others_of
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.review.comparison.choose_dialog import ChooseDialog
from app.ui.review.comparison.texts import NameOf
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs


class ComparisonChoice(QObject):
    """Asks for one thing at a time.

    Signals:
        chosen(Other, CompareSettings): compare with this.
        declined(): nothing was chosen.
        deleted(Other): it is gone.
    """

    chosen = Signal(object, object)
    declined = Signal()
    deleted = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        projects: ProjectDesk,
        name_of: NameOf,
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs = window, jobs
        self._clip, self._projects, self._name_of = clip, projects, name_of
        self._listing: JobHandle | None = None

    @property
    def is_busy(self) -> bool:
        """Whether it is being looked up."""
        return self._listing is not None

    def ask(self, settings: CompareSettings) -> None:
        """Look what there is to compare with, and ask."""
        project, session = self._projects.project, self._clip.session
        if project is None or session is None or self._listing is not None:
            return
        clip_id = session.clip.id
        self._listing = self._jobs.submit(
            lambda: others_of(project, clip_id),
            done=partial(self._on_listed, clip_id, settings),
            failed=self._on_failed,
            owner=self,
        )

    def leave(self) -> None:
        """Ask no more: the clip is gone."""
        if self._listing is not None:
            self._listing.cancel()
            self._listing = None

    def delete(self, dialog: ChooseDialog, other: Other) -> None:
        """Delete what was kept, and offer it in the dialog no more."""
        project = self._projects.project
        if project is None:
            return
        self._jobs.submit(
            partial(delete_set, project, other.id),
            done=lambda _: self._on_deleted(dialog, other),
            failed=lambda error: self._on_not_deleted(dialog, error),
            owner=self,
            essential=True,
        )

    def _on_listed(
        self, clip_id: UUID, settings: CompareSettings, others: tuple[Other, ...]
    ) -> None:
        self._listing = None
        session = self._clip.session
        if session is None or session.clip.id != clip_id:
            return
        dialog = ChooseDialog(others, self._name_of, settings, self._window)
        dialog.delete_requested.connect(partial(self.delete, dialog))
        if dialog.asked():
            self.chosen.emit(dialog.other, dialog.settings)
        else:
            self.declined.emit()

    def _on_failed(self, error: Exception) -> None:
        self._listing = None
        self._window.problems.show_error(error)
        self.declined.emit()

    def _on_deleted(self, dialog: ChooseDialog, other: Other) -> None:
        if isValid(dialog):
            dialog.drop(other)
        self._window.toast.show_note(self.tr("Deleted. The boxes of the clip are as they were."))
        self.deleted.emit(other)

    def _on_not_deleted(self, dialog: ChooseDialog, error: Exception) -> None:
        if isValid(dialog):
            dialog.show_failure(explain(error).line)
        else:
            self._window.problems.show_error(error)
