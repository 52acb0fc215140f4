"""The motion strip rises where something moves, and nowhere else."""

import io
from collections.abc import Callable
from dataclasses import replace

import av
import numpy as np
import numpy.typing as npt
import pytest

from app.media.errors import DecodingCancelledError, MotionFormatError
from app.media.index.building import build_index
from app.media.index.frame_index import FrameIndex
from app.media.strips import survey
from app.media.strips.motion import fine_frames, motion_parts
from app.media.strips.motion_strip import Motion, bin_count
from tests.support.clip_index import clip_index
from tests.support.footage import even_pts, make_clip

SIZE = (160, 96)
Luma = npt.NDArray[np.uint8]


def clip_of(scene: Callable[[int], Luma], frames: int = 100, gop: int = 10) -> bytes:
    def draw(number: int) -> av.VideoFrame:
        return av.VideoFrame.from_ndarray(scene(number), "gray").reformat(format="yuv420p")

    options = {"g": str(gop), "bf": "2", "crf": "20"}
    return make_clip(pts=even_pts(frames), size=SIZE, options=options, draw=draw)


def texture() -> Luma:
    x, y = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    return ((x * 3 + y * 2) % 120 + 60).astype(np.uint8)


def with_walker(number: int, first: int = 40, last: int = 60) -> Luma:
    """Somebody crosses a still scene from frame `first` to `last`."""
    luma = texture()
    if first <= number <= last:
        left = 10 + (number - first) * 6
        luma[40:70, left : left + 12] = 235
    return luma


def measured(clip: bytes) -> Motion:
    index = build_index(io.BytesIO(clip))
    *_, last = motion_parts(io.BytesIO(clip), index)
    return Motion.from_bytes(last, frame_count=index.frame_count)


def test_it_rises_where_something_moves_and_is_flat_elsewhere() -> None:
    motion = measured(clip_of(with_walker))
    energy = np.frombuffer(motion.energy, np.uint8)
    assert motion.is_complete
    assert energy[42:60].min() > 25
    assert energy[:35].max() == energy[66:].max() == 0


def test_the_noise_of_a_night_scene_is_no_motion_and_a_person_in_it_is() -> None:
    dice = np.random.default_rng(5)

    def noisy(luma: Luma) -> Luma:
        return np.clip(luma + dice.normal(0, 9, luma.shape), 0, 255).astype(np.uint8)

    dark = (texture() // 4).astype(np.uint8)

    def with_person(number: int) -> Luma:
        luma = dark.copy()
        left = 10 + number * 2
        luma[40:70, left : left + 14] = 170
        return noisy(luma)

    assert measured(clip_of(lambda _: noisy(dark), 60)).peak == 0
    assert measured(clip_of(with_person, 60)).peak > 25


def test_lamps_that_go_on_and_a_running_clock_are_no_motion() -> None:
    def scene(number: int) -> Luma:
        luma = texture() + (40 if number >= 30 else 0)
        luma[0:8, 4 + number % 7 * 8 : 30 + number % 7 * 8] = 255
        return luma.astype(np.uint8)

    assert measured(clip_of(scene, 60)).peak == 0


def test_each_part_knows_more_and_a_resumed_run_ends_with_the_same() -> None:
    clip = clip_of(with_walker)
    index = build_index(io.BytesIO(clip))

    def parts(known: Motion | None = None) -> list[Motion]:
        made = motion_parts(io.BytesIO(clip), index, known=known)
        return [Motion.from_bytes(part, frame_count=index.frame_count) for part in made]

    whole = parts()
    shares = [part.share for part in whole]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert shares[0] < 0.2
    # The first sweep is over key pictures alone, and shows the walker already.
    coarse = next(part for part in whole if part.coarse_sweeps == 1)
    assert coarse.peak > 0
    assert whole[-1] == parts()[-1]
    for interrupted in whole[:: len(whole) // 7]:
        assert [interrupted, *parts(interrupted)][-1] == whole[-1]


def test_only_the_coarse_look_reads_a_part_of_the_clip() -> None:
    clip = clip_of(with_walker, gop=20)
    index = build_index(io.BytesIO(clip))
    *_, last = motion_parts(io.BytesIO(clip), index, only_coarse=True)
    motion = Motion.from_bytes(last, frame_count=index.frame_count)
    assert (motion.coarse_sweeps, motion.refined_frames) == (1, 0)
    assert list(motion_parts(io.BytesIO(clip), index, known=motion, only_coarse=True)) == []


def test_a_long_clip_costs_no_more_pictures_than_are_affordable() -> None:
    day = clip_index(frame_count=25 * 3600 * 24, rate=25, gop=50)
    assert not survey.is_walkable(day)
    frames = fine_frames(day)
    assert frames == sorted(set(frames))
    assert frames[0] == 0
    assert frames[-1] == day.frame_count - 1
    decoded = np.diff(frames)
    assert decoded[decoded < 50].sum() <= survey.affordable_pictures(day)
    assert len(frames) < 4096


def test_it_stops_when_nobody_waits_for_it_any_more() -> None:
    clip = clip_of(with_walker, 40)
    index = build_index(io.BytesIO(clip))
    asked = iter([False] * 3 + [True] * 100)
    with pytest.raises(DecodingCancelledError):
        list(motion_parts(io.BytesIO(clip), index, cancelled=lambda: next(asked)))


def test_bytes_that_are_no_motion_strip_of_this_clip_are_refused() -> None:
    motion = replace(Motion.unknown(5000), energy=bytes(i % 200 for i in range(bin_count(5000))))
    packed = motion.to_bytes()
    assert Motion.from_bytes(packed, frame_count=5000) == motion
    spoiled = [b"", packed[:-1], packed + b"x", packed[:20], b"XXXX" + packed[4:]]
    spoiled += [packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1 :] for at in range(24, 40)]
    spoiled.append(packed[:5] + b"\x09" + packed[6:])
    for untrusted in spoiled:
        with pytest.raises(MotionFormatError):
            Motion.from_bytes(untrusted, frame_count=5000)
    with pytest.raises(MotionFormatError):
        Motion.from_bytes(packed, frame_count=4999)


def test_a_stretch_shows_its_highest_energy() -> None:
    motion = Motion(4, bytes([3, 9, 0, 5]))
    assert motion.peaks(np.array([0, 2, 3, 4])).tolist() == [9, 0, 5]
    assert motion.peaks(np.array([0, 0, 1])).tolist() == [3, 3]
    assert len(motion.peaks(np.array([0]))) == 0


def test_a_clip_of_one_frame_has_no_motion() -> None:
    clip = clip_of(with_walker, 1)
    index: FrameIndex = build_index(io.BytesIO(clip))
    *_, last = motion_parts(io.BytesIO(clip), index)
    assert Motion.from_bytes(last, frame_count=1).is_complete
