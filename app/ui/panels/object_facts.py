"""What the panels say about one object on one frame.

Pure: values out of a track and its shape, and nothing about how they are shown or translated.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from uuid import UUID

from models.annotation import Kind, Shape, Source, Track, shape_at


class Presence(Enum):
    """How an object shows on a frame; the first that holds, from the top."""

    AWAY = auto()
    SUGGESTED = auto()
    OCCLUDED = auto()
    SINGLE_FRAME = auto()
    KEYFRAME = auto()
    HELD = auto()
    INTERPOLATED = auto()


@dataclass(frozen=True, slots=True)
class ObjectFacts:
    """One track or single-frame box, as it is on one frame; `shape` is None where it is away."""

    track: Track
    shape: Shape | None
    presence: Presence

    @property
    def id(self) -> UUID:
        return self.track.id

    @property
    def key_count(self) -> int:
        return len(self.track.keyframes)

    @property
    def first_frame(self) -> int | None:
        """The first frame with a box; None where there is none at all."""
        visible = (key.frame_index for key in self.track.keyframes if not key.outside)
        return next(visible, None)

    @property
    def last_frame(self) -> int | None:
        """The last frame with a box; the last keyframe, where its box is held for ever."""
        if self.first_frame is None:
            return None
        end = self.track.end_frame()
        return self.track.keyframes[-1].frame_index if end is None else end - 1

    @property
    def gone_from(self) -> int | None:
        """The frame from which a keyframe lets the object be away for good; None: none does.

        How long the last box is held counts for nothing then.
        """
        keys = self.track.keyframes
        return self.track.end_frame() if keys and (keys[-1].outside or keys[-1].gap_after) else None


def facts_at(track: Track, frame_index: int) -> ObjectFacts:
    """Look at a track on a frame."""
    shape = shape_at(track, frame_index)
    return ObjectFacts(track, shape, _presence(track, shape))


def _presence(track: Track, shape: Shape | None) -> Presence:
    if shape is None:
        return Presence.AWAY
    if shape.source is Source.SUGGESTED:
        return Presence.SUGGESTED
    if shape.occluded:
        return Presence.OCCLUDED
    if track.kind is Kind.BOX:
        return Presence.SINGLE_FRAME
    if shape.is_keyframe:
        return Presence.KEYFRAME
    return Presence.HELD if shape.held else Presence.INTERPOLATED
