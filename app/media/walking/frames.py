"""Walks through a clip frame by frame: exact frames by the player's rules, pixels for machines.

- A frame comes under its own number or not at all: where the player would show a neighbour of a
  damaged frame, the walk leaves the frame out.
- Backwards it decodes stretch by stretch, each onwards from its key picture, and keeps a stretch's
  pictures until it has given them: at most `_KEPT_BYTES`, however long the group of pictures.
- Interlaced pictures come without combs, as on the screen.
"""

from collections.abc import Callable, Generator, Iterator, Sequence

import av
import cv2
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from app.media.container import ByteStream
from app.media.decoding.decoder import DecodedFrame, ExactDecoder
from app.media.errors import DamagedClipError, DecodingCancelledError, NoSuchFrameError
from app.media.index.frame_index import FrameIndex
from app.media.pictures.crop import PixelRect, plane_rows, snapped
from app.media.pictures.deinterlace import deinterlaced
from app.media.pictures.picture import PictureMaker
from app.media.pictures.upright import Upright
from app.media.pictures.view import ViewRequest
from app.media.walking.walk import Pixels, Walk, WalkedFrame

Cancelled = Callable[[], bool]

# In the decoder's process. Of 1080p some ninety grey pictures: a long group of pictures is decoded
# three times at worst.
_KEPT_BYTES = 192 << 20
# Formats whose first plane is 8-bit luma, a byte a sample.
_LUMA_FIRST = frozenset(
    {"gray", "nv12", "nv21", *(f"yuv{j}{s}p" for j in ("", "j") for s in ("420", "422", "444"))}
)


def walk_frames(
    stream: ByteStream, index: FrameIndex, walk: Walk, *, cancelled: Cancelled | None = None
) -> Generator[WalkedFrame, None, None]:
    """Yield the frames of a walk in its order, each when it is asked for.

    Raises: NoSuchFrameError, DecodingCancelledError, DamagedClipError where the clip cannot be
        read at all, what the stream raises.
    """
    for end in (walk.first, walk.last):
        if end >= index.frame_count:
            raise NoSuchFrameError(end, index.frame_count)
    decoder, eye = ExactDecoder(stream, index), _Eye(index, walk)
    try:
        if not walk.goes_back:
            yield from _onwards(decoder, eye, walk.frames, cancelled)
            return
        most = max(_KEPT_BYTES // eye.picture_bytes, 1)
        for stretch in stretches_back(walk.frames, index.key_frames.tolist(), most):
            yield from reversed([*_onwards(decoder, eye, stretch, cancelled)])
    finally:
        decoder.close()


def stretches_back(frames: range, key_frames: Sequence[int], most: int) -> Iterator[list[int]]:
    """Part descending frames into ascending stretches of at most so many, none across a key."""
    keys = np.asarray(key_frames)
    stretch: list[int] = []
    key_of_stretch = -1
    for frame in frames:
        key = int(np.searchsorted(keys, frame, side="right"))
        if stretch and (key != key_of_stretch or len(stretch) == most):
            yield stretch[::-1]
            stretch = []
        key_of_stretch = key
        stretch.append(frame)
    if stretch:
        yield stretch[::-1]


def _onwards(
    decoder: ExactDecoder, eye: "_Eye", frames: Sequence[int], cancelled: Cancelled | None
) -> Iterator[WalkedFrame]:
    for frame_index in frames:
        if cancelled is not None and cancelled():
            raise DecodingCancelledError
        try:
            found = decoder.frame(frame_index, cancelled=cancelled)
        except DamagedClipError:
            continue
        if found.exact:
            yield eye.seen(found)


class _Eye:
    """Makes arrays of decoded frames, all in the one form that a walk wants."""

    def __init__(self, index: FrameIndex, walk: Walk) -> None:
        self._walk = walk
        self._upright = Upright.of(index)
        self._maker = PictureMaker(index)
        self._reformatter = VideoReformatter()
        self._asked = self._upright.clipped(walk.rect)
        longest = max(self._asked[2:])
        self._scale = min(1.0, (walk.longest_side_px or longest) / longest)
        self._size = (
            max(round(self._asked[2] * self._scale), 1),
            max(round(self._asked[3] * self._scale), 1),
        )

    @property
    def picture_bytes(self) -> int:
        """About how many bytes one picture has."""
        return self._size[0] * self._size[1] * self._walk.channels

    def seen(self, frame: DecodedFrame) -> WalkedFrame:
        """Raises: DamagedClipError: the picture's format cannot be converted."""
        if not self._walk.colour:
            return self._grey(frame)
        view = ViewRequest(*self._size, source_rect=self._walk.rect)
        picture = self._maker.to_view(frame, view)
        bgr = np.ascontiguousarray(picture.bgra[:, :, :3])
        return WalkedFrame(frame.frame_index, frame.pts, bgr, picture.source_rect, frame.corrupt)

    def _grey(self, frame: DecodedFrame) -> WalkedFrame:
        picture = deinterlaced(frame.picture)
        width, height = picture.width, picture.height
        decoded = self._upright.to_decoded(self._asked, width, height)
        part = snapped(decoded, width, height)
        shown = self._upright.to_display(part, width, height)
        wide, high = (
            max(round(shown[2] * self._scale), 1),
            max(round(shown[3] * self._scale), 1),
        )
        size = (high, wide) if self._upright.is_on_its_side else (wide, high)
        luma = self._upright.turn(self._luma(picture, part, size))
        return WalkedFrame(frame.frame_index, frame.pts, luma, shown, frame.corrupt)

    def _luma(self, picture: av.VideoFrame, part: PixelRect, size: tuple[int, int]) -> Pixels:
        left, top, width, height = part
        if picture.format.name in _LUMA_FIRST:
            rows = plane_rows(picture.planes[0])
        else:
            try:
                grey = self._reformatter.reformat(
                    picture, format="gray", interpolation=Interpolation.AREA, threads=1
                )
            except av.FFmpegError as error:
                raise DamagedClipError("a picture's format can't be converted") from error
            rows = plane_rows(grey.planes[0])
        cut = rows[top : top + height, left : left + width]
        if size == (width, height):
            # The decoder's own memory is not handed out.
            return cut.copy()
        return np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
