"""The list of clips: what is in it, imports into it, deletions from it."""

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.session.clip_listing import ClipListing, ClipPart
from app.session.clips import read_clips
from app.session.importing import ClipDetails
from app.session.project import Project
from app.session.review.workflow import begin
from app.session.transfers import Transfer
from app.session.transfers.import_job import import_job
from app.ui.desk.clips.deleting import Deleting
from app.ui.desk.clips.posters import Posters
from app.ui.desk.clips.sample_making import SampleMaking
from app.ui.desk.clips.transfer_desk import TransferDesk
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.records import ClipRecord, ClipState


class ClipsDesk(QObject):
    """The clips of the open project. Imports run in the queue of transfers.

    Signals:
        clips_changed(ClipListing): all clips, once they are all known.
        deleted(UUID)
        sample_made(): the sample project is whole; a clip of it that is open has issues by now.
    """

    clips_changed = Signal(object)
    deleted = Signal(object)
    sample_made = Signal()

    def __init__(self, window: MainWindow, jobs: Jobs, transfers: TransferDesk) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._transfers = transfers
        self._project: Project | None = None
        self._clips: dict[UUID, ClipRecord] = {}
        # The list as it was read last; None before the first time.
        self._listing: ClipListing | None = None
        self._parts: list[ClipPart] = []
        self._parts_shown = 0
        self._reads_again = False
        # What was written since the reading began, and it may not have seen.
        self._newer: dict[UUID, ClipRecord] = {}
        self._reading: JobHandle | None = None
        self._beginning: set[UUID] = set()
        self.posters = Posters(window, jobs, clip=self.clip)
        self._sample = SampleMaking(window, jobs)
        self._sample.list_grown.connect(self.refresh)
        self._sample.made.connect(self.sample_made)
        self._deleting = Deleting(window, jobs)
        self._deleting.deleted.connect(self._on_deleted)

    @property
    def is_reading(self) -> bool:
        """Whether the list is being read."""
        return self._reading is not None

    def set_project(self, project: Project | None) -> None:
        """Show another project's clips; None forgets them and cancels what is under way."""
        self._sample.stop()
        self._deleting.forget()
        self._window.progress.clear()
        if self._reading is not None:
            # It may be done and on its way here, where nobody may see it any more.
            self._reading.cancel()
            self._reading = None
        self._clips, self._listing = {}, None
        self._newer.clear()
        self._beginning.clear()
        self.posters.set_project(project)
        self._project = project
        if project is not None:
            self.refresh()
            if project.config.sample:
                self._sample.begin(project)

    def clip(self, clip_id: UUID) -> ClipRecord | None:
        return self._clips.get(clip_id)

    def refresh(self) -> None:
        """Read the list anew, on a worker; of several readings the newest wins.

        But for the first: it shows what it has while it reads, and is followed by another one.
        """
        project, known = self._project, self._listing
        if project is None:
            return
        if self._reading is not None and known is None:
            self._reads_again = True
            return
        if self._reading is not None:
            self._reading.cancel()
        self._parts, self._parts_shown, self._reads_again = [], 0, False
        self._newer.clear()
        self._reading = self._jobs.submit(
            partial(read_clips, project, known=known, parts=self._parts),
            done=self._on_clips,
            failed=self._on_reading_failed,
            progress=self._on_parts,
            owner=self,
        )

    def show_newer(self, clip: ClipRecord) -> None:
        """Show a clip's row that was just written, before all are read again."""
        self._newer[clip.id] = clip
        if clip.id in self._clips:
            self._update(clip)

    def import_files(self, files: tuple[tuple[Path, ClipDetails], ...]) -> None:
        """Put files into the queue."""
        project = self._project
        if project is None:
            return
        for path, details in files:
            self._transfers.add(
                import_job(project, path, details),
                done=partial(self._on_imported, path.name),
                failed=partial(self._on_import_failed, path.name),
            )

    def delete(self, clip_id: UUID) -> None:
        """Delete a clip with all that belongs to it; the person has been asked."""
        if self._project is not None:
            clip = self._clips.get(clip_id)
            name = "" if clip is None else clip.name or clip.event_id
            self._deleting.delete(self._project, clip_id, name)

    def begin_work(self, clip_id: UUID) -> None:
        """Mark a clip as one that is being worked on: it was edited just now.

        A clip that nobody had is the person's work from now on.
        """
        project, clip = self._project, self._clips.get(clip_id)
        if project is None or clip_id in self._beginning:
            return
        # One that the list does not have yet is looked up in the project.
        if clip is not None and clip.state is ClipState.IN_PROGRESS:
            return
        self._beginning.add(clip_id)
        # A failure says nothing: the edit that cannot be saved does, and the next one tries again.
        self._jobs.submit(
            lambda: begin(project, clip_id),
            done=self._on_begun,
            failed=lambda _: self._beginning.discard(clip_id),
            owner=self,
            essential=True,
        )

    def _on_imported(self, file_name: str, _transfer: Transfer) -> None:
        """Show it; what an earlier attempt met does not hold any more."""
        self._window.problems.settle(file_name)
        self.refresh()

    def _on_import_failed(self, file_name: str, transfer: Transfer) -> None:
        if transfer.error is not None:
            self._window.problems.show_error(transfer.error, subject=file_name)

    def _on_parts(self, count: int) -> None:
        """Show what has come so far of a list that is read for the first time."""
        for part in self._parts[self._parts_shown : count]:
            self._clips.update((clip.id, clip) for clip in part.clips)
            if self._parts_shown:
                self._window.clip_list.add_clips(part)
            else:
                self._window.set_clips(part.clips)
                self._window.clip_list.await_clips(part.total)
            self._parts_shown += 1

    def _on_clips(self, clips: ClipListing) -> None:
        self._on_parts(len(self._parts))
        self._reading, self._listing, self._parts = None, clips, []
        self._clips = dict(clips.by_id)
        self._window.set_clips(clips)
        for clip in tuple(self._newer.values()):
            if clip.id in self._clips and clip.revision > self._clips[clip.id].revision:
                self._update(clip)
        self.clips_changed.emit(clips)
        if self._reads_again:
            self.refresh()

    def _on_reading_failed(self, error: Exception) -> None:
        self._reading = None
        self._window.problems.show_error(error)

    def _on_begun(self, clip: ClipRecord) -> None:
        self._beginning.discard(clip.id)
        self.show_newer(clip)

    def _update(self, clip: ClipRecord) -> None:
        self._clips[clip.id] = clip
        self._window.clip_list.update_clip(clip)

    def _on_deleted(self, clip_id: UUID) -> None:
        self.deleted.emit(clip_id)
        self.refresh()
