"""Boxes found on single frames, joined to the ways of single objects.

Greedy, surest overlap first: a chain's box is carried on by its last motion and compared with what
was found. A chain that finds nothing for a few looks ends where it was seen last.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.assist.finding import Found
from models.annotation.geometry import Box, iou

LEAST_IOU = 0.2
MOST_MISSED = 3
# Motion is carried on only so far: who stops must not be lost.
_LONGEST_CARRY = 0.6


@dataclass(slots=True)
class _Chain:
    seen: list[tuple[int, Found]] = field(default_factory=list)
    missed: int = 0

    def expected(self, frame_index: int) -> Box:
        frame, last = self.seen[-1]
        if len(self.seen) == 1:
            return last.box
        before_frame, before = self.seen[-2]
        share = (frame_index - frame) / (frame - before_frame)
        (x, y), (was_x, was_y) = last.box.center, before.box.center
        most_x, most_y = _LONGEST_CARRY * last.box.w, _LONGEST_CARRY * last.box.h
        return last.box.moved(
            min(max((x - was_x) * share, -most_x), most_x),
            min(max((y - was_y) * share, -most_y), most_y),
        )


def linked(
    found_by_frame: Mapping[int, Sequence[Found]],
    frames: Iterable[int] | None = None,
    *,
    least_iou: float = LEAST_IOU,
    most_missed: int = MOST_MISSED,
) -> list[tuple[tuple[int, Found], ...]]:
    """Return for each object the frames on which it was found, ascending, in order of appearance.

    `frames` are all that were looked at, also those on which nothing was found.
    """
    open_chains: list[_Chain] = []
    chains: list[_Chain] = []
    for frame_index in sorted({*found_by_frame, *(frames or ())}):
        found = found_by_frame.get(frame_index, ())
        taken = _taken(open_chains, found, frame_index, least_iou)
        for place, chain in enumerate(open_chains):
            if place in taken:
                chain.seen.append((frame_index, found[taken[place]]))
                chain.missed = 0
            else:
                chain.missed += 1
        open_chains = [chain for chain in open_chains if chain.missed <= most_missed]
        used = set(taken.values())
        new = [_Chain([(frame_index, one)]) for at, one in enumerate(found) if at not in used]
        open_chains += new
        chains += new
    return [tuple(chain.seen) for chain in chains]


def _taken(
    chains: Sequence[_Chain], found: Sequence[Found], frame_index: int, least_iou: float
) -> dict[int, int]:
    """Return for each chain that goes on which of the found boxes is its own."""
    pairs = []
    for place, chain in enumerate(chains):
        expected, last = chain.expected(frame_index), chain.seen[-1][1]
        for at, one in enumerate(found):
            if one.kind == last.kind:
                overlap = max(iou(expected, one.box), iou(last.box, one.box))
                if overlap >= least_iou:
                    pairs.append((-overlap, place, at))
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _, place, at in sorted(pairs):
        if place not in taken and at not in used:
            taken[place] = at
            used.add(at)
    return taken
