"""The frame index as a value: numbers, times, and its stored form."""

import io
import struct
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.errors import IndexFormatError
from app.media.index.building import build_index
from app.media.index.frame_index import FrameIndex, Numbering
from tests.support.footage import even_pts, footage, make_clip

FIELDS = (
    "end_pts",
    "time_base",
    "coded_width",
    "coded_height",
    "rotation",
    "sample_aspect",
    "codec",
    "average_rate",
    "numbering",
    "multi_slice",
    "skip_unreferenced",
    "grows",
)


def index_with(pts: list[int]) -> FrameIndex:
    return FrameIndex(
        pts=np.array(pts, np.int64),
        end_pts=pts[-1] + 10,
        key_pts=np.array(pts[:1], np.int64),
        key_dts=np.array(pts[:1], np.int64),
        time_base=Fraction(1, 1000),
        coded_width=1920,
        coded_height=1080,
        rotation=90,
        sample_aspect=Fraction(4, 3),
        codec="hevc",
        average_rate=Fraction(30000, 1001),
        numbering=Numbering.PTS,
        multi_slice=True,
        skip_unreferenced=False,
    )


PTS = st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=50, unique=True).map(sorted)


@given(PTS)
def test_reading_a_stored_index_gives_the_same_index(pts: list[int]) -> None:
    index = index_with(pts)
    again = FrameIndex.from_bytes(index.to_bytes())
    for name in FIELDS:
        assert getattr(again, name) == getattr(index, name)
    for name in ("pts", "key_pts", "key_dts"):
        assert getattr(again, name).tolist() == getattr(index, name).tolist()


@given(PTS, st.data())
def test_a_stored_index_with_any_byte_changed_or_missing_is_refused(
    pts: list[int], data: st.DataObject
) -> None:
    stored = index_with(pts).to_bytes()
    at = data.draw(st.integers(0, len(stored) - 1))
    flipped = stored[:at] + bytes([stored[at] ^ data.draw(st.integers(1, 255))]) + stored[at + 1 :]
    for spoiled in (flipped, stored[:at], stored + b"\0"):
        with pytest.raises(IndexFormatError):
            FrameIndex.from_bytes(spoiled)


def test_an_index_that_grows_says_so_in_another_process_too() -> None:
    grows = replace(index_with([0, 10, 20]), grows=True)
    assert FrameIndex.from_bytes(grows.to_bytes()).grows
    assert not FrameIndex.from_bytes(index_with([0, 10, 20]).to_bytes()).grows


def test_a_longer_index_extends_a_shorter_one_only_if_no_frame_changes_its_number() -> None:
    longer = index_with([0, 10, 20, 30])
    assert longer.extends(index_with([0, 10, 20]))
    assert longer.extends(longer)
    assert not longer.extends(index_with([0, 5, 10]))
    assert not longer.extends(index_with([0, 10, 20, 30, 40]))
    assert not longer.extends(replace(index_with([0, 10]), numbering=Numbering.COUNTED))


def test_a_stored_index_of_another_version_is_refused() -> None:
    stored = bytearray(index_with([0, 1]).to_bytes())
    struct.pack_into(">H", stored, 4, 99)
    with pytest.raises(IndexFormatError, match="version"):
        FrameIndex.from_bytes(bytes(stored))


@given(PTS, st.integers(-(2**41), 2**41))
def test_frames_are_found_by_pts(pts: list[int], other: int) -> None:
    index = index_with(pts)
    for frame_index, at in enumerate(pts):
        assert index.frame_of_pts(at) == frame_index
        assert index.nearest(at) == frame_index
    distances = [abs(at - other) for at in pts]
    assert index.nearest(other) == distances.index(min(distances))
    assert (index.frame_of_pts(other) is None) == (other not in pts)


@given(PTS)
def test_a_frames_own_time_leads_back_to_it(pts: list[int]) -> None:
    index = index_with([at % 10**9 for at in pts[:1]] + [pts[0] % 10**9 + n * 7 for n in (1, 2, 9)])
    for frame_index in range(index.frame_count):
        assert index.frame_at_seconds(index.seconds(frame_index)) == frame_index


def test_times_count_from_the_first_frame() -> None:
    index = index_with([500, 540, 1100])
    assert [index.seconds(frame) for frame in range(3)] == [0.0, 0.04, 0.6]
    assert [index.frame_at_seconds(s) for s in (-1, 0, 0.039, 0.04, 0.599, 0.6, 9)] == [
        *(0, 0, 0, 1, 1, 2, 2)
    ]
    assert index.duration_pts == 610


def test_the_display_size_is_turned_and_widened() -> None:
    index = index_with([0])
    assert (index.width, index.height) == (1080, 2560)
    assert (index.display_width, index.display_height) == (1080, 2560)


def test_key_pictures_that_are_hidden_have_no_frame_number() -> None:
    index = build_index(io.BytesIO(footage("h264 behind a hidden lead-in in mp4")))
    assert len(index.key_pts) == 4
    assert index.key_frames.tolist() == [5, 17, 29]


@pytest.mark.parametrize(
    "name", ["h264 with B-frames in avi", "bare h264", "two recordings joined in ts"]
)
def test_clips_without_usable_time_stamps_are_counted(name: str) -> None:
    index = build_index(io.BytesIO(footage(name)))
    assert index.numbering is Numbering.COUNTED
    assert index.pts.tolist() == list(range(index.frame_count))
    assert index.seconds(25) == pytest.approx(1.0)


def test_progress_ends_with_everything_and_an_exception_from_it_ends_the_work() -> None:
    clip = make_clip(pts=even_pts(600), options={"preset": "ultrafast"})
    seen: list[tuple[int, int]] = []
    build_index(io.BytesIO(clip), progress=lambda done, total: seen.append((done, total)))
    assert seen[0][0] == 0
    assert seen[-1] == (len(clip), len(clip))
    assert seen == sorted(seen)

    class StoppedError(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done:
            raise StoppedError

    with pytest.raises(StoppedError):
        build_index(io.BytesIO(clip), progress=stop)
