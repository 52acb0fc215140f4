"""What the hand is told, and what comes of it. Values only; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from uuid import UUID

from app.ui.canvas.drag_geometry import FREE, Constraint
from app.ui.canvas.hit_testing import HitTarget
from models.annotation.geometry import Box
from models.annotation.track import Kind

Point = tuple[float, float]


class Refusal(Enum):
    """Why a gesture did nothing."""

    TOO_SMALL = auto()
    LOCKED = auto()
    READ_ONLY = auto()
    NOT_SHOWN = auto()
    PINNED = auto()
    NOTHING_SELECTED = auto()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A new box."""

    box: Box
    kind: Kind


@dataclass(frozen=True, slots=True)
class Changed:
    """Boxes that were moved or resized, all by one gesture."""

    boxes: Mapping[UUID, Box]


@dataclass(frozen=True, slots=True)
class Picked:
    """A click on a box, or (None) beside all; `extend` adds to the selection or takes out."""

    track_id: UUID | None
    extend: bool = False


@dataclass(frozen=True, slots=True)
class Panned:
    """The frame is to move by view pixels."""

    dx: float
    dy: float


@dataclass(frozen=True, slots=True)
class Refused:
    """The gesture did nothing."""

    reason: Refusal


@dataclass(frozen=True, slots=True)
class DragStarted:
    """From here on the frame should stand still."""


@dataclass(frozen=True, slots=True)
class Banded:
    """A band was drawn round a part of the frame: what is in it joins the selection."""

    box: Box


@dataclass(frozen=True, slots=True)
class Marked:
    """A reviewer's hand went round a part of the frame."""

    box: Box


@dataclass(frozen=True, slots=True)
class Led:
    """A click on a keyframe of a trail: show that frame."""

    frame_index: int


Outcome = Drawn | Changed | Picked | Panned | Refused | DragStarted | Banded | Marked | Led


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the pointer is, in both kinds of pixel, and what is held with it.

    `leads_to`: the frame of the trail's keyframe that lies there, if one does.
    """

    source: Point
    view: Point
    how: Constraint = FREE
    extend: bool = False
    leads_to: int | None = None


@dataclass(frozen=True, slots=True)
class Grab:
    """What a press on a box would take: the boxes that move with it, as they are now.

    `refusal`: why they may not be moved, if so.
    """

    target: HitTarget
    boxes: Mapping[UUID, Box]
    was_selected: bool = False
    refusal: Refusal | None = None
