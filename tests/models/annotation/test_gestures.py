"""Gestures mean what a person who knows CVAT expects, and refuse the rest in words."""

import pickle
from dataclasses import replace

import pytest

from models.annotation import (
    Annotation,
    Box,
    Detection,
    Edit,
    GestureRefusedError,
    Kind,
    Source,
    Status,
    Track,
    shape_at,
)
from models.annotation import gestures as do
from models.annotation.errors import (
    FrameTakenError,
    LastKeyframeError,
    NoKeyframeError,
    NotShownError,
    TrackGoneError,
    TrackLockedError,
    WrongKindError,
)
from tests.support.annotations import CAR, PERSON, key, single, track

BOX = Box(10, 20, 30, 40)


def after(edit: Edit, annotation: Annotation, one: Track) -> Track:
    return edit.applied_to(annotation).track(one.id)


def test_drawing_a_track_begins_it_with_a_rounded_keyframe() -> None:
    there = Annotation((single(1, number=4),))
    edit = do.draw_track(there, Box(1.23456, 2, 3.999, 4), frame_index=7, pts=70, label_id=PERSON)
    (made,) = (one for one in edit.applied_to(there).tracks.values() if one.number == 5)
    assert made.kind is Kind.TRACK
    assert made.label_id == PERSON
    assert made.source is Source.MANUAL
    (only,) = made.keyframes
    assert (only.frame_index, only.pts, only.box) == (7, 70, Box(1.23, 2, 4, 4))
    assert edit.frame_index == 7


def test_drawing_a_single_frame_box_shows_on_that_frame_alone() -> None:
    drawn = do.draw_box(Annotation(), BOX, frame_index=7, pts=70, label_id=CAR)
    annotation = drawn.applied_to(Annotation())
    assert [len(annotation.shapes_at(frame)) for frame in (6, 7, 8)] == [0, 1, 0]


def test_moving_a_keyframes_box_replaces_it_under_its_id() -> None:
    one = track(key(0), key(10))
    annotation = Annotation((one,))
    moved = after(do.put_box(annotation, one.id, box=BOX, frame_index=10, pts=1), annotation, one)
    assert moved.keyframes[1].id == one.keyframes[1].id
    assert moved.keyframes[1].box == BOX
    assert moved.keyframes[1].pts == one.keyframes[1].pts
    assert len(moved.keyframes) == 2


def test_moving_a_box_on_a_frame_without_a_keyframe_makes_one() -> None:
    one = track(key(0, occluded=True, attributes=(("carrying", "bag"),)), key(10))
    annotation = Annotation((one,))
    new = after(
        do.put_box(annotation, one.id, box=BOX, frame_index=4, pts=44), annotation, one
    ).keyframes[1]
    assert (new.frame_index, new.pts, new.box) == (4, 44, BOX)
    assert new.occluded
    assert new.attributes == (("carrying", "bag"),)
    assert new.id not in {old.id for old in one.keyframes}


def test_moving_a_suggestion_makes_it_semi_auto_and_keeps_what_the_model_said() -> None:
    said = Detection("model", 0.9, box=Box(0, 0, 5, 5))
    one = track(
        key(0, source=Source.SUGGESTED, detection=said, status=Status.REJECTED),
        key(10, source=Source.SUGGESTED, detection=said),
        source=Source.SUGGESTED,
    )
    annotation = Annotation((one,))
    moved = after(do.put_box(annotation, one.id, box=BOX, frame_index=0, pts=0), annotation, one)
    assert moved.source is Source.SEMI_AUTO
    first, second = moved.keyframes
    assert (first.source, first.detection, first.status) == (
        Source.SEMI_AUTO,
        said,
        Status.PENDING,
    )
    assert second.source is Source.SUGGESTED


def test_putting_a_box_where_it_is_changes_nothing() -> None:
    one = track(key(0), key(10))
    annotation = Annotation((one,))
    shown = shape_at(one, 3)
    edit = do.put_box(annotation, one.id, box=shown.box, frame_index=3, pts=3)
    assert edit.changes == ()


def test_moving_several_boxes_is_one_edit_and_nudges_merge() -> None:
    a, b = track(key(0)), track(key(0), number=2)
    annotation = Annotation((a, b))
    first = do.put_boxes(
        annotation, {a.id: BOX, b.id: BOX}, frame_index=0, pts=0, merge_key="nudge"
    )
    once = first.applied_to(annotation)
    second = do.put_boxes(
        once,
        {a.id: BOX.moved(1, 0), b.id: BOX.moved(1, 0)},
        frame_index=0,
        pts=0,
        merge_key="nudge",
    )
    merged = first.merged_with(second)
    assert merged.applied_to(annotation) == second.applied_to(once)
    assert merged.touched == {a.id, b.id}


