"""The tasks that a decoder process may be given, each as (stream, index, progress, …) → items.

Only what stands here can be asked for. What an item is, `results` says: it packs them in the
process, and reads them in the program.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.media.clip_facts import read_facts
from app.media.container import ByteStream
from app.media.index.building import grow_index
from app.media.index.frame_index import FrameIndex
from app.media.index.packet_spans import damaged_frames
from app.media.isolated.results import (
    damage_item,
    facts_item,
    index_item,
    picture_item,
    sound_item,
)
from app.media.pictures.picture import Pixels
from app.media.pictures.still import still_pixels
from app.media.sound.blocks import has_sound, sound_blocks
from app.media.strips.motion import motion_parts
from app.media.strips.motion_strip import Motion
from app.media.strips.thumbnails import Thumbnail, dense_thumbnails, jpeg, make_thumbnails, poster
from app.media.walking.frames import walk_frames
from app.media.walking.items import walked_item
from app.media.walking.walk import Walk

Progress = Callable[[int, int], None]
Items = Iterator[bytes]


class _Pixels:
    """Encodes, and keeps the pixels: those are what is handed over."""

    def __init__(self) -> None:
        self._kept: list[tuple[Pixels, int]] = []

    def encode(self, bgra: Pixels, quality: int) -> bytes:
        self._kept.append((bgra, quality))
        # Whoever asks wants to know its size.
        return jpeg(bgra, quality)

    def item(self, thumbnail: Thumbnail) -> bytes:
        """Pack the pixels of the next thumbnail, in the order in which they were encoded."""
        return picture_item(thumbnail.frame_index, *self._kept.pop(0))


def _grow_index(stream: ByteStream, _: None, progress: Progress, *, parts_a_second: float) -> Items:
    for index in grow_index(stream, progress=progress, parts_a_second=parts_a_second):
        yield index_item(index)


def _thumbnails(
    stream: ByteStream, index: FrameIndex, _: Progress, *, count: int, height_px: int
) -> Items:
    pixels = _Pixels()
    made = make_thumbnails(stream, index, count=count, height_px=height_px, encode=pixels.encode)
    yield from map(pixels.item, made)


def _poster(stream: ByteStream, index: FrameIndex, _: Progress, *, height_px: int) -> Items:
    pixels = _Pixels()
    yield pixels.item(poster(stream, index, height_px=height_px, encode=pixels.encode))


def _dense_thumbnails(
    stream: ByteStream, index: FrameIndex, _: Progress, *, known: Sequence[Thumbnail]
) -> Items:
    pixels = _Pixels()
    made = dense_thumbnails(stream, index, known=known, encode=pixels.encode)
    yield from map(pixels.item, made)


def _motion(
    stream: ByteStream,
    index: FrameIndex,
    _: Progress,
    *,
    known: Motion | None,
    only_coarse: bool,
) -> Items:
    return motion_parts(stream, index, known=known, only_coarse=only_coarse)


def _still(stream: ByteStream, index: FrameIndex, _: Progress, *, frame_index: int) -> Items:
    yield picture_item(frame_index, still_pixels(stream, index, frame_index), 0)


def _facts(stream: ByteStream, _: None, __: Progress) -> Items:
    yield facts_item(read_facts(stream))


def _damage(
    stream: ByteStream, index: FrameIndex, _: Progress, *, damaged: Sequence[range]
) -> Items:
    yield damage_item(damaged_frames(stream, index, damaged))


def _has_sound(stream: ByteStream, _: None, __: Progress) -> Items:
    yield bytes([has_sound(stream)])


def _sound(stream: ByteStream, _: None, __: Progress, *, first_s: float, start_s: float) -> Items:
    yield from map(sound_item, sound_blocks(stream, first_s=first_s, start_s=start_s))


def _walk(stream: ByteStream, index: FrameIndex, _: Progress, *, walk: Walk) -> Items:
    yield from map(walked_item, walk_frames(stream, index, walk))


@dataclass(frozen=True, slots=True)
class Task:
    """What a process runs.

    reads_all: it reads the clip from the first byte to the last, so more can be read at once.
    is_urgent: somebody waits for it; everything else leaves the processor to the player.
    """

    run: Callable[..., Items]
    reads_all: bool = False
    is_urgent: bool = True


TASKS: dict[str, Task] = {
    "index": Task(_grow_index, reads_all=True),
    # Its first frames are wanted at once: it must not wait for bytes that come after them.
    "growing index": Task(_grow_index),
    "thumbnails": Task(_thumbnails),
    "poster": Task(_poster),
    "dense thumbnails": Task(_dense_thumbnails, is_urgent=False),
    "motion": Task(_motion, is_urgent=False),
    "still": Task(_still),
    "facts": Task(_facts),
    "damage": Task(_damage),
    "has sound": Task(_has_sound),
    "sound": Task(_sound),
    "walk": Task(_walk, is_urgent=False),
}
