"""What people who may not look behind masks may do to private objects of an open clip.

- They draw them, enlarge them, and make other objects private: that covers more.
- They do not make smaller, move away, relabel, end or delete what was covered when they opened the
  clip: that would uncover it. One object may take over what another one covered: a split, a merge.
- What they drew or enlarged themselves since then they may take back, for they had seen it before.
- A track whose last keyframe they set is theirs to lead on, or to end, behind that keyframe. So
  they do not make theirs what somebody else's last keyframe holds: it would be free the next time.
- What others change meanwhile counts as it is then. While it is not known which labels are private,
  all are.

Asked before an edit is applied, on the caller's thread; it costs what the edit changes. It binds
whoever changes a clip through `ClipSession`, not who writes to the database.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import filterfalse
from uuid import UUID

from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.geometry import Box
from models.annotation.interpolate import shape_at
from models.annotation.track import Track, position_of
from models.annotation.track_change import TrackChange
from models.review.errors import UncoversError

# Gestures keep boxes on a grid of 0.01 px; a mask reaches 4 px beyond its box.
_TOLERANCE_PX = 0.02

# The frames from one to another, both included; None is for ever.
_Range = tuple[int, int | None]


@dataclass(slots=True)
class _Known:
    """An object that was changed here: as it was found, as it was left, and whom it stands in for.

    covers: further objects of which it covers what was found.
    """

    found: Track | None
    left: Track | None
    covers: set[UUID] = field(default_factory=set)
    helpers: set[UUID] = field(default_factory=set)


class Uncovering:
    """Guards the private objects of one open clip; for the thread that changes it."""

    def __init__(
        self,
        author: UUID,
        *,
        labels: Callable[[], frozenset[UUID] | None],
        may_lift: Callable[[], bool],
        refused: Callable[[], object],
    ) -> None:
        """Prepare for a person's edits.

        Args:
            author: the person, as keyframes name them.
            labels: gives the private labels, None where that is not known.
            may_lift: tells whether the person may look behind masks.
            refused: is told of each edit that is refused, for the audit log.
        """
        self._author = author
        self._labels, self._may_lift, self._refused = labels, may_lift, refused
        self._known: dict[UUID, _Known] = {}
        self._frame_count: int | None = None

    def check(self, annotation: Annotation, edit: Edit, *, frame_count: int | None = None) -> None:
        """Make sure that an edit uncovers nothing that the person may not see.

        What is held for ever is held on no frame where the clip, of so many frames, has ended.

        Raises:
            UncoversError: it does.
            StaleEditError: it was made for another annotation.
        """
        labels = self._labels()
        if labels is not None and not labels:
            return
        if self._may_lift():
            return
        self._frame_count = frame_count
        concerned = [change for change in edit.changes if _concerns(change, labels)]
        if not concerned:
            return
        after = {
            change.track_id: change.applied_to(annotation.tracks.get(change.track_id))
            for change in concerned
        }
        for change in concerned:
            self._find(change.track_id, annotation)
        for change in concerned:
            before = annotation.tracks.get(change.track_id)
            if before is not None and _is_private(before, labels):
                where = _changed_range(change, before, after[change.track_id])
                for owner in (change.track_id, *self._known[change.track_id].covers):
                    self._check_one(owner, where, annotation, after)
        for track_id, track in after.items():
            self._known[track_id].left = track

    def _find(self, track_id: UUID, annotation: Annotation) -> None:
        """Note how an object is found, at first and again where somebody else has changed it."""
        now, known = annotation.tracks.get(track_id), self._known.get(track_id)
        if known is None:
            self._known[track_id] = _Known(now, now)
        elif known.left is not now and known.left != now:
            known.found = known.left = now

    def _check_one(
        self,
        owner: UUID,
        where: _Range,
        annotation: Annotation,
        after: dict[UUID, Track | None],
    ) -> None:
        """Make sure that what was found of an object stays covered within some frames."""
        labels, known = self._labels(), self._known[owner]
        found = known.found
        if found is None or not _is_private(found, labels):
            return
        where = self._bound(found, where)
        own = after.get(owner, annotation.tracks.get(owner))
        # Most often it is covered by itself: thousands may be changed at once, and to look at all
        # of them for each would take as long as a square does.
        alone = () if own is None or not _is_private(own, labels) else (own,)
        if all(theirs is not None for _, theirs in self._covers(found, alone, where)):
            return
        there = {one: after.get(one, annotation.tracks.get(one)) for one in (*after, owner)}
        there |= {one: after.get(one, annotation.tracks.get(one)) for one in known.helpers}
        covering = [one for one in there.values() if one is not None and _is_private(one, labels)]
        for helper, theirs in self._covers(found, covering, where):
            if helper is None or theirs is None:
                self._refused()
                raise UncoversError(held=helper is not None)
            for one in (helper, theirs):
                if one.id != owner:
                    known.helpers.add(one.id)
                    self._known[one.id].covers.add(owner)

    def _covers(
        self, found: Track, covering: Sequence[Track], where: _Range
    ) -> Iterator[tuple[Track | None, Track | None]]:
        """Give, stretch by stretch, what covers an object, and what of that is not theirs to end.

        The two differ only in what is held for ever.
        """
        for first, last, is_held in _stretches((found, *covering), where):
            if is_held and self._frame_count is not None and first >= self._frame_count:
                continue
            helper = theirs = _covering(found, covering, first, last)
            if is_held and helper is not None and self._leads(helper):
                theirs = _covering(found, filterfalse(self._leads, covering), first, last)
            yield helper, theirs

    def _bound(self, found: Track, where: _Range) -> _Range:
        """Leave out what is held behind a last keyframe of the person's own."""
        if not self._leads(found):
            return where
        first, end = where
        last = found.keyframes[-1].frame_index
        return first, last if end is None else min(end, last)

    def _leads(self, track: Track) -> bool:
        """Whether the person set the last keyframe of a track."""
        return bool(track.keyframes) and track.keyframes[-1].author == self._author


