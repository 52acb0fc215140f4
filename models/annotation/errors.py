"""What can go wrong in the annotation domain.

AnnotationError
├── StaleEditError         an edit's "before" is not what the annotation holds
├── EditFormatError        a stored edit does not have the form of one
├── FilterFormatError      a stored filter has not that of one; the text is for the person
└── GestureRefusedError    a gesture makes no sense here; the text is for the person
    ├── TrackLockedError
    ├── TrackPinnedError
    ├── TrackGoneError         no such object is there; also a KeyError
    ├── BeyondClipError        it would leave the clip; also a LookupError
    ├── NotShownError          the track shows no box on that frame
    ├── NoKeyframeError        there is no keyframe on that frame
    ├── LastKeyframeError      it would leave a track without a keyframe
    ├── WrongKindError         a track's gesture on a single-frame box
    ├── NotBoxesError          a gesture of single-frame boxes on a track
    ├── FrameTakenError        the track already has a keyframe on that frame
    ├── TooFewError            a gesture of several objects, on fewer
    ├── DifferentLabelsError   one object cannot have two labels
    ├── BothShownError         two boxes on one frame cannot be one object's
    ├── NothingBeforeError     there is nothing to part from what follows
    ├── NeitherShownError      a swap where neither track has a box
    ├── NothingLeftError       a swap would leave a track with nothing to show
    ├── NoIntervalError        there are no two keyframes to interpolate between
    └── NothingToRepeatError   no earlier frame has single-frame boxes
"""

from uuid import UUID

from models.errors import ModelError


class AnnotationError(ModelError):
    """The root of this package's errors."""


class StaleEditError(AnnotationError):
    """An edit was made for another state of the annotation; nothing was changed."""

    def __init__(self, track_id: UUID, reason: str) -> None:
        super().__init__(f"track {track_id}: {reason}")
        self.track_id = track_id
        self.reason = reason

    def __reduce__(self) -> tuple[type["StaleEditError"], tuple[UUID, str]]:
        return type(self), (self.track_id, self.reason)


class EditFormatError(AnnotationError):
    """A stored edit is malformed or has a version that this program does not know."""


class FilterFormatError(AnnotationError):
    """A stored filter is malformed, or asks for what only a newer program knows."""


class GestureRefusedError(AnnotationError):
    """A gesture was refused; `str()` is one whole sentence for the person.

    remedy: the id of the action that helps, which the window tells together with its key, or None.
    """

    remedy: str | None = None


class TrackLockedError(GestureRefusedError):
    """The track is locked against changes."""

    remedy = "track.lock"

    def __init__(self) -> None:
        super().__init__("This track is locked.")


class TrackPinnedError(GestureRefusedError):
    """The track is pinned: it is not moved or resized by accident."""

    remedy = "track.pin"

    def __init__(self) -> None:
        super().__init__("This track is pinned.")


class TrackGoneError(GestureRefusedError, KeyError):
    """No object has this id: it may just have been deleted by somebody else."""

    def __init__(self) -> None:
        super().__init__("This object is not there any more.")

    def __str__(self) -> str:
        """Return the sentence; a KeyError's own text would be quoted."""
        return str(self.args[0])

    def __reduce__(self) -> tuple[type["TrackGoneError"], tuple[()]]:
        return type(self), ()


class BeyondClipError(GestureRefusedError, LookupError):
    """The clip has no such frame."""

    def __init__(self) -> None:
        super().__init__("The clip has no frame there.")

    def __reduce__(self) -> tuple[type["BeyondClipError"], tuple[()]]:
        return type(self), ()


class NotShownError(GestureRefusedError):
    """The track shows no box on that frame."""

    remedy = "track.outside"

    def __init__(self) -> None:
        super().__init__("The track is not on this frame.")


class NoKeyframeError(GestureRefusedError):
    """There is no keyframe on that frame."""

    def __init__(self) -> None:
        super().__init__("There is no keyframe on this frame.")


class LastKeyframeError(GestureRefusedError):
    """A track keeps at least one keyframe for as long as it exists."""

    def __init__(self) -> None:
        super().__init__("This would leave the track without a keyframe. Delete the track instead.")


class WrongKindError(GestureRefusedError):
    """Single-frame boxes have no keyframes to set or end."""

    def __init__(self) -> None:
        super().__init__("This box stands on a single frame only; it is not a track.")


class FrameTakenError(GestureRefusedError):
    """Two keyframes of one track cannot stand on one frame."""

    def __init__(self) -> None:
        super().__init__("The track already has a keyframe on that frame.")


class NotBoxesError(GestureRefusedError):
    """Only single-frame boxes can be made a track of."""

    remedy = "track.merge"

    def __init__(self) -> None:
        super().__init__("Some of these are tracks already.")


class TooFewError(GestureRefusedError):
    """A gesture needs more objects than were chosen; the sentence says how many."""


class DifferentLabelsError(GestureRefusedError):
    """What becomes one object has one label."""

    def __init__(self) -> None:
        super().__init__("These have different labels. Give them one label first.")


class BothShownError(GestureRefusedError):
    """Two of the chosen objects have a box on one frame."""

    def __init__(self, frame_index: int) -> None:
        super().__init__(
            f"Two of these have a box on frame {frame_index}. A track has one box on a frame."
        )
        self.frame_index = frame_index

    def __reduce__(self) -> tuple[type["BothShownError"], tuple[int]]:
        return type(self), (self.frame_index,)


class NothingBeforeError(GestureRefusedError):
    """The track begins here."""

    def __init__(self) -> None:
        super().__init__("The track shows nothing before this frame: there is nothing to split.")


class NeitherShownError(GestureRefusedError):
    """Nobody sees two tracks change places where neither has a box."""

    def __init__(self) -> None:
        super().__init__("Neither of the two tracks is on this frame.")


class NothingLeftError(GestureRefusedError):
    """One of two tracks would get nothing for what it gives."""

    remedy = "track.merge"

    def __init__(self) -> None:
        super().__init__("One of the two tracks would be left with no box.")


class NoIntervalError(GestureRefusedError):
    """Interpolation needs a visible keyframe before and a keyframe after."""

    def __init__(self) -> None:
        super().__init__("The track is not between two keyframes here.")


class NothingToRepeatError(GestureRefusedError):
    """There is nothing earlier to take boxes from."""

    def __init__(self) -> None:
        super().__init__("No earlier frame has single-frame boxes to repeat.")
