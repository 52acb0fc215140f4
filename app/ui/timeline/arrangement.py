"""In which order lanes stand, which of them are put away, and how high they are.

Pure. It is stored with the preferences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from app.ui.timeline.spans import Lane

# A label's id with this bit turned names the header of its group: its boxes have the id itself.
_HEADER_BIT = 1 << 127


class Order(StrEnum):
    """What lanes are sorted by; those that are alike stand in the order of their numbers."""

    NUMBER = "number"
    START = "start"
    LABEL = "label"
    TOUCHED = "touched"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How lanes are laid out.

    collapsed: labels whose lanes are put away behind their header, while `grouped`.
    here_only: lanes without a box on the frame on screen are put away.
    narrow: rows are only as high as a diamond needs.
    """

    order: Order = Order.NUMBER
    grouped: bool = False
    collapsed: frozenset[UUID] = frozenset()
    here_only: bool = False
    narrow: bool = False

    def toggled(self, label_id: UUID) -> Arrangement:
        """Put a label's lanes away, or bring them back."""
        return replace(self, collapsed=self.collapsed ^ {label_id})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an arrangement has to know besides the lanes: the frame, and about labels and time.

    `touched_us` tells when anything of a lane (by its key) was set last; it is asked only where
    lanes are sorted by it.
    """

    frame: int
    label_places: Mapping[UUID, int]
    touched_us: Callable[[UUID], int]


def arranged(lanes: Iterable[Lane], how: Arrangement, where: Surroundings) -> tuple[Lane, ...]:
    """Give the rows in their order: lanes, and where they are grouped a header above each group."""
    shown = [lane for lane in lanes if not how.here_only or lane.shows_at(where.frame)]
    shown.sort(key=lambda lane: sort_key(lane, how, where))
    return tuple(_grouped(shown, how, where) if how.grouped else shown)


def sort_key(lane: Lane, how: Arrangement, where: Surroundings) -> tuple[int, ...]:
    """Give what a lane is sorted by; boxes come behind tracks unless the order says otherwise."""
    plain = (int(lane.number is None), lane.number or 0, lane.key.int)
    match how.order:
        case Order.START:
            return (lane.frames[0] if lane.frames else -1, *plain)
        case Order.LABEL:
            return (*_place_of(lane.label_id, where), *plain)
        case Order.TOUCHED:
            return (-where.touched_us(lane.key), *plain)
        case _:
            return plain


def header_key(label_id: UUID) -> UUID:
    """Give the key of the row above a label's lanes."""
    return UUID(int=label_id.int ^ _HEADER_BIT)


def _grouped(lanes: list[Lane], how: Arrangement, where: Surroundings) -> Iterator[Lane]:
    groups: defaultdict[UUID, list[Lane]] = defaultdict(list)
    for lane in lanes:
        groups[lane.label_id].append(lane)
    for label_id in sorted(groups, key=lambda one: _place_of(one, where)):
        members = groups[label_id]
        collapsed = label_id in how.collapsed
        yield Lane(
            header_key(label_id),
            label_id,
            number=None,
            frames=(),
            members=len(members),
            collapsed=collapsed,
        )
        if not collapsed:
            yield from members


def _place_of(label_id: UUID, where: Surroundings) -> tuple[int, int]:
    return where.label_places.get(label_id, len(where.label_places)), label_id.int
