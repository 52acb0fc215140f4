"""Finds boxes in all clips of the project, and leads to those that somebody chooses."""

from collections.abc import Callable, Mapping
from uuid import UUID

from PySide6.QtCore import QObject

from app.failures import explain
from app.session.clip_listing import ClipListing
from app.session.searching import Searched, search_boxes
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.clips_desk import ClipsDesk
from app.ui.desk.objects.label_desk import LabelDesk
from app.ui.filtering.search_dialog import SearchDialog
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.annotation.filter_text import Vocabulary
from models.annotation.track_filter import TrackFilter
from models.box_search import BoxHit
from models.records import ClipRecord


class SearchDesk(QObject):
    """One dialog, made when it is first asked for; it stays open beside the window."""

    def __init__(
        self,
        window: MainWindow,
        jobs: Jobs,
        *,
        clip: ClipDesk,
        clips: ClipsDesk,
        labels: LabelDesk,
        in_force: Callable[[], TrackFilter],
    ) -> None:
        """Make the desk; `in_force` tells by what the objects of the open clip are filtered."""
        super().__init__(clip)
        self._window, self._jobs, self._clip, self._labels = window, jobs, clip, labels
        self._in_force = in_force
        self._names: Mapping[UUID, str] = {}
        self._running: JobHandle | None = None
        self._select: tuple[UUID, UUID] | None = None
        self.dialog: SearchDialog | None = None
        clips.clips_changed.connect(self._on_clips)
        clip.clip_opened.connect(self._on_opened)
        labels.labels_changed.connect(lambda _labels: self._name())
        labels.project_changed.connect(self._on_project)
        window.filter_chosen.connect(self._on_words)
        window.registry.connect_action("boxes.find", self.show)

    def show(self) -> None:
        """Let the person ask."""
        if self._labels.project is None:
            return
        if self.dialog is None:
            self.dialog = SearchDialog(self._window)
            self.dialog.search_requested.connect(self.search)
            self.dialog.stopped.connect(self._stop)
            self.dialog.hit_chosen.connect(self._on_chosen)
            self._name()
        if self.dialog.field.wanted.is_empty:
            self.dialog.field.set_wanted(self._in_force())
        self.dialog.show()
        self.dialog.activateWindow()
        self.dialog.field.begin()

    def _on_words(self, action_id: str, words: str) -> None:
        """Search for what was typed elsewhere."""
        if action_id != "boxes.find":
            return
        self.show()
        if self.dialog is not None:
            self.dialog.field.edit.setText(words)
            self.search()

    def search(self) -> None:
        """Search anew for what stands in the dialog's field."""
        project, dialog = self._labels.project, self.dialog
        if project is None or dialog is None:
            return
        self._stop()
        wanted, labels = dialog.field.wanted, self._labels.labels
        found: list[BoxHit] = []
        shown = [0]

        def on_progress(count: int, looked_at: int) -> None:
            start, shown[0] = shown[0], count
            dialog.show_progress(found[start:count], looked_at)

        def on_done(searched: Searched) -> None:
            self._running = None
            on_progress(len(found), searched.looked_at)
            dialog.show_searched(searched)

        dialog.show_searching()
        self._running = self._jobs.submit(
            lambda progress, cancelled: search_boxes(
                project,
                wanted,
                labels=labels,
                found=found,
                progress=progress,
                cancelled=cancelled,
            ),
            done=on_done,
            failed=self._on_failed,
            progress=on_progress,
            owner=dialog,
        )

    def _on_failed(self, error: Exception) -> None:
        self._running = None
        if self.dialog is not None:
            self.dialog.show_failure(explain(error))

    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running = None

    def _on_chosen(self, hit: BoxHit) -> None:
        open_clip = self._clip.clip
        if open_clip is not None and open_clip.id == hit.clip_id:
            self._clip.go_to(hit.frame_index)
            self._clip.editor.select(self._there(hit.track_id))
            return
        self._select = (hit.clip_id, hit.track_id)
        self._clip.open(hit.clip_id, frame_index=hit.frame_index)

    def _on_opened(self, clip: ClipRecord) -> None:
        select, self._select = self._select, None
        if select is not None and select[0] == clip.id:
            self._clip.editor.select(self._there(select[1]))

    def _there(self, track_id: UUID) -> tuple[UUID, ...]:
        """The object, unless somebody deleted it since."""
        return (track_id,) if track_id in self._clip.editor.annotation.tracks else ()

    def _on_clips(self, clips: ClipListing) -> None:
        self._names = clips.names
        self._name()

    def _on_project(self) -> None:
        self._stop()
        self._names, self._select = {}, None
        if self.dialog is not None:
            self.dialog.reject()
            self.dialog.field.clear()
        self._name()

    def _name(self) -> None:
        if self.dialog is None:
            return
        project = self._labels.project
        labels = self._labels.labels
        me = None if project is None else project.store.author
        self.dialog.field.set_vocabulary(Vocabulary(labels, me))
        self.dialog.model.set_names(self._names, {label.id: label.name for label in labels})
