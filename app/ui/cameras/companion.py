"""One clip that is shown beside the main one, and kept in step with it.

- While the main clip rests, the companion shows the frame that was on screen at the main frame's
  moment; the newest moment wins, and the main clip never waits for it.
- While the main clip plays, both play from one anchor, so that no message between them can make
  them drift. A companion that has fallen behind is anchored anew.
- While it is held by hand it shows the frame that the hand chose.
- What goes wrong is said in its tile, and nowhere else.
"""

import time

from PySide6.QtCore import QObject, Signal

from app.media.index.frame_index import FrameIndex
from app.media.lockstep import Lockstep, Recording, Sight
from app.media.pictures.masking import Parts, masked
from app.media.pictures.picture import Picture
from app.media.player.state import PlayAnchor
from app.session.clip_session import ClipSession
from app.session.project import Project
from app.ui.cameras.face import TileFace
from app.ui.cameras.looked_at import LookedAt
from app.ui.cameras.step_watch import StepWatch
from app.ui.cameras.tile import CameraTile
from app.ui.playback import PartsAt, Playback
from app.workers.jobs import Jobs
from models.annotation.document import Annotation
from models.records import ClipRecord

# Farther from the main clip's moment than this, or than two of its own frames, it has lost step.
_LOST_S = 0.35
_ANCHOR_AGAIN_S = 1.5


class Companion(QObject):
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
        super().__init__(parent)
        self.tile = tile
        self.lock = Lockstep.between(None, None)
        self.playback = Playback(cache_bytes=cache_bytes, yields=True, parent=self)
        self.is_held = False
        self._face = TileFace(tile, clip, self)
        self._clip = LookedAt(jobs, self)
        self._project: Project | None = None
        self._second = 0.0
        self._spared = self._on_keys = False
        self._asked: int | None = None
        self._played: tuple[float, PlayAnchor] | None = None
        self._anchored_at_s = 0.0
        self._watch = StepWatch(self)
        self._connect()
        self._face.show_lock(self.lock, held=False)

    @property
    def clip(self) -> ClipRecord:
        return self._face.clip

    @property
    def session(self) -> ClipSession | None:
        """None until the clip is open."""
        return self._clip.session

    @property
    def recording(self) -> Recording | None:
        """When its camera recorded; None until the clip is open."""
        return self._face.recording

    @property
    def frame_shown(self) -> int | None:
        """The frame whose picture is in the tile, None while there is none."""
        return self._face.frame_shown

    @property
    def sight(self) -> Sight | None:
        """What belongs in the tile at the main clip's moment; None until the clip is open."""
        if self.recording is None:
            return None
        return self.recording.at(self.lock.companion_second(self._second))

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

    def set_lock(self, lock: Lockstep) -> None:
        """Follow in another way from now on."""
        if lock != self.lock:
            self.lock = lock
            self._played = None
            self._face.show_lock(lock, held=self.is_held)

    def look(self, master_second: float) -> None:
        """Take the main clip's moment, while playing brings the pictures."""
        self._second = master_second
        sight = self.sight
        if sight is None or self.is_held:
            return
        self._face.show_sight(sight)
        if self._on_keys and sight.is_shown:
            self._show_key_before(sight.frame_index)

    def follow(self, master_second: float, *, scrubbing: bool = False) -> None:
        """Show the frame that was on screen at this second of the main clip."""
        self.look(master_second)
        sight = self.sight
        if sight is None or self.is_held:
            return
        self.rest()
        if not sight.is_shown:
            self._asked = None
        elif self._asked != sight.frame_index or self._is_lost(sight.frame_index):
            self._ask(sight.frame_index, scrubbing=scrubbing)

    def play(self, rate: float, anchor: PlayAnchor) -> None:
        """Play in step with the main clip, which plays at this rate from this anchor."""
        if self.recording is None or self.is_held:
            return
        if self._spared:
            if not self._on_keys:
                self.rest()
                self._on_keys = True
            return
        self._on_keys = False
        if self._played == (rate, anchor):
            return
        self._played, self._asked = (rate, anchor), None
        self._anchored_at_s = time.monotonic()
        self._watch.begin()
        self.playback.play(rate * self.lock.share, anchor=self.lock.anchor(anchor))

    def rest(self) -> None:
        """Stop playing; `follow` comes next."""
        if self._on_keys:
            self._on_keys, self._asked = False, None
        if self._played is not None:
            self._played, self._asked = None, None
            self.playback.pause()

    def spare(self, spared: bool) -> None:
        """Show only key pictures while the main clip plays, from the next `play` on."""
        self._spared = spared

    def skew_s(self, now_s: float) -> float | None:
        """Return how far the picture in the tile is from its moment, in seconds of this clip.

        That is 0 where the frame is the right one; None where nothing plays.
        """
        frame, recording = self.frame_shown, self.recording
        if self._played is None or frame is None or recording is None:
            return None
        rate, anchor = self._played
        master_second = anchor.clip_s + (now_s - anchor.at_s) * rate
        due = recording.at(self.lock.companion_second(master_second))
        return recording.seconds(due.frame_index) - recording.seconds(frame)

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
        self._watch.due.connect(self._measure)
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

    def _ask(self, frame_index: int, *, scrubbing: bool = False) -> None:
        self._asked = frame_index
        self._face.await_picture()
        self._watch.begin()
        if scrubbing:
            self.playback.scrub(frame_index)
        else:
            self.playback.show(frame_index)

    def _show_key_before(self, frame_index: int) -> None:
        if self.recording is not None:
            key = self.recording.key_frame_before(frame_index)
            if key != self._asked:
                self._ask(key)

    def _is_lost(self, frame_index: int) -> bool:
        """Tell whether another frame is shown than was asked for, and none is on its way."""
        return self.frame_shown != frame_index and not self.playback.awaits_picture

    def _go_by(self, delta: int) -> None:
        if self.recording is not None and self._asked is not None:
            last = self.recording.index.frame_count - 1
            self._on_frame_requested(min(max(self._asked + delta, 0), last))

    def _keep_step(self) -> None:
        now_s = time.monotonic()
        skew_s = self.skew_s(now_s)
        if skew_s is None or self._played is None or self.recording is None:
            return
        rate, anchor = self._played
        allowed_s = max(_LOST_S, 2 * self.recording.usual_step_s) * max(abs(rate), 1.0)
        if abs(skew_s) > allowed_s and now_s - self._anchored_at_s > _ANCHOR_AGAIN_S:
            self._played = None
            self.play(rate, anchor)

    def _measure(self) -> None:
        """Say how far the picture is from its moment, as long as that may change."""
        frame, sight, recording = self.frame_shown, self.sight, self.recording
        if frame is None or sight is None or recording is None or self.is_held:
            self._watch.forget()
        else:
            self._watch.look(frame, recording, self.lock, second=self._second, played=self._played)
        moves = self._on_keys or self._played is not None
        if not moves and not self.playback.awaits_picture:
            self._watch.end()
        self._face.show_apart(self._watch.told_s)

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
