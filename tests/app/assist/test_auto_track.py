"""What following a box does to its track: one edit, made for the annotation as it stands."""

import uuid
from dataclasses import replace

import pytest

from app.assist.auto_track import (
    ChangedMeanwhileError,
    FollowedPath,
    Sight,
    auto_track,
    end_of_room,
    is_replaceable,
)
from models.annotation import gestures
from models.annotation.document import Annotation
from models.annotation.errors import NotShownError, TrackLockedError, WrongKindError
from models.annotation.geometry import Box
from models.annotation.interpolate import shape_at
from models.annotation.track import Keyframe, Kind, Source, Track

TRACK, LABEL = uuid.UUID(int=7), uuid.UUID(int=8)


def key(frame: int, box: Box, **fields: object) -> Keyframe:
    return Keyframe(uuid.UUID(int=100 + frame), frame, pts=frame * 10, box=box, **fields)


def annotation_of(*keys: Keyframe, **fields: object) -> Annotation:
    return Annotation([Track(TRACK, 1, label_id=LABEL, keyframes=keys, **fields)])


def box_at(frame: int) -> Box:
    """Return a way with a corner at frame 30."""
    return Box(10.0 + 2 * min(frame, 30), 20.0 + max(frame - 30, 0), 40.0, 30.0)


def path_of(start: int, last: int, *, start_box: Box | None = None) -> FollowedPath:
    step = 1 if last >= start else -1
    sights = tuple(
        Sight(frame, frame * 10, box_at(frame), 0.9)
        for frame in range(start + step, last + step, step)
    )
    begun = start_box or box_at(start)
    return FollowedPath(TRACK, start, begun, goes_back=step < 0, sights=sights, doubt=None)


def tracked(annotation: Annotation, path: FollowedPath) -> Annotation:
    edit = auto_track(annotation, path, start_pts=path.start_frame * 10)
    after = edit.applied_to(annotation)
    assert edit.inverse().applied_to(after) == annotation
    return after


def frames_of(annotation: Annotation) -> list[int]:
    return [key.frame_index for key in annotation.track(TRACK).keyframes]


def test_a_few_keyframes_say_where_the_box_was_followed_to() -> None:
    before = annotation_of(key(0, box_at(0), occluded=True, attributes=(("a", "b"),)))
    after = tracked(before, path_of(0, 60))
    track = after.track(TRACK)
    assert len(track.keyframes) == 3
    for frame in range(61):
        box = shape_at(track, frame).box
        for ours, was in zip(box.to_list(), box_at(frame).to_list(), strict=True):
            assert abs(ours - was) <= 2.0
        assert abs(box.x - box_at(frame).x) <= 1.0
    assert track.keyframes[0] == before.track(TRACK).keyframes[0]
    for new in track.keyframes[1:]:
        assert new.source is Source.SEMI_AUTO
        assert new.pts == new.frame_index * 10
        assert (new.occluded, new.attributes) == (True, (("a", "b"),))
        assert new.detection.box == new.box
        assert is_replaceable(new)


def test_a_box_between_two_keyframes_becomes_a_keyframe_itself() -> None:
    before = annotation_of(key(0, box_at(0)), key(40, box_at(20)))
    shown = shape_at(before.track(TRACK), 20).box
    path = replace(path_of(20, 39), start_box=shown)
    after = tracked(before, path)
    assert frames_of(after)[:2] == [0, 20]
    assert after.track(TRACK).keyframe_at(20).source is Source.MANUAL
    assert after.track(TRACK).keyframe_at(20).box == shown
    assert frames_of(after)[-2:] == [39, 40]


def test_tracking_again_replaces_what_tracking_made_and_nothing_else() -> None:
    first = tracked(annotation_of(key(0, box_at(0))), path_of(0, 60))
    again = tracked(first, path_of(0, 20))
    assert frames_of(again) == [0, 20]
    assert again.track(TRACK).keyframes[0] == first.track(TRACK).keyframes[0]
    corrected = gestures.put_box(
        first, TRACK, box=Box(5, 5, 50, 50), frame_index=60, pts=600
    ).applied_to(first)
    assert not is_replaceable(corrected.track(TRACK).keyframes[-1])
    kept = tracked(corrected, path_of(0, 70))
    assert frames_of(kept)[-1] == 60
    assert kept.track(TRACK).keyframes[-1] == corrected.track(TRACK).keyframes[-1]
    assert all(key.box.x > 5 for key in kept.track(TRACK).keyframes[:-1])


def test_there_is_room_up_to_the_next_keyframe_of_a_person() -> None:
    track = annotation_of(key(5, box_at(5)), key(9, box_at(9)), key(30, box_at(30))).track(TRACK)
    room = [end_of_room(track, at, goes_back=False, last_frame=99) for at in (5, 8, 9, 40)]
    assert room == [8, 8, 29, 99]
    room = [end_of_room(track, at, goes_back=True, last_frame=99) for at in (5, 9, 10, 40)]
    assert room == [0, 6, 10, 31]


def test_going_back_makes_a_track_begin_earlier() -> None:
    before = annotation_of(key(40, box_at(40)))
    after = tracked(before, path_of(40, 3))
    assert frames_of(after)[0] == 3
    assert frames_of(after)[-1] == 40
    assert shape_at(after.track(TRACK), 3).box == box_at(3)
    assert shape_at(after.track(TRACK), 2) is None


def test_a_gap_behind_the_start_is_closed() -> None:
    before = annotation_of(key(0, box_at(0), gap_after=True), key(50, box_at(50)))
    after = tracked(before, path_of(0, 20))
    assert not after.track(TRACK).keyframes[0].gap_after
    assert shape_at(after.track(TRACK), 10) is not None
    # Going back from behind it, it stays.
    back = tracked(before, path_of(50, 30))
    assert back.track(TRACK).keyframes[0].gap_after


def test_a_path_fits_the_annotation_as_it_is_when_it_comes() -> None:
    before = annotation_of(key(0, box_at(0)))
    path = path_of(0, 60)
    moved = gestures.put_box(
        before, TRACK, box=Box(90, 90, 40, 30), frame_index=0, pts=0
    ).applied_to(before)
    with pytest.raises(ChangedMeanwhileError):
        auto_track(moved, path, start_pts=0)
    keyed = gestures.toggle_keyframe(before, TRACK, frame_index=25, pts=250).applied_to(before)
    assert frames_of(tracked(keyed, path))[-2:] == [24, 25]
    locked = gestures.set_locked(before, [TRACK], locked=True, frame_index=0).applied_to(before)
    with pytest.raises(TrackLockedError):
        auto_track(locked, path, start_pts=0)
    with pytest.raises(KeyError):
        auto_track(Annotation(), path, start_pts=0)
    with pytest.raises(WrongKindError):
        auto_track(annotation_of(key(0, box_at(0)), kind=Kind.BOX), path, start_pts=0)
    with pytest.raises(NotShownError):
        auto_track(annotation_of(key(0, box_at(0), outside=True)), path, start_pts=0)
    nothing = replace(path, sights=())
    assert not auto_track(before, nothing, start_pts=0).changes
