"""Proxies: smaller pictures of decoded frames, of which many more fit into memory.

A proxy shows the right frame with fewer pixels. It is shown while a hand drags or a clip plays
backwards, and the whole frame takes its place as soon as either rests.
"""

from dataclasses import replace

import av
from av.video.reformatter import Interpolation, VideoReformatter

from app.media.decoding.decoder import DecodedFrame
from app.media.index.frame_index import FrameIndex
from app.media.pictures.halving import halved_towards

_WIDTH, _HEIGHT = 960, 540
# One that is not much smaller than the frame itself would save little and cost sharpness.
_LEAST_GAIN = 2.0
_BYTES_PER_PIXEL = 1.5
_EIGHT_BITS = frozenset({"yuv420p", "yuvj420p"})


class ProxyMaker:
    """Makes proxies of one clip's frames. Thread-confined: one reformatter serves all."""

    def __init__(self, index: FrameIndex) -> None:
        """Take the size from the index: within 960 by 540, or upright, never above the source's."""
        wide, high = index.coded_width, index.coded_height
        across, down = (_WIDTH, _HEIGHT) if wide >= high else (_HEIGHT, _WIDTH)
        scale = min(across / wide, down / high)
        size = (max(round(wide * scale / 2) * 2, 2), max(round(high * scale / 2) * 2, 2))
        self.size = size if scale < 1 and wide * high >= _LEAST_GAIN * size[0] * size[1] else None
        self._reformatter = VideoReformatter()

    @property
    def size_bytes(self) -> int:
        """About what a proxy takes."""
        return 0 if self.size is None else int(self.size[0] * self.size[1] * _BYTES_PER_PIXEL)

    def proxy_of(self, frame: DecodedFrame) -> DecodedFrame:
        """Make a proxy; the frame itself where there is no smaller one."""
        picture = frame.picture
        if self.size is None or picture.format.is_rgb:
            return frame
        halves = halved_towards(picture, self.size)
        small = halves if (halves.width, halves.height) == self.size else self._scaled(halves)
        small.colorspace, small.color_range = picture.colorspace, picture.color_range
        small.pts = picture.pts
        return replace(frame, picture=small)

    def _scaled(self, picture: av.VideoFrame) -> av.VideoFrame:
        size = self.size or (picture.width, picture.height)
        # FAST_BILINEAR is off by many levels, and more threads overrun rows: see `picture`.
        return self._reformatter.reformat(
            picture,
            width=size[0],
            height=size[1],
            format=picture.format.name if picture.format.name in _EIGHT_BITS else "yuv420p",
            interpolation=Interpolation.AREA,
            threads=1,
        )
