"""A clip as its verified row tells it, and what a deletion counts.

Values only; `models.store` reads and writes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

from models.annotation.document import Annotation


class ClipState(StrEnum):
    """How far the work on a clip has come."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Origin(StrEnum):
    """In which form a clip first came to Safelight; it stays with the row for ever."""

    CONTAINER = "container"
    RAW_CBC = "raw-cbc"
    PLAIN = "plain"


class ClockSource(StrEnum):
    """Who told the wall clock of a clip."""

    UNKNOWN = ""
    FILE = "file"
    PERSON = "person"
    COMPANION = "companion"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRecord:
    """One clip of the project.

    Attributes:
        objects: the one or two stored objects that are accepted for it, each as the JSON of
            `storage.ClipObject`; whatever else lies in the store is "altered".
        origin: "container", "raw-cbc" or "plain".
        authentic_since: when a clip of another origin than a container was sealed into one, in
            UTC: nothing vouches for it before.
        width, height: the coded picture in pixels, before `rotation` (degrees, clockwise).
        time_base: seconds a tick of every pts of this clip.
        recorded_at, created_at: aware; None where the camera's time is not known.
        clock_zone: the camera's time zone, "Europe/Berlin" or "+01:00"; "" where only the offset
            of `recorded_at` is known.
        clock_drift_ppm: how much faster than the clip's seconds the wall clock runs, in
            millionths.
        start_timecode: the timecode of the first frame as the file tells it, or "".
        assigned_to: the person whose work it is, None where it is nobody's.
        reviewer: the person who shall review it, None where any reviewer may.
        due_at: when the work on it should be done, in UTC.
        round: how often it was handed in; `submitted_by` did so last.
        copy_of: the clip that this one is an independent second work on. Its footage is stored
            under that clip's event id, `stored_as`.
        facts: what a companion or the store's metadata said of the clip when it was adopted, as
            JSON values by name; nothing vouches for them.
        deleting_since: when its deletion began that is not finished; its footage may be gone.
        fingerprint: tells the same file again when it is imported twice.
        revision: 0 until it is stored; raised by each write.
    """

    id: UUID
    event_id: str
    name: str
    camera: str = ""
    state: ClipState = ClipState.NEW
    objects: tuple[dict[str, Any], ...] = ()
    origin: str = Origin.CONTAINER
    authentic_since: datetime | None = None
    width: int = 0
    height: int = 0
    rotation: int = 0
    frame_count: int = 0
    time_base: Fraction = Fraction(1, 1000)
    duration_pts: int = 0
    codec: str = ""
    recorded_at: datetime | None = None
    clock_zone: str = ""
    clock_drift_ppm: float = 0.0
    clock_source: ClockSource = ClockSource.UNKNOWN
    start_timecode: str = ""
    created_at: datetime
    fingerprint: bytes | None = None
    cleartext_size: int = 0
    assigned_to: UUID | None = None
    reviewer: UUID | None = None
    due_at: datetime | None = None
    round: int = 0
    submitted_by: UUID | None = None
    copy_of: UUID | None = None
    stored_as: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    deleting_since: datetime | None = None
    revision: int = 0

    @property
    def store_id(self) -> str:
        """The event id under which its footage lies."""
        return self.stored_as or self.event_id


@dataclass(frozen=True, slots=True)
class DeletedCounts:
    """What a clip's annotation holds: tracks, their keyframes, and single-frame boxes."""

    tracks: int
    keyframes: int
    boxes: int


@dataclass(frozen=True, slots=True)
class Revisions:
    """The revision of each track or single-frame box, as this process last saw or wrote it.

    Immutable: `apply_edit` returns the next one, and a refused edit changes nothing.
    """

    by_track: Mapping[UUID, int]

    def updated(self, changed: Mapping[UUID, int]) -> "Revisions":
        """Return these revisions with some of them replaced."""
        return Revisions({**self.by_track, **changed})


@dataclass(frozen=True, slots=True)
class LoadedAnnotation:
    """A clip's annotation and the revisions that an edit of it builds on."""

    annotation: Annotation
    revisions: Revisions
