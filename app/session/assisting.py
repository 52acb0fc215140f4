"""Assistance on an open clip: follow a box, or look for boxes. For a worker; nothing is stored.

What comes back is made into an edit by whoever applies it, for the annotation as it then stands:
the person may have gone on working meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from app.assist.auto_track import FollowedPath, Following, KeyframeNextError, end_of_room
from app.assist.finding import Finder, Found, Pixels
from app.media.container import ByteStream
from app.media.errors import DecodingCancelledError
from app.media.index.frame_index import FrameIndex
from app.media.isolated import walk_frames
from app.media.streams.called_off import CalledOffStream
from app.media.walking import Walk, WalkedFrame
from app.session.errors import CancelledError
from models.annotation.errors import GestureRefusedError, NotShownError
from models.annotation.geometry import Box
from models.annotation.interpolate import shape_at
from models.annotation.track import Track
from storage.errors import ReadInterruptedError
from storage.interrupt import Interrupt

MOST_TRACKED_FRAMES = 300

StreamOpener = Callable[[Interrupt], ByteStream]
Cancelled = Callable[[], bool]
# How many frames are done, and how many there are to do.
Progress = Callable[[int, int], object]


def track_box(
    open_stream: StreamOpener,
    index: FrameIndex,
    track: Track,
    frame_index: int,
    *,
    goes_back: bool = False,
    most_frames: int = MOST_TRACKED_FRAMES,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> FollowedPath:
    """Follow what a track shows on a frame, to where it is in doubt.

    At most so many frames, and up to the next keyframe that a person set. `auto_track` makes the
    edit of what comes.

    Raises:
        NotShownError: the track shows nothing there.
        KeyframeNextError: there is no frame to follow it to.
        CancelledError, MediaError, StorageError, EncryptionError
    """
    (path,) = track_boxes(
        open_stream,
        index,
        [track],
        frame_index,
        goes_back=goes_back,
        most_frames=most_frames,
        progress=progress,
        cancelled=cancelled,
    )
    return path


def track_boxes(
    open_stream: StreamOpener,
    index: FrameIndex,
    tracks: Iterable[Track],
    frame_index: int,
    *,
    goes_back: bool = False,
    most_frames: int = MOST_TRACKED_FRAMES,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[FollowedPath, ...]:
    """Follow what several tracks show on a frame, each as `track_box` does, in one walk.

    Those that show nothing there or have no room are left out.

    Raises: as `track_box`, where none can be followed.
    """
    lasts: dict[UUID, int] = {}
    boxes: dict[UUID, Box] = {}
    refused: GestureRefusedError | None = None
    for track in tracks:
        try:
            boxes[track.id], lasts[track.id] = _begun(
                track, frame_index, index.frame_count, goes_back=goes_back, most=most_frames
            )
        except GestureRefusedError as error:
            refused = refused or error
    if not lasts:
        raise refused or NotShownError
    followed = {track_id: Following(box) for track_id, box in boxes.items() if track_id in lasts}
    total = max(abs(last - frame_index) for last in lasts.values())
    walk = Walk(frame_index, min(lasts.values()) if goes_back else max(lasts.values()))
    with walking(open_stream, index, walk, cancelled=cancelled) as frames:
        for frame in frames:
            away = abs(frame.frame_index - frame_index)
            on_their_way = [
                one
                for track_id, one in followed.items()
                if one.doubt is None and away <= abs(lasts[track_id] - frame_index)
            ]
            for one in on_their_way:
                one.see(frame.frame_index, frame.pts, frame.pixels)
            if all(one.doubt is not None for one in on_their_way):
                break
            if away and progress is not None:
                progress(away, total)
    return tuple(
        FollowedPath(
            track_id,
            frame_index,
            boxes[track_id],
            goes_back=goes_back,
            sights=one.sights,
            doubt=one.doubt,
        )
        for track_id, one in followed.items()
    )


def _begun(
    track: Track, frame_index: int, frame_count: int, *, goes_back: bool, most: int
) -> tuple[Box, int]:
    """Return the box to follow, and the last frame to which it may be followed."""
    shape = shape_at(track, frame_index)
    if shape is None:
        raise NotShownError
    room = end_of_room(track, frame_index, goes_back=goes_back, last_frame=frame_count - 1)
    last = max(room, frame_index - most) if goes_back else min(room, frame_index + most)
    if last == frame_index:
        raise KeyframeNextError
    return shape.box, last


@dataclass(frozen=True, slots=True)
class Search:
    """Where boxes are looked for: every `step`-th frame of a range, both ends included.

    Of what is found, that of a lower score than `least_score` is left out.
    """

    first: int
    last: int
    step: int = 1
    least_score: float = 0.0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found, in the clip's pixels, on the frames looked at."""

    by_frame: dict[int, tuple[Found, ...]]
    frames: tuple[int, ...]
    model: str
    version: str

    @property
    def count(self) -> int:
        """How many boxes were found."""
        return sum(map(len, self.by_frame.values()))


