"""Converting, gaps, pins, groups, attributes, repeating and pasting mean what they say."""

import pytest

from models.annotation import Annotation, Box, Keyframe, Kind, Source, Track, shape_at
from models.annotation import gestures as do
from models.annotation.errors import (
    BothShownError,
    DifferentLabelsError,
    GestureRefusedError,
    NoIntervalError,
    NotBoxesError,
    NothingToRepeatError,
    NotShownError,
    TooFewError,
    TrackPinnedError,
)
from models.annotation.gestures.propagating import MOST_BOXES
from models.annotation.keyframe_queries import keyframes_around, middle_frame
from tests.support.annotations import CAR, PERSON, key, single, track

BOX = Box(10, 20, 30, 40)


def pts_of(frame: int) -> int:
    return frame * 512


def applied(edit: object, annotation: Annotation) -> Annotation:
    """Apply an edit, and see that it can be undone."""
    after = edit.applied_to(annotation)
    assert edit.inverse().applied_to(after) == annotation
    return after


def by_frame(annotation: Annotation) -> list[Track]:
    return sorted(annotation.tracks.values(), key=lambda one: one.keyframes[0].frame_index)


def test_a_track_becomes_a_box_on_each_keyframe_that_shows() -> None:
    one = track(key(0, gap_after=True), key(5, outside=True), key(9), number=3, ends_after=2)
    annotation = Annotation((one,))
    after = applied(do.track_to_boxes(annotation, one.id, frame_index=0), annotation)
    first, second = by_frame(after)
    assert (first.id, first.number, second.number) == (one.id, 3, 4)
    assert [len(after.shapes_at(frame)) for frame in (0, 1, 9, 10)] == [1, 0, 1, 0]
    assert {first.kind, second.kind} == {Kind.BOX}


def test_boxes_become_a_track_that_is_interpolated_between_them() -> None:
    boxes = single(10, number=1), single(0, number=2)
    annotation = Annotation(boxes)
    edit = do.boxes_to_track(annotation, annotation.tracks, frame_index=0)
    (one,) = applied(edit, annotation).tracks.values()
    assert (one.id, one.kind) == (boxes[1].id, Kind.TRACK)
    assert shape_at(one, 5).box.x == 5
    assert shape_at(one, 99).held


def test_only_boxes_of_one_label_on_different_frames_become_a_track() -> None:
    a, b, other = single(3), single(3, number=2), track(key(0), number=3)
    car = Track(single(4).id, 4, label_id=CAR, kind=Kind.BOX, keyframes=(key(4),))
    annotation = Annotation((a, b, other, car))
    for ids, error in (
        ((a.id, b.id), BothShownError),
        ((a.id, other.id), NotBoxesError),
        ((a.id, car.id), DifferentLabelsError),
    ):
        with pytest.raises(error):
            do.boxes_to_track(annotation, ids, frame_index=0)


def test_a_gap_is_made_between_two_keyframes_and_closed_again() -> None:
    one = track(key(0), key(10), key(20))
    annotation = Annotation((one,))
    edit = do.toggle_interpolation(annotation, one.id, frame_index=14)
    after = applied(edit, annotation)
    shown = [frame for frame in range(22) if shape_at(after.track(one.id), frame)]
    assert shown == [*range(11), 20, 21]
    assert edit.name == "Leave a gap here"
    back = do.toggle_interpolation(after, one.id, frame_index=10)
    assert back.name == "Interpolate here"
    assert back.applied_to(after) == annotation


@pytest.mark.parametrize("frame", [3, 10, 15, 25])
def test_interpolation_needs_a_visible_keyframe_before_and_one_after(frame: int) -> None:
    one = track(key(5), key(10, outside=True), key(20))
    annotation = Annotation((one,))
    with pytest.raises(NoIntervalError):
        do.toggle_interpolation(annotation, one.id, frame_index=frame)


def test_a_track_ends_so_many_frames_after_its_last_box() -> None:
    one, box = track(key(0), key(10)), single(3, number=2)
    annotation = Annotation((one, box))
    edit = do.set_ends_after(annotation, annotation.tracks, frames=5, frame_index=0)
    after = applied(edit, annotation)
    assert after.track(one.id).end_frame() == 16
    assert after.track(box.id) == box


