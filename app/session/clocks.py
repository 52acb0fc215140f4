"""The wall clock of a clip, from its row."""

from app.media.clip_clock import ClipClock
from models.records import ClipRecord


def clock_of(clip: ClipRecord) -> ClipClock | None:
    """Return the clip's wall clock, or None where nobody knows when it was recorded."""
    return None if clip.recorded_at is None else ClipClock(clip.recorded_at)
