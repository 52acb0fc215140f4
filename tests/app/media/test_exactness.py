"""Every frame shown is the frame that a plain decode from start to end gives under that number."""

from pathlib import Path

import pytest

from app.media.decoding.decoder import ExactDecoder
from app.media.index.frame_index import FrameIndex
from tests.app.media.campaign import run_campaign
from tests.app.media.truth import Truth, truth_of, walk
from tests.support.footage import FOOTAGE, footage, hash_picture, marks_of

SHARED = (
    "car-detection.mp4",
    "one-by-one-person-detection.mp4",
    "person-vfr-hevc.mkv",
    "vtest-first300.avi",
    "edge/car-bframes-mpeg4.avi",
    "edge/test_rotated_90_video.mp4",
    "edge/video_without_valid_keyframes.mp4",
    "edge/vtest-mjpeg.avi",
)


def assert_every_answer_is_exact(truth: Truth, asks: int) -> None:
    index = FrameIndex.from_bytes(truth.index.to_bytes())
    assert index.frame_count == len(truth.plane_hashes)
    decoder = ExactDecoder(truth.open_stream(), index)  # type: ignore[arg-type]
    for number, frame_index in enumerate(walk(index.frame_count, asks, seed=1)):
        if number % 5 == 0:
            key = decoder.keyframe_before(frame_index)
            if key is not None:
                assert hash_picture(key.picture) == truth.plane_hashes[key.frame_index]
                assert key.frame_index <= frame_index
        frame = decoder.frame(frame_index)
        assert (frame.frame_index, frame.exact) == (frame_index, True)
        assert hash_picture(frame.picture) == truth.plane_hashes[frame_index], frame_index
    decoder.close()


def assert_every_picture_shown_is_exact(truth: Truth, operations: int) -> None:
    found = run_campaign(truth, operations, rates=(4.0, 16.0))
    assert found.wrong == []
    assert found.operations == operations
    assert found.pictures > operations


@pytest.mark.promise
@pytest.mark.parametrize("name", FOOTAGE)
def test_each_frame_of_made_footage_carries_the_mark_it_was_drawn_with(name: str) -> None:
    truth = truth_of(footage(name))
    assert list(truth.marks) == marks_of(name, truth.index.frame_count)


@pytest.mark.promise
@pytest.mark.parametrize("name", FOOTAGE)
def test_decoding_any_frame_of_made_footage_gives_that_very_frame(name: str) -> None:
    assert_every_answer_is_exact(truth_of(footage(name)), asks=40)


@pytest.mark.promise
@pytest.mark.parametrize("name", FOOTAGE)
def test_every_picture_shown_of_made_footage_is_the_frame_it_is_called(name: str) -> None:
    assert_every_picture_shown_is_exact(truth_of(footage(name)), operations=40)


@pytest.mark.parametrize("name", SHARED)
def test_decoding_any_frame_of_real_footage_gives_that_very_frame(
    shared_clips: Path, name: str
) -> None:
    assert_every_answer_is_exact(truth_of((shared_clips / name).read_bytes()), asks=40)


@pytest.mark.parametrize("name", SHARED)
def test_every_picture_shown_of_real_footage_is_the_frame_it_is_called(
    shared_clips: Path, name: str
) -> None:
    truth = truth_of((shared_clips / name).read_bytes())
    assert_every_picture_shown_is_exact(truth, operations=30)
