"""Thumbnails and stills show the frames that they are called after, and never touch a disk."""

import io
from fractions import Fraction

import cv2
import numpy as np
import pytest

from app.media.errors import DamagedFrameError, NoSuchFrameError, ThumbnailsFormatError
from app.media.index import build_index
from app.media.still import still_png
from app.media.thumbnails import make_thumbnails, pack_thumbnails, poster, unpack_thumbnails
from tests.support.footage import even_pts, footage, make_clip, read_barcode

BIG = (320, 192)


def big_clip(**more: object) -> bytes:
    return make_clip(pts=even_pts(60), size=BIG, options={"g": "12", "bf": "2"}, **more)  # type: ignore[arg-type]


def mark_of(image: bytes) -> int:
    decoded = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    return read_barcode(decoded.astype(np.uint8))


@pytest.mark.parametrize("count", [3, 5, 20])
def test_each_thumbnail_shows_the_frame_that_it_names(count: int) -> None:
    clip = big_clip()
    index = build_index(io.BytesIO(clip))
    thumbnails = make_thumbnails(io.BytesIO(clip), index, count=count, height_px=96)
    frames = [thumbnail.frame_index for thumbnail in thumbnails]
    assert frames == sorted(set(frames))
    assert count // 2 < len(frames) <= count
    assert [mark_of(thumbnail.jpeg) for thumbnail in thumbnails] == frames
    first = cv2.imdecode(np.frombuffer(thumbnails[0].jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert first is not None
    assert first.shape == (96, 160, 3)


def test_a_poster_shows_an_early_key_picture() -> None:
    clip = big_clip()
    made = poster(io.BytesIO(clip), build_index(io.BytesIO(clip)), height_px=192)
    assert (made.frame_index, mark_of(made.jpeg)) == (0, 0)


def test_a_clip_that_begins_behind_a_hidden_key_picture_has_a_poster_too() -> None:
    clip = footage("h264 behind a hidden lead-in in mp4")
    assert poster(io.BytesIO(clip), build_index(io.BytesIO(clip))).jpeg


def test_packed_thumbnails_are_read_again_and_spoiled_ones_refused() -> None:
    clip = big_clip()
    thumbnails = make_thumbnails(io.BytesIO(clip), build_index(io.BytesIO(clip)), count=4)
    packed = pack_thumbnails(thumbnails)
    assert unpack_thumbnails(packed) == thumbnails
    for spoiled in (b"", packed[:-1], packed + b"x", b"XXXX" + packed[4:], packed[:12]):
        with pytest.raises(ThumbnailsFormatError):
            unpack_thumbnails(spoiled)


def test_a_still_is_the_frame_asked_for_at_full_display_size() -> None:
    clip = big_clip(rotation_ccw=180, sample_aspect=Fraction(2))
    index = build_index(io.BytesIO(clip))
    png = cv2.imdecode(
        np.frombuffer(still_png(io.BytesIO(clip), index, 33), np.uint8), cv2.IMREAD_COLOR
    )
    assert png is not None
    assert png.shape == (192, 640, 3)
    assert read_barcode(np.rot90(png, 2).astype(np.uint8)) == 33


def test_boxes_are_drawn_onto_a_still_where_they_are() -> None:
    clip = big_clip()
    index = build_index(io.BytesIO(clip))
    boxes = [((100.0, 120.0, 50.0, 40.0), "#FF8000")]
    encoded = still_png(io.BytesIO(clip), index, 0, boxes=boxes)
    png = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)
    assert png is not None
    assert png[120, 125].tolist() == [0, 128, 255]
    assert png[140, 150].tolist() == [0, 128, 255]
    assert png[140, 125].tolist() != [0, 128, 255]


def test_a_still_of_a_frame_that_is_not_there_is_refused() -> None:
    clip = make_clip(
        container="matroska", pts=even_pts(60), size=BIG, options={"g": "12", "crf": "10"}
    )
    index = build_index(io.BytesIO(clip))
    with pytest.raises(NoSuchFrameError):
        still_png(io.BytesIO(clip), index, 60)
    with pytest.raises(DamagedFrameError):
        still_png(io.BytesIO(clip[: len(clip) // 2]), index, 55)
