"""A player that is kept in step with the main clip.

- While the main clip rests, it shows the frame that was on screen at the main frame's moment; the
  newest moment wins, and the main clip never waits for it.
- While the main clip plays, both play from one anchor, so that no message between them can make
  them drift. A player that has fallen behind is anchored anew.
"""

import time

from PySide6.QtCore import QObject

from app.media.lockstep import Lockstep, Recording, Sight
from app.media.player.state import PlayAnchor
from app.ui.cameras.face import TileFace
from app.ui.cameras.step_watch import StepWatch
from app.ui.cameras.tile import CameraTile
from app.ui.playing.playback import Playback
from models.records import ClipRecord

# Farther from the main clip's moment than this, or than two of its own frames, it has lost step.
_LOST_S = 0.35
_ANCHOR_AGAIN_S = 1.5


class InStep(QObject):
    """Leads a player and what a tile says of it; while `is_held`, it leaves both alone."""

    def __init__(
        self, clip: ClipRecord, tile: CameraTile, *, cache_bytes: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.lock = Lockstep.between(None, None)
        self.playback = Playback(cache_bytes=cache_bytes, yields=True, parent=self)
        self.is_held = False
        self._face = TileFace(tile, clip, self)
        self._second = 0.0
        self._spared = self._on_keys = False
        self._asked: int | None = None
        self._played: tuple[float, PlayAnchor] | None = None
        self._anchored_at_s = 0.0
        self._watch = StepWatch(self)
        self._watch.due.connect(self._measure)
        self._face.show_lock(self.lock, held=False)

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
