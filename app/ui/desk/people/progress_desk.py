"""How far the project has come: counted, shown, led on from, written out."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.failures import explain
from app.session.clip_listing import ClipListing
from app.session.people.activity import Activity
from app.session.people.progress import Progress
from app.session.people.progress_export import export_progress
from app.session.people.progress_reading import read_progress
from app.session.project import Project
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.people.people_desk import PeopleDesk
from app.ui.desk.people.time_desk import TimeDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.dialogs.files import choose_target
from app.ui.progress.dialog import ProgressDialog
from app.ui.progress.figures import Figure, figures
from app.ui.progress.sheet import Sheet
from app.ui.progress.sheets import sheets
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.review.rights import Right


@dataclass(frozen=True, slots=True)
class Told:
    """Figures as the window shows them; made on a worker, for there may be very many clips."""

    figures: tuple[Figure, ...]
    sheets: tuple[Sheet, ...]
    share: float

    @classmethod
    def of(cls, progress: Progress) -> "Told":
        return cls(figures(progress), sheets(progress), progress.share)


class ProgressDesk(QObject):
    """Follows the open project by itself."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        projects: ProjectDesk,
        people: PeopleDesk,
        clips: ClipsDesk,
        time: TimeDesk,
    ) -> None:
        super().__init__(window)
        self._window, self._jobs, self._people, self._time = window, jobs, people, time
        self._project: Project | None = None
        self._listing: ClipListing | None = None
        self._dialog: ProgressDialog | None = None
        self._reading: JobHandle | None = None
        projects.opened.connect(self._on_opened)
        projects.leaving.connect(self._on_leaving)
        people.changed.connect(self._show_own_time)
        clips.clips_changed.connect(self._on_clips)
        window.registry.connect_action("progress.show", self.show)

    @property
    def dialog(self) -> ProgressDialog | None:
        """The dialog, while it is open."""
        return self._dialog if self._dialog is not None and isValid(self._dialog) else None

    def show(self) -> None:
        """Open the window of progress and begin to count."""
        if self._project is None:
            return
        if (dialog := self.dialog) is not None:
            dialog.activateWindow()
            return
        self._dialog = dialog = ProgressDialog(self._window)
        dialog.chosen.connect(self._on_chosen)
        dialog.stopped.connect(self._stop)
        dialog.refresh_requested.connect(self._read)
        dialog.export_requested.connect(self._on_export)
        dialog.own_time.count_toggled.connect(self._on_count_toggled)
        dialog.own_time.forget_requested.connect(self._on_forget)
        dialog.finished.connect(self._on_finished)
        dialog.quality_requested.connect(self._on_quality)
        dialog.offer_export(not self._people.why_not(Right.EXPORT))
        dialog.offer_quality(not self._people.why_not(Right.SEE_QUALITY))
        self._show_own_time()
        dialog.open()
        self._read()

    def _on_opened(self, project: Project) -> None:
        self._project = project

    def _on_leaving(self) -> None:
        self._stop()
        self._project = self._listing = None

    def _on_clips(self, clips: ClipListing) -> None:
        self._listing = clips

    def _read(self) -> None:
        """Count anew; what is shown stays until there is better."""
        project, dialog = self._project, self.dialog
        if project is None or dialog is None:
            return
        self._stop()
        self._reading = self._jobs.submit(
            partial(_read, project, self._listing, self._time.activity),
            done=self._on_told,
            failed=self._on_reading_failed,
            progress=self._on_told,
            owner=dialog,
        )

    def _stop(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._reading = None

    def _on_told(self, told: Told) -> None:
        if (dialog := self.dialog) is not None:
            dialog.show_told(told.figures, told.sheets, told.share)

    def _on_reading_failed(self, error: Exception) -> None:
        if (dialog := self.dialog) is not None:
            dialog.show_failure(explain(error))

    def _on_chosen(self, clips: frozenset[UUID], what: str) -> None:
        """Show the clips that a figure counts."""
        if (dialog := self.dialog) is not None:
            dialog.accept()
        if not self._window.clip_list.isVisible():
            self._window.registry.action("view.clips").trigger()
        self._window.clip_list.show_only(clips, what)

    def _on_finished(self) -> None:
        self._stop()
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self._window.activateWindow()

    def _on_quality(self) -> None:
        if (dialog := self.dialog) is not None:
            dialog.accept()
        self._window.registry.action("quality.show").trigger()

    def _on_export(self, sheet: Sheet) -> None:
        """Write a table where the person says; choosing is the consent."""
        project, dialog = self._project, self.dialog
        if project is None or dialog is None:
            return
        title = self.tr("Export “{0}”, not encrypted").format(sheet.title)
        target = choose_target(dialog, title, f"progress-{sheet.key}.csv")
        if target is None:
            return
        self._jobs.submit(
            partial(_export, project, sheet, target),
            done=lambda _count: self._note(
                self.tr("Written to {0}, not encrypted").format(target.name)
            ),
            failed=self._on_failed,
            owner=dialog,
        )

    def _show_own_time(self) -> None:
        dialog, book = self.dialog, self._people.book
        if dialog is None or book is None:
            return
        names = [name for name in book.who_may(Right.SEE_OTHERS_TIME) if name != book.me.name]
        others = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
        seen = self.tr("You see it, and so does: {0}.").format(others)
        dialog.own_time.show_state(
            counts=self._time.is_wanted,
            allowed=self._time.is_allowed,
            seen_by_others=seen if others else self.tr("Nobody but you sees it."),
        )

    def _on_count_toggled(self, on: bool) -> None:
        self._time.want(on)
        self._note(
            self.tr("Your time is counted from now on.")
            if on
            else self.tr("Your time is not counted from now on.")
        )

    def _on_forget(self) -> None:
        self._time.forget(self._on_forgotten, self._on_failed)

    def _on_forgotten(self, _nothing: object) -> None:
        self._note(self.tr("Your time is deleted."))
        self._read()

    def _note(self, text: str) -> None:
        if (dialog := self.dialog) is not None:
            dialog.show_note(text)

    def _on_failed(self, error: Exception) -> None:
        problem = explain(error)
        if (dialog := self.dialog) is not None and problem.known:
            dialog.show_note(f"{problem.text} {problem.remedy}".strip(), is_bad=True)
        else:
            self._window.problems.show_error(error)


def _read(
    project: Project,
    known: ClipListing | None,
    activity: Activity | None,
    *,
    progress: Callable[[Told], object],
    cancelled: Callable[[], bool],
) -> Told:
    if activity is not None:
        # What was worked a moment ago is to stand there, too.
        activity.write()
    told = read_progress(
        project,
        known=known,
        progress=lambda so_far: progress(Told.of(so_far)),
        cancelled=cancelled,
    )
    return Told.of(told)


def _export(project: Project, sheet: Sheet, target: Path) -> int:
    return export_progress(project, sheet.table(), target, overwrite=True)
