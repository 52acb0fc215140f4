"""What privacy masks cost a picture: ``.venv/bin/python -m benchmarks.media_masks``.

Decodes 1080p frames and makes pictures of them for a view of 1920 by 1080, as the player does, in
turns with and without 20 masks a frame. Told is the processors' time. Exits 1 where covering costs
more than decoding and making the picture. Looking the boxes up, in an annotation of 200 tracks of
which all pass the frame, is told beside it: the window asks for the same boxes, and finds them.
"""

import io
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID, uuid4

from app.media.decoding.decoder import ExactDecoder
from app.media.index.building import build_index
from app.media.pictures.masking import masked
from app.media.pictures.picture import PictureMaker
from app.media.pictures.view import ViewRequest
from app.session.privacy.masking import private_parts
from models.annotation import Annotation, Box, Keyframe, Track
from tests.support.camera_clip import camera_clip

_Result = TypeVar("_Result")
FRAMES, TRACKS, PRIVATE = 50, 200, 20
MOST_MORE = 1.0


def main() -> None:
    clip = camera_clip(size=(1920, 1080), frames=FRAMES, repeats=1)
    index = build_index(io.BytesIO(clip))
    private, other = uuid4(), uuid4()
    annotation = Annotation(
        _track(number, private if number < PRIVATE else other) for number in range(TRACKS)
    )
    maker, decoder = PictureMaker(index), ExactDecoder(io.BytesIO(clip), index)
    labels = frozenset({private})
    made_ms, looks_ms, masks_ms = [], [], []
    for frame in range(FRAMES):
        picture, took_ms = _timed(
            lambda frame=frame: maker.to_view(decoder.frame(frame), ViewRequest(1920, 1080))
        )
        made_ms.append(took_ms)
        parts, took_ms = _timed(lambda frame=frame: private_parts(annotation, frame, labels))
        looks_ms.append(took_ms)
        masks_ms.append(_timed(lambda picture=picture, parts=parts: masked(picture, parts))[1])
    decoder.close()
    made, looks, masks = map(statistics.median, (made_ms, looks_ms, masks_ms))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; medians of {FRAMES} frames")
    print(f"decoded and made {made:.2f} ms, {PRIVATE} masks {masks:.2f} ms more: ", end="")
    print(f"{1 + masks / made:.2f} of a picture without; looking up {looks:.2f} ms")
    if masks > MOST_MORE * made:
        sys.exit("masks cost more than the picture")


def _track(number: int, label: UUID) -> Track:
    left, top = float(number % 20 * 90), float(number // 20 * 100)
    keys = tuple(
        Keyframe(uuid4(), frame, frame, Box(left + frame, top, 60, 80)) for frame in (0, FRAMES)
    )
    return Track(uuid4(), number, label, keyframes=keys)


def _timed(do: Callable[[], _Result]) -> tuple[_Result, float]:
    began_s = time.process_time()
    result = do()
    return result, (time.process_time() - began_s) * 1000


if __name__ == "__main__":
    main()
