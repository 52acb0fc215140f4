"""One clip that is shown beside the main one, and kept in step with it; see `InStep`.

- While it is held by hand it shows the frame that the hand chose.
- What goes wrong is said in its tile, and nowhere else.
"""

from PySide6.QtCore import QObject, Signal

from app.media.index.frame_index import FrameIndex
from app.media.lockstep import Lockstep, Recording
from app.media.pictures.masking import Parts, masked
from app.media.pictures.picture import Picture
from app.session.clip_session import ClipSession
from app.session.project import Project
from app.ui.cameras.in_step import InStep
from app.ui.cameras.looked_at import LookedAt
from app.ui.cameras.tile import CameraTile
from app.ui.playing.playback import PartsAt
from app.workers.jobs import Jobs
from models.annotation.document import Annotation
from models.records import ClipRecord


class Companion(InStep):
    """A clip, its player and its tile.

    Signals:
        offset_given(): the person has put it right by hand.
        picture_shown()
    """

    offset_given = Signal()
    picture_shown = Signal()

    def __init__(
        self, clip: ClipRecord, tile: CameraTile, *, jobs: Jobs, cache_bytes: int, parent: QObject
    ) -> None:
        super().__init__(clip, tile, cache_bytes=cache_bytes, parent=parent)
        self.tile = tile
        self._clip = LookedAt(jobs, self)
        self._project: Project | None = None
        self._connect()

    @property
    def clip(self) -> ClipRecord:
        return self._face.clip

    @property
    def session(self) -> ClipSession | None:
        """None until the clip is open."""
        return self._clip.session

    def set_clip(self, clip: ClipRecord) -> None:
        """Take the clip's row as it is now."""
        self._face.clip = clip

    def open(self, project: Project) -> None:
        """Open the clip on a worker, for looking at only."""
        self._project = project
        self._face.await_picture()
        self._clip.open(project, self.clip.id)

    def present(self, index: FrameIndex, picture: Picture) -> None:
        """Show a picture of the clip that another player has made, until its own comes.

        Of a clip that is not open yet nobody knows what is to be covered.
        """
        self._face.show_recording(Recording(index))
        self.look(self._second)
        self._face.show_picture(masked(picture, self.parts_at(picture.frame_index)))

    def parts_at(self, frame_index: int) -> Parts:
        """Return what is covered of a frame; None is all of it."""
        if self._project is None:
            return None
        session = self.session
        if session is None:
            return self._project.masking.parts(self.clip.id, None, frame_index)
        return self._project.masking.of(session).parts_at(frame_index)

    def cover(self) -> None:
        """Cover what is shown by what holds now, and ask for the frame anew: masks may be gone."""
        picture = self.tile.area.picture
        if picture is not None:
            self._face.show_picture(masked(picture, self.parts_at(picture.frame_index)))
        else:
            # Words stand in its place; it may be kept below them.
            self.tile.area.drop_picture()
        if self._played is None and self._asked is not None:
            self._ask(self._asked)

    def close(self) -> None:
        """End the player and drop all of the clip; the tile is the wall's to remove."""
        self._watch.end()
        self._face.end_waiting()
        self._face.recording = None
        self.playback.close()
        self._clip.close()
        self._project = None

    def hold(self) -> None:
        """Let the hand choose the frame; the main clip goes on alone."""
        sight, recording = self.sight, self.recording
        if sight is None or recording is None or self.session is None or self.is_held:
            return
        self.rest()
        self.is_held = True
        self.tile.hold(sight.frame_index, recording.index.frame_count - 1)
        self._face.show_held()
        self._face.show_lock(self.lock, held=True)
        self._ask(sight.frame_index)

    def match(self, master_second: float) -> None:
        """What both show now is the same moment: follow by that from now on."""
        frame, recording = self.frame_shown, self.recording
        if not self.is_held or frame is None or recording is None:
            return
        self.lock = self.lock.matching(master_second, recording.seconds(frame))
        self.release(master_second)
        self.offset_given.emit()

    def release(self, master_second: float) -> None:
        """Follow again."""
        self.is_held = False
        self.tile.release()
        self._face.show_lock(self.lock, held=False)
        self.follow(master_second)

    def nudge_frames(self, delta: int) -> None:
        """Show what it recorded so many of its frames later; while held: go there."""
        recording, sight = self.recording, self.sight
        if self.is_held:
            self._go_by(delta)
        elif recording is not None and sight is not None:
            self._give(self.lock.moved(recording.step_s(sight.frame_index, delta)))

    def nudge_ms(self, delta_ms: float) -> None:
        """Show what it recorded so much later."""
        if not self.is_held:
            self._give(self.lock.with_offset(self.lock.offset_ms + delta_ms))

    def reset_offset(self) -> None:
        """Follow just as the clocks say."""
        if not self.is_held:
            self._give(self.lock.with_offset(0.0))

    def refresh(self) -> None:
        """Take in the boxes that others have written meanwhile."""
        self._clip.refresh()

    def try_again(self) -> None:
        """Do once more what has failed."""
        self._face.forget_failure()
        self._asked = self._played = None
        self._face.await_picture()
        self._clip.try_again()
        self.follow(self._second)

    def _connect(self) -> None:
        tile, playback = self.tile, self.playback
        tile.area.view_changed.connect(playback.set_view)
        tile.again_requested.connect(self.try_again)
        tile.frame_requested.connect(self._on_frame_requested)
        tile.wheel_turned.connect(self._on_wheel)
        playback.picture_shown.connect(self._on_picture)
        playback.failed.connect(self._on_failed)
        clip = self._clip
        clip.opened.connect(self._show)
        clip.numbers_void.connect(self._on_numbers_void)
        clip.index_longer.connect(self._on_index)
        clip.annotation_changed.connect(self._on_annotation)
        clip.failed.connect(self._on_failed)

    def _give(self, lock: Lockstep) -> None:
        if lock != self.lock:
            self.set_lock(lock)
            self.offset_given.emit()

    def _go_by(self, delta: int) -> None:
        if self.recording is not None and self._asked is not None:
            last = self.recording.index.frame_count - 1
            self._on_frame_requested(min(max(self._asked + delta, 0), last))

    def _show(self, session: ClipSession) -> None:
        index = session.index
        self._face.show_recording(Recording(index))
        self.tile.area.set_annotation(session.annotation)
        self.playback.open(session.open_stream, index, parts_at=self._masks_of(session))
        self._asked = self._played = None
        self.follow(self._second)

    def _masks_of(self, session: ClipSession) -> PartsAt:
        if self._project is None:
            return lambda _frame_index: None
        return self._project.masking.of(session).parts_at

    def _on_annotation(self, annotation: Annotation) -> None:
        self.tile.area.set_annotation(annotation)
        frame = self.frame_shown
        if frame is None or self.parts_at(frame) != ():
            self.cover()

    def _on_numbers_void(self) -> None:
        """Show nothing: what was numbered by time stamps that cannot be relied on is wrong."""
        self.playback.close()
        self._face.show_no_recording()

    def _on_index(self, index: FrameIndex) -> None:
        self._face.recording = Recording(index)
        self.playback.set_index(index)
        if self._played is None:
            # The frame of this moment may be known now.
            self.follow(self._second)

    def _on_picture(self, picture: Picture) -> None:
        sight = self.sight
        # Before the recording begins, its first frame comes ahead of time and is not sent twice.
        if sight is None or not (sight.is_shown or self.is_held or self._played):
            return
        self._face.show_picture(picture)
        if self.session is not None:
            self.session.saw(picture.frame_index)
        self._measure()
        if self.is_held:
            self.tile.show_held_frame(picture.frame_index)
        self.picture_shown.emit()
        self._keep_step()

    def _on_failed(self, error: Exception) -> None:
        self._asked = None
        self._face.show_failure(error)

    def _on_frame_requested(self, frame_index: int) -> None:
        if self.is_held:
            self.tile.show_held_frame(frame_index)
            self._ask(frame_index, scrubbing=True)

    def _on_wheel(self, notches: int) -> None:
        if self.is_held:
            self._go_by(-notches)