def test_a_pinned_box_is_not_moved_and_the_person_hears_what_unpins_it() -> None:
    one = track(key(0))
    annotation = Annotation((one,))
    edit = do.set_pinned(annotation, (one.id,), pinned=True, frame_index=0)
    pinned = applied(edit, annotation)
    with pytest.raises(TrackPinnedError, match="This track is pinned") as refused:
        do.put_box(pinned, one.id, box=BOX, frame_index=0, pts=0)
    assert refused.value.remedy == "track.pin"
    free = do.set_pinned(pinned, (one.id,), pinned=False, frame_index=0).applied_to(pinned)
    assert do.put_box(free, one.id, box=BOX, frame_index=0, pts=0).changes


def test_a_group_gets_the_next_free_number() -> None:
    a, b, c = track(key(0)), track(key(0), number=2, group=4), track(key(0), number=3)
    annotation = Annotation((a, b, c))
    after = applied(do.group(annotation, (a.id, c.id), frame_index=0), annotation)
    assert [after.track(one.id).group for one in (a, b, c)] == [5, 4, 5]
    none = applied(do.ungroup(after, after.tracks, frame_index=0), after)
    assert {one.group for one in none.tracks.values()} == {0}
    with pytest.raises(TooFewError):
        do.group(annotation, (a.id, a.id), frame_index=0)


def test_what_never_changes_is_told_of_several_tracks_at_once() -> None:
    a, b = track(key(0), attributes=(("k", "1"), ("x", "y"))), track(key(0), number=2)
    annotation = Annotation((a, b))
    edit = do.set_attributes(annotation, (a.id, b.id), {"k": "2"}, frame_index=0)
    after = applied(edit, annotation)
    assert after.track(a.id).attributes == (("k", "2"), ("x", "y"))
    assert after.track(b.id).attributes == (("k", "2"),)
    assert not do.set_attributes(after, (a.id, b.id), {"k": "2"}, frame_index=0).changes
    reset = do.set_attributes(after, (b.id,), {"k": None}, frame_index=0)
    assert reset.name == "Reset attribute"
    assert reset.applied_to(after).track(b.id).attributes == ()


def test_what_changes_along_a_track_makes_a_keyframe_and_holds_from_there() -> None:
    one = track(key(0, attributes=(("k", "1"),)), key(10))
    annotation = Annotation((one,))
    tell = {"k": "2"}
    edit = do.set_attributes_here(annotation, (one.id,), tell, frame_index=4, pts=44)
    after = applied(edit, annotation).track(one.id)
    assert [key.attributes for key in after.keyframes] == [(("k", "1"),), (("k", "2"),), ()]
    same = do.set_attributes_here(annotation, (one.id,), {"k": "1"}, frame_index=4, pts=44)
    assert not same.changes
    late = Annotation((track(key(5)),))
    with pytest.raises(NotShownError):
        do.set_attributes_here(late, late.tracks, tell, frame_index=0, pts=0)


def test_resetting_takes_all_away_that_was_told() -> None:
    one = track(key(0, attributes=(("k", "1"),)), key(10), attributes=(("x", "y"),))
    annotation = Annotation((one,))
    edit = do.reset_attributes(annotation, (one.id,), frame_index=0)
    after = applied(edit, annotation).track(one.id)
    assert after.attributes == ()
    assert all(key.attributes == () for key in after.keyframes)


def test_a_propagated_track_gets_keyframes_and_keeps_those_it_has() -> None:
    one = track(key(0), key(4), key(10))
    annotation = Annotation((one,))
    onto = do.frames_to_propagate(2, count=3, forward=True, frame_count=99)
    edit = do.propagate(annotation, (one.id,), frame_index=2, onto=onto, pts_of=pts_of)
    after = applied(edit, annotation).track(one.id)
    assert edit.name == "Propagate over 3 frames"
    assert [key.frame_index for key in after.keyframes] == [0, 3, 4, 5, 10]
    assert [key.box.x for key in after.keyframes] == [0, 2, 4, 2, 10]
    assert [key.pts for key in after.keyframes] == [0, 3 * 512, 4 * 512, 5 * 512, 10 * 512]


def test_a_propagated_track_begins_earlier_when_it_goes_back() -> None:
    one = track(key(5), key(9))
    annotation = Annotation((one,))
    onto = do.frames_to_propagate(5, count=9, forward=False, frame_count=99)
    assert list(onto) == [4, 3, 2, 1, 0]
    edit = do.propagate(annotation, (one.id,), frame_index=5, onto=onto, pts_of=pts_of)
    after = applied(edit, annotation).track(one.id)
    assert {shape_at(after, frame).box.x for frame in range(6)} == {5}


