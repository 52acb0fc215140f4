"""Where a track may have gone over to another object: what a proofreader should look at first.

- A box that is not where its track was heading, or has another size at once, is suspect; the more,
  the farther it is off, in boxes.
- Where two tracks would each go on more smoothly as the other one, they have probably been
  exchanged: that is the strongest suspicion, and says it all for both tracks on that frame.
- A proofreader also looks at where tracks begin and end: `starts` and `ends`.

The idea of proposing frames by how fast an instance jumps is that of SLEAP's proofreading guide.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from heapq import nlargest
from itertools import combinations
from math import hypot, log
from operator import itemgetter
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.geometry import Box
from models.annotation.track import Keyframe, Kind, Track

# Over so many frames an object may turn and stop as it likes; a shorter jump says more.
_CALM_FRAMES = 10
# Below these nothing is suspect: half a box off its way, an area that halves or doubles.
_LEAST_JUMP, _LEAST_GROWTH = 0.5, 0.7
_SAME_PLACE = 1e-9


class SuspectKind(StrEnum):
    """What makes a place suspect."""

    EXCHANGED = "exchanged"
    JUMP = "jump"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class Suspect:
    """One place to look at.

    `score` is above 0, the higher the more suspect; `other_id` is the track that this one may have
    been exchanged with.
    """

    track_id: UUID
    frame_index: int
    kind: SuspectKind
    score: float
    other_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A visible keyframe that a track comes to from another one."""

    track_id: UUID
    frame_index: int
    box: Box
    # Where the track was heading, from its motion before; and from where.
    expected: tuple[float, float]
    left: Keyframe

    @property
    def frames(self) -> int:
        return self.frame_index - self.left.frame_index


def suspects(
    annotation: Annotation, *, most: int = 100, cancelled: Callable[[], bool] = lambda: False
) -> tuple[Suspect, ...]:
    """Return the most suspect places, the worst first; once it is cancelled, nothing.

    For a worker: many tracks with keyframes on the same frames take seconds, for each pair of them
    may have been exchanged.
    """
    by_frame: defaultdict[int, list[_Arrival]] = defaultdict(list)
    for track in annotation.tracks.values():
        for arrival in _arrivals(track):
            by_frame[arrival.frame_index].append(arrival)
    found: list[Suspect] = []
    for frame_index, arrivals in by_frame.items():
        if cancelled():
            return ()
        exchanged = _exchanged(arrivals)
        found += exchanged
        told = {one for suspect in exchanged for one in (suspect.track_id, suspect.other_id)}
        for arrival in arrivals:
            if arrival.track_id not in told:
                found += _alone(arrival, frame_index)
    return tuple(nlargest(most, found, key=_rank))


def starts(annotation: Annotation) -> tuple[tuple[int, UUID], ...]:
    """Return where tracks begin, as (frame index, track id), ascending."""
    return annotation.overview.starts


def ends(annotation: Annotation, frame_count: int) -> tuple[tuple[int, UUID], ...]:
    """Return the last frame on which each track of the clip shows a box, ascending."""
    ends = annotation.overview.ends
    within = bisect_left(ends, frame_count, key=itemgetter(0))
    held = sorted(track_id for _, track_id in ends[within:])
    return (
        *((end - 1, track_id) for end, track_id in ends[:within]),
        *((frame_count - 1, track_id) for track_id in held),
    )


def _arrivals(track: Track) -> Iterator[_Arrival]:
    if track.kind is not Kind.TRACK:
        return
    before: Keyframe | None = None
    for left, right in zip(track.keyframes, track.keyframes[1:], strict=False):
        if left.outside or left.gap_after:
            before = None
            continue
        if right.outside:
            continue
        expected = _expected(before, left, right.frame_index)
        arrival = _Arrival(track.id, right.frame_index, right.box, expected=expected, left=left)
        yield arrival
        # A jump is no motion that would go on.
        before = left if _jump(arrival, right.box) < _LEAST_JUMP else None


def _expected(before: Keyframe | None, left: Keyframe, frame_index: int) -> tuple[float, float]:
    x, y = left.box.center
    if before is None:
        return x, y
    # An old motion says nothing of what comes long after.
    frames = min(frame_index - left.frame_index, _CALM_FRAMES)
    share = frames / (left.frame_index - before.frame_index)
    was_x, was_y = before.box.center
    return x + (x - was_x) * share, y + (y - was_y) * share


def _jump(arrival: _Arrival, box: Box) -> float:
    """Say how far a box is off the way of a track, in boxes."""
    x, y = box.center
    far = hypot(x - arrival.expected[0], y - arrival.expected[1])
    scale = max(hypot(arrival.left.box.w, arrival.left.box.h), 1.0)
    return far / scale / (1 + (arrival.frames - 1) / _CALM_FRAMES)


def _growth(arrival: _Arrival, box: Box) -> float:
    before, after = max(arrival.left.box.area, 1.0), max(box.area, 1.0)
    return abs(log(after / before)) / (1 + (arrival.frames - 1) / _CALM_FRAMES)


def _cost(arrival: _Arrival, box: Box) -> float:
    return _jump(arrival, box) + _growth(arrival, box)


def _alone(arrival: _Arrival, frame_index: int) -> Iterator[Suspect]:
    jump, growth = _jump(arrival, arrival.box), _growth(arrival, arrival.box)
    if jump >= _LEAST_JUMP:
        yield Suspect(arrival.track_id, frame_index, SuspectKind.JUMP, jump)
    elif growth >= _LEAST_GROWTH:
        yield Suspect(arrival.track_id, frame_index, SuspectKind.SIZE, growth)


def _exchanged(arrivals: list[_Arrival]) -> list[Suspect]:
    """Pair the tracks of a frame that would go on more smoothly as each other; each but once."""
    gains = []
    costs = [(_cost(arrival, arrival.box), arrival) for arrival in arrivals]
    for (cost, one), (other_cost, other) in combinations(costs, 2):
        as_it_is = cost + other_cost
        if as_it_is < _LEAST_JUMP:
            continue
        gain = as_it_is - _cost(one, other.box) - _cost(other, one.box)
        if gain > max(as_it_is / 2, _SAME_PLACE):
            gains.append((gain, one, other))
    found: list[Suspect] = []
    taken: set[UUID] = set()
    for gain, one, other in sorted(gains, key=lambda entry: -entry[0]):
        if taken.isdisjoint((one.track_id, other.track_id)):
            taken |= {one.track_id, other.track_id}
            found.append(
                Suspect(
                    one.track_id,
                    one.frame_index,
                    SuspectKind.EXCHANGED,
                    # Two tracks are worse off than one that jumps as far.
                    1 + gain,
                    other_id=other.track_id,
                )
            )
    return found


def _rank(suspect: Suspect) -> tuple[float, int]:
    return suspect.score, -suspect.frame_index