def _is_private(track: Track, labels: frozenset[UUID] | None) -> bool:
    return labels is None or track.label_id in labels


def _concerns(change: TrackChange, labels: frozenset[UUID] | None) -> bool:
    if labels is None:
        return True
    before, after = change.before, change.after
    return (before is not None and before.label_id in labels) or (
        after is not None and after.label_id in labels
    )


def _changed_range(change: TrackChange, before: Track, after: Track | None) -> _Range:
    """Return the frames on which a track may show something else than before."""
    if after is None or _shows_otherwise(change):
        return (before.keyframes[0].frame_index if before.keyframes else 0), None
    frames = [
        key.frame_index
        for one in change.keyframes
        for key in (one.before, one.after)
        if key is not None
    ]
    if not frames:
        return 0, -1
    firsts, lasts = [], []
    for keys in (before.keyframes, after.keyframes):
        at, behind = position_of(keys, min(frames)), position_of(keys, max(frames) + 1)
        firsts.append(keys[at - 1].frame_index if at else min(frames))
        lasts.append(keys[behind].frame_index if behind < len(keys) else None)
    open_end = any(last is None for last in lasts)
    return min(firsts), None if open_end else max(last or 0 for last in lasts)


def _shows_otherwise(change: TrackChange) -> bool:
    """Whether the head is another one in what leads to boxes and masks."""
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    parts = ((one.label_id, one.kind, one.ends_after) for one in (before, after))
    return len(set(parts)) > 1


def _stretches(tracks: Iterable[Track], where: _Range) -> Iterator[tuple[int, int, bool]]:
    """Give pairs of frames between which nothing but straight lines leads, for all these tracks.

    The third says whether they stand for what is held for ever, as the last ones do.
    """
    first, last = where
    if last is not None and last < first:
        return
    marks = {first}
    for track in tracks:
        keys = track.keyframes
        start = position_of(keys, first)
        end = len(keys) if last is None else position_of(keys, last + 1)
        marks.update(key.frame_index for key in keys[start:end])
        if keys and track.ends_after is not None:
            marks.add(keys[-1].frame_index + track.ends_after)
    inside = sorted(one for one in marks if one >= first and (last is None or one <= last))
    for at, mark in enumerate(inside):
        yield mark, mark, False
        following = inside[at + 1] if at + 1 < len(inside) else None
        end = mark + 2 if following is None and last is None else (following or (last or 0) + 1)
        if end > mark + 1:
            yield mark + 1, end - 1, following is None and last is None


def _covering(found: Track, covering: Iterable[Track], first: int, last: int) -> Track | None:
    """Return what covers an object between two frames; itself where nothing of it shows."""
    wanted = [(frame, shape.box) for frame in (first, last) if (shape := shape_at(found, frame))]
    if not wanted:
        return found
    for track in sorted(covering, key=lambda one: one.id != found.id):
        shapes = ((shape_at(track, frame), box) for frame, box in wanted)
        if all(shape is not None and _holds(shape.box, box) for shape, box in shapes):
            return track
    return None


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x + _TOLERANCE_PX
        and outer.y <= inner.y + _TOLERANCE_PX
        and outer.x + outer.w >= inner.x + inner.w - _TOLERANCE_PX
        and outer.y + outer.h >= inner.y + inner.h - _TOLERANCE_PX
    )
