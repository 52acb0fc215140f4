"""Proxies: smaller pictures of decoded frames, of which many more fit into memory.

A proxy shows the right frame with fewer pixels. It is shown while a hand drags or a clip plays
backwards, and the whole frame takes its place as soon as either rests.
"""

from dataclasses import replace

import av
import cv2
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from app.media.crop import plane_rows
from app.media.decoder import DecodedFrame
from app.media.frame_index import FrameIndex

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
        small = _halved(picture, self.size) or self._reformatted(picture, self.size)
        small.colorspace, small.color_range = picture.colorspace, picture.color_range
        small.pts = picture.pts
        return replace(frame, picture=small)

    def _reformatted(self, picture: av.VideoFrame, size: tuple[int, int]) -> av.VideoFrame:
        # FAST_BILINEAR is off by many levels, and more threads overrun rows: see `picture`.
        return self._reformatter.reformat(
            picture,
            width=size[0],
            height=size[1],
            format=picture.format.name if picture.format.name in _EIGHT_BITS else "yuv420p",
            interpolation=Interpolation.AREA,
            threads=1,
        )


def _halved(picture: av.VideoFrame, size: tuple[int, int]) -> av.VideoFrame | None:
    """Halve a picture once or twice: several times as fast as scaling it; None where it isn't so.

    1080p takes 0.1 ms, 2160p 0.6 ms.
    """
    name, times = picture.format.name, picture.width // size[0]
    exact = (picture.width, picture.height) == (size[0] * times, size[1] * times)
    if name not in _EIGHT_BITS or not exact or times not in {2, 4} or size[1] % 2:
        return None
    if any(plane.line_size <= 0 for plane in picture.planes):
        return None
    small = av.VideoFrame(*size, name)
    for source, target in zip(picture.planes, small.planes, strict=True):
        samples = plane_rows(source)[:, : source.width]
        if times == 4:
            half = (source.width // 2, source.height // 2)
            samples = np.asarray(
                cv2.resize(samples, half, interpolation=cv2.INTER_AREA), dtype=np.uint8
            )
        wanted = plane_rows(target)[:, : target.width]
        half = (target.width, target.height)
        wanted[:] = cv2.resize(samples, half, interpolation=cv2.INTER_AREA)
    return small
