"""What somebody should look at before a clip is handed in.

Findings are questions, not errors: a track can be one frame long, a parked car can be held to the
end. Each can be walked to, mended or waived.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.doubles import doubles
from models.annotation.geometry import Box
from models.annotation.interpolate import count_shapes
from models.annotation.track import Keyframe, Kind, Track

# Rounding and a hand at the frame's edge are no finding.
_LEAST_BEYOND_PX = 1.0


class Check(StrEnum):
    """What is asked of each object."""

    NEVER_SEEN = "never-seen"
    NO_LABEL = "no-label"
    ONE_FRAME = "one-frame"
    HELD_TAIL = "held-tail"
    BEYOND_FRAME = "beyond-frame"
    SUGGESTION = "suggestion"
    DOUBLE = "double"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at, on the frame where it is met first.

    `other_id` is the object that this one may be the same as; None where it is about one alone.
    """

    check: Check
    track_id: UUID
    frame_index: int
    other_id: UUID | None = None

    @property
    def about(self) -> UUID:
        """What names its object, or its pair: what is waived is waived under this."""
        if self.other_id is None:
            return self.track_id
        return UUID(int=self.track_id.int ^ self.other_id.int)


def findings(
    annotation: Annotation,
    *,
    label_ids: Collection[UUID],
    frame_count: int,
    size: tuple[int, int],
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Finding, ...]:
    """Return all findings by frame; `size` is the frame's width and height in source pixels.

    `cancelled` is asked at each object; once it says so, nothing is returned.
    """
    found = []
    for track in annotation.tracks.values():
        if cancelled():
            return ()
        for check, frame in _of_track(track, label_ids, frame_count, size):
            found.append((frame, check, track.number, Finding(check, track.id, frame)))
    for pair in doubles(annotation, cancelled=cancelled):
        number = annotation.tracks[pair.track_id].number
        double = Finding(Check.DOUBLE, pair.track_id, pair.frame_index, other_id=pair.other_id)
        found.append((pair.frame_index, Check.DOUBLE, number, double))
    if cancelled():
        return ()
    return tuple(entry[3] for entry in sorted(found, key=_rank))


def _rank(entry: tuple[int, Check, int, Finding]) -> tuple[int, Check, int, int]:
    return (*entry[:3], entry[3].about.int)


def _of_track(
    track: Track, label_ids: Collection[UUID], frame_count: int, size: tuple[int, int]
) -> Iterator[tuple[Check, int]]:
    seen = [key for key in track.keyframes if not key.outside]
    if not seen:
        # It can't be met in the picture, so nothing else is asked of it.
        yield from ((Check.NEVER_SEEN, key.frame_index) for key in track.keyframes[:1])
        return
    first = seen[0].frame_index
    if track.label_id not in label_ids:
        yield Check.NO_LABEL, first
    if track.has_suggestions:
        yield Check.SUGGESTION, first
    beyond = next((key for key in seen if _is_beyond(key.box, size)), None)
    if beyond is not None:
        yield Check.BEYOND_FRAME, beyond.frame_index
    if track.kind is Kind.TRACK:
        if count_shapes(track, frame_count) == 1:
            yield Check.ONE_FRAME, first
        elif _is_held(track, seen[-1], frame_count):
            yield Check.HELD_TAIL, track.keyframes[-1].frame_index


def _is_held(track: Track, last_seen: Keyframe, frame_count: int) -> bool:
    """Whether the last box stands on to the clip's end though nobody said so."""
    return (
        track.keyframes[-1] is last_seen
        and track.end_frame() is None
        and last_seen.frame_index < frame_count - 1
    )


def _is_beyond(box: Box, size: tuple[int, int]) -> bool:
    inside = box.clipped(*size)
    beyond = max(box.w - inside.w, box.h - inside.h)
    return beyond > _LEAST_BEYOND_PX
