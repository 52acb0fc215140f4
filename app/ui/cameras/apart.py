"""How far a companion's picture is from the one that is due, as far as people are told. Pure.

A picture that is late for a moment is nothing to speak of: a distance is told when it has lasted,
and until it is well over.
"""

from app.media.lockstep import Lockstep, Recording
from app.media.player.state import PlayAnchor

# Less than this is seen by nobody, nor is less than two frames.
_TOLD_FROM_S, _TOLD_FROM_FRAMES = 0.3, 2
_OVER_BELOW = 0.5
_LASTS_S = 0.4


class Apart:
    """The distance that is told: above 0 the companion is behind, 0 while it is in step."""

    def __init__(self) -> None:
        self.told_s = 0.0
        self._since_s: float | None = None

    def forget(self) -> None:
        """Begin anew: nothing that could be late is shown."""
        self.told_s, self._since_s = 0.0, None

    def look(self, apart_s: float, *, frame_s: float, now_s: float) -> None:
        """Take the distance as it is at `now_s`, in a clip whose frames take `frame_s`."""
        least_s = max(_TOLD_FROM_S, _TOLD_FROM_FRAMES * frame_s)
        if abs(apart_s) < (least_s * _OVER_BELOW if self.told_s else least_s):
            self.forget()
            return
        if self._since_s is None:
            self._since_s = now_s
        if now_s - self._since_s >= _LASTS_S:
            self.told_s = apart_s


def distance_s(
    frame_index: int,
    recording: Recording,
    lock: Lockstep,
    *,
    second: float,
    played: tuple[float, PlayAnchor] | None,
    now_s: float,
) -> float:
    """Return how many seconds a companion's frame is behind the one due; below 0 it is ahead.

    Due is what belongs to `second`, which the main clip shows. While it plays, all up to what the
    clock makes due is right as well: of two clips, one has its next frame sooner than the other.
    """
    moments = [second]
    if played is not None:
        rate, anchor = played
        moments.append(anchor.clip_s + (now_s - anchor.at_s) * rate)
    due = [
        recording.seconds(recording.at(lock.companion_second(moment)).frame_index)
        for moment in moments
    ]
    shown = recording.seconds(frame_index)
    return min(due) - shown if shown < min(due) else min(max(due) - shown, 0.0)