def test_a_propagated_box_is_copied_once_however_often() -> None:
    annotation = Annotation((box := single(3),))
    onto = do.frames_to_propagate(3, count=5, forward=True, frame_count=6)
    for _ in range(2):
        edit = do.propagate(annotation, (box.id,), frame_index=3, onto=onto, pts_of=pts_of)
        annotation = applied(edit, annotation)
    assert [one.keyframes[0].frame_index for one in by_frame(annotation)] == [3, 4, 5]
    assert sorted(one.number for one in annotation.tracks.values()) == [1, 2, 3]


def test_propagating_boxes_looks_at_each_frame_once(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes = [single(3, BOX.moved(at, 0), number=at + 1) for at in range(5)]
    annotation = Annotation((*boxes, single(6, BOX, number=9)))
    looked: list[int] = []
    shapes_at = Annotation.shapes_at

    def counted(one: Annotation, frame_index: int) -> tuple[object, ...]:
        looked.append(frame_index)
        return shapes_at(one, frame_index)

    monkeypatch.setattr(Annotation, "shapes_at", counted)
    ids = [one.id for one in boxes]
    edit = do.propagate(annotation, ids, frame_index=3, onto=(4, 5, 6), pts_of=pts_of)
    assert looked == [4, 5, 6]
    # One of the five stands on frame 6 already.
    assert len(edit.changes) == 14


def test_more_boxes_than_anybody_means_are_refused_in_words() -> None:
    annotation = Annotation((one := track(key(0)), other := track(key(0), number=2)))
    ids, enough = (one.id, other.id), range(1, MOST_BOXES // 2 + 2)
    with pytest.raises(GestureRefusedError, match=r"100,002 boxes\. Repeat at most 100,000"):
        do.propagate(annotation, ids, frame_index=0, onto=enough, pts_of=pts_of)
    assert len(annotation.tracks) == 2


def test_what_is_not_on_the_frame_cannot_be_propagated() -> None:
    annotation = Annotation((one := track(key(5)),))
    with pytest.raises(NotShownError):
        do.propagate(annotation, (one.id,), frame_index=2, onto=(3,), pts_of=pts_of)


def test_the_boxes_of_the_last_frame_with_boxes_are_repeated_but_not_doubled() -> None:
    there = single(2, BOX), single(5, BOX, number=2), single(5, BOX.moved(9, 0), number=3)
    here, later = single(9, BOX, number=4), single(12, number=5)
    annotation = Annotation((*there, here, later, track(key(7), number=6)))
    after = applied(do.repeat_previous(annotation, frame_index=9, pts=9 * 512), annotation)
    boxes = [shape.box for shape in after.shapes_at(9) if shape.is_keyframe]
    assert sorted(box.x for box in boxes) == [10, 19]
    with pytest.raises(NothingToRepeatError):
        do.repeat_previous(annotation, frame_index=2, pts=0)


def test_a_copy_keeps_label_attributes_and_company_in_another_clip() -> None:
    keyframe = key(4, BOX, occluded=True, attributes=(("k", "1"),), source=Source.IMPORTED)
    a = track(keyframe, attributes=(("x", "y"),), group=3)
    b, alone = track(keyframe_like(keyframe), number=2, group=3), single(4, number=3)
    copies = do.copied(Annotation((a, b, alone)), (a.id, b.id, alone.id), frame_index=4)
    there = Annotation((track(key(0), number=7, group=8, label_id=CAR),))
    pasted = do.paste(there, copies, frame_index=1, pts=11, within=(32, 100))
    after = applied(pasted, there)
    new = sorted((one for one in after.tracks.values() if one.number > 7), key=lambda t: t.number)
    assert [one.group for one in new] == [9, 9, 0]
    assert [one.kind for one in new] == [Kind.TRACK, Kind.TRACK, Kind.BOX]
    (only,) = new[0].keyframes
    assert (only.frame_index, only.pts, only.occluded) == (1, 11, True)
    assert only.box == Box(2, 20, 30, 40)
    assert (new[0].attributes, only.attributes) == (a.attributes, keyframe.attributes)
    assert new[0].label_id == PERSON


def keyframe_like(one: Keyframe) -> Keyframe:
    return key(one.frame_index, one.box)


@pytest.mark.parametrize(
    ("frame", "middle"), [(0, 5), (3, 5), (10, 15), (19, 15), (20, None), (25, None)]
)
def test_half_way_is_between_the_keyframes_around_a_frame(frame: int, middle: int | None) -> None:
    one = track(key(0), key(10), key(20), key(21))
    assert middle_frame(one, frame) == middle


def test_before_a_track_there_is_nothing_at_the_left() -> None:
    one = track(key(5), key(10))
    assert keyframes_around(one, 2) == (None, one.keyframes[0])
    assert middle_frame(one, 2) is None
