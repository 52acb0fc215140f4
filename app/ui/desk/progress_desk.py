"""How far the project has come, and how long the person works: shown, counted, written out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from app.failures import explain
from app.session.activity import Activity
from app.session.clip_listing import ClipListing
from app.session.events import ClipEvent, EditApplied
from app.session.progress import Progress, read_progress
from app.session.progress_export import export_progress
from app.session.project import Project
from app.ui.desk.clip_desk import ClipDesk
from app.ui.desk.clips_desk import ClipsDesk
from app.ui.desk.people_desk import PeopleDesk
from app.ui.desk.project_desk import ProjectDesk
from app.ui.dialogs.files import choose_target
from app.ui.main_window import MainWindow
from app.ui.progress.dialog import ProgressDialog
from app.ui.progress.figures import Figure, figures
from app.ui.progress.life import Life
from app.ui.progress.sheet import Sheet
from app.ui.progress.sheets import sheets
from app.workers.jobs import JobHandle, Jobs
from models.review.rights import Right

_WRITE_EVERY_MS = 60_000
# Of two writes, the later knows what the earlier has done.
_LANE = "work time"


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
    """Follows the open project and the open clip by itself."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        projects: ProjectDesk,
        people: PeopleDesk,
        clips: ClipsDesk,
        clip: ClipDesk,
    ) -> None:
        super().__init__(window)
        self._window, self._jobs, self._projects, self._people = window, jobs, projects, people
        self._clip = clip
        self._project: Project | None = None
        self._listing: ClipListing | None = None
        self._dialog: ProgressDialog | None = None
        self._reading: JobHandle | None = None
        self.activity: Activity | None = None
        self._life = Life(self)
        self._life.shown.connect(self._on_life)
        self._timer = QTimer(self)
        self._timer.setInterval(_WRITE_EVERY_MS)
        self._timer.timeout.connect(self.write)
        projects.opened.connect(self._on_opened)
        projects.leaving.connect(self._on_leaving)
        people.changed.connect(self._show_own_time)
        clips.clips_changed.connect(self._on_clips)
        clip.clip_opened.connect(lambda _clip: self._on_clip_opened())
        clip.clip_closed.connect(self._on_clip_closed)
        clip.playback.picture_shown.connect(lambda _picture: self._on_life())
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
        dialog.why_no_export(self._people.why_not(Right.EXPORT))
        self._show_own_time()
        dialog.open()
        self._read()

    def write(self) -> None:
        """Write the time that was counted, on a worker."""
        if (activity := self.activity) is not None:
            self._submit(activity.write)

    def _counts(self) -> bool:
        """Tell whether time is counted; from any thread."""
        book = self._people.book
        wanted = self._projects.preferences.count_time
        return wanted and book is not None and book.rules_known and book.rules.count_time

    def _on_opened(self, project: Project) -> None:
        self._project = project
        if project.read_only is None:
            me = project.people.me.id
            self.activity = Activity(project.store.access, me, counts=self._counts)
            self._timer.start()

    def _on_leaving(self) -> None:
        self._stop()
        self._timer.stop()
        activity, self.activity = self.activity, None
        if activity is not None:
            # Before the project closes, and once: what is written last needs its keys.
            left = [activity]
            self._projects.close_after(lambda _most_s: left.pop().close() if left else None)
        self._project = self._listing = None

    def _on_clips(self, clips: ClipListing) -> None:
        self._listing = clips

    def _on_clip_opened(self) -> None:
        session, activity = self._clip.session, self.activity
        if session is None or activity is None:
            return
        activity.at_clip(session.clip.id)

        def on_event(event: ClipEvent) -> None:
            # On whatever thread; the session forgets its listeners when it is closed.
            if isinstance(event, EditApplied):
                activity.edited(datetime.now(UTC), event.edit)

        session.subscribe(on_event)
        self._on_life()

    def _on_clip_closed(self) -> None:
        if self.activity is not None:
            self.activity.at_clip(None)
            self.write()

    def _on_life(self) -> None:
        if self.activity is not None:
            self.activity.sign(datetime.now(UTC))

    def _read(self) -> None:
        """Count anew; what is shown stays until there is better."""
        project, dialog = self._project, self.dialog
        if project is None or dialog is None:
            return
        self._stop()
        self._reading = self._jobs.submit(
            partial(_read, project, self._listing, self.activity),
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
            counts=self._projects.preferences.count_time,
            allowed=book.rules.count_time,
            seen_by_others=seen if others else self.tr("Nobody but you sees it."),
        )

    def _on_count_toggled(self, on: bool) -> None:
        self._projects.keep_preferences(replace(self._projects.preferences, count_time=on))
        self._note(
            self.tr("Your time is counted from now on.")
            if on
            else self.tr("Your time is not counted from now on.")
        )

    def _on_forget(self) -> None:
        if (activity := self.activity) is not None:
            self._submit(activity.forget, self._on_forgotten)

    def _on_forgotten(self) -> None:
        self._note(self.tr("Your time is deleted."))
        self._read()

    def _submit(self, work: Callable[[], None], done: Callable[[], None] = lambda: None) -> None:
        self._jobs.submit(
            work,
            done=lambda _: done(),
            failed=self._on_failed,
            owner=self,
            lane=_LANE,
        )

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
