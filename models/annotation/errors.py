"""What can go wrong in the annotation domain.

AnnotationError
├── StaleEditError         an edit's "before" is not what the annotation holds
├── EditFormatError        a stored edit does not have the form of one
└── GestureRefusedError    a gesture makes no sense here; the text is for the person
    ├── TrackLockedError
    ├── NotShownError      the track shows no box on that frame
    ├── NoKeyframeError    there is no keyframe on that frame
    ├── LastKeyframeError  it would leave a track without a keyframe
    ├── WrongKindError     a track's gesture on a single-frame box
    └── FrameTakenError    the track already has a keyframe on that frame
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


class GestureRefusedError(AnnotationError):
    """A gesture was refused; `str()` is one whole sentence for the person."""


class TrackLockedError(GestureRefusedError):
    """The track is locked against changes."""

    def __init__(self) -> None:
        super().__init__("This track is locked. Press L to unlock it.")


class NotShownError(GestureRefusedError):
    """The track shows no box on that frame."""

    def __init__(self) -> None:
        super().__init__("The track is not on this frame. Press O to bring it back.")


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
