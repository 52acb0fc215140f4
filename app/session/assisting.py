"""Assistance on an open clip: follow a box, or look for boxes. For a worker; nothing is stored.

What comes back is made into an edit by whoever applies it, for the annotation as it then stands:
the person may have gone on working meanwhile.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.assist.auto_track import FollowedPath, KeyframeNextError, Sight, end_of_room, follow
from app.media.container import ByteStream
from app.media.errors import DecodingCancelledError
from app.media.index.frame_index import FrameIndex
from app.media.isolated import walk_frames
from app.media.streams.called_off import CalledOffStream
from app.media.walking import Walk, WalkedFrame
from app.session.errors import CancelledError
from models.annotation.errors import NotShownError
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
    shape = shape_at(track, frame_index)
    if shape is None:
        raise NotShownError
    room = end_of_room(track, frame_index, goes_back=goes_back, last_frame=index.frame_count - 1)
    last = (
        max(room, frame_index - most_frames) if goes_back else min(room, frame_index + most_frames)
    )
    if last == frame_index:
        raise KeyframeNextError
    total = abs(last - frame_index)

    def on_sight(sight: Sight) -> None:
        if progress is not None:
            progress(abs(sight.frame_index - frame_index), total)

    walk = Walk(frame_index, last)
    with walking(open_stream, index, walk, cancelled=cancelled) as frames:
        pictures = ((frame.frame_index, frame.pts, frame.pixels) for frame in frames)
        sights, doubt = follow(pictures, shape.box, on_sight=on_sight)
    return FollowedPath(
        track.id, frame_index, shape.box, goes_back=goes_back, sights=sights, doubt=doubt
    )


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
