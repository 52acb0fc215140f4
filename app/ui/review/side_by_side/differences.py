"""What is not the same on one frame, before and now. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from uuid import UUID

from app.ui.canvas.scene import Item, Scene
from app.ui.canvas.stage import Stage
from app.ui.review.side_by_side.partners import Pair, Partners
from models.annotation.geometry import iou

# Boxes are kept in hundredths of a pixel; what is less than this nobody has meant.
_SAME_PX = 0.5


class How(Enum):
    """What became of a box."""

    GONE = auto()
    NEW = auto()
    MOVED = auto()
    RELABELLED = auto()
    OCCLUSION = auto()


@dataclass(frozen=True, slots=True)
class Difference:
    """A box of then, one of now, or both."""

    how: How
    before: Item | None
    now: Item | None


@dataclass(frozen=True, slots=True)
class Sameness:
    """Who is who, and from when on two boxes of one object are not the same.

    Attributes:
        low_overlap: below this IoU one has been moved; None: by half a pixel it has, and whether
            it is occluded counts as well.
    """

    partners: Partners
    low_overlap: float | None = None


class FrameDifferences:
    """What differs on the frame that two stages show; looked up anew when one shows other boxes."""

    def __init__(self, before: Stage, now: Stage) -> None:
        self._stages = before, now
        self._sameness = Sameness(Partners())
        self._seen: tuple[tuple[Item, ...], tuple[Item, ...]] | None = None
        self._pairs: tuple[Pair, ...] = ()
        self._found: tuple[Difference, ...] = ()

    @property
    def _before(self) -> Scene:
        # A stage takes another scene for each clip.
        return self._stages[0].scene

    @property
    def _now(self) -> Scene:
        return self._stages[1].scene

    def set_sameness(self, sameness: Sameness) -> None:
        """Go by this from now on; what was found by something else is forgotten."""
        self._sameness, self._seen = sameness, None
        self._pairs = self._found = ()

    def look(self) -> tuple[Difference, ...]:
        """Return what differs here."""
        seen = self._before.items, self._now.items
        if self._before.frame_index != self._now.frame_index:
            return ()
        if self._seen is None or any(a is not b for a, b in zip(seen, self._seen, strict=True)):
            self._seen = seen
            self._pairs = _paired(*seen, self._sameness.partners)
            found = _differing(self._pairs, self._sameness.low_overlap)
            self._found = tuple(one for one in found if not self._is_out_of_sight(one))
        return self._found

    def now_of(self, track_id: UUID) -> UUID | None:
        """Return what an object of then is now: on this frame, else anywhere in the clip."""
        self.look()
        for before, now in self._pairs:
            if before is not None and now is not None and before.track_id == track_id:
                return now.track_id
        known = (track_id, self._sameness.partners.now_of(track_id))
        return next((one for one in known if one in self._now.annotation.tracks), None)

    def before_of(self, track_id: UUID) -> UUID | None:
        """Return what an object of now was then: on this frame, else anywhere in the clip."""
        self.look()
        for before, now in self._pairs:
            if before is not None and now is not None and now.track_id == track_id:
                return before.track_id
        known = (track_id, self._sameness.partners.before_of(track_id))
        return next((one for one in known if one in self._before.annotation.tracks), None)

    def shown_before(self) -> frozenset[UUID] | None:
        """Return what of then is to be shown where only a part of now is; None: all of it.

        What is there no more belongs to no part, and is shown with all of them.
        """
        shown, there = self._now.shown, self._now.annotation.tracks
        if shown is None:
            return None
        of_before = self._sameness.partners.now_of
        found = set()
        for track_id in self._before.annotation.tracks:
            known = [one for one in (track_id, of_before(track_id)) if one in there]
            if not known or known[0] in shown:
                found.add(track_id)
        return frozenset(found)

    def _is_out_of_sight(self, one: Difference) -> bool:
        """Tell whether what became of a box is only not shown: hidden, or left out by a filter."""
        if one.how is not How.GONE or one.before is None:
            return False
        track_id, there = one.before.track_id, self._now.annotation.tracks
        partner = self._sameness.partners.now_of(track_id)
        track = there.get(track_id) or (None if partner is None else there.get(partner))
        if track is None:
            return False
        return track.hidden or (self._now.shown is not None and track.id not in self._now.shown)


def differences(
    before: Sequence[Item], now: Sequence[Item], sameness: Sameness
) -> tuple[Difference, ...]:
    """Return what differs between the boxes of one frame."""
    return _differing(_paired(before, now, sameness.partners), sameness.low_overlap)


def _paired(before: Sequence[Item], now: Sequence[Item], partners: Partners) -> tuple[Pair, ...]:
    # A suggestion that waits is no box of now: nobody stands for it.
    return partners.pairs(before, [item for item in now if not item.track.is_untouched])


def _differing(pairs: Sequence[Pair], low_overlap: float | None) -> tuple[Difference, ...]:
    hows = ((_how(old, new, low_overlap), old, new) for old, new in pairs)
    return tuple(Difference(how, old, new) for how, old, new in hows if how is not None)


def _how(old: Item | None, new: Item | None, low_overlap: float | None) -> How | None:
    if old is None or new is None:
        return How.NEW if old is None else How.GONE
    if old.track.label_id != new.track.label_id:
        return How.RELABELLED
    if low_overlap is not None:
        return How.MOVED if iou(old.box, new.box) < low_overlap else None
    a, b = old.box, new.box
    away = (a.x - b.x, a.y - b.y, a.x2 - b.x2, a.y2 - b.y2)
    if max(abs(one) for one in away) >= _SAME_PX:
        return How.MOVED
    return How.OCCLUSION if old.shape.occluded != new.shape.occluded else None
