"""What of a distant store is on this computer: the marks in the list, and keeping clips offline."""

from collections.abc import Callable, Mapping
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from app.session.clip_listing import ClipListing
from app.session.project import Project
from app.session.transfers.keep_job import clip_objects, keep_job
from app.ui.clip_list.marks import is_kept
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.clips.transfer_desk import TransferDesk
from app.ui.window.main_window import MainWindow
from app.workers.jobs import JobHandle, Jobs
from models.records import ClipRecord
from storage.offline import CopyState, OfflineCopies

LOOK_EVERY_MS = 2000


class CopyDesk(QObject):
    """Asks for the copies of all clips now and then, on a worker; of a store that lies here never.

    Keeping a clip runs in the queue of transfers.
    """

    def __init__(
        self, window: MainWindow, jobs: Jobs, *, clip: ClipDesk, transfers: TransferDesk
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._clip = clip
        self._transfers = transfers
        self._copies: OfflineCopies | None = None
        self._clips: Mapping[UUID, ClipRecord] = {}
        self._states: dict[UUID, CopyState] = {}
        self._keeping: dict[UUID, str] = {}
        self._looking: JobHandle | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        window.clip_list.keep_requested.connect(self.keep)
        window.clip_list.release_requested.connect(self.release)
        clip.clip_opened.connect(lambda _clip: self._show_actions())
        connect = window.registry.connect_action
        connect("clip.keep", lambda: self._with_open_clip(self.keep))
        connect("clip.release", lambda: self._with_open_clip(self.release))
        self._show_actions()

    def set_project(self, project: Project | None) -> None:
        """Look at another project's copies, or at none."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self._copies = None if project is None else project.storage.offline
        self._clips = {}
        self._states.clear()
        self._keeping.clear()
        self._window.clip_list.set_copies(None if self._copies is None else {})
        self._show_actions()
        if self._copies is None:
            self._timer.stop()
        else:
            self._timer.start()

    def set_clips(self, clips: ClipListing) -> None:
        """Take the project's clips as they are now."""
        self._clips = clips.by_id
        self.look()

    def look(self) -> None:
        """Ask now."""
        copies, clips = self._copies, tuple(self._clips.values())
        if copies is None or self._looking is not None:
            return

        def read(cancelled: Callable[[], bool]) -> dict[UUID, CopyState]:
            found: dict[UUID, CopyState] = {}
            for clip in clips:
                if cancelled():
                    break
                if clip.objects:
                    found[clip.id] = copies.state(clip_objects(clip))
            return found

        self._looking = self._jobs.submit(
            read, done=self._on_read, failed=self._on_read_failed, owner=self
        )

    def keep(self, clip_id: UUID) -> None:
        """Fetch a clip whole and keep it on this computer."""
        copies, clip = self._copies, self._clips.get(clip_id)
        if copies is None or clip is None or not clip.objects or clip_id in self._keeping:
            return
        self._keeping[clip_id] = self._transfers.add(
            keep_job(copies, clip),
            done=lambda _: self._on_kept(clip_id),
            failed=lambda transfer: self._on_kept(clip_id, transfer.error),
        )
        self._show_actions()

    def release(self, clip_id: UUID) -> None:
        """Let a clip's copies go when room is needed; one that is being fetched is not any more."""
        copies, clip = self._copies, self._clips.get(clip_id)
        if copies is None or clip is None or not clip.objects:
            return
        key = self._keeping.pop(clip_id, None)
        if key is not None and any(one.key == key for one in self._transfers.left):
            self._transfers.transfers.queue.cancel(key)
            return
        self._jobs.submit(
            lambda: copies.unpin(clip.store_id, clip_objects(clip)),
            done=lambda _: self.look(),
            failed=self._window.problems.show_error,
            owner=self,
        )

    def _with_open_clip(self, do: Callable[[UUID], None]) -> None:
        if self._clip.clip is not None:
            do(self._clip.clip.id)

    def _on_kept(self, clip_id: UUID, error: Exception | None = None) -> None:
        self._keeping.pop(clip_id, None)
        if error is not None:
            clip = self._clips.get(clip_id)
            self._window.problems.show_error(error, subject="" if clip is None else clip.name)
        self.look()

    def _on_read(self, states: dict[UUID, CopyState]) -> None:
        self._looking = None
        first = not self._states
        self._states = states
        under_way = {transfer.key for transfer in self._transfers.left}
        self._keeping = {i: key for i, key in self._keeping.items() if key in under_way}
        self._window.clip_list.set_copies(states)
        self._show_actions()
        if first:
            # What was left half-way when the project was closed the last time goes on.
            for clip_id, state in states.items():
                if state.pinning:
                    self.keep(clip_id)

    def _on_read_failed(self, error: Exception) -> None:
        self._looking = None
        self._timer.stop()
        self._window.problems.show_error(error)

    def _show_actions(self) -> None:
        registry, clip = self._window.registry, self._clip.clip
        distant = self._copies is not None and clip is not None
        kept = clip is not None and (clip.id in self._keeping or is_kept(self._states.get(clip.id)))
        registry.set_enabled("clip.keep", distant and not kept)
        registry.set_enabled("clip.release", distant and kept)
