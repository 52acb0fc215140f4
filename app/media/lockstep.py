"""Lockstep: which moment of one clip belongs to a moment of another. Pure arithmetic.

Two clips with a wall clock are laid upon each other by it; where one has none, by their first
frames. On top comes the offset that a person gives, in wall-clock time: above 0 the companion shows
what it recorded so much later.

Moments never go through `datetime`, which rounds to microseconds: that would be enough to show the
frame before the right one.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from app.media.clip_clock import ClipClock
from app.media.index.frame_index import FrameIndex
from app.media.player.state import PlayAnchor

_MILLION = 1_000_000
# Recording times are known to the microsecond at best: no frame is missed for less.
_SLACK_S = 1e-6
# A frame that stays so many usual steps, and at least so long, stands before a gap.
_GAP_STEPS, _SHORTEST_GAP_S = 4, 1.0
_STEPS_LOOKED_AT = 256
_OFFSET_DECIMALS = 3


class Basis(StrEnum):
    """By what two clips are laid upon each other."""

    CLOCK = "clock"
    START = "start"


@dataclass(frozen=True, slots=True)
class Lockstep:
    """How a companion's seconds follow the master's; both count from their clip's first frame.

    `lead_s` is the companion's second at the master's first frame, `share` how many of its seconds
    pass in one of the master's, `per_offset` how many belong to a second of the offset.
    """

    lead_s: float
    share: float = 1.0
    per_offset: float = 1.0
    basis: Basis = Basis.CLOCK
    offset_ms: float = 0.0

    @classmethod
    def between(
        cls, master: ClipClock | None, companion: ClipClock | None, offset_ms: float = 0.0
    ) -> "Lockstep":
        """Lay two clips upon each other."""
        if master is None or companion is None:
            return cls(0.0, basis=Basis.START, offset_ms=offset_ms)
        apart_s = (master.started_at - companion.started_at).total_seconds()
        ours, theirs = _pace(master), _pace(companion)
        return cls(
            apart_s / theirs, share=ours / theirs, per_offset=1 / theirs, offset_ms=offset_ms
        )

    def companion_second(self, master_second: float) -> float:
        """Give the companion's second at a second of the master; below 0 before its first frame."""
        return self.lead_s + master_second * self.share + self._offset_s

    def master_second(self, companion_second: float) -> float:
        """Give the master's second at a second of the companion."""
        return (companion_second - self.lead_s - self._offset_s) / self.share

    def anchor(self, master: PlayAnchor) -> PlayAnchor:
        """Give the anchor with which the companion plays in step with the master."""
        return PlayAnchor(self.companion_second(master.clip_s), master.at_s)

    def with_offset(self, offset_ms: float) -> "Lockstep":
        return replace(self, offset_ms=round(offset_ms, _OFFSET_DECIMALS))

    def moved(self, companion_s: float) -> "Lockstep":
        """Show what the companion has so many of its own seconds later."""
        return self.with_offset(self.offset_ms + companion_s / self.per_offset * 1000)

    def matching(self, master_second: float, companion_second: float) -> "Lockstep":
        """Give the offset with which these two seconds are the same moment."""
        return self.moved(companion_second - self.companion_second(master_second))

    @property
    def _offset_s(self) -> float:
        return self.offset_ms / 1000 * self.per_offset


class Presence(StrEnum):
    """What a clip has of a moment."""

    RECORDED = "recorded"
    BEFORE = "before"
    AFTER = "after"
    GAP = "gap"
    # The clip's index is still being built, and is not that far.
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Sight:
    """What of a clip is on screen at a moment.

    `frame_index` is the frame then; outside the recording its nearest end, in a gap and where
    nothing is known yet the last frame before it. `away_s` are the seconds to the recording, or
    since it ended.
    """

    frame_index: int
    presence: Presence
    away_s: float = 0.0

    @property
    def is_shown(self) -> bool:
        return self.presence not in (Presence.BEFORE, Presence.AFTER)


class Recording:
    """When a clip's camera recorded, by its frame index."""

    def __init__(self, index: FrameIndex) -> None:
        """Look at the first steps to learn the usual one."""
        steps = np.diff(index.pts[: _STEPS_LOOKED_AT + 1])
        usual = float(np.median(steps)) if len(steps) else float(index.duration_pts)
        self.index = index
        self._key_frames = index.key_frames
        self.usual_step_s = usual * float(index.time_base)
        self.duration_s = float(index.duration_pts * index.time_base)

    def at(self, second: float) -> Sight:
        """Say what is on screen when so many seconds of the clip have passed."""
        second += _SLACK_S
        if second < 0:
            return Sight(0, Presence.BEFORE, -second)
        last = self.index.frame_count - 1
        if second >= self.duration_s + _SLACK_S:
            if self.index.grows:
                return Sight(last, Presence.UNREAD)
            return Sight(last, Presence.AFTER, second - self.duration_s)
        frame = self.index.frame_at_seconds(second)
        return Sight(frame, Presence.GAP if self._in_gap(frame, second) else Presence.RECORDED)

    def seconds(self, frame_index: int) -> float:
        return self.index.seconds(frame_index)

    def key_frame_before(self, frame_index: int) -> int:
        """Give the displayed key picture at or before a frame; the frame itself where none is."""
        at = int(np.searchsorted(self._key_frames, frame_index, side="right"))
        return int(self._key_frames[at - 1]) if at else frame_index

    def step_s(self, frame_index: int, delta: int) -> float:
        """Give the seconds from a frame to the one `delta` frames on; beyond an end: as usual."""
        target = frame_index + delta
        if not 0 <= target < self.index.frame_count:
            return self.usual_step_s * delta
        return self.seconds(target) - self.seconds(frame_index)

    def _in_gap(self, frame: int, second: float) -> bool:
        if frame + 1 >= self.index.frame_count:
            return False
        shown_s = self.seconds(frame + 1) - self.seconds(frame)
        if shown_s < max(_SHORTEST_GAP_S, _GAP_STEPS * self.usual_step_s):
            return False
        return second - self.seconds(frame) >= self.usual_step_s


def _pace(clock: ClipClock) -> float:
    """Give the seconds of wall-clock time in a second of the clip."""
    return 1 + clock.drift_ppm / _MILLION
