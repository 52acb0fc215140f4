"""Tracks, keyframes, and what a track shows on one frame.

Values only: nothing here interpolates, edits or stores.

- A track's keyframes are sorted by frame and at most one stands on a frame.
- A single-frame box is a track of kind `BOX` with one keyframe; it shows on that frame alone.
- `Attributes` are pairs of key and value in their given order, so that they compare and store
  exactly. The key is the id of an `AttributeSpec` in hex, or a name that no label knows.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from models.annotation.geometry import Box

Attributes = tuple[tuple[str, str], ...]


class Source(StrEnum):
    """Where a box comes from. A suggestion that a person touched is semi-auto."""

    MANUAL = "manual"
    SUGGESTED = "suggested"
    SEMI_AUTO = "semi-auto"
    IMPORTED = "imported"

    def after_a_person(self) -> "Source":
        """Return the source once a person has changed or accepted the box (CVAT's rule)."""
        return Source.SEMI_AUTO if self in (Source.SUGGESTED, Source.SEMI_AUTO) else Source.MANUAL


class Status(StrEnum):
    """Where a keyframe stands in review."""

    PENDING = "pending"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Kind(StrEnum):
    """Whether an object runs through time or stands on one frame."""

    TRACK = "track"
    BOX = "box"


@dataclass(frozen=True, slots=True)
class Detection:
    """What a model said: kept beside the box for as long as the box lives.

    `version` tells which model it was exactly: of a file, the SHA-256 of its bytes in hex.
    """

    model: str
    score: float
    box: Box
    version: str = ""


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A frame on which a person or a model set a track's box.

    `outside` means that from here on, until the next keyframe, the object is not in the
    picture; the box then only says where it left. `gap_after` means that nobody says where the
    object is until the next keyframe: this box stands on its frame alone.

    `author` set the keyframe last, at `at_us` (µs UTC; 0 where nobody knows). `attributes` are
    those that may change along the track, all of them; they hold until the next keyframe.
    """

    id: UUID
    frame_index: int
    pts: int
    box: Box
    occluded: bool = False
    outside: bool = False
    source: Source = Source.MANUAL
    status: Status = Status.PENDING
    detection: Detection | None = None
    attributes: Attributes = ()
    gap_after: bool = False
    author: UUID | None = None
    at_us: int = 0

    def is_as_drawn(self, other: "Keyframe") -> bool:
        """Tell whether two keyframes differ in nothing but where they stand in review."""
        return self == other or replace(self, status=other.status) == other


@dataclass(frozen=True, slots=True)
class TrackHead:
    """A track without its keyframes: what is true of the object on every frame.

    A `pinned` object is not moved or resized by accident. Objects with the same `group` belong
    together; 0 is none. `ends_after` is for how many frames the last box is held, None for ever.

    Raises:
        ValueError: the group or `ends_after` is negative.
    """

    id: UUID
    number: int
    label_id: UUID
    kind: Kind = Kind.TRACK
    source: Source = Source.MANUAL
    locked: bool = False
    attributes: Attributes = ()
    pinned: bool = False
    group: int = 0
    ends_after: int | None = None

    def __post_init__(self) -> None:
        if self.group < 0 or (self.ends_after is not None and self.ends_after < 0):
            raise ValueError("a group and a number of frames are at least 0")

    def with_keyframes(self, keyframes: tuple[Keyframe, ...], *, hidden: bool = False) -> "Track":
        """Return the whole track."""
        return Track(
            self.id,
            self.number,
            self.label_id,
            kind=self.kind,
            source=self.source,
            keyframes=keyframes,
            locked=self.locked,
            hidden=hidden,
            attributes=self.attributes,
            pinned=self.pinned,
            group=self.group,
            ends_after=self.ends_after,
        )


@dataclass(frozen=True, slots=True)
class Track:
    """One object through time.

    `number` is the short name that people use: "person 14". `hidden` is a matter of the
    view: it is neither stored nor compared, and no edit touches it.

    Raises:
        ValueError: the keyframes are not sorted by unique frames, or a single-frame box has
            more than one of them.
    """

    id: UUID
    number: int
    label_id: UUID
    kind: Kind = Kind.TRACK
    source: Source = Source.MANUAL
    keyframes: tuple[Keyframe, ...] = ()
    locked: bool = False
    hidden: bool = field(default=False, compare=False)
    attributes: Attributes = ()
    pinned: bool = False
    group: int = 0
    ends_after: int | None = None

    def __post_init__(self) -> None:
        last = -1
        for keyframe in self.keyframes:
            if keyframe.frame_index <= last:
                raise ValueError("keyframes must be sorted by unique frames from 0 on")
            last = keyframe.frame_index
        if self.kind is Kind.BOX and len(self.keyframes) > 1:
            raise ValueError("a single-frame box has one keyframe")

    @property
    def head(self) -> TrackHead:
        """The track without its keyframes."""
        return TrackHead(
            self.id,
            self.number,
            self.label_id,
            kind=self.kind,
            source=self.source,
            locked=self.locked,
            attributes=self.attributes,
            pinned=self.pinned,
            group=self.group,
            ends_after=self.ends_after,
        )

    @property
    def has_suggestions(self) -> bool:
        """Whether nobody has accepted the track, or part of it, yet."""
        return self.source is Source.SUGGESTED or any(
            keyframe.source is Source.SUGGESTED for keyframe in self.keyframes
        )

    @property
    def is_untouched(self) -> bool:
        """Whether all of it is a model's, and nobody has set, moved or accepted any of it."""
        return all(keyframe.source is Source.SUGGESTED for keyframe in self.keyframes)

    def keyframe_at(self, frame_index: int) -> Keyframe | None:
        """Return the keyframe that stands on exactly that frame."""
        at = position_of(self.keyframes, frame_index)
        if at < len(self.keyframes) and self.keyframes[at].frame_index == frame_index:
            return self.keyframes[at]
        return None

    def keyframe_before(self, frame_index: int) -> Keyframe | None:
        """Return the last keyframe before that frame."""
        at = position_of(self.keyframes, frame_index)
        return self.keyframes[at - 1] if at else None

    def keyframe_after(self, frame_index: int) -> Keyframe | None:
        """Return the first keyframe after that frame."""
        at = bisect_right(self.keyframes, frame_index, key=_frame_of)
        return self.keyframes[at] if at < len(self.keyframes) else None

    def end_frame(self) -> int | None:
        """Return the frame before which the track ends for good; None: it is held for ever.

        A track without a visible keyframe ends at 0. A single-frame box ends behind its frame.
        """
        if not self.keyframes:
            return 0
        last = self.keyframes[-1]
        if self.kind is Kind.BOX:
            return 0 if last.outside else last.frame_index + 1
        if not last.outside:
            held = 0 if last.gap_after else self.ends_after
            return None if held is None else last.frame_index + 1 + held
        end = last.frame_index
        for keyframe in reversed(self.keyframes):
            if not keyframe.outside:
                return keyframe.frame_index + 1 if keyframe.gap_after else end
            end = keyframe.frame_index
        return 0


@dataclass(frozen=True, slots=True)
class Shape:
    """What a track shows on one frame.

    Exactly one of `is_keyframe`, `interpolated` (between two keyframes) and `held` (behind
    the last one) is true. `outside` is always false: what is outside has no shape. `score` is
    the model's, where a model proposed the keyframe at or left of this frame.
    """

    track_id: UUID
    frame_index: int
    box: Box
    is_keyframe: bool
    interpolated: bool
    occluded: bool
    outside: bool
    held: bool
    source: Source
    score: float | None


def _frame_of(keyframe: Keyframe) -> int:
    return keyframe.frame_index


def position_of(keyframes: Sequence[Keyframe], frame_index: int) -> int:
    """Return how many of the sorted keyframes stand before that frame."""
    return bisect_left(keyframes, frame_index, key=_frame_of)
