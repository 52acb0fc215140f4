"""Every frame shown is the frame that a plain decode from start to end gives under that number."""

import random
from pathlib import Path

import pytest

from app.media.decoder import ExactDecoder
from app.media.frame_index import FrameIndex
from tests.app.media.truth import VIEW, Truth, truth_of, walk
from tests.app.media.viewer import Viewer
from tests.support.footage import FOOTAGE, footage, hash_picture

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
    """Seek, step, scrub, play and pause at random, some in bursts, and check all that is shown."""
    chance, last = random.Random(2), truth.index.frame_count - 1
    with Viewer(truth.open_stream, truth.index) as viewer:
        player = viewer.player
        player.set_view(VIEW)
        target = 0
        player.show(0)
        viewer.wait_for_frame(0)
        for _ in range(operations):
            kind = chance.choice(["show", "step on", "step back", "scrub", "play", "burst"])
            if kind == "play":
                shown = len(viewer.pictures)
                player.play(chance.choice([1.0, 4.0, 16.0]))
                viewer.wait_until(
                    lambda: (
                        len(viewer.pictures) > shown + 2 or not viewer.states[-1].playing  # noqa: B023
                    )
                )
                player.pause()
                player.step(0)
                target = viewer.wait_for_rest().frame_index
                viewer.wait_for_frame(target)
                continue
            if kind == "burst":
                for _ in range(5):
                    player.scrub(chance.randint(0, last))
            if kind.startswith("step"):
                delta = chance.randint(1, 3) * (1 if kind == "step on" else -1)
                target = min(max(target + delta, 0), last)
                player.step(delta)
            else:
                target = chance.randint(0, last)
                (player.scrub if kind == "scrub" else player.show)(target)
            viewer.wait_for_frame(target)
        assert viewer.failures == []
        for picture in viewer.pictures:
            assert picture.bgra.tobytes() == truth.picture_bytes[picture.frame_index]


@pytest.mark.promise
@pytest.mark.parametrize("name", FOOTAGE)
def test_decoding_any_frame_of_made_footage_gives_that_very_frame(name: str) -> None:
    assert_every_answer_is_exact(truth_of(footage(name)), asks=80)


@pytest.mark.promise
@pytest.mark.parametrize("name", FOOTAGE)
def test_every_picture_shown_of_made_footage_is_the_frame_it_is_called(name: str) -> None:
    assert_every_picture_shown_is_exact(truth_of(footage(name)), operations=20)


@pytest.mark.parametrize("name", SHARED)
def test_decoding_any_frame_of_real_footage_gives_that_very_frame(
    shared_clips: Path, name: str
) -> None:
    assert_every_answer_is_exact(truth_of((shared_clips / name).read_bytes()), asks=60)


@pytest.mark.parametrize("name", SHARED)
def test_every_picture_shown_of_real_footage_is_the_frame_it_is_called(
    shared_clips: Path, name: str
) -> None:
    truth = truth_of((shared_clips / name).read_bytes())
    assert_every_picture_shown_is_exact(truth, operations=30)