@pytest.mark.parametrize(
    ("box", "name"), [(Box(0, 10, 21, 40), "Resize box"), (Box(3, 10, 20, 40), "Move box")]
)
def test_an_edit_is_named_after_what_was_done(box: Box, name: str) -> None:
    one = track(key(0))
    assert do.put_box(Annotation((one,)), one.id, box=box, frame_index=0, pts=0).name == name


def test_a_box_cannot_be_put_where_the_track_is_not() -> None:
    one = track(key(5))
    with pytest.raises(NotShownError):
        do.put_box(Annotation((one,)), one.id, box=BOX, frame_index=4, pts=4)


def test_toggling_a_keyframe_twice_leaves_the_track_as_it_was() -> None:
    one = track(key(0), key(10))
    annotation = Annotation((one,))
    on = do.toggle_keyframe(annotation, one.id, frame_index=3, pts=3)
    with_key = on.applied_to(annotation)
    assert with_key.track(one.id).keyframe_at(3).box == shape_at(one, 3).box
    off = do.toggle_keyframe(with_key, one.id, frame_index=3, pts=3)
    assert off.applied_to(with_key) == annotation


def test_the_only_keyframe_stays() -> None:
    one = track(key(0))
    with pytest.raises(LastKeyframeError):
        do.toggle_keyframe(Annotation((one,)), one.id, frame_index=0, pts=0)


def test_nothing_can_be_frozen_before_a_track_begins() -> None:
    one = track(key(9))
    with pytest.raises(NotShownError):
        do.toggle_keyframe(Annotation((one,)), one.id, frame_index=0, pts=0)


def test_outside_ends_what_is_shown_and_brings_it_back() -> None:
    one = track(key(0), key(10))
    annotation = Annotation((one,))
    gone = do.toggle_outside(annotation, one.id, frame_index=4, pts=4).applied_to(annotation)
    assert [len(gone.shapes_at(frame)) for frame in (3, 4, 9, 10)] == [1, 0, 0, 1]
    back = do.toggle_outside(gone, one.id, frame_index=7, pts=7).applied_to(gone)
    assert [len(back.shapes_at(frame)) for frame in (6, 7, 8)] == [0, 1, 1]
    flipped = do.toggle_outside(back, one.id, frame_index=4, pts=4).applied_to(back)
    assert len(flipped.shapes_at(4)) == 1


def test_outside_before_the_first_keyframe_starts_the_track_earlier() -> None:
    one = track(key(9))
    annotation = Annotation((one,))
    earlier = do.toggle_outside(annotation, one.id, frame_index=2, pts=2).applied_to(annotation)
    (shape,) = earlier.shapes_at(2)
    assert shape.box == one.keyframes[0].box


def test_occluded_holds_from_here_to_the_next_keyframe() -> None:
    one = track(key(0), key(10))
    annotation = Annotation((one,))
    hidden = after(do.toggle_occluded(annotation, one.id, frame_index=4, pts=4), annotation, one)
    assert [shape_at(hidden, frame).occluded for frame in (3, 4, 9, 10)] == [
        False,
        True,
        True,
        False,
    ]
    now = Annotation((hidden,))
    seen = after(do.toggle_occluded(now, one.id, frame_index=4, pts=4), now, one)
    assert not shape_at(seen, 4).occluded


def test_a_single_frame_box_can_be_occluded() -> None:
    box = single(3)
    annotation = Annotation((box,))
    hidden = do.toggle_occluded(annotation, box.id, frame_index=3, pts=3).applied_to(annotation)
    assert hidden.shapes_at(3)[0].occluded
    with pytest.raises(NotShownError):
        do.toggle_occluded(annotation, box.id, frame_index=4, pts=4)


def test_deleting_a_keyframe_leaves_the_others() -> None:
    one = track(key(0), key(5), key(10))
    annotation = Annotation((one,))
    left = after(do.delete_keyframe(annotation, one.id, frame_index=5), annotation, one)
    assert [kept.frame_index for kept in left.keyframes] == [0, 10]
    with pytest.raises(NoKeyframeError):
        do.delete_keyframe(annotation, one.id, frame_index=6)


def test_deleting_the_keyframe_of_a_single_frame_box_deletes_the_box() -> None:
    box = single(3)
    annotation = Annotation((box,))
    assert not do.delete_keyframe(annotation, box.id, frame_index=3).applied_to(annotation).tracks


