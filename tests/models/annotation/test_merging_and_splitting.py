"""Merging, splitting and swapping follow CVAT's rules, and show no box elsewhere than before."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotation import Annotation, Box, Detection, Kind, Source, Track, shape_at
from models.annotation import gestures as do
from models.annotation.errors import (
    BothShownError,
    DifferentLabelsError,
    LastKeyframeError,
    NeitherShownError,
    NothingBeforeError,
    NothingLeftError,
    NotShownError,
    TooFewError,
    TrackLockedError,
    WrongKindError,
)
from tests.models.annotation.naive_shapes import alike, seen
from tests.support.annotations import CAR, key, single, track, tracks, unhurried

FRAME_COUNT = 60
FRAMES = st.integers(0, FRAME_COUNT - 1)


def pts_of(frame: int) -> int:
    if not 0 <= frame < FRAME_COUNT:
        raise IndexError(frame)
    return frame * 512


def merged(*objects: Track) -> tuple[Annotation, Track]:
    """Merge all; return the annotation after it, and the only track."""
    annotation = Annotation(objects)
    edit = do.merge_tracks(annotation, annotation.tracks, frame_index=0, pts_of=pts_of)
    after = edit.applied_to(annotation)
    assert edit.inverse().applied_to(after) == annotation
    (one,) = after.tracks.values()
    return after, one


def frames_of(one: Track) -> list[tuple[int, bool]]:
    return [(one.frame_index, one.outside) for one in one.keyframes]


def test_the_track_that_begins_first_keeps_its_id_number_and_attributes() -> None:
    late = track(key(20), number=1, attributes=(("colour", "red"),))
    early = track(key(0), key(5, outside=True), number=9, attributes=(("colour", "blue"),), group=2)
    _, one = merged(late, early)
    assert (one.id, one.number, one.group) == (early.id, 9, 2)
    assert one.attributes == early.attributes
    assert {key.id for key in late.keyframes} < {key.id for key in one.keyframes}


def test_two_boxes_on_one_frame_are_refused_and_the_frame_is_named() -> None:
    one, other = track(key(0), key(30)), track(key(12), key(20), number=2)
    annotation = Annotation((one, other))
    with pytest.raises(BothShownError, match="frame 12"):
        do.merge_tracks(annotation, annotation.tracks, frame_index=0, pts_of=pts_of)


def test_different_labels_locked_tracks_and_a_single_one_are_refused() -> None:
    one, car = track(key(0), key(3, outside=True)), track(key(9), number=2, label_id=CAR)
    locked = track(key(9), number=3, locked=True)
    annotation = Annotation((one, car, locked))
    for ids, error in (
        ((one.id, car.id), DifferentLabelsError),
        ((one.id, locked.id), TrackLockedError),
        ((one.id, one.id), TooFewError),
    ):
        with pytest.raises(error):
            do.merge_tracks(annotation, ids, frame_index=0, pts_of=pts_of)


def test_what_was_held_for_want_of_a_word_goes_straight_to_what_follows() -> None:
    _, one = merged(track(key(0), key(10)), track(key(20), number=2))
    assert frames_of(one) == [(0, False), (10, False), (20, False)]
    assert shape_at(one, 15).box.x == 15


def test_what_was_held_for_so_many_frames_still_is() -> None:
    _, one = merged(track(key(0), key(10), ends_after=3), track(key(20), number=2))
    assert [frame for frame in range(8, 22) if shape_at(one, frame)] == [
        *range(8, 14),
        20,
        21,
    ]


def test_a_lone_box_is_followed_by_outside_unless_the_next_follows_at_once() -> None:
    _, one = merged(single(3), single(4, number=2), single(9, number=3))
    assert one.kind is Kind.TRACK
    assert frames_of(one) == [(3, False), (4, False), (5, True), (9, False), (10, True)]
    assert [key.pts for key in one.keyframes] == [pts_of(key.frame_index) for key in one.keyframes]


def test_a_lone_box_on_the_last_frame_has_no_frame_to_be_outside_on() -> None:
    _, one = merged(single(3), single(FRAME_COUNT - 1, number=2))
    assert frames_of(one)[-1] == (FRAME_COUNT - 1, False)
    assert shape_at(one, FRAME_COUNT) is None


def test_a_track_goes_into_the_gaps_of_another() -> None:
    outer = track(key(0), key(10, outside=True), key(30), key(40, outside=True))
    inner = track(key(15), key(20, gap_after=True), key(22), key(25, outside=True), number=2)
    _, one = merged(outer, inner)
    both = {**seen(outer, FRAME_COUNT), **seen(inner, FRAME_COUNT)}
    assert seen(one, FRAME_COUNT) == both


def test_a_box_that_follows_at_once_elsewhere_does_not_bend_what_leads_there() -> None:
    first = track(key(0, Box(0, 0, 9, 9)), key(10, Box(10, 0, 9, 9), outside=True))
    second = track(key(10, Box(500, 0, 9, 9)), number=2)
    _, one = merged(first, second)
    assert frames_of(one) == [(0, False), (9, False), (10, False)]
    assert [shape_at(one, frame).box.x for frame in (5, 9, 10)] == [5, 9, 500]


def test_splitting_leaves_the_number_at_the_left_and_outside_on_the_frame() -> None:
    one = track(key(0), key(10), key(20), number=4, attributes=(("colour", "red"),))
    annotation = Annotation((one,))
    edit = do.split_track(annotation, one.id, frame_index=10, pts_of=pts_of)
    after = edit.applied_to(annotation)
    left = after.track(one.id)
    (right,) = (other for other in after.tracks.values() if other.id != one.id)
    assert edit.name == "Split track"
    assert left.number == 4
    assert frames_of(left) == [(0, False), (10, True)]
    assert (right.number, right.attributes) == (5, one.attributes)
    assert right.keyframes == one.keyframes[1:]


def test_a_split_between_keyframes_begins_with_the_box_as_shown_and_no_model_said_it() -> None:
    said = Detection("model", 0.9, box=Box(0, 0, 5, 5))
    one = track(key(0, source=Source.SUGGESTED, detection=said, occluded=True), key(9))
    annotation = Annotation((one,))
    after = do.split_track(annotation, one.id, frame_index=5, pts_of=pts_of).applied_to(annotation)
    (right,) = (other for other in after.tracks.values() if other.id != one.id)
    first = right.keyframes[0]
    assert (first.frame_index, first.pts, first.box) == (5, pts_of(5), shape_at(one, 5).box)
    assert first.occluded
    assert first.detection is None


def test_splitting_where_nothing_shows_or_where_a_track_begins_is_refused() -> None:
    one = track(key(5), key(9, outside=True))
    annotation = Annotation((one, box := single(5, number=2)))
    for track_id, frame, error in (
        (one.id, 9, NotShownError),
        (one.id, 5, NothingBeforeError),
        (box.id, 5, WrongKindError),
    ):
        with pytest.raises(error):
            do.split_track(annotation, track_id, frame_index=frame, pts_of=pts_of)


def test_swapping_gives_each_track_the_keyframes_of_the_other_from_there_on() -> None:
    a, b = track(key(0), key(20)), track(key(0, Box(0, 99, 9, 9)), key(20), number=2)
    annotation = Annotation((a, b))
    edit = do.swap_tracks(annotation, a.id, b.id, frame_index=20, pts_of=pts_of)
    after = edit.applied_to(annotation)
    assert after.track(a.id).keyframes[-1].id == b.keyframes[-1].id
    assert after.track(b.id).keyframes[-1].id == a.keyframes[-1].id


def test_a_swap_that_leaves_nothing_of_a_track_is_refused() -> None:
    a, b = track(key(0), key(9, outside=True)), track(key(20), number=2)
    annotation = Annotation((a, b))
    with pytest.raises(NothingLeftError):
        do.swap_tracks(annotation, a.id, b.id, frame_index=20, pts_of=pts_of)
    with pytest.raises(TooFewError):
        do.swap_tracks(annotation, a.id, a.id, frame_index=15, pts_of=pts_of)


def test_a_swap_where_neither_track_shows_is_refused() -> None:
    a, b = track(key(0), key(9, outside=True)), track(key(20), number=2)
    annotation = Annotation((a, b))
    with pytest.raises(NeitherShownError, match="on this frame"):
        do.swap_tracks(annotation, a.id, b.id, frame_index=15, pts_of=pts_of)
    one_shows = do.swap_tracks(annotation, a.id, b.id, frame_index=5, pts_of=pts_of)
    after = one_shows.applied_to(annotation)
    assert shape_at(after.track(b.id), 5) is not None
    assert shape_at(after.track(a.id), 20) is not None


@unhurried
@given(one=tracks(), frame=FRAMES)
def test_a_split_moves_nothing_and_merging_the_parts_gives_the_track_back(one, frame) -> None:
    one = unlocked(one)
    annotation = Annotation((one,))
    try:
        edit = do.split_track(annotation, one.id, frame_index=frame, pts_of=pts_of)
    except (NotShownError, NothingBeforeError, WrongKindError):
        return
    after = edit.applied_to(annotation)
    assert edit.inverse().applied_to(after) == annotation
    left, right = (seen(part, FRAME_COUNT) for part in by_begin(after))
    assert max(left) < frame == min(right)
    same({**left, **right}, seen(one, FRAME_COUNT))
    back = do.merge_tracks(after, after.tracks, frame_index=0, pts_of=pts_of).applied_to(after)
    same(seen(back.track(one.id), FRAME_COUNT), seen(one, FRAME_COUNT))


@unhurried
@given(a=tracks(), b=tracks(), frame=FRAMES)
def test_a_swap_exchanges_what_follows_and_nothing_else_and_twice_is_none(a, b, frame) -> None:
    a, b = (replace(unlocked(one), kind=Kind.TRACK) for one in (a, b))
    if a.id == b.id or {key.id for key in a.keyframes} & {key.id for key in b.keyframes}:
        return
    annotation = Annotation((a, b))
    try:
        edit = do.swap_tracks(annotation, a.id, b.id, frame_index=frame, pts_of=pts_of)
    except (NeitherShownError, NothingLeftError):
        return
    after = edit.applied_to(annotation)
    assert edit.inverse().applied_to(after) == annotation
    before = seen(a, FRAME_COUNT), seen(b, FRAME_COUNT)
    for one, mine, theirs in ((a, *before), (b, *reversed(before))):
        expected = {at: box for at, box in mine.items() if at < frame}
        expected |= {at: box for at, box in theirs.items() if at >= frame}
        same(seen(after.track(one.id), FRAME_COUNT), expected)
    if not all(before):
        # What showed nothing at first would be left with nothing again, which is refused.
        return
    again = do.swap_tracks(after, a.id, b.id, frame_index=frame, pts_of=pts_of).applied_to(after)
    same(seen(again.track(a.id), FRAME_COUNT), before[0])
    same(seen(again.track(b.id), FRAME_COUNT), before[1])


@unhurried
@given(one=tracks(), frame=FRAMES)
def test_cutting_the_tail_moves_nothing_before_it(one, frame) -> None:
    one = unlocked(one)
    annotation = Annotation((one,))
    try:
        edit = do.end_track(annotation, one.id, frame_index=frame, pts=pts_of(frame))
    except (LastKeyframeError, WrongKindError):
        return
    after = edit.applied_to(annotation)
    assert edit.inverse().applied_to(after) == annotation
    expected = {at: box for at, box in seen(one, FRAME_COUNT).items() if at < frame}
    same(seen(after.track(one.id), FRAME_COUNT), expected)


def unlocked(one: Track) -> Track:
    """Return a track that can be changed, of one label with the others."""
    return replace(one, locked=False, number=1, label_id=CAR)


def by_begin(annotation: Annotation) -> list[Track]:
    return sorted(annotation.tracks.values(), key=lambda one: min(seen(one, FRAME_COUNT)))


def same(one: dict, other: dict) -> None:
    assert set(one) == set(other)
    assert all(alike(one[frame], other[frame]) for frame in one)
