"""An annotation finds its shapes fast, and its successors share what did not change."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotation import Annotation, Track, shape_at
from models.annotation.persistent_map import PersistentMap
from tests.support.annotations import annotations, key, single, successors, track, unhurried


@unhurried
@given(
    st.dictionaries(st.integers(0, 2000), st.integers()),
    st.dictionaries(st.integers(0, 2000), st.none() | st.integers()),
)
def test_a_persistent_map_behaves_as_a_dict_that_was_copied(
    start: dict[int, int], changes: dict[int, int | None]
) -> None:
    before = PersistentMap(start.items())
    after = before.with_changes(changes)
    expected = {**start, **changes}
    expected = {name: value for name, value in expected.items() if value is not None}
    assert dict(after) == expected
    assert len(after) == len(expected)
    assert dict(before) == start
    assert all(name in after for name in expected)
    differing = {name for name in start | changes if start.get(name) != expected.get(name)}
    assert after.keys_that_differ(before) == differing
    assert before.keys_that_differ(after) == differing


@unhurried
@given(st.data())
def test_the_lookup_finds_on_every_frame_what_asking_all_tracks_finds(data: st.DataObject) -> None:
    annotation = data.draw(annotations)
    annotation.shapes_at(0)  # from here on the lookup is carried along, not built anew
    for _ in range(3):
        annotation = data.draw(successors(annotation))
        for frame in (*range(0, 45, 3), 255, 256, 10_000):
            asked = {one.id: shape_at(one, frame) for one in annotation.tracks.values()}
            # Asked for before the shapes, which tell them for nothing.
            ids = annotation.ids_at(frame)
            found = annotation.shapes_at(frame)
            assert ids == annotation.ids_at(frame) == tuple(shape.track_id for shape in found)
            assert {shape.track_id: shape for shape in found} == {
                track_id: shape for track_id, shape in asked.items() if shape is not None
            }
            numbers = [annotation.track(shape.track_id).number for shape in found]
            assert numbers == sorted(numbers)


@unhurried
@given(st.data())
def test_the_next_number_is_one_more_than_the_largest(data: st.DataObject) -> None:
    annotation = data.draw(annotations)
    for _ in range(3):
        largest = max((one.number for one in annotation.tracks.values()), default=0)
        assert annotation.next_number() == largest + 1
        annotation = data.draw(successors(annotation))


@unhurried
@given(annotations)
def test_keyframes_are_walked_in_order_and_none_is_missed(annotation: Annotation) -> None:
    frames = annotation.annotated_frames()
    assert all(a < b for a, b in pairwise(frames))
    walked, at = [], annotation.next_keyframe(-1)
    while at is not None:
        walked.append(at)
        at = annotation.next_keyframe(at)
    assert tuple(walked) == frames
    back, at = [], annotation.previous_keyframe(10**6)
    while at is not None:
        back.append(at)
        at = annotation.previous_keyframe(at)
    assert back == walked[::-1]


def test_keyframes_of_chosen_tracks_alone_can_be_walked() -> None:
    a, b = track(key(5), key(50)), track(key(20))
    annotation = Annotation((a, b))
    assert annotation.next_keyframe(5, (a.id,)) == 50
    assert annotation.previous_keyframe(50, (a.id,)) == 5
    assert annotation.next_keyframe(5) == 20


def test_a_track_outside_a_long_block_is_found_up_to_its_last_frame() -> None:
    annotation = Annotation((track(key(100), key(700, outside=True)),))
    assert [len(annotation.shapes_at(frame)) for frame in (99, 100, 699, 700)] == [0, 1, 1, 0]


def test_an_annotation_does_not_change_when_it_is_succeeded() -> None:
    one = single(3)
    before = Annotation((one,))
    after = before.with_tracks({one.id: None})
    assert before.tracks == {one.id: one}
    assert not after.tracks
    assert before != after
    assert after.ids_that_differ(before) == {one.id}


def test_untouched_tracks_are_shared_with_the_successor() -> None:
    kept, changed = track(key(1)), track(key(2), number=2)
    before = Annotation((kept, changed))
    after = before.with_tracks({changed.id: changed.head.with_keyframes((key(9),))})
    assert after.track(kept.id) is kept


def test_a_track_under_a_foreign_id_is_refused() -> None:
    one, other = track(key(1)), track(key(1))
    with pytest.raises(ValueError):
        Annotation().with_tracks({other.id: one})


def test_an_unknown_track_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Annotation().track(track().id)


@unhurried
@given(annotations)
def test_an_annotation_equals_another_made_of_equal_tracks(annotation: Annotation) -> None:
    again = Annotation(list(annotation.tracks.values())[::-1])
    assert again == annotation
    assert annotation != object()


def test_a_track_that_is_put_in_twice_stands_once() -> None:
    one = track(key(1))
    annotation = Annotation((one,)).with_tracks({one.id: Track(one.id, 9, one.label_id)})
    assert annotation.track(one.id).number == 9
    assert len(annotation.tracks) == 1
