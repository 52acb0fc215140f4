"""What a look over a whole clip may cost, and at which pictures it looks first.

A clip lasts seconds or a day; what is computed from it in the background must not grow with it.
Pure: no decoding here.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from app.media.index.frame_index import FrameIndex, Int64Array

# At about 6 ms of CPU a 1080p picture, decoding on over so many takes half a minute.
_PICTURES_1080P = 6000
_PIXELS_1080P = 1920 * 1080
_MOST_PICTURES = 60_000


def affordable_pictures(index: FrameIndex) -> int:
    """Say how many pictures of this size may be decoded one after another."""
    pixels = max(index.coded_width * index.coded_height, 1)
    return min(_PICTURES_1080P * _PIXELS_1080P // pixels, _MOST_PICTURES)


def is_walkable(index: FrameIndex) -> bool:
    """Tell whether the whole clip may be decoded once from start to end."""
    return index.frame_count <= affordable_pictures(index)


def spread_keys(index: FrameIndex, most: int) -> Int64Array:
    """Give up to `most` key pictures' frames, evenly among all of them, ascending."""
    keys = index.key_frames
    if len(keys) <= most:
        return keys
    chosen: Int64Array = keys[np.linspace(0, len(keys) - 1, most).round().astype(int)]
    return chosen


def coarse_to_fine(count: int) -> Iterator[int]:
    """Yield 0…count-1 each once, such that every start of the sequence is spread over all."""
    if count <= 0:
        return
    seen = [False] * count
    bits = max(count - 1, 1).bit_length()
    for step in range(1 << bits):
        # The bits of a counter, read backwards: 0, ½, ¼, ¾, ⅛ …
        place = int(f"{step:0{bits}b}"[::-1], 2) * count >> bits
        if not seen[place]:
            seen[place] = True
            yield place
    yield from (place for place, was_seen in enumerate(seen) if not was_seen)


def nearest_in(frames: Sequence[int] | Int64Array, frame_index: int) -> int | None:
    """Give the nearest of these ascending frames, the earlier of two; None where there is none."""
    if not len(frames):
        return None
    at = int(np.searchsorted(frames, frame_index))
    near = [int(frames[i]) for i in (at - 1, at) if 0 <= i < len(frames)]
    return min(near, key=lambda frame: abs(frame - frame_index))
