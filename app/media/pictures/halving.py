"""Halves decoded pictures: several times as fast as scaling them, and as good.

Each sample becomes the mean of the four that it stands for. 1080p takes 0.1 ms, 2160p 0.4 ms.
"""

import av
import cv2

from app.media.pictures.crop import plane_rows

_FORMATS = frozenset({"yuv420p", "yuvj420p"})


def halved(picture: av.VideoFrame) -> av.VideoFrame | None:
    """Give a picture half as wide and high; None where its format or size does not allow it."""
    name, width, height = picture.format.name, picture.width, picture.height
    if name not in _FORMATS or width % 4 or height % 4:
        return None
    if any(plane.line_size <= 0 for plane in picture.planes):
        return None
    small = av.VideoFrame(width // 2, height // 2, name)
    for source, target in zip(picture.planes, small.planes, strict=True):
        cv2.resize(
            plane_rows(source)[:, : source.width],
            (target.width, target.height),
            dst=plane_rows(target)[:, : target.width],
            interpolation=cv2.INTER_AREA,
        )
    small.colorspace, small.color_range = picture.colorspace, picture.color_range
    small.pts = picture.pts
    return small


def halved_towards(picture: av.VideoFrame, size: tuple[int, int]) -> av.VideoFrame:
    """Halve a picture as often as it stays at least as large as this in both directions."""
    while picture.width >= 2 * size[0] and picture.height >= 2 * size[1]:
        smaller = halved(picture)
        if smaller is None:
            break
        picture = smaller
    return picture
