"""Tracks hold their keyframes in order, and know where they end."""

import pytest
from hypothesis import given

from models.annotation import Box, Kind, Label, Source, Track
from tests.support.annotations import PERSON, key, single, track, tracks


def test_keyframes_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError):
        track(key(5), key(3))


def test_two_keyframes_on_one_frame_are_refused() -> None:
    with pytest.raises(ValueError):
        track(key(5), key(5))


def test_a_negative_frame_is_refused() -> None:
    with pytest.raises(ValueError):
        track(key(-1))


def test_a_single_frame_box_has_one_keyframe() -> None:
    with pytest.raises(ValueError):
        track(key(1), key(2), kind=Kind.BOX)


@given(tracks())
def test_head_and_keyframes_make_the_track_again(one: Track) -> None:
    assert one.head.with_keyframes(one.keyframes) == one


def test_keyframes_are_found_on_before_and_after_a_frame() -> None:
    a, b = key(10), key(20)
    one = track(a, b)
    assert one.keyframe_at(10) is a
    assert one.keyframe_at(11) is None
    assert one.keyframe_before(10) is None
    assert one.keyframe_before(20) is a
    assert one.keyframe_after(10) is b
    assert one.keyframe_after(20) is None


@pytest.mark.parametrize(
    ("one", "end"),
    [
        (track(key(3), key(9)), None),
        (track(key(3), key(9, outside=True)), 9),
        (track(key(3), key(9, outside=True), key(12, outside=True)), 9),
        (track(key(3, outside=True)), 0),
        (track(), 0),
        (single(7), 8),
        (track(key(3), key(9), ends_after=0), 10),
        (track(key(3), key(9), ends_after=4), 14),
        (track(key(3), key(9, gap_after=True)), 10),
        (track(key(3, gap_after=True), key(9, outside=True)), 4),
        (track(key(3), key(9, outside=True), ends_after=4), 9),
    ],
)
def test_a_track_ends_at_its_last_outside_key_or_never(one: Track, end: int | None) -> None:
    assert one.end_frame() == end


def test_hiding_a_track_does_not_make_it_another_track() -> None:
    a = key(1)
    one = track(a)
    hidden = one.head.with_keyframes((a,), hidden=True)
    assert hidden.hidden
    assert hidden == one


def test_part_of_a_track_can_still_be_a_suggestion() -> None:
    assert track(key(1), key(5, source=Source.SUGGESTED)).has_suggestions
    assert not track(key(1), key(5, source=Source.SEMI_AUTO)).has_suggestions


@pytest.mark.parametrize(
    ("source", "touched"),
    [
        (Source.SUGGESTED, Source.SEMI_AUTO),
        (Source.SEMI_AUTO, Source.SEMI_AUTO),
        (Source.IMPORTED, Source.MANUAL),
        (Source.MANUAL, Source.MANUAL),
    ],
)
def test_a_persons_touch_changes_the_source(source: Source, touched: Source) -> None:
    assert source.after_a_person() is touched


@pytest.mark.parametrize(
    "fields",
    [{"name": " "}, {"color": "red"}, {"color": "#12345"}, {"digit": 10}, {"digit": -1}],
)
def test_a_label_that_cannot_be_shown_is_refused(fields: dict[str, object]) -> None:
    good: dict[str, object] = {"name": "person", "color": "#56B4E9", "digit": 1}
    Label(PERSON, **good)
    with pytest.raises(ValueError):
        Label(PERSON, **(good | fields))


def test_a_box_is_equal_whether_given_in_integers_or_floats() -> None:
    assert Box(1, 2, 3, 4) == Box(1.0, 2.0, 3.0, 4.0)