def test_a_keyframe_moves_to_a_free_frame_only() -> None:
    one = track(key(0), key(10))
    annotation = Annotation((one,))
    moved = after(
        do.move_keyframe(annotation, one.id, from_frame=10, to_frame=25, to_pts=250),
        annotation,
        one,
    )
    assert [(kept.frame_index, kept.pts) for kept in moved.keyframes] == [(0, 0), (25, 250)]
    assert moved.keyframes[1].id == one.keyframes[1].id
    with pytest.raises(FrameTakenError):
        do.move_keyframe(annotation, one.id, from_frame=10, to_frame=0, to_pts=0)
    with pytest.raises(NoKeyframeError):
        do.move_keyframe(annotation, one.id, from_frame=3, to_frame=4, to_pts=0)
    stay = do.move_keyframe(annotation, one.id, from_frame=10, to_frame=10, to_pts=9)
    assert stay.changes == ()


@pytest.mark.parametrize("frame", [5, 7, 10, 12, 40])
def test_ending_a_track_cuts_its_tail_and_leaves_the_rest_as_it_was(frame: int) -> None:
    one = track(key(0), key(5), key(10), key(12, outside=True), key(20))
    annotation = Annotation((one,))
    ended = after(do.end_track(annotation, one.id, frame_index=frame, pts=frame), annotation, one)
    assert all(shape_at(ended, later) is None for later in range(frame, 60))
    assert ended.end_frame() == min(frame, ended.end_frame())
    for earlier in range(frame):
        before, now = shape_at(one, earlier), shape_at(ended, earlier)
        assert (before is None) == (now is None)
        if before is not None:
            assert now.box.to_list() == pytest.approx(before.box.to_list(), abs=0.01)


def test_ending_a_track_that_has_ended_changes_nothing() -> None:
    one = track(key(0), key(5, outside=True))
    edit = do.end_track(Annotation((one,)), one.id, frame_index=9, pts=9)
    assert edit.changes == ()


def test_ending_a_track_where_it_begins_is_refused() -> None:
    one = track(key(5), key(9))
    with pytest.raises(LastKeyframeError):
        do.end_track(Annotation((one,)), one.id, frame_index=5, pts=5)


def test_deleting_tracks_takes_each_once_and_is_named_by_count() -> None:
    a, b, box = track(key(0)), track(key(0), number=2), single(1, number=3)
    annotation = Annotation((a, b, box))
    edit = do.delete_tracks(annotation, (a.id, b.id, a.id), frame_index=0)
    assert edit.name == "Delete 2 tracks"
    assert set(edit.applied_to(annotation).tracks) == {box.id}
    assert edit.inverse().applied_to(edit.applied_to(annotation)) == annotation
    assert do.delete_tracks(annotation, (box.id,), frame_index=0).name == "Delete box"


def test_a_locked_track_goes_only_when_the_person_insists() -> None:
    one = track(key(0), locked=True)
    annotation = Annotation((one,))
    with pytest.raises(TrackLockedError):
        do.delete_tracks(annotation, (one.id,), frame_index=0)
    edit = do.delete_tracks(annotation, (one.id,), frame_index=0, also_locked=True)
    assert not edit.applied_to(annotation).tracks


def test_relabelling_changes_only_those_with_another_label() -> None:
    a, b = track(key(0)), track(key(0), label_id=CAR, source=Source.SUGGESTED)
    annotation = Annotation((a, b))
    edit = do.relabel(annotation, (a.id, b.id), label_id=CAR, frame_index=0)
    assert edit.touched == {a.id}
    assert after(edit, annotation, a).label_id == CAR


def test_locking_and_unlocking() -> None:
    one = track(key(0))
    annotation = Annotation((one,))
    locked = do.set_locked(annotation, (one.id,), locked=True, frame_index=0).applied_to(annotation)
    assert locked.track(one.id).locked
    assert do.set_locked(locked, (one.id,), locked=True, frame_index=0).changes == ()
    opened = do.set_locked(locked, (one.id,), locked=False, frame_index=0).applied_to(locked)
    assert opened == annotation


@pytest.mark.parametrize(
    "gesture",
    [
        lambda a, i: do.put_box(a, i, box=BOX, frame_index=0, pts=0),
        lambda a, i: do.toggle_keyframe(a, i, frame_index=0, pts=0),
        lambda a, i: do.toggle_outside(a, i, frame_index=0, pts=0),
        lambda a, i: do.toggle_occluded(a, i, frame_index=0, pts=0),
        lambda a, i: do.delete_keyframe(a, i, frame_index=0),
        lambda a, i: do.move_keyframe(a, i, from_frame=0, to_frame=3, to_pts=0),
        lambda a, i: do.end_track(a, i, frame_index=5, pts=0),
        lambda a, i: do.relabel(a, (i,), label_id=CAR, frame_index=0),
        lambda a, i: do.accept_suggestions(a, (i,), frame_index=0),
        lambda a, i: do.reject_suggestions(a, (i,), frame_index=0),
    ],
)
def test_a_locked_track_refuses_in_words(gesture: object) -> None:
    one = track(key(0), key(9), locked=True)
    with pytest.raises(TrackLockedError, match="locked"):
        gesture(Annotation((one,)), one.id)


