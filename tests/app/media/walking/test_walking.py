"""Frames of a walk are those that they say they are, in a process of their own as in this one."""

import io
from itertools import islice

import numpy as np
import pytest

from app.media import isolated
from app.media.errors import DecoderCrashedError, DecodingCancelledError, NoSuchFrameError
from app.media.isolated import tasks
from app.media.walking import Walk, frames, walk_frames
from app.media.walking.items import LyingWalkError, checked_walk, walked_item
from tests.app.media.truth import Truth, truth_of
from tests.support.cleanliness import decoder_pids
from tests.support.footage import footage, read_barcode

NAME = "h264 with open GOPs in ts"
KINDS = [NAME, "h264 of variable rate in mkv", "vp9 with hidden reference frames in webm"]
WALKS = {
    "onwards": Walk(0, 47),
    "by threes": Walk(5, 40, 3),
    "backwards": Walk(46, 1),
    "backwards by fours": Walk(44, 3, 4),
    "one frame": Walk(17, 17),
}
_isolated = pytest.mark.skipif(
    not isolated.is_supported(), reason="no decoder processes on this system"
)


def opened(truth: Truth) -> io.BytesIO:
    return io.BytesIO(truth.clip)


@pytest.mark.promise
@pytest.mark.parametrize("name", KINDS)
def test_every_frame_comes_under_its_own_number_both_ways(name: str) -> None:
    truth = truth_of(footage(name))
    last = truth.index.frame_count - 1
    for walk in (Walk(0, last), Walk(last, 0), Walk(last - 1, 2, 5)):
        seen = [*walk_frames(opened(truth), truth.index, walk)]
        assert [frame.frame_index for frame in seen] == [*walk.frames]
        for frame in seen:
            assert frame.pts == int(truth.index.pts[frame.frame_index])
            assert read_barcode(frame.pixels) == truth.marks[frame.frame_index]


@_isolated
@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_a_process_of_its_own_gives_the_same(walk: Walk) -> None:
    truth = truth_of(footage(NAME))
    here = walk_frames(opened(truth), truth.index, walk)
    for ours, theirs in zip(
        here, isolated.walk_frames(opened(truth), truth.index, walk), strict=True
    ):
        assert (ours.frame_index, ours.pts) == (theirs.frame_index, theirs.pts)
        assert (ours.rect, ours.corrupt) == (theirs.rect, theirs.corrupt)
        assert np.array_equal(ours.pixels, theirs.pixels)


@_isolated
def test_colours_parts_and_sizes_come_as_asked() -> None:
    truth = truth_of(footage("h264 turned by 90 degrees in mp4"))
    index = truth.index
    assert (index.width, index.height) == (96, 160)
    for colour in (False, True):
        whole = Walk(3, 3, colour=colour)
        (full,) = isolated.walk_frames(opened(truth), index, whole)
        assert full.pixels.shape[:2] == (160, 96)
        assert full.rect == (0.0, 0.0, 96.0, 160.0)
        part = Walk(3, 3, colour=colour, rect=(11.0, 21.0, 40.0, 60.0))
        (cut,) = isolated.walk_frames(opened(truth), index, part)
        x, y, w, h = (round(value) for value in cut.rect)
        assert (x, y, x + w >= 51, y + h >= 81) == (10, 20, True, True)
        assert cut.pixels.shape == full.pixels[y : y + h, x : x + w].shape
        gap = full.pixels[y : y + h, x : x + w].astype(int) - cut.pixels
        assert abs(gap).mean() < 2
        small = Walk(3, 3, colour=colour, longest_side_px=40)
        (half,) = isolated.walk_frames(opened(truth), index, small)
        assert half.pixels.shape == ((40, 24, 3) if colour else (40, 24))
        assert half.scale == (0.25, 0.25)


@_isolated
def test_it_ends_when_it_is_cancelled_or_left() -> None:
    truth = truth_of(footage(NAME))
    called_off = False
    walk = isolated.walk_frames(
        opened(truth), truth.index, Walk(0, 47), cancelled=lambda: called_off
    )
    next(walk)
    called_off = True
    with pytest.raises(DecodingCancelledError):
        list(walk)
    left = isolated.walk_frames(opened(truth), truth.index, Walk(47, 0))
    assert len([*islice(left, 3)]) == 3
    del left
    assert not decoder_pids()
    with pytest.raises(DecodingCancelledError):
        [*walk_frames(opened(truth), truth.index, Walk(0, 47), cancelled=lambda: True)]
    with pytest.raises(NoSuchFrameError):
        [*isolated.walk_frames(opened(truth), truth.index, Walk(0, 48))]


def test_a_long_way_back_is_walked_in_stretches_that_fit_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    truth = truth_of(footage(NAME))
    monkeypatch.setattr(frames, "_KEPT_BYTES", 3 * 160 * 96)
    seen = [*walk_frames(opened(truth), truth.index, Walk(40, 0))]
    assert [read_barcode(frame.pixels) for frame in seen] == list(truth.marks[40::-1])
    assert [*frames.stretches_back(range(9, -1, -1), [0, 4], 3)] == [
        [7, 8, 9],
        [4, 5, 6],
        [1, 2, 3],
        [0],
    ]


def test_a_damaged_frame_is_left_out_and_no_other_stands_in() -> None:
    truth = truth_of(footage("mjpeg in avi"))
    broken = bytearray(truth.clip)
    at = [place for place in range(len(broken)) if broken[place : place + 3] == b"\xff\xd8\xff"]
    broken[at[7] : at[8] - 64] = bytes(at[8] - 64 - at[7])
    seen = [*walk_frames(io.BytesIO(bytes(broken)), truth.index, Walk(0, 23))]
    numbers = [frame.frame_index for frame in seen]
    assert 7 not in numbers
    assert len(numbers) == 23
    for frame in seen:
        assert read_barcode(frame.pixels) == truth.marks[frame.frame_index]


@pytest.mark.promise
def test_a_process_that_lies_about_frames_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    truth = truth_of(footage(NAME))
    walk = Walk(2, 8, 2)
    honest = [walked_item(frame) for frame in walk_frames(opened(truth), truth.index, walk)]
    assert len([*checked_walk(honest, truth.index, walk)]) == 4
    lies = {
        "cut short": honest[0][:-1],
        "no frame": b"\0\0",
        "not asked for": walked_item(next(walk_frames(opened(truth), truth.index, Walk(3, 3)))),
        "in colour": walked_item(
            next(walk_frames(opened(truth), truth.index, Walk(2, 2, colour=True)))
        ),
        "a part that is none": honest[0][:14] + b"\x7f\xf0" + bytes(30) + honest[0][46:],
    }
    for name, lie in lies.items():
        with pytest.raises(LyingWalkError):
            [*checked_walk([lie], truth.index, walk)]
        monkeypatch.setattr(tasks, "run_task", lambda *_, lie=lie, **__: iter([lie]))
        if isolated.is_supported():
            with pytest.raises(DecoderCrashedError):
                [*isolated.walk_frames(opened(truth), truth.index, walk)]
        assert name
    with pytest.raises(LyingWalkError):
        [*checked_walk([honest[1], honest[0]], truth.index, walk)]


def test_a_walk_says_what_it_cannot_be() -> None:
    for wrong in ({"first": -1, "last": 3}, {"first": 0, "last": 3, "step": 0}):
        with pytest.raises(ValueError):
            Walk(**wrong)
    with pytest.raises(ValueError):
        Walk(0, 3, longest_side_px=0)
