"""Small JPEG pictures of a clip, made in memory: a poster, and strips for the timeline.

How they are stored is `thumbnail_strip`'s business.
"""

import math
from bisect import insort
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import cv2
import numpy as np

from app.media.container import ByteStream
from app.media.decoding.decoder import DecodedFrame, ExactDecoder
from app.media.errors import DamagedClipError, DecodingCancelledError
from app.media.index.frame_index import FrameIndex
from app.media.pictures.picture import PictureMaker, Pixels
from app.media.pictures.view import ViewRequest
from app.media.strips.survey import coarse_to_fine, is_walkable, nearest_in
from app.media.strips.thumbnail_strip import (
    Thumbnail,
    ThumbnailStrip,
    pack_thumbnails,
    unpack_thumbnails,
)

__all__ = [
    "Encoder",
    "Thumbnail",
    "ThumbnailStrip",
    "dense_count",
    "dense_thumbnails",
    "jpeg",
    "make_thumbnails",
    "pack_thumbnails",
    "poster",
    "unpack_thumbnails",
]

# Makes a JPEG of a BGRA picture, at a quality of 0…100.
Encoder = Callable[[Pixels, int], bytes]

_JPEG_QUALITY = 82
# The strip is fetched whole with the poster: many pictures have to be small ones.
_DENSE_JPEG_QUALITY = 72
_DENSE_HEIGHT_PX = 96
_DENSE_COUNT = 200
_DENSE_BYTES = 640 << 10
# Of short clips two pictures a second are plenty, and so many fill a wide row without gaps.
_PER_SECOND = 2
_LEAST_COUNT = 60
# Between key pictures that lie farther apart, decoding on to the frame itself would take too long.
_LONGEST_WALK_FRAMES = 250


def jpeg(bgra: Pixels, quality: int) -> bytes:
    """Encode a picture.

    Raises: DamagedClipError.
    """
    bgr = cv2.cvtColor(bgra, cv2.COLOR_BGRA2BGR)
    ok, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not ok:
        raise DamagedClipError("a thumbnail could not be encoded")
    return encoded.tobytes()


def make_thumbnails(
    stream: ByteStream,
    index: FrameIndex,
    *,
    count: int = 32,
    height_px: int = 108,
    cancelled: Callable[[], bool] | None = None,
    encode: Encoder = jpeg,
) -> list[Thumbnail]:
    """Make up to `count` pictures of evenly spread frames, in frame order.

    Key pictures stand in for their neighbours, because they cost a tenth. A frame that can't be
    decoded is left out.

    Raises: DecodingCancelledError, MediaError, what the stream raises.
    """
    spread = np.unique(((np.arange(count) + 0.5) * index.frame_count / count).astype(int)).tolist()
    return list(
        _thumbnails(stream, index, spread, height_px=height_px, cancelled=cancelled, encode=encode)
    )


