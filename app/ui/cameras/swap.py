"""A companion on its way to be the main clip: what has to stay the same when it is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.media.clip_clock import ClipClock
from app.media.lockstep import Lockstep
from app.session.clocks import clock_of
from app.ui.cameras.companion import Companion
from models.records import ClipRecord


@dataclass(frozen=True, slots=True)
class Swap:
    """One moment in all clips, and what of the new main clip is shown first.

    `seconds` are of one moment, by clip, recorded there or not. `second` is what the new main clip
    shows: the same moment, unless it has no recording of it or was held at another.
    """

    clip_id: UUID
    frame_index: int
    second: float
    seconds: Mapping[UUID, float]
    old_main: ClipRecord

    @classmethod
    def to(
        cls, companion: Companion, others: Sequence[Companion], *, main: ClipRecord, here: float
    ) -> "Swap | None":
        """Note the moment; None where the companion is not open yet."""
        sight, recording = companion.sight, companion.recording
        if sight is None or recording is None:
            return None
        seconds = {one.clip.id: one.lock.companion_second(here) for one in others}
        seconds |= {companion.clip.id: companion.lock.companion_second(here), main.id: here}
        frame, second = sight.frame_index, seconds[companion.clip.id]
        if companion.is_held and companion.frame_shown is not None:
            frame = companion.frame_shown
        if companion.is_held or not sight.is_shown:
            second = recording.seconds(frame)
        return cls(companion.clip.id, frame, second, seconds, old_main=main)

    def lock(self, clock: ClipClock | None, clip: ClipRecord) -> Lockstep:
        """Return how a clip follows the new main one, whose clock is given, as it did before."""
        lock = Lockstep.between(clock, clock_of(clip))
        if clip.id not in self.seconds:
            return lock
        return lock.matching(self.seconds[self.clip_id], self.seconds[clip.id])
