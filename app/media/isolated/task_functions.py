"""The tasks that a decoder process may be given, each as (stream, index, progress, …) → items.

Only what stands here can be asked for. An item is bytes that the program reads back with a parser
of ours that checks them.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from app.media.container import ByteStream
from app.media.frame_index import FrameIndex
from app.media.index import build_index
from app.media.still import still_png
from app.media.thumbnails import make_thumbnails, pack_thumbnails, poster
from app.media.upright import Rect

Progress = Callable[[int, int], None]


def _build_index(stream: ByteStream, _: None, progress: Progress) -> Iterator[bytes]:
    yield build_index(stream, progress=progress).to_bytes()


def _thumbnails(
    stream: ByteStream, index: FrameIndex, _: Progress, *, count: int, height_px: int
) -> Iterator[bytes]:
    yield pack_thumbnails(make_thumbnails(stream, index, count=count, height_px=height_px))


def _poster(
    stream: ByteStream, index: FrameIndex, _: Progress, *, height_px: int
) -> Iterator[bytes]:
    yield pack_thumbnails([poster(stream, index, height_px=height_px)])


def _still(
    stream: ByteStream,
    index: FrameIndex,
    _: Progress,
    *,
    frame_index: int,
    boxes: Sequence[tuple[Rect, str]],
) -> Iterator[bytes]:
    yield still_png(stream, index, frame_index, boxes=boxes)


# With each, whether it reads the clip from the first byte to the last.
TASKS: dict[str, tuple[Callable[..., Any], bool]] = {
    "build_index": (_build_index, True),
    "thumbnails": (_thumbnails, False),
    "poster": (_poster, False),
    "still": (_still, False),
}