def poster(
    stream: ByteStream, index: FrameIndex, *, height_px: int = 216, encode: Encoder = jpeg
) -> Thumbnail:
    """Make one picture that says what the clip shows: a key picture about a tenth in.

    Raises: DamagedClipError, what the stream raises.
    """
    candidates = [index.frame_count // 10, 0, index.frame_count - 1]
    for made in _thumbnails(
        stream, index, candidates, height_px=height_px, cancelled=None, encode=encode
    ):
        return made
    raise DamagedClipError("no picture of this clip can be decoded")


def dense_thumbnails(
    stream: ByteStream,
    index: FrameIndex,
    *,
    known: Sequence[Thumbnail] = (),
    cancelled: Callable[[], bool] | None = None,
    encode: Encoder = jpeg,
) -> Iterator[Thumbnail]:
    """Yield pictures that are missing in a dense strip, from coarse to fine.

    Key pictures come first, in such an order that the strip is evenly filled at any time; then,
    where the whole clip is affordable (`survey`), frames between key pictures that lie far apart.
    What is near one of `known` isn't made again. All together stay below 640 KiB.

    Raises: DecodingCancelledError, MediaError, what the stream raises.
    """
    targets = _dense_targets(index)
    reach = index.frame_count / (2 * len(targets))
    view = ViewRequest(
        max(round(_DENSE_HEIGHT_PX * index.width / index.height), 1), _DENSE_HEIGHT_PX
    )
    maker, decoder = PictureMaker(index), ExactDecoder(stream, index)
    there = _There(known, reach)
    try:
        for frame in _dense_frames(decoder, index, targets, there=there, cancelled=cancelled):
            encoded = encode(maker.to_view(frame, view).bgra, _DENSE_JPEG_QUALITY)
            made = Thumbnail(frame.frame_index, encoded)
            if not there.add(made):
                return
            yield made
    finally:
        decoder.close()


def dense_count(index: FrameIndex) -> int:
    """Say how many pictures a dense strip of this clip is meant to have."""
    return len(_dense_targets(index))


def _dense_targets(index: FrameIndex) -> list[int]:
    seconds = float(index.duration_pts * index.time_base)
    count = min(
        max(math.ceil(seconds * _PER_SECOND), _LEAST_COUNT), _DENSE_COUNT, index.frame_count
    )
    return [int((place + 0.5) * index.frame_count / count) for place in range(count)]


class _There:
    """The frames of which there are pictures, ascending, and what these take."""

    def __init__(self, known: Sequence[Thumbnail], reach: float) -> None:
        self._frames = sorted({one.frame_index for one in known})
        self._size_bytes = sum(len(one.jpeg) for one in known)
        self._reach = reach

    @property
    def room(self) -> int:
        """For about how many more pictures there is room."""
        mean_bytes = self._size_bytes / len(self._frames) if self._frames else 0.0
        return int((_DENSE_BYTES - self._size_bytes) / max(mean_bytes, 1.0))

    def add(self, made: Thumbnail) -> bool:
        """Take a picture in; False where there is no room for it."""
        if self._size_bytes + len(made.jpeg) > _DENSE_BYTES:
            return False
        self._size_bytes += len(made.jpeg)
        insort(self._frames, made.frame_index)
        return True

    def has(self, frame_index: int) -> bool:
        return nearest_in(self._frames, frame_index) == frame_index

    def lacks(self, target: int) -> bool:
        """Tell whether there is no picture near enough to stand for a frame."""
        return not self.reaches(nearest_in(self._frames, target), target)

    def reaches(self, frame_index: int | None, target: int) -> bool:
        return frame_index is not None and abs(frame_index - target) <= self._reach


def _dense_frames(
    decoder: ExactDecoder,
    index: FrameIndex,
    targets: Sequence[int],
    *,
    there: _There,
    cancelled: Callable[[], bool] | None,
) -> Iterator[DecodedFrame]:
    """Decode for each target without a picture near it; `there` grows meanwhile."""
    keys = index.key_frames
    for place in coarse_to_fine(len(targets)):
        _check(cancelled)
        key, target = nearest_in(keys, targets[place]), targets[place]
        if key is not None and there.reaches(key, target) and there.lacks(target):
            with suppress(DamagedClipError):
                picture = decoder.keyframe_before(key, cancelled=cancelled)
                if picture is not None and not there.has(picture.frame_index):
                    yield picture
    missing = [target for target in targets if there.lacks(target)] if is_walkable(index) else []
    for target in _evenly(missing, there.room):
        _check(cancelled)
        if there.lacks(target):
            with suppress(DamagedClipError):
                picture = decoder.frame(target, cancelled=cancelled)
                if not there.has(picture.frame_index):
                    yield picture


def _evenly(frames: Sequence[int], most: int) -> list[int]:
    """Give up to `most` of these frames, evenly among them, in their order."""
    if len(frames) <= most:
        return list(frames)
    return [frames[int((place + 0.5) * len(frames) / most)] for place in range(most)]


def _check(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise DecodingCancelledError


def _thumbnails(
    stream: ByteStream,
    index: FrameIndex,
    frames: Sequence[int],
    *,
    height_px: int,
    cancelled: Callable[[], bool] | None,
    encode: Encoder,
) -> Iterator[Thumbnail]:
    view = ViewRequest(max(round(height_px * index.width / index.height), 1), height_px)
    maker, seen = PictureMaker(index), set[int]()
    decoder = ExactDecoder(stream, index)
    try:
        for frame_index in frames:
            _check(cancelled)
            with suppress(DamagedClipError):
                frame = _cheapest(decoder, index, frame_index, seen)
                if frame.frame_index not in seen:
                    seen.add(frame.frame_index)
                    bgra = maker.to_view(frame, view).bgra
                    yield Thumbnail(frame.frame_index, encode(bgra, _JPEG_QUALITY))
    finally:
        decoder.close()


def _cheapest(
    decoder: ExactDecoder, index: FrameIndex, frame_index: int, seen: set[int]
) -> DecodedFrame:
    """Give the key picture before a frame; the frame itself where that one is used already."""
    keys = index.key_frames
    at = int(np.searchsorted(keys, frame_index, side="right")) - 1
    key_frame = int(keys[at]) if at >= 0 else 0
    if at >= 0 and (key_frame not in seen or frame_index - key_frame > _LONGEST_WALK_FRAMES):
        key = decoder.keyframe_before(frame_index)
        if key is not None:
            return key
    return decoder.frame(frame_index)
