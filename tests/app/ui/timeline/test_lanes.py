from dataclasses import replace
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.lanes import LaneBook, LaneChanges
from app.ui.timeline.spans import SpanKind, lane_of
from models.annotation import Annotation, Source, Track, shape_at
from tests.support.annotations import (
    CAR,
    PERSON,
    annotations,
    key,
    single,
    successors,
    track,
    tracks,
    unhurried,
)

COUNT = 60


def kinds(of: Track) -> list[tuple[int, int, str]]:
    return [(s.start, s.end, s.kind.value) for s in lane_of(of, frame_count=COUNT).spans]


def test_spans_follow_what_the_left_keyframe_says() -> None:
    assert kinds(
        track(
            key(5),
            key(10, occluded=True),
            key(20, source=Source.SUGGESTED),
            key(30, outside=True),
            key(40),
        )
    ) == [
        (5, 10, SpanKind.SEEN),
        (10, 20, SpanKind.OCCLUDED),
        (20, 30, SpanKind.SUGGESTED),
        (40, 59, SpanKind.HELD),
    ]


def test_neighbours_of_one_kind_are_one_span() -> None:
    ended = track(*(key(frame) for frame in range(20)), key(20, outside=True))
    assert kinds(ended) == [(0, 20, SpanKind.SEEN)]


def test_a_single_frame_box_has_no_spans() -> None:
    assert kinds(single(7)) == []


@unhurried
@given(tracks(), st.integers(0, COUNT - 1))
def test_a_lane_shows_a_span_exactly_where_the_track_has_a_shape(of: Track, frame: int) -> None:
    lane = lane_of(of, frame_count=COUNT)
    shape = shape_at(of, frame)
    shown = lane.span_at(frame) is not None and frame not in lane.outside
    if lane.spans or shape is None:
        assert shown == (shape is not None)


@unhurried
@given(tracks(), st.floats(-5, 70), st.floats(0, 70))
def test_spans_between_two_frames_are_those_that_touch_them(
    of: Track, first: float, length: float
) -> None:
    lane = lane_of(of, frame_count=COUNT)
    last = first + length
    wanted = [s for s in lane.spans if s.end >= first and s.start <= last]
    assert list(lane.spans_between(first, last)) == wanted


@unhurried
@given(st.data())
def test_an_updated_book_equals_one_made_anew(data: st.DataObject) -> None:
    before = data.draw(annotations)
    after = data.draw(successors(before))
    book = LaneBook(COUNT)
    book.update(before)
    hint = data.draw(st.sampled_from((None, before.ids_that_differ(after))))
    shown, counts = book.rows, book.activity.counts.tolist()
    changes = book.update(after, hint)
    if changes.rows is not None:
        assert len(book.rows) == len(shown)
        assert changes.rows == {i for i, row in enumerate(shown) if book.rows[i] != row}
    assert changes.activity or book.activity.counts.tolist() == counts
    fresh = LaneBook(COUNT)
    fresh.update(after)
    assert book.rows == fresh.rows
    assert book.activity.counts.tolist() == fresh.activity.counts.tolist()
    for track_id in after.tracks:
        assert book.row_of(track_id) == fresh.row_of(track_id)


@unhurried
@given(annotations)
def test_the_activity_of_a_frame_is_the_number_of_its_objects(annotation: Annotation) -> None:
    book = LaneBook(COUNT)
    book.update(annotation)
    counts = book.activity.counts.tolist()
    assert counts == [len(annotation.shapes_at(frame)) for frame in range(COUNT)]


def test_lanes_of_untouched_tracks_are_the_same_objects_as_before() -> None:
    first, second = track(key(1), number=1), track(key(2), number=2)
    annotation = Annotation([first, second])
    book = LaneBook(COUNT)
    book.update(annotation)
    kept, replaced = book.rows
    moved = Track(second.id, 2, second.label_id, keyframes=(key(3),))
    book.update(annotation.with_tracks({second.id: moved}), {second.id})
    assert book.rows[0] is kept
    assert book.rows[1] is not replaced


def test_a_box_that_moves_on_its_keyframe_changes_no_lane() -> None:
    one = track(key(1), key(5), number=1)
    book = LaneBook(COUNT)
    book.update(Annotation([one]))
    (kept,) = book.rows
    first, second = one.keyframes
    moved = one.head.with_keyframes((replace(first, box=first.box.moved(3, 4)), second))
    changes = book.update(Annotation([moved]), {one.id})
    assert changes == LaneChanges(frozenset(), activity=False)
    assert book.rows[0] is kept


def test_lanes_stand_by_number_and_single_frame_boxes_share_one_a_label() -> None:
    boxes = [single(frame) for frame in (30, 10)]
    car = track(key(4), number=9, label_id=CAR)
    person = track(key(4), number=2)
    book = LaneBook(COUNT)
    book.update(Annotation([car, *boxes, person]))
    assert [(lane.label_id, lane.number) for lane in book.rows] == [
        (PERSON, 2),
        (CAR, 9),
        (PERSON, None),
    ]
    shared = book.rows[2]
    assert shared.frames == (10, 30)
    assert shared.owner_at(28) == boxes[0].id
    assert shared.owner_at(0) == boxes[1].id
    assert [book.row_of(one.id) for one in (*boxes, person, car)] == [2, 2, 0, 1]
    assert book.row_of(uuid4()) is None
    assert book.rows[0].owner_at(0) == person.id


def test_the_nearest_keyframe_is_found_within_reach_only() -> None:
    lane = lane_of(track(key(10), key(20)), frame_count=COUNT)
    assert lane.keyframe_near(12, reach=3) == 0
    assert lane.keyframe_near(17.5, reach=3) == 1
    assert lane.keyframe_near(15, reach=3) is None
    assert isinstance(lane.key, UUID)


def test_a_filter_takes_lanes_and_their_objects_out_and_gives_them_back() -> None:
    walker, car = track(key(5)), track(key(10), number=2)
    boxes = single(7), single(9)
    annotation = Annotation([walker, car, *boxes])
    book = LaneBook(COUNT)
    book.update(annotation)
    whole, counts = book.rows, book.activity.counts.tolist()
    book.show(frozenset({car.id, boxes[1].id}), annotation)
    assert [lane.frames for lane in book.rows] == [(10,), (9,)]
    assert book.row_of(walker.id) is None
    assert int(book.activity.counts[7]) == 0
    # An edit of what is not shown brings nothing back.
    moved = walker.head.with_keyframes((key(6),))
    edited = annotation.with_tracks({walker.id: moved})
    assert book.update(edited, {walker.id}) == LaneChanges(frozenset(), False)
    book.show(None, annotation)
    assert book.rows == whole
    assert book.activity.counts.tolist() == counts
