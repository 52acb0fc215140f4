"""What following a box gives, and what becomes of it in a track.

Rules of the edit, for forward and, mirrored, for backward:

- The box that the person began from stays; where it was interpolated it becomes a keyframe.
- Keyframes that a person set, moved or accepted, and those that were imported, are kept, and
  nothing is put on or beyond the first of them: between there and the last box followed, the track
  interpolates. They are therefore also where following ends.
- Keyframes that following set before, and nobody touched since, are replaced: all of them up to the
  first that is kept, also where this time the box was not followed that far.
- New keyframes are sparse: between them, the boxes followed are met within a pixel.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from app.assist.likeness import Grey
from app.assist.median_flow import MODEL, VERSION, Doubt, Followed, MedianFlow
from app.assist.thinning import sparse
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import GestureRefusedError, NotShownError
from models.annotation.geometry import Box
from models.annotation.gestures.touch import changed, key_here, unlocked_track
from models.annotation.interpolate import shape_at
from models.annotation.track import Detection, Keyframe, Source, Status, Track
from models.annotation.track_change import KeyframeChange

_SAME_PX = 0.011
_TRUSTED = 0.4


class ChangedMeanwhileError(GestureRefusedError):
    """The box that was followed is no longer where it was."""

    def __init__(self) -> None:
        super().__init__("The box was moved while it was being tracked. Track it again.")


class KeyframeNextError(GestureRefusedError):
    """There is no frame to follow a box to."""

    def __init__(self) -> None:
        super().__init__("There is no room to track: the next frame has a keyframe of yours.")


@dataclass(frozen=True, slots=True)
class Sight:
    """A box as it was followed to one frame."""

    frame_index: int
    pts: int
    box: Box
    likeness: float


@dataclass(frozen=True, slots=True)
class FollowedPath:
    """Where a box was followed to, frame after frame away from where it began.

    `doubt` is why it was followed no further; None where it came to the frame it was to go to.
    """

    track_id: UUID
    start_frame: int
    start_box: Box
    goes_back: bool
    sights: tuple[Sight, ...]
    doubt: Doubt | None

    @property
    def last_frame(self) -> int:
        return self.sights[-1].frame_index if self.sights else self.start_frame


class Following:
    """One box on its way. Give it pictures one after another, that of the box first of all.

    The box is in the pictures' pixels. A frame that is left out is passed over.

    Attributes:
        sights: where it was followed to.
        doubt: why it is followed no further, once that is so.
    """

    def __init__(self, box: Box) -> None:
        self.sights: tuple[Sight, ...] = ()
        self.doubt: Doubt | None = None
        self._box = box
        self._tracker: MedianFlow | None = None

    def see(self, frame_index: int, pts: int, picture: Grey) -> None:
        """Follow it to the next picture; after a doubt it stays where it was."""
        if self._tracker is None:
            self._tracker = MedianFlow(picture, self._box)
        elif self.doubt is None:
            found = self._tracker.follow(picture)
            if isinstance(found, Followed):
                seen = Sight(frame_index, pts, found.box, found.likeness)
                self.sights = (*self.sights, seen)
            else:
                self.sights, self.doubt = _believed(self.sights, found), found


def follow(
    frames: Iterable[tuple[int, int, Grey]], box: Box
) -> tuple[tuple[Sight, ...], Doubt | None]:
    """Follow one box to the end of the frames: index, pts and picture, that of the box first."""
    following = Following(box)
    for frame_index, pts, picture in frames:
        following.see(frame_index, pts, picture)
        if following.doubt is not None:
            break
    return following.sights, following.doubt


def _believed(sights: tuple[Sight, ...], doubt: Doubt) -> tuple[Sight, ...]:
    """Leave out the last sights of what came to look like something else: it began before."""
    if doubt is Doubt.UNLIKE:
        while sights and sights[-1].likeness < _TRUSTED:
            sights = sights[:-1]
    return sights


def is_replaceable(key: Keyframe) -> bool:
    """Tell whether following set this keyframe and nobody touched it since."""
    said = key.detection
    return (
        key.source is Source.SEMI_AUTO
        and said is not None
        and said.model == MODEL
        and key.box == said.box
        and key.status is Status.PENDING
        and not key.outside
        and not key.gap_after
    )


def end_of_room(track: Track, frame_index: int, *, goes_back: bool, last_frame: int) -> int:
    """Return the last frame to which a box may be followed: before a kept keyframe, or the end.

    It is `frame_index` itself where there is no room.
    """
    if goes_back:
        kept = [k for k in track.keyframes if k.frame_index < frame_index and not is_replaceable(k)]
        return kept[-1].frame_index + 1 if kept else 0
    kept = [k for k in track.keyframes if k.frame_index > frame_index and not is_replaceable(k)]
    return kept[0].frame_index - 1 if kept else last_frame


def auto_track(annotation: Annotation, path: FollowedPath, *, start_pts: int) -> Edit:
    """Put a followed path into its track, as the annotation stands now.

    Raises:
        ChangedMeanwhileError: the box that it began from has moved.
        NotShownError, TrackLockedError, TrackGoneError, WrongKindError: as other gestures.
    """
    track = unlocked_track(annotation, path.track_id)
    start = path.start_frame
    shape = shape_at(track, start)
    if shape is None:
        raise NotShownError
    if not _is_same(shape.box, path.start_box):
        raise ChangedMeanwhileError
    room = end_of_room(track, start, goes_back=path.goes_back, last_frame=path.last_frame)
    low, high = sorted((start, room))
    sights = [sight for sight in path.sights if low <= sight.frame_index <= high]
    if not sights:
        return Edit.of("Auto-track", (), frame_index=start)
    before, begun = key_here(track, start, start_pts)
    changes = [KeyframeChange(key, None) for key in _replaced(track, start, path.goes_back)]
    if before is None or (before.gap_after and not path.goes_back):
        changes.append(KeyframeChange(before, replace(begun, gap_after=False)))
    changes += [KeyframeChange(None, key) for key in _keyframes(begun, path, sights)]
    name = "Auto-track back" if path.goes_back else "Auto-track"
    return Edit.of(name, (changed(track, *changes),), frame_index=start)


def auto_track_all(
    annotation: Annotation, paths: Iterable[FollowedPath], *, start_pts: int
) -> Edit:
    """Put followed paths into their tracks as one edit; those that do not fit are left out.

    Raises:
        GestureRefusedError: as `auto_track`, where none fits.
    """
    edits: list[Edit] = []
    refused: GestureRefusedError | None = None
    for path in paths:
        try:
            edits.append(auto_track(annotation, path, start_pts=start_pts))
        except GestureRefusedError as error:
            refused = refused or error
    if refused is not None and not edits:
        raise refused
    changes = (change for edit in edits for change in edit.changes)
    return Edit.of(edits[0].name, changes, frame_index=edits[0].frame_index)


def _is_same(a: Box, b: Box) -> bool:
    return all(abs(x - y) <= _SAME_PX for x, y in zip(a.to_list(), b.to_list(), strict=True))


def _replaced(track: Track, start: int, goes_back: bool) -> Iterator[Keyframe]:
    """Give the keyframes between the start and the first kept one on the way."""
    if goes_back:
        on_the_way = [key for key in reversed(track.keyframes) if key.frame_index < start]
    else:
        on_the_way = [key for key in track.keyframes if key.frame_index > start]
    for key in on_the_way:
        if not is_replaceable(key):
            return
        yield key


def _keyframes(begun: Keyframe, path: FollowedPath, sights: Sequence[Sight]) -> Iterator[Keyframe]:
    """Give the sparse keyframes of what was followed; the one it began from is there already."""
    ordered = sorted(sights, key=lambda sight: sight.frame_index)
    frames = [sight.frame_index for sight in ordered]
    boxes = [sight.box for sight in ordered]
    if path.goes_back:
        frames, boxes = [*frames, path.start_frame], [*boxes, path.start_box]
    else:
        frames, boxes = [path.start_frame, *frames], [path.start_box, *boxes]
    kept = {frames[place] for place in sparse(frames, boxes)}
    for sight in ordered:
        if sight.frame_index in kept:
            box = sight.box.rounded()
            yield replace(
                begun,
                id=uuid4(),
                frame_index=sight.frame_index,
                pts=sight.pts,
                box=box,
                source=Source.SEMI_AUTO,
                status=Status.PENDING,
                detection=Detection(MODEL, round(sight.likeness, 3), box, VERSION),
                gap_after=False,
            )
