"""What is asked before a clip is handed in."""

from itertools import combinations
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotation import Annotation, Box, Kind, Source, Track
from models.annotation.checks import Check, findings
from models.annotation.doubles import LEAST_IOU, doubles
from models.annotation.geometry import iou
from tests.support.annotations import CAR, PERSON, key, single, track

FRAMES, SIZE = 100, (640, 360)


def found_in(*tracks: Track) -> list[tuple[Check, int]]:
    found = findings(Annotation(tracks), label_ids={PERSON}, frame_count=FRAMES, size=SIZE)
    assert {one.track_id for one in found} <= {one.id for one in tracks}
    return [(one.check, one.frame_index) for one in found]


INSIDE = Box(10, 10, 20, 20)
ENDED = (key(10, INSIDE), key(30, INSIDE, outside=True))


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (track(*ENDED), []),
        (single(5, INSIDE), []),
        (track(key(99, INSIDE)), [(Check.ONE_FRAME, 99)]),
        (track(key(10, INSIDE), key(99, INSIDE)), []),
        (track(*ENDED, label_id=uuid4()), [(Check.NO_LABEL, 10)]),
        (track(key(10, INSIDE), key(11, INSIDE, outside=True)), [(Check.ONE_FRAME, 10)]),
        (track(key(10, INSIDE, gap_after=True)), [(Check.ONE_FRAME, 10)]),
        (track(key(10, INSIDE), key(20, INSIDE)), [(Check.HELD_TAIL, 20)]),
        (track(key(10, INSIDE), key(20, INSIDE), ends_after=5), []),
        (track(key(10, Box(-1, 10, 20, 20)), *ENDED[1:]), []),
        (
            track(key(10, INSIDE), key(20, Box(630, 10, 20, 20)), ENDED[1]),
            [(Check.BEYOND_FRAME, 20)],
        ),
        (track(key(5, Box(900, 10, 20, 20), outside=True), *ENDED), []),
        (track(*ENDED, source=Source.SUGGESTED), [(Check.SUGGESTION, 10)]),
        (track(key(3, outside=True), label_id=uuid4()), [(Check.NEVER_SEEN, 3)]),
        (track(key(3, outside=True), key(7, outside=True)), [(Check.NEVER_SEEN, 3)]),
    ],
)
def test_each_object_is_asked_what_it_should_be(
    one: Track, expected: list[tuple[Check, int]]
) -> None:
    assert found_in(one) == expected


def test_looking_ends_at_the_object_at_which_it_is_cancelled() -> None:
    answers = iter((False, True))
    many = [track(key(10, INSIDE), key(20, INSIDE), number=number) for number in (1, 2, 3)]
    found = findings(
        Annotation(many),
        label_ids={PERSON},
        frame_count=FRAMES,
        size=SIZE,
        cancelled=lambda: next(answers),
    )
    assert found == ()


def test_findings_come_in_the_order_in_which_they_are_walked() -> None:
    late = track(key(40, INSIDE), key(50, INSIDE))
    early = track(key(5, INSIDE), key(6, INSIDE, outside=True), label_id=uuid4())
    assert found_in(late, early) == [
        (Check.NO_LABEL, 5),
        (Check.ONE_FRAME, 5),
        (Check.HELD_TAIL, 50),
    ]


def test_two_boxes_of_one_label_on_almost_one_place_are_asked_about_once() -> None:
    drawn = track(key(10, INSIDE), key(30, INSIDE, outside=True), number=1)
    almost = Box(10.5, 10, 20, 20)
    again = track(key(15, almost), key(20, almost), key(25, almost, outside=True), number=2)
    beside = Box(13, 10, 20, 20)
    apart = track(key(10, beside), key(30, beside, outside=True), number=3)
    car = track(*ENDED, number=4, label_id=CAR)
    hint = track(key(12, INSIDE), key(13, INSIDE), key(14, outside=True), number=5)
    found = [
        one
        for one in findings(
            Annotation([drawn, again, apart, car, hint]),
            label_ids={PERSON, CAR},
            frame_count=FRAMES,
            size=SIZE,
        )
        if one.check is Check.DOUBLE
    ]
    assert [(one.track_id, one.other_id, one.frame_index) for one in found] == [
        (hint.id, drawn.id, 12),
        (again.id, drawn.id, 15),
    ]
    # Each pair can be waived by itself, and is the same pair whichever comes first.
    assert len({one.about for one in found} | {drawn.id, again.id, hint.id}) == 5


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(20, 22)), max_size=12))
def test_doubles_are_those_that_comparing_each_with_each_gives(
    drawn: list[tuple[int, int, int]],
) -> None:
    tracks = [
        track(key(frame, Box(x, 10, w, 20)), number=at, kind=Kind.BOX)
        for at, (frame, x, w) in enumerate(drawn, 1)
    ]
    expected = {
        (other.id, one.id)
        for one, other in combinations(tracks, 2)
        if one.keyframes[0].frame_index == other.keyframes[0].frame_index
        and iou(one.keyframes[0].box, other.keyframes[0].box) >= LEAST_IOU
    }
    assert {(pair.track_id, pair.other_id) for pair in doubles(Annotation(tracks))} == expected