def find_boxes(
    open_stream: StreamOpener,
    index: FrameIndex,
    finder: Finder,
    search: Search,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> SearchResult:
    """Look for boxes on a range of frames. `suggested_tracks` makes tracks of what comes.

    Raises: FinderError, CancelledError, MediaError, StorageError, EncryptionError.
    """
    done, total = 0, len(range(search.first, search.last + 1, search.step))
    samples = min(finder.samples, search.last - search.first + 1)
    total += samples

    def advance() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(min(done, total), total)

    def walk(step: int) -> Walk:
        return Walk(
            search.first,
            search.last,
            step,
            colour=finder.colour,
            longest_side_px=finder.longest_side_px,
        )

    if samples:
        step = max((search.last - search.first + 1) // samples, 1)
        with walking(open_stream, index, walk(step), cancelled=cancelled) as frames:
            finder.learn(_counted((frame.pixels for frame in frames), advance))
    by_frame: dict[int, tuple[Found, ...]] = {}
    looked_at: list[int] = []
    with walking(open_stream, index, walk(search.step), cancelled=cancelled) as frames:
        for frame in frames:
            looked_at.append(frame.frame_index)
            found = (_in_clip(one, frame) for one in finder.find(frame.pixels))
            if kept := tuple(one for one in found if one.score >= search.least_score):
                by_frame[frame.frame_index] = kept
            advance()
    return SearchResult(by_frame, tuple(looked_at), finder.model, finder.version)


def _counted(pictures: Iterator[Pixels], advance: Callable[[], None]) -> Iterator[Pixels]:
    for picture in pictures:
        yield picture
        advance()


def _in_clip(found: Found, frame: WalkedFrame) -> Found:
    """Take a box from a picture's pixels to the clip's."""
    (across, down), (x, y, _, _) = frame.scale, frame.rect
    box = found.box
    placed = Box(x + box.x / across, y + box.y / down, box.w / across, box.h / down)
    return replace(found, box=placed)


@contextmanager
def walking(
    open_stream: StreamOpener, index: FrameIndex, walk: Walk, *, cancelled: Cancelled | None
) -> Iterator[Iterator[WalkedFrame]]:
    """Give the frames of a walk; the decoder ends when they are left.

    Raises: CancelledError, MediaError, StorageError, EncryptionError.
    """
    is_cancelled = cancelled or _never
    try:
        stream = CalledOffStream(open_stream(Interrupt(is_cancelled)))
        try:
            frames = walk_frames(stream, index, walk, cancelled=is_cancelled)
            try:
                yield frames
            finally:
                frames.close()
        finally:
            stream.close()
    except (DecodingCancelledError, ReadInterruptedError) as error:
        raise CancelledError("the work was cancelled; nothing was kept") from error


def _never() -> bool:
    return False
