"""Keyframes move along time together, and the end of a track is where it is put."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotation import Annotation, Edit, Source, Track, shape_at
from models.annotation import gestures as do
from models.annotation.errors import (
    BeyondClipError,
    FrameTakenError,
    LastKeyframeError,
    NoKeyframeError,
    TrackLockedError,
    WrongKindError,
)
from tests.support.annotations import annotations, key, single, track, unhurried


def pts_of(frame: int) -> int:
    return frame * 512


def applied(edit: Edit, annotation: Annotation) -> Annotation:
    """Apply an edit, and see that it can be undone."""
    after = edit.applied_to(annotation)
    assert edit.inverse().applied_to(after) == annotation
    return after


def frames_of(one: Track) -> list[int]:
    return [keyframe.frame_index for keyframe in one.keyframes]


def moved(annotation: Annotation, frames: Mapping[UUID, list[int]], delta: int) -> Annotation:
    edit = do.move_keyframes(annotation, frames, delta=delta, frame_index=0, pts_of=pts_of)
    return applied(edit, annotation)


def shown(one: Track) -> list[int]:
    return [frame for frame in range(60) if shape_at(one, frame) is not None]


def test_keyframes_of_several_tracks_move_together_in_one_edit() -> None:
    a = track(key(3), key(4), key(9, source=Source.SUGGESTED))
    b = track(key(5), key(20), number=2)
    annotation = Annotation([a, b])
    after = moved(annotation, {a.id: [3, 4, 9], b.id: [20]}, 1)
    # Each takes the place that its neighbour leaves.
    assert frames_of(after.track(a.id)) == [4, 5, 10]
    assert frames_of(after.track(b.id)) == [5, 21]
    last = after.track(a.id).keyframes[-1]
    assert (last.pts, last.source, last.id) == (10 * 512, Source.SEMI_AUTO, a.keyframes[-1].id)


def test_a_move_is_refused_as_a_whole_with_its_reason_and_told_beforehand() -> None:
    free, taken = track(key(3)), track(key(3), key(5), number=2)
    locked, box = track(key(3), number=3, locked=True), single(3, number=4)
    annotation = Annotation([free, taken, locked, box])
    for other, why in (
        (taken, FrameTakenError),
        (locked, TrackLockedError),
        (box, WrongKindError),
    ):
        frames = {free.id: [3], other.id: [3]}
        with pytest.raises(why):
            moved(annotation, frames, 2)
        assert isinstance(do.KeyframeMove(annotation, frames).why_not(2), why)
    with pytest.raises(NoKeyframeError):
        moved(annotation, {free.id: [8]}, 1)
    with pytest.raises(BeyondClipError):
        moved(annotation, {free.id: [3]}, -4)
    assert do.KeyframeMove(annotation, {taken.id: [3, 5]}).why_not(2) is None


@unhurried
@given(annotations, st.data(), st.integers(-5, 9))
def test_any_move_keeps_what_it_moves_and_can_be_undone(
    annotation: Annotation, data: st.DataObject, delta: int
) -> None:
    frames = {
        one.id: data.draw(st.lists(st.sampled_from(frames_of(one)), min_size=1, unique=True))
        for one in annotation.tracks.values()
    }
    problem = do.KeyframeMove(annotation, frames).why_not(delta)
    if problem is not None:
        with pytest.raises(type(problem)):
            moved(annotation, frames, delta)
        return
    if any(min(chosen) + delta < 0 for chosen in frames.values()):
        with pytest.raises(BeyondClipError):
            moved(annotation, frames, delta)
        return
    after = moved(annotation, frames, delta)
    for one in annotation.tracks.values():
        expected = {k.id: k.frame_index for k in one.keyframes}
        for k in one.keyframes:
            if k.frame_index in frames[one.id]:
                expected[k.id] += delta
        assert {k.id: k.frame_index for k in after.track(one.id).keyframes} == expected


def test_keyframes_are_deleted_in_one_edit_but_never_a_track_s_last() -> None:
    a, b, box = track(key(1), key(2), key(3)), track(key(1), number=2), single(4, number=3)
    annotation = Annotation([a, b, box])
    edit = do.delete_keyframes(annotation, {a.id: [1, 3], box.id: [4]}, frame_index=1)
    after = applied(edit, annotation)
    assert edit.name == "Delete 3 keyframes"
    assert frames_of(after.track(a.id)) == [2]
    assert box.id not in after.tracks
    with pytest.raises(LastKeyframeError):
        do.delete_keyframes(annotation, {a.id: [1], b.id: [1]}, frame_index=1)


def test_no_track_is_left_with_keyframes_that_only_say_outside() -> None:
    one = track(key(1), key(2), key(9, outside=True), key(12, outside=True))
    annotation = Annotation([one])
    with pytest.raises(LastKeyframeError):
        do.delete_keyframes(annotation, {one.id: [1, 2, 9]}, frame_index=1)
    edit = do.delete_keyframe(annotation, one.id, frame_index=1)
    left = applied(edit, annotation)
    for delete in (do.delete_keyframe, partial(do.toggle_keyframe, pts=1024)):
        with pytest.raises(LastKeyframeError):
            delete(left, one.id, frame_index=2)
    after = applied(do.delete_keyframe(left, one.id, frame_index=9), left)
    assert shown(after.track(one.id)) == list(range(2, 12))


@pytest.mark.parametrize(
    "one",
    [
        track(key(5), key(20)),
        track(key(5), key(20), ends_after=4),
        track(key(5), key(20), key(30, outside=True)),
        track(key(5), key(20, gap_after=True)),
        track(key(5), key(20, gap_after=True), key(30, outside=True), key(33, outside=True)),
    ],
    ids=["held", "held-for-a-while", "outside", "alone", "alone-and-outside"],
)
@pytest.mark.parametrize("end", [21, 28, 41])
def test_whatever_ends_a_track_its_end_is_where_it_is_put(one: Track, end: int) -> None:
    annotation = Annotation([one])
    edit = do.move_end(annotation, one.id, frame_index=end, pts_of=pts_of)
    after = applied(edit, annotation).track(one.id)
    assert shown(after) == list(range(5, end))
    assert frames_of(after)[:2] == [5, 20]


def test_an_end_lies_behind_the_last_keyframe_that_shows() -> None:
    one, gone = track(key(5), key(20)), track(key(5, outside=True), number=2)
    annotation = Annotation([one, gone])
    with pytest.raises(FrameTakenError):
        do.move_end(annotation, one.id, frame_index=20, pts_of=pts_of)
    with pytest.raises(LastKeyframeError):
        do.move_end(annotation, gone.id, frame_index=20, pts_of=pts_of)
