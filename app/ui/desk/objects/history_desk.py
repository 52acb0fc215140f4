"""The history at the window: keys, menu texts and the panel, and the way to a step's clip."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QObject

from app.session.clip_listing import ClipListing
from app.session.editing.history import Step
from app.session.editing.history_reading import EarlierSteps
from app.session.project import Project
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.editing.model_words import edit_words
from app.ui.panels.history_panel import HistoryPanel
from app.ui.panels.history_texts import redo_text, undo_text
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from crypto.errors import LockedError
from models.annotation.labels import Label
from models.errors import RowMissingError


class HistoryDesk(QObject):
    """Joins the editor's history to the window. Earlier steps are read on a worker."""

    def __init__(
        self, window: MainWindow, jobs: Jobs, *, clip: ClipDesk, panel: HistoryPanel
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._clip = clip
        self._panel = panel
        self._undoing = clip.editor.undoing
        self._reading: JobHandle | None = None
        self._names: Mapping[UUID, str] = {}
        self._listed = False
        registry = window.registry
        registry.connect_action("edit.undo", self._on_undo)
        registry.connect_action("edit.redo", self._on_redo)
        self._undoing.changed.connect(self._show)
        self._undoing.clip_requested.connect(self._on_clip_requested)
        clip.parts.canvas.mode_changed.connect(self._allow)
        clip.clip_opened.connect(lambda opened: panel.set_open_clip(opened.id))
        clip.clip_closed.connect(lambda: panel.set_open_clip(None))
        clip.open_failed.connect(self._on_open_failed)
        panel.state_requested.connect(self._undoing.go_to)
        self._show()

    def set_project(self, project: Project | None) -> None:
        """Show the history of another project: what earlier runs left comes from a worker."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._listed = False
        self.set_clips(ClipListing())
        self._listed = False
        self._panel.set_usable(open_project=project is not None)
        if project is None:
            self.set_labels(())
            return
        self._reading = self._jobs.submit(
            project.earlier_steps, done=self._on_read, failed=self._on_read_failed, owner=self
        )

    def set_labels(self, labels: Sequence[Label]) -> None:
        self._panel.set_labels(labels)

    def set_clips(self, clips: ClipListing) -> None:
        """Take over which clips the project has, and how they are called."""
        self._listed = True
        self._names = clips.names
        self._panel.set_clips(self._names)
        self._show_texts()

    def _on_read(self, earlier: EarlierSteps) -> None:
        self._reading = None
        self._undoing.take_earlier(earlier.history)
        if earlier.lost:
            text = self.tr("%1 steps of the history were altered, and are left out.")
            self._window.toast.show_note(text.replace("%1", str(earlier.lost)))

    def _on_read_failed(self, error: Exception) -> None:
        self._reading = None
        if not isinstance(error, LockedError):
            self._window.problems.show_error(error)

    def _on_undo(self) -> None:
        """Undo; while a box is being drawn or dragged, drop that and nothing else."""
        if not self._drop_draft():
            self._clip.editor.undo()

    def _on_redo(self) -> None:
        if not self._clip.parts.canvas.drafting:
            self._clip.editor.redo()

    def _drop_draft(self) -> bool:
        canvas = self._clip.parts.canvas
        if not canvas.drafting:
            return False
        canvas.cancel()
        return True

    def _show(self) -> None:
        self._panel.set_history(self._undoing.history)
        self._show_texts()
        self._allow()

    def _show_texts(self) -> None:
        history, registry = self._undoing.history, self._window.registry
        registry.action("edit.undo").setText(undo_text(history.undo_step, self._names))
        registry.action("edit.redo").setText(redo_text(history.redo_step, self._names))

    def _allow(self) -> None:
        history, registry = self._undoing.history, self._window.registry
        drafting = self._clip.parts.canvas.drafting
        registry.set_enabled("edit.undo", drafting or history.undo_step is not None)
        registry.set_enabled("edit.redo", history.redo_step is not None)

    def _on_clip_requested(self, clip_id: UUID, frame_index: int, step: Step) -> None:
        """Lead to the clip of a step; one that is gone is passed over."""
        if self._listed and clip_id not in self._names:
            self._pass_over(clip_id)
        elif self._clip.opening_id != clip_id:
            text = self.tr("“{0}” was done in another clip: going there.")
            self._window.toast.show_note(text.format(edit_words(step.edit.name)))
            self._clip.open(clip_id, frame_index=frame_index)

    def _on_open_failed(self, clip_id: UUID, error: Exception) -> None:
        if self._undoing.awaited != clip_id:
            return
        if isinstance(error, RowMissingError):
            self._pass_over(clip_id)
        else:
            self._undoing.stop()

    def _pass_over(self, clip_id: UUID) -> None:
        self._window.toast.show_note(
            self.tr("The clip of this step was deleted. Its steps are passed over.")
        )
        self._undoing.pass_over_clip(clip_id)
