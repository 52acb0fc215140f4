"""Thumbnails and stills show the frames that they are called after, and never touch a disk."""

import io
from fractions import Fraction
from functools import cache

import cv2
import numpy as np
import pytest

from app.media.errors import DamagedFrameError, NoSuchFrameError, ThumbnailsFormatError
from app.media.index.building import build_index
from app.media.pictures.still import still_png
from app.media.strips.thumbnails import (
    Thumbnail,
    ThumbnailStrip,
    dense_thumbnails,
    make_thumbnails,
    pack_thumbnails,
    poster,
    unpack_thumbnails,
)
from tests.support.footage import even_pts, footage, make_clip, read_barcode

BIG = (320, 192)


@cache
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
    for spoiled in (b"", packed[:-1], packed + b"x", b"XXXX" + packed[4:], packed[:12], packed[:5]):
        with pytest.raises(ThumbnailsFormatError):
            unpack_thumbnails(spoiled)
    for at, value in ((5, 3), (6, 2), (7, 1), (8, 255)):
        spoiled = packed[:at] + bytes([value]) + packed[at + 1 :]
        with pytest.raises(ThumbnailsFormatError):
            unpack_thumbnails(spoiled)


def test_thumbnails_of_the_first_version_are_still_read() -> None:
    thumbnails = [Thumbnail(7, b"poster"), Thumbnail(3, b"abc"), Thumbnail(1, b"")]
    entries = b"".join(
        one.frame_index.to_bytes(4) + len(one.jpeg).to_bytes(4) + one.jpeg for one in thumbnails
    )
    packed = b"SLTH" + (1).to_bytes(2) + len(thumbnails).to_bytes(4) + entries
    assert unpack_thumbnails(packed) == thumbnails
    strip = ThumbnailStrip.from_bytes(packed, frame_count=8)
    assert strip == ThumbnailStrip(thumbnails[0], (thumbnails[2], thumbnails[1]))
    with pytest.raises(ThumbnailsFormatError):
        ThumbnailStrip.from_bytes(packed, frame_count=7)


def test_a_dense_strip_shows_the_frames_it_names_evenly_and_its_poster_comes_first() -> None:
    clip = big_clip()
    index = build_index(io.BytesIO(clip))
    made = list(dense_thumbnails(io.BytesIO(clip), index))
    assert [mark_of(one.jpeg) for one in made] == [one.frame_index for one in made]
    frames = sorted(one.frame_index for one in made)
    assert len(set(frames)) == len(frames)
    assert np.diff(frames).max() <= 5
    # Coarse to fine: key pictures before all others, and those not from left to right.
    keys = [one.frame_index for one in made if one.frame_index % 12 == 0]
    assert [one.frame_index for one in made][: len(keys)] == keys != sorted(keys)
    strip = ThumbnailStrip(made[0], ())
    for one in made:
        strip = strip.with_picture(one)
    packed = strip.completed().to_bytes()
    assert unpack_thumbnails(packed)[0] == made[0]
    assert ThumbnailStrip.from_bytes(packed, frame_count=60) == strip.completed()


def test_a_dense_strip_goes_on_from_what_is_there() -> None:
    clip = big_clip()
    index = build_index(io.BytesIO(clip))
    whole = list(dense_thumbnails(io.BytesIO(clip), index))
    for count in (0, 1, 7, len(whole)):
        rest = list(dense_thumbnails(io.BytesIO(clip), index, known=whole[:count]))
        assert rest == whole[count:]
    # A frame near enough stands for its neighbours.
    beside = [Thumbnail(one.frame_index + 1, one.jpeg) for one in whole if one.frame_index < 59]
    assert len(list(dense_thumbnails(io.BytesIO(clip), index, known=beside))) < len(whole) // 4


def test_a_dense_strip_stays_below_its_bytes() -> None:
    clip = big_clip()
    index = build_index(io.BytesIO(clip))
    there = [Thumbnail(1000, bytes((640 << 10) - 4000))]
    made = list(dense_thumbnails(io.BytesIO(clip), index, known=there))
    assert 0 < sum(len(one.jpeg) for one in made) <= 4000


def test_where_there_is_no_room_for_all_the_clip_is_filled_from_end_to_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clip = big_clip()
    index = build_index(io.BytesIO(clip))
    monkeypatch.setattr("app.media.strips.thumbnails._DENSE_BYTES", 36_000)
    made = list(dense_thumbnails(io.BytesIO(clip), index))
    frames = sorted(one.frame_index for one in made)
    assert 8 < len(frames) < 40
    assert frames[-1] > 50
    assert np.diff(frames).max() < 15


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
