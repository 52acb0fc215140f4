"""A box is followed through a real clip by the decoder's process, there and back."""

import io
import os
import signal
import uuid
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from app.assist.auto_track import KeyframeNextError, auto_track, auto_track_all
from app.assist.motion_boxes import MotionFinder
from app.assist.onnx_boxes import OnnxFinder
from app.media.index.building import build_index
from app.media.index.frame_index import FrameIndex
from app.session.assisting import Search, find_boxes, track_box, track_boxes
from app.session.errors import CancelledError
from models.annotation.document import Annotation
from models.annotation.errors import NotShownError
from models.annotation.geometry import Box, iou
from models.annotation.interpolate import shape_at
from models.annotation.track import Keyframe, Track
from tests.app.assist.made_model import model_of
from tests.app.assist.made_scene import path, scene_clip
from tests.support.cleanliness import model_pids

TRACK = uuid.UUID(int=3)
BOXES = path(48, dx=3.5)


@cache
def clip() -> tuple[bytes, FrameIndex]:
    made = scene_clip(BOXES)
    return made, build_index(io.BytesIO(made))


def track_at(*frames: int) -> Track:
    index = clip()[1]
    keys = [
        Keyframe(uuid.UUID(int=50 + at), at, pts=int(index.pts[at]), box=BOXES[at].rounded())
        for at in frames
    ]
    return Track(TRACK, 1, label_id=uuid.UUID(int=4), keyframes=tuple(keys))


def opened(_: object) -> io.BytesIO:
    return io.BytesIO(clip()[0])


@pytest.mark.parametrize(("start", "goes_back"), [(0, False), (47, True)], ids=["on", "back"])
def test_a_box_is_followed_through_a_clip(start: int, goes_back: bool) -> None:
    index = clip()[1]
    told: list[tuple[int, int]] = []
    followed = track_box(
        opened,
        index,
        track_at(start),
        start,
        goes_back=goes_back,
        progress=lambda done, total: told.append((done, total)),
    )
    assert followed.doubt is None
    assert told == [(count, 47) for count in range(1, 48)]
    before = Annotation([track_at(start)])
    edit = auto_track(before, followed, start_pts=int(index.pts[start]))
    track = edit.applied_to(before).track(TRACK)
    assert len(track.keyframes) < 30
    overlaps = [iou(shape_at(track, frame).box, BOXES[frame]) for frame in range(48)]
    assert np.mean(overlaps) > 0.9
    for key in track.keyframes:
        assert key.pts == int(index.pts[key.frame_index])


def test_it_goes_no_further_than_it_may() -> None:
    index = clip()[1]
    assert track_box(opened, index, track_at(0), 0, most_frames=5).last_frame == 5
    assert track_box(opened, index, track_at(0, 9), 0).last_frame == 8
    for refused, track, at in (
        (KeyframeNextError, track_at(0, 1), 0),
        (KeyframeNextError, track_at(47), 47),
        (NotShownError, track_at(9), 3),
    ):
        with pytest.raises(refused):
            track_box(opened, index, track, at)


def test_several_boxes_are_followed_in_one_walk_each_as_if_it_were_alone() -> None:
    index = clip()[1]
    still = Box(12, 120, 40, 40)
    other = replace(track_at(0), id=uuid.UUID(int=8), number=2)
    other = replace(other, keyframes=(replace(other.keyframes[0], box=still),))
    ends = replace(track_at(0, 9), id=uuid.UUID(int=9), number=3)
    elsewhere = replace(track_at(9), id=uuid.UUID(int=10), number=4)
    tracks = [track_at(0), other, ends, elsewhere]
    walks: list[int] = []

    def counted(interrupt: object) -> io.BytesIO:
        walks.append(1)
        return opened(interrupt)

    paths = track_boxes(counted, index, tracks, 0)
    assert walks == [1]
    assert paths == tuple(track_box(opened, index, track, 0) for track in tracks[:3])
    assert [path.last_frame for path in paths] == [47, 47, 8]
    before = Annotation(tracks)
    edit = auto_track_all(before, paths, start_pts=int(index.pts[0]))
    assert edit.touched == {track.id for track in tracks[:3]}
    assert edit.inverse().applied_to(edit.applied_to(before)) == before
    # What does not fit any more is left out; where nothing fits, the person is told why.
    moved = before.with_tracks({TRACK: track_at(9)})
    assert auto_track_all(moved, paths, start_pts=0).touched == {other.id, ends.id}
    with pytest.raises(NotShownError):
        auto_track_all(moved, paths[:1], start_pts=0)
    with pytest.raises(NotShownError):
        track_boxes(opened, index, [elsewhere], 0)


def test_cancelled_it_leaves_nothing() -> None:
    calls = 0

    def cancelled() -> bool:
        nonlocal calls
        calls += 1
        return calls > 12

    with pytest.raises(CancelledError):
        track_box(opened, clip()[1], track_at(0), 0, cancelled=cancelled)


def test_what_moves_is_found_in_the_clip_s_own_pixels() -> None:
    index = clip()[1]
    told: list[tuple[int, int]] = []
    found = find_boxes(
        opened,
        index,
        MotionFinder(),
        Search(0, 47, 3, least_score=0.2),
        progress=lambda done, total: told.append((done, total)),
    )
    assert found.frames == tuple(range(0, 48, 3))
    assert told[-1] == (40, 40)
    hits = sum(
        any(iou(one.box, BOXES[frame]) > 0.5 for one in found.by_frame.get(frame, ()))
        for frame in found.frames
    )
    assert hits >= 12
    assert found.count == sum(len(boxes) for boxes in found.by_frame.values())
    assert (found.model, found.version) == ("motion", "MOG2, 1")
    with pytest.raises(CancelledError):
        find_boxes(opened, index, MotionFinder(), Search(0, 47), cancelled=lambda: True)


def test_called_off_while_its_model_thinks_a_search_leaves_no_process() -> None:
    is_called_off = False

    def stop(_done: int, _total: int) -> None:
        nonlocal is_called_off
        os.kill(finder.pid, signal.SIGSTOP)
        is_called_off = True

    content = model_of(np.ones((1, 6, 8)))
    with OnnxFinder(content, "gate.onnx", cancelled=lambda: is_called_off) as finder:
        with pytest.raises(CancelledError):
            find_boxes(opened, clip()[1], finder, Search(0, 47, 9), progress=stop)
        assert not model_pids()
