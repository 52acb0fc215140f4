"""What a lane shows of one track: its keyframes and what lies between them.

Pure. A lane is made from one immutable `Track` and never changes, so it is computed once for each
track that an edit made. The rules are those of interpolation (`models.annotation.interpolate`):

- what a keyframe says (occluded, outside, suggested) holds until the next one;
- from an `outside` keyframe on nothing is seen: a gap;
- the last box holds until the end of the clip, unless an `outside` keyframe ends it;
- neighbours of one kind are one span, so that a track with a keyframe on every frame costs no
  more to paint than one with two.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import inf
from uuid import UUID

from models.annotation import Keyframe, Kind, Source, Track


class SpanKind(StrEnum):
    SEEN = "seen"
    OCCLUDED = "occluded"
    SUGGESTED = "suggested"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of frames, both ends included, on which a track shows in one way."""

    start: int
    end: int
    kind: SpanKind


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the timeline.

    A track's lane has its track's id as `key`, and `owners` is empty. The single-frame boxes of
    a label share one lane: its `key` is the label's id, `number` is None, and `owners` names the
    box at each of `frames`.

    suggested, semi_auto: frames of keyframes that a model proposed, or that a person took over.
    gaps: from a keyframe to the next, between which nothing is interpolated.
    ends_at: the last frame on which a box is held that is held for a number of frames.
    members: above the lanes of a label stands a row that counts them; `collapsed` puts them away.
    """

    key: UUID
    label_id: UUID
    number: int | None
    frames: tuple[int, ...]
    outside: frozenset[int] = frozenset()
    spans: tuple[Span, ...] = ()
    starts: tuple[int, ...] = ()
    owners: tuple[UUID, ...] = ()
    hidden: bool = False
    locked: bool = False
    suggested: frozenset[int] = frozenset()
    semi_auto: frozenset[int] = frozenset()
    gaps: tuple[tuple[int, int], ...] = ()
    ends_at: int | None = None
    members: int = 0
    collapsed: bool = False

    @property
    def is_header(self) -> bool:
        """Whether this row stands above the lanes of its label and is none itself."""
        return self.members > 0

    def spans_between(self, first: float, last: float) -> Iterator[Span]:
        """Yield the spans that touch `first`…`last`, in order."""
        at = max(bisect_right(self.starts, first) - 1, 0)
        # Of two spans that meet at `first` both touch it.
        at -= at > 0 and self.spans[at - 1].end >= first
        while at < len(self.spans) and self.spans[at].start <= last:
            if self.spans[at].end >= first:
                yield self.spans[at]
            at += 1

    def span_at(self, frame: int) -> Span | None:
        """Give the span at `frame`; where two meet, the later one."""
        at = bisect_right(self.starts, frame) - 1
        if at >= 0 and frame <= self.spans[at].end:
            return self.spans[at]
        return None

    def gaps_between(self, first: float, last: float) -> Sequence[tuple[int, int]]:
        """Give the gaps that touch `first`…`last`, in order."""
        start = max(bisect_left(self.gaps, (first,)) - 1, 0)
        start += start < len(self.gaps) and self.gaps[start][1] < first
        return self.gaps[start : bisect_right(self.gaps, (last, inf))]

    def shows_at(self, frame: int) -> bool:
        """Tell whether there is a box on a frame."""
        if self.number is None:
            return self.keyframe_near(frame, reach=0.5) is not None
        return frame not in self.outside and self.span_at(frame) is not None

    def keyframe_near(self, frame: float, *, reach: float) -> int | None:
        """Give the position in `frames` of the keyframe nearest to `frame`, within `reach`."""
        at = bisect_left(self.frames, frame)
        near = [i for i in (at - 1, at) if 0 <= i < len(self.frames)]
        best = min(near, key=lambda i: abs(self.frames[i] - frame), default=None)
        if best is None or abs(self.frames[best] - frame) > reach:
            return None
        return best

    def owner_at(self, frame: float) -> UUID | None:
        """Give whom the lane belongs to at `frame`: its track, or the nearest of its boxes."""
        if not self.owners:
            return self.key if self.number is not None else None
        nearest = self.keyframe_near(frame, reach=float("inf"))
        return None if nearest is None else self.owners[nearest]


def lane_of(track: Track, *, frame_count: int) -> Lane:
    """Lay a track out on a lane of a clip of `frame_count` frames."""
    spans = tuple(_spans(track, frame_count - 1)) if track.kind is Kind.TRACK else ()
    keys = track.keyframes
    held = track.ends_after is not None and bool(spans) and spans[-1].kind is SpanKind.HELD
    return Lane(
        key=track.id,
        label_id=track.label_id,
        number=track.number,
        frames=tuple([key.frame_index for key in keys]),
        outside=frozenset([key.frame_index for key in keys if key.outside]),
        spans=spans,
        starts=tuple([span.start for span in spans]),
        hidden=track.hidden,
        locked=track.locked,
        suggested=frozenset([k.frame_index for k in keys if k.source is Source.SUGGESTED]),
        semi_auto=frozenset([k.frame_index for k in keys if k.source is Source.SEMI_AUTO]),
        gaps=_gaps(keys),
        ends_at=spans[-1].end if held else None,
    )


def _gaps(keys: Sequence[Keyframe]) -> tuple[tuple[int, int], ...]:
    return tuple(
        [
            (left.frame_index, right.frame_index)
            for left, right in pairwise(keys)
            if left.gap_after and not left.outside
        ]
    )


def _spans(track: Track, last_frame: int) -> Iterator[Span]:
    pending: Span | None = None
    for span in _raw_spans(track, last_frame):
        if pending is not None and pending.kind is span.kind and pending.end == span.start:
            pending = Span(pending.start, span.end, span.kind)
            continue
        if pending is not None:
            yield pending
        pending = span
    if pending is not None:
        yield pending


def _raw_spans(track: Track, last_frame: int) -> Iterator[Span]:
    for left, right in zip(track.keyframes, track.keyframes[1:], strict=False):
        if not left.outside:
            # Before a gap a box stands on its own frame alone.
            end = left.frame_index if left.gap_after else right.frame_index
            yield Span(left.frame_index, end, _kind_after(left))
    if track.keyframes:
        last = track.keyframes[-1]
        if not last.outside and last.frame_index <= last_frame:
            over = track.end_frame()
            held_to = last_frame if over is None else min(over - 1, last_frame)
            yield Span(last.frame_index, held_to, SpanKind.HELD)


def _kind_after(keyframe: Keyframe) -> SpanKind:
    if keyframe.source is Source.SUGGESTED:
        return SpanKind.SUGGESTED
    return SpanKind.OCCLUDED if keyframe.occluded else SpanKind.SEEN
