"""The window of quality, joined to clips, worker and comparison."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.failures import explain
from app.quality import Disagreement
from app.session.clip_listing import ClipListing
from app.session.project import Project
from app.session.review.quality import Against, Measured, Quality, measure
from app.session.review.quality_report import export_quality
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.desk.review.comparison_desk import ComparisonDesk
from app.ui.dialogs.files import choose_target
from app.ui.review.quality.places import places_of
from app.ui.review.quality.quality_dialog import QualityDialog
from app.ui.review.quality.tables import Tables, Wanted, tables_of
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.records import ClipRecord


class QualityDesk(QObject):
    """Keeps the window with its figures until the project is left, or it is closed."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        clips: ClipsDesk,
        projects: ProjectDesk,
        comparison: ComparisonDesk,
    ) -> None:
        super().__init__(clip)
        self._window, self._jobs, self._clip = window, jobs, clip
        self._projects, self._comparison = projects, comparison
        self._clips: Sequence[ClipRecord] = ()
        self._dialog: QualityDialog | None = None
        self._quality: Quality | None = None
        self._running: JobHandle | None = None
        self._places: JobHandle | None = None
        # Where to be led once the clip is open.
        self._led_to: tuple[Measured, Disagreement] | None = None
        window.registry.connect_action("quality.show", self.show)
        clips.clips_changed.connect(self._on_clips)
        clip.clip_opened.connect(self._on_opened)
        clip.open_failed.connect(lambda _id, _error: self._forget_way())
        projects.leaving.connect(self._on_leaving)

    @property
    def dialog(self) -> QualityDialog | None:
        """The window, while it is there, hidden or not."""
        return self._dialog if self._dialog is not None and isValid(self._dialog) else None

    def show(self) -> None:
        """Open the window, or bring it back with its figures."""
        if self._projects.project is None:
            return
        dialog = self.dialog
        if dialog is None:
            dialog = self._dialog = QualityDialog(self._window)
            dialog.measure_requested.connect(self.measure)
            dialog.stop_requested.connect(self._stop)
            dialog.places_requested.connect(partial(self._find_places, dialog))
            dialog.open_requested.connect(self.open_place)
            dialog.export_requested.connect(self._export)
            dialog.finished.connect(lambda _result: self._drop())
        dialog.offer([name for name, _ in self._choices()])
        dialog.show()
        dialog.activateWindow()

    def measure(self) -> None:
        """Measure what the window says, on a worker."""
        project, dialog = self._projects.project, self.dialog
        if project is None or dialog is None:
            return
        self._stop()
        clips = self._choices()[dialog.which.currentIndex()][1]()
        against, settings = Against(dialog.against.current), dialog.settings

        def work(
            progress: Callable[[int, int], object], cancelled: Callable[[], bool]
        ) -> tuple[Quality, Tables]:
            quality = measure(
                project, clips, against, settings=settings, progress=progress, cancelled=cancelled
            )
            return quality, tables_of(quality, project.people.name_of)

        dialog.show_measuring(0, len(clips))
        self._running = self._jobs.submit(
            work,
            done=self._on_measured,
            failed=self._on_failed,
            progress=dialog.show_measuring,
            owner=dialog,
        )

    def open_place(self, measured: Measured, one: Disagreement) -> None:
        """Lead to a place, with both annotations on the screen; the window waits."""
        if (dialog := self.dialog) is not None:
            dialog.hide()
        self._window.activateWindow()
        self._led_to = (measured, one)
        clip = self._clip.clip
        if clip is not None and clip.id == measured.clip.id:
            self._clip.go_to(one.frame_index)
            self._on_opened(clip)
        else:
            self._clip.open(measured.clip.id, frame_index=one.frame_index)

    def _find_places(self, dialog: QualityDialog, wanted: Wanted) -> None:
        """Look for what lies behind a figure, on a worker; of several the newest is listed."""
        if self._places is not None:
            self._places.cancel()
        self._places = self._jobs.submit(
            partial(places_of, wanted),
            done=partial(dialog.show_places, wanted),
            failed=self._on_failed,
            owner=dialog,
        )

    def _choices(self) -> list[tuple[str, Callable[[], Sequence[ClipRecord]]]]:
        """Return which clips can be meant, and how they are got."""
        shown, every, open_clip = self._window.clip_list.clips, self._clips, self._clip.clip
        found: list[tuple[str, Callable[[], Sequence[ClipRecord]]]] = [
            (self.tr("All clips ({0})").format(f"{len(every):,}"), lambda: every)
        ]
        if len(shown) < len(every):
            text = self.tr("All that the list shows ({0})").format(f"{len(shown):,}")
            found.append((text, lambda: shown))
        if open_clip is not None:
            found.append((self.tr("The open clip"), lambda: (open_clip,)))
        return found

    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running = None

    def _on_measured(self, came: tuple[Quality, Tables]) -> None:
        self._running = None
        self._quality, tables = came
        if (dialog := self.dialog) is not None:
            dialog.show_quality(self._quality, tables)

    def _on_failed(self, error: Exception) -> None:
        self._running = None
        if (dialog := self.dialog) is not None:
            dialog.show_failure(explain(error))

    def _on_opened(self, clip: ClipRecord) -> None:
        led_to, self._led_to = self._led_to, None
        if led_to is None or led_to[0].clip.id != clip.id:
            return
        measured, one = led_to
        settings = None if self._quality is None else self._quality.settings
        self._comparison.begin(measured.other, settings)
        if one.candidate_id is not None:
            self._clip.editor.select((one.candidate_id,))

    def _forget_way(self) -> None:
        self._led_to = None

    def _export(self) -> None:
        """Write the figures where the person says; choosing is the consent."""
        project, dialog, quality = self._projects.project, self.dialog, self._quality
        if project is None or dialog is None or quality is None:
            return
        title = self.tr("Export figures, not encrypted (.html or .csv)")
        target = choose_target(dialog, title, "quality.html")
        if target is None:
            return
        self.write(project, quality, target)

    def write(self, project: Project, quality: Quality, target: Path) -> None:
        """Write the figures to a file, on a worker."""
        title = self.tr("Quality · {0}").format(project.config.name)
        self._jobs.submit(
            partial(export_quality, project, quality, target, title=title, overwrite=True),
            done=lambda _: self._on_exported(target.name),
            failed=self._on_failed,
            owner=self,
        )

    def _on_exported(self, name: str) -> None:
        """Say where it went, in the dialog too: that lies over the window's own notes."""
        text = self.tr("The figures are in {0}, not encrypted").format(name)
        if (dialog := self.dialog) is not None:
            dialog.show_state(text)
        self._window.toast.show_note(text)

    def _on_clips(self, clips: ClipListing) -> None:
        self._clips = clips

    def _on_leaving(self) -> None:
        self._clips, self._led_to = (), None
        if (dialog := self.dialog) is not None:
            # It may be hidden, and then nobody else closes it.
            dialog.forget()
            dialog.reject()
        self._drop()

    def _drop(self) -> None:
        self._stop()
        self._quality = None
        dialog, self._dialog = self.dialog, None
        if dialog is not None:
            dialog.forget()
            dialog.deleteLater()
