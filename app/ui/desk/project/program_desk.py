"""What belongs to the project and the program as a whole: importing, exporting, deleting, settings.

Dialogs are asked here; what they answer is done elsewhere.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.failures import Problem
from app.session.importing import ClipDetails
from app.settings.preferences import Preferences
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.project.project_desk import ProjectDesk
from app.ui.dialogs.about import AboutDialog
from app.ui.dialogs.delete_clip import DeleteClipDialog
from app.ui.dialogs.files import choose_target
from app.ui.dialogs.import_clips import ImportDialog
from app.ui.dialogs.preferences import PreferencesDialog
from app.ui.presence.idle import IdleWatch
from app.ui.theme import theme
from app.ui.window.footage_files import footage_in
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.records import ClipRecord, DeletedCounts


class ProgramDesk(QObject):
    """Joins the window's own wishes to the project."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        projects: ProjectDesk,
        clips: ClipsDesk,
        clip: ClipDesk,
        idle: IdleWatch,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._projects = projects
        self._clips = clips
        self._clip = clip
        self._idle = idle
        self._exports: dict[str, JobHandle] = {}
        projects.leaving.connect(self._on_leaving)
        window.progress.cancel_requested.connect(self._on_cancel)
        window.import_requested.connect(self.ask_import)
        window.theme_chosen.connect(self._on_theme)
        window.preferences_requested.connect(self.show_preferences)
        window.about_requested.connect(lambda: AboutDialog(window).asked())
        window.clip_list.delete_requested.connect(self.ask_delete)
        window.clip_list.export_requested.connect(self.export_clip)
        connect = window.registry.connect_action
        connect("project.delete_clip", lambda: self._with_open_clip(self.ask_delete))
        connect("project.export_clip", lambda: self._with_open_clip(self.export_clip))
        connect("project.export_frame", self.export_frame)
        self._draw_by(projects.preferences)

    def ask_import(self, paths: tuple[Path, ...]) -> None:
        """Look on a worker for what lies in folders, then ask what is known of the files."""
        if not any(path.is_dir() for path in paths):
            self._ask_details(paths)
            return
        project = self._projects.project

        def found(files: tuple[Path, ...]) -> None:
            if self._projects.project is not project:
                return  # locked, or another one is open by now
            if files:
                self._ask_details(files)
            else:
                self._window.problems.show_problem(
                    Problem(
                        self.tr("No footage in it"),
                        self.tr("The folder holds no file that is named like a video."),
                        self.tr("Choose the files themselves to import them all the same."),
                    ),
                    subject=paths[0].name,
                )

        self._jobs.submit(
            lambda cancelled: footage_in(paths, cancelled),
            done=found,
            failed=self._window.problems.show_error,
            owner=self,
        )

    def _ask_details(self, paths: tuple[Path, ...]) -> None:
        """Ask what is known of the files, then queue them."""
        choice = ImportDialog.ask(paths, self._window)
        if choice is None:
            return
        details = ClipDetails(
            choice.event_id, choice.name, choice.camera, choice.recorded_at, choice.zone
        )
        self._clips.import_files(tuple((path, details) for path in choice.paths))

    def ask_delete(self, clip_id: UUID) -> None:
        """Count what would go, then ask."""
        project, clip = self._projects.project, self._clips.clip(clip_id)
        if project is None or clip is None:
            return

        def counted(counts: DeletedCounts) -> None:
            # Locked, or another one is open by now: the question would name the clip.
            if self._projects.project is project:
                self._confirm_delete(clip, counts)

        self._jobs.submit(
            lambda: project.deletion_counts(clip_id),
            done=counted,
            failed=self._window.problems.show_error,
            owner=self,
        )

    def export_clip(self, clip_id: UUID) -> None:
        """Write the original bytes of a clip where the person says; choosing is the consent."""
        project, clip = self._projects.project, self._clips.clip(clip_id)
        target = choose_target(
            self._window, self.tr("Export the original clip, not encrypted"), "clip"
        )
        if project is None or clip is None or target is None:
            return
        key = f"export-{uuid4().hex}"
        self._window.progress.start(key, self.tr("Exporting in clear"))

        def work(progress: Callable[[int], None], cancelled: Callable[[], bool]) -> int:
            return project.exports.write_clip(
                clip, target, overwrite=True, progress=progress, cancelled=cancelled
            )

        self._exports[key] = self._jobs.submit(
            work,
            done=lambda _: self._on_exported(key, target.name),
            failed=lambda error: self._on_export_failed(key, error),
            progress=lambda done: self._window.progress.advance(
                key, done / max(clip.cleartext_size, 1)
            ),
            owner=self,
        )

    def export_frame(self) -> None:
        """Write the frame on the screen as a PNG where the person says."""
        project, clip, frame = self._projects.project, self._clip.clip, self._clip.frame_index
        target = choose_target(
            self._window, self.tr("Export this frame, not encrypted"), f"frame-{frame}.png"
        )
        if project is None or clip is None or target is None:
            return
        self._jobs.submit(
            lambda: project.exports.write_frame(clip, frame, target, overwrite=True),
            done=lambda _: self._window.toast.show_note(
                self.tr("Frame {0} is in {1}, not encrypted").format(frame, target.name)
            ),
            failed=self._window.problems.show_error,
            owner=self,
        )

    def show_preferences(self) -> None:
        dialog = PreferencesDialog(
            self._projects.preferences, self._window, latest_minutes=self._idle.latest_minutes
        )
        dialog.changed.connect(self._take)
        dialog.asked()

    def _with_open_clip(self, do: Callable[[UUID], None]) -> None:
        if self._clip.clip is not None:
            do(self._clip.clip.id)

    def _confirm_delete(self, clip: ClipRecord, counts: DeletedCounts) -> None:
        if DeleteClipDialog.ask(clip.name, counts, self._window):
            self._clips.delete(clip.id)

    def _on_leaving(self) -> None:
        """Write nothing more in clear: the project is being locked or left."""
        for handle in self._exports.values():
            handle.cancel()
        self._exports.clear()

    def _on_cancel(self, key: str) -> None:
        if (handle := self._exports.pop(key, None)) is not None:
            handle.cancel()
            self._window.progress.remove(key)

    def _on_exported(self, key: str, file_name: str) -> None:
        del self._exports[key]
        self._window.progress.finish(
            key,
            self.tr("Not encrypted"),
            detail=self.tr("Not encrypted: {0}").format(file_name),
        )

    def _on_export_failed(self, key: str, error: Exception) -> None:
        del self._exports[key]
        self._window.progress.finish(key, self.tr("Not exported"), succeeded=False)
        self._window.problems.show_error(error)

    def _on_theme(self, mode: str) -> None:
        self._take(replace(self._projects.preferences, theme=mode))

    def _take(self, preferences: Preferences) -> None:
        """Apply preferences at once, and keep them."""
        application = QApplication.instance()
        if isinstance(application, QApplication) and preferences.theme != theme.mode:
            theme.set_mode(preferences.theme)
        self._idle.set_minutes(preferences.idle_lock_minutes)
        self._clip.set_cache_mib(preferences.cache_mib)
        self._clip.playback.set_low_end(preferences.low_end)
        self._draw_by(preferences)
        self._projects.keep_preferences(preferences)

    def _draw_by(self, preferences: Preferences) -> None:
        self._clip.parts.canvas.set_minimum_box(preferences.minimum_box_px)
        self._clip.editor.new_tracks_end_after = preferences.new_tracks_end_after or None