@pytest.mark.parametrize(
    "gesture",
    [
        lambda a, i: do.toggle_keyframe(a, i, frame_index=0, pts=0),
        lambda a, i: do.toggle_outside(a, i, frame_index=0, pts=0),
        lambda a, i: do.move_keyframe(a, i, from_frame=0, to_frame=3, to_pts=0),
        lambda a, i: do.end_track(a, i, frame_index=5, pts=0),
    ],
)
def test_a_single_frame_box_refuses_what_only_tracks_have(gesture: object) -> None:
    box = single(0)
    with pytest.raises(WrongKindError) as raised:
        gesture(Annotation((box,)), box.id)
    assert isinstance(raised.value, GestureRefusedError)
    assert str(raised.value).endswith(".")


def test_accepting_takes_over_all_suggested_keyframes_as_they_are() -> None:
    said = Detection("model", 0.9, box=Box(0, 0, 5, 5))
    one = track(key(0, source=Source.SUGGESTED, detection=said), key(10), source=Source.SUGGESTED)
    plain = track(key(0), number=2)
    annotation = Annotation((one, plain))
    edit = do.accept_suggestions(annotation, (one.id, plain.id), frame_index=0)
    assert edit.touched == {one.id}
    taken = after(edit, annotation, one)
    assert not taken.has_suggestions
    assert taken.source is Source.SEMI_AUTO
    assert taken.keyframes[0].box == one.keyframes[0].box
    assert taken.keyframes[0].detection == said
    assert taken.keyframes[1] == one.keyframes[1]


def test_copying_and_pasting_puts_new_objects_in_the_same_place() -> None:
    a = track(key(0, occluded=True), key(10), label_id=CAR, attributes=(("plate", "x"),))
    gone = track(key(20), number=2)
    annotation = Annotation((a, gone))
    boxes = do.copied(annotation, (a.id, gone.id), frame_index=5)
    assert len(boxes) == 1
    pasted = do.paste(annotation, boxes, frame_index=30, pts=300).applied_to(annotation)
    (new,) = (one for one in pasted.tracks.values() if one.number == 3)
    assert new.label_id == CAR
    assert new.attributes == (("plate", "x"),)
    (only,) = new.keyframes
    assert (only.frame_index, only.pts, only.occluded) == (30, 300, True)
    assert only.box == shape_at(a, 5).box.rounded()


def test_a_gesture_on_a_track_that_is_gone_is_refused_in_words() -> None:
    with pytest.raises(TrackGoneError) as refused:
        do.toggle_keyframe(Annotation(), track().id, frame_index=0, pts=0)
    assert str(refused.value) == "This object is not there any more."
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)
    assert isinstance(refused.value, GestureRefusedError)


def test_rejecting_leaves_what_a_person_has_set_of_a_suggested_track() -> None:
    suggested = {"source": Source.SUGGESTED}
    whole = track(key(0, **suggested), key(10, **suggested), number=1, source=Source.SUGGESTED)
    begun = track(key(0, **suggested), key(10, **suggested), number=2, source=Source.SUGGESTED)
    plain = track(key(0), number=3)
    annotation = Annotation((whole, begun, plain))
    assert whole.is_untouched
    moved = do.put_box(annotation, begun.id, box=BOX, frame_index=5, pts=50).applied_to(annotation)
    assert not moved.track(begun.id).is_untouched
    rejected = do.reject_suggestions(moved, (whole.id, begun.id, plain.id), frame_index=0)
    after_it = rejected.applied_to(moved)
    assert whole.id not in after_it.tracks
    assert [one.frame_index for one in after_it.track(begun.id).keyframes] == [5]
    assert after_it.track(plain.id) == plain
    assert rejected.name == "Reject suggestions"
    assert rejected.inverse().applied_to(after_it) == moved


def test_a_track_that_lost_all_its_rows_still_opens_and_can_be_deleted() -> None:
    ghost = replace(track(), keyframes=())
    annotation = Annotation((ghost,))
    assert annotation.shapes_at(0) == ()
    with pytest.raises(WrongKindError):
        do.toggle_outside(annotation, ghost.id, frame_index=0, pts=0)
    assert (
        not do.delete_tracks(annotation, (ghost.id,), frame_index=0).applied_to(annotation).tracks
    )


def test_a_new_track_holds_its_last_box_for_as_long_as_is_said() -> None:
    edit = do.draw_track(
        Annotation(), Box(1, 2, 3, 4), frame_index=7, pts=70, label_id=PERSON, ends_after=5
    )
    (drawn,) = edit.applied_to(Annotation()).tracks.values()

    assert drawn.end_frame() == 13
    assert shape_at(drawn, 12) is not None
    assert shape_at(drawn, 13) is None
