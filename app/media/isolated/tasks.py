"""What decodes a clip and is done with it, in a process of its own: as the originals, but isolated.

Each function has the signature of the one in `app.media` that it stands for. Where processes cannot
be had (`is_supported`), the original is called. Besides what the originals raise there may come
DecoderCrashedError, or OSError where no process can be started.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from app.media import clip_facts
from app.media.clip_facts import ClipFacts
from app.media.container import ByteStream
from app.media.errors import DecoderCrashedError
from app.media.index import building as indexes
from app.media.index import packet_spans
from app.media.index.frame_index import FrameIndex
from app.media.index.packet_spans import FrameDamage
from app.media.isolated import results
from app.media.isolated.spawning import is_supported
from app.media.isolated.task_run import Cancelled, Progress, run_task
from app.media.isolated.wire import LyingDecoderError
from app.media.pictures import still
from app.media.pictures.masking import Parts
from app.media.pictures.upright import Rect
from app.media.sound import blocks as sound
from app.media.sound.blocks import SoundBlock
from app.media.strips import motion, thumbnails
from app.media.strips.motion_strip import Motion
from app.media.strips.thumbnails import Thumbnail
from app.media.walking import frames as walking
from app.media.walking.items import LyingWalkError, checked_walk
from app.media.walking.walk import Walk, WalkedFrame

_Result = TypeVar("_Result")
# Key pictures may be a few more than places: no bound for them, but for a decoder that never ends.
_MOST_BESIDE = 1000
# Twice what `dense_thumbnails` keeps to.
_MOST_JPEG_BYTES = 1280 << 10


def build_index(stream: ByteStream, *, progress: Progress | None = None) -> FrameIndex:
    """As `index.build_index`."""
    if not is_supported():
        return indexes.build_index(stream, progress=progress)
    last = deque(grow_index(stream, progress=progress, parts_a_second=0), maxlen=1)
    if not last or last[0] is None:
        raise DecoderCrashedError("the decoder of this clip gave no result")
    return last[0]


def grow_index(
    stream: ByteStream,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    parts_a_second: float = 4,
) -> Iterator[FrameIndex | None]:
    """As `index.grow_index`."""
    if not is_supported():
        return indexes.grow_index(
            stream, progress=progress, cancelled=cancelled, parts_a_second=parts_a_second
        )
    items = run_task(
        "growing index" if parts_a_second else "index",
        stream,
        None,
        {"parts_a_second": parts_a_second},
        progress=progress,
        cancelled=cancelled,
    )
    return _checked(items, results.checked_index)


def make_thumbnails(
    stream: ByteStream,
    index: FrameIndex,
    *,
    count: int = 32,
    height_px: int = 108,
    cancelled: Cancelled | None = None,
) -> list[Thumbnail]:
    """As `thumbnails.make_thumbnails`."""
    if not is_supported():
        return thumbnails.make_thumbnails(
            stream, index, count=count, height_px=height_px, cancelled=cancelled
        )
    arguments = {"count": count, "height_px": height_px}
    items = run_task("thumbnails", stream, index, arguments, cancelled=cancelled)
    return list(islice(_checked(items, _thumbnail_of(index)), count))


def poster(
    stream: ByteStream,
    index: FrameIndex,
    *,
    height_px: int = 216,
    cancelled: Cancelled | None = None,
) -> Thumbnail:
    """As `thumbnails.poster`. Raises DecodingCancelledError besides, where that can be ended."""
    if not is_supported():
        return thumbnails.poster(stream, index, height_px=height_px)
    items = run_task("poster", stream, index, {"height_px": height_px}, cancelled=cancelled)
    return _only(_checked(items, _thumbnail_of(index)))


def dense_thumbnails(
    stream: ByteStream,
    index: FrameIndex,
    *,
    known: Sequence[Thumbnail] = (),
    cancelled: Cancelled | None = None,
) -> Iterator[Thumbnail]:
    """As `thumbnails.dense_thumbnails`."""
    if not is_supported():
        return thumbnails.dense_thumbnails(stream, index, known=known, cancelled=cancelled)
    arguments = {"known": tuple(known)}
    items = run_task("dense thumbnails", stream, index, arguments, cancelled=cancelled)
    most = thumbnails.dense_count(index) + _MOST_BESIDE
    return _within(islice(_checked(items, _thumbnail_of(index)), most), _MOST_JPEG_BYTES)


def motion_parts(
    stream: ByteStream,
    index: FrameIndex,
    *,
    known: Motion | None = None,
    only_coarse: bool = False,
    cancelled: Cancelled | None = None,
) -> Iterator[bytes]:
    """As `motion.motion_parts`; whoever takes the parts checks them with `Motion.from_bytes`."""
    if not is_supported():
        return motion.motion_parts(
            stream, index, known=known, only_coarse=only_coarse, cancelled=cancelled
        )
    arguments = {"known": known, "only_coarse": only_coarse}
    return run_task("motion", stream, index, arguments, cancelled=cancelled)


def still_png(
    stream: ByteStream,
    index: FrameIndex,
    frame_index: int,
    *,
    boxes: Sequence[tuple[Rect, str]] = (),
    masks: Parts = (),
) -> bytes:
    """As `still.still_png`."""
    if not is_supported():
        return still.still_png(stream, index, frame_index, boxes=boxes, masks=masks)
    items = run_task("still", stream, index, {"frame_index": frame_index})
    count = index.frame_count
    found, bgr, _ = _only(_checked(items, lambda item: results.checked_picture(item, count)))
    if found != frame_index or bgr.shape != (index.height, index.width, 3):
        raise DecoderCrashedError("the decoder of this clip gave another frame")
    return still.drawn_png(bgr, index, frame_index, boxes=boxes, masks=masks)


def read_facts(stream: ByteStream) -> ClipFacts:
    """As `clip_facts.read_facts`."""
    if not is_supported():
        return clip_facts.read_facts(stream)
    return _only(_checked(run_task("facts", stream, None), results.checked_facts))


def damaged_frames(
    stream: ByteStream, index: FrameIndex, damaged: Sequence[range]
) -> FrameDamage | None:
    """As `packet_spans.damaged_frames`."""
    if not is_supported():
        return packet_spans.damaged_frames(stream, index, damaged)
    items = run_task("damage", stream, index, {"damaged": tuple(damaged)})
    count = index.frame_count
    return _only(_checked(items, lambda item: results.checked_damage(item, count)))


def has_sound(stream: ByteStream) -> bool:
    """As `sound.has_sound`."""
    if not is_supported():
        return sound.has_sound(stream)
    return _only(run_task("has sound", stream, None)) == b"\1"


def sound_blocks(
    stream: ByteStream,
    *,
    first_s: float,
    start_s: float,
    cancelled: Cancelled | None = None,
) -> Iterator[SoundBlock]:
    """As `sound.sound_blocks`; cancelled, it raises DecodingCancelledError."""
    if not is_supported():
        return sound.sound_blocks(stream, first_s=first_s, start_s=start_s, cancelled=cancelled)
    arguments = {"first_s": first_s, "start_s": start_s}
    items = run_task("sound", stream, None, arguments, cancelled=cancelled)
    return _checked(items, results.checked_sound)


def walk_frames(
    stream: ByteStream, index: FrameIndex, walk: Walk, *, cancelled: Cancelled | None = None
) -> Generator[WalkedFrame, None, None]:
    """As `walking.walk_frames`. The process decodes ahead by a frame or two, and no further."""
    if not is_supported():
        yield from walking.walk_frames(stream, index, walk, cancelled=cancelled)
        return
    items = run_task("walk", stream, index, {"walk": walk}, cancelled=cancelled)
    try:
        yield from checked_walk(items, index, walk)
    except LyingWalkError as lie:
        raise DecoderCrashedError("the decoder of this clip sent nonsense") from lie


def _thumbnail_of(index: FrameIndex) -> Callable[[bytes], Thumbnail]:
    count = index.frame_count
    return lambda item: results.checked_thumbnail(item, count)


def _within(made: Iterator[Thumbnail], most_bytes: int) -> Iterator[Thumbnail]:
    """Give thumbnails as long as all together are no larger than they may be."""
    for thumbnail in made:
        most_bytes -= len(thumbnail.jpeg)
        if most_bytes < 0:
            raise DecoderCrashedError("the decoder of this clip sent nonsense")
        yield thumbnail


def _checked(items: Iterator[bytes], read: Callable[[bytes], _Result]) -> Iterator[_Result]:
    for item in items:
        try:
            result = read(item)
        except LyingDecoderError as lie:
            raise DecoderCrashedError("the decoder of this clip sent nonsense") from lie
        yield result


def _only(found: Iterator[_Result]) -> _Result:
    for result in found:
        # Whatever may follow is not even looked at.
        return result
    raise DecoderCrashedError("the decoder of this clip gave no result")
