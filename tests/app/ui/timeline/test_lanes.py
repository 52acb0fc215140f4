from dataclasses import replace
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.arrangement import Arrangement, Order
from app.ui.timeline.lanes import LaneBook, LaneChanges
from app.ui.timeline.spans import SpanKind, lane_of
from app.ui.timeline.timeline_painter import no_lanes_text
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
arrangements = st.builds(
    Arrangement,
    st.sampled_from(Order),
    grouped=st.booleans(),
    collapsed=st.frozensets(st.sampled_from((PERSON, CAR))),
    here_only=st.booleans(),
)


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
    how = data.draw(arrangements)
    book = LaneBook(COUNT, how)
    book.set_frame(9)
    book.update(before)
    book.activity_of(PERSON)
    hint = data.draw(st.sampled_from((None, before.ids_that_differ(after))))
    shown, counts = book.rows, book.activity.counts.tolist()
    changes = book.update(after, hint)
    if changes.rows is not None:
        assert len(book.rows) == len(shown)
        headers = {i for i, row in enumerate(shown) if row.is_header}
        differ = {i for i, row in enumerate(shown) if book.rows[i] != row}
        assert changes.rows == differ | (headers if changes.activity else set())
    assert changes.activity or book.activity.counts.tolist() == counts
    fresh = LaneBook(COUNT)
    fresh.update(after)
    fresh.set_frame(9)
    fresh.arrange(how)
    assert book.rows == fresh.rows
    for label_id in (PERSON, CAR):
        own = book.activity_of(label_id).counts.tolist()
        assert own == fresh.activity_of(label_id).counts.tolist()
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


def test_lanes_stand_in_the_order_that_was_asked_for() -> None:
    car = track(key(9, at_us=5), number=1, label_id=CAR)
    early, late = track(key(2, at_us=1), number=2), track(key(30, at_us=9), number=3)
    boxes = single(4), single(5)
    book = LaneBook(COUNT)
    book.set_label_order([PERSON, CAR])
    annotation = Annotation([car, early, late, *boxes])
    book.update(annotation)

    def order(how: Order) -> list[int | None]:
        book.arrange(Arrangement(how))
        return [lane.number for lane in book.rows]

    assert order(Order.NUMBER) == [1, 2, 3, None]
    assert order(Order.START) == [2, None, 1, 3]
    assert order(Order.LABEL) == [2, 3, None, 1]
    assert order(Order.TOUCHED) == [3, 1, 2, None]
    # What is touched comes first, although its lane looks as before.
    touched = early.head.with_keyframes((replace(early.keyframes[0], at_us=10),))
    changes = book.update(annotation.with_tracks({early.id: touched}), {early.id})
    assert changes == LaneChanges(None, activity=False)
    assert [lane.number for lane in book.rows] == [2, 3, 1, None]


def test_groups_stand_behind_a_header_that_counts_them_and_puts_them_away() -> None:
    car, person = track(key(9), number=1, label_id=CAR), track(key(2), number=2)
    book = LaneBook(COUNT, Arrangement(grouped=True))
    book.set_label_order([PERSON, CAR])
    book.update(Annotation([car, person, single(4)]))

    def rows() -> list[tuple[UUID, int, int | None]]:
        return [(lane.label_id, lane.members, lane.number) for lane in book.rows]

    assert rows() == [
        (PERSON, 2, None),
        (PERSON, 0, 2),
        (PERSON, 0, None),
        (CAR, 1, None),
        (CAR, 0, 1),
    ]
    header = book.rows[0]
    assert (header.owner_at(4), header.is_header, book.row_of(person.id)) == (None, True, 1)
    book.arrange(book.arrangement.toggled(PERSON))
    assert rows() == [(PERSON, 2, None), (CAR, 1, None), (CAR, 0, 1)]
    assert book.row_of(person.id) is None
    assert book.track_count == 2


def test_lanes_without_a_box_on_the_frame_on_screen_can_be_put_away() -> None:
    ended, later = track(key(2), key(9, outside=True)), track(key(9), number=2)
    book = LaneBook(COUNT, Arrangement(here_only=True))
    book.update(Annotation([ended, later, single(5)]))
    told = {}
    for frame in (0, 2, 5, 8, 9):
        changed = book.set_frame(frame)
        told[frame] = changed, [lane.number for lane in book.rows]
    assert told == {
        0: (False, []),
        2: (True, [1]),
        5: (True, [1, None]),
        8: (True, [1]),
        9: (True, [2]),
    }


def test_a_lane_knows_its_gaps_its_end_and_where_its_keyframes_come_from() -> None:
    of = track(
        key(2, gap_after=True),
        key(9, source=Source.SUGGESTED),
        key(20, source=Source.SEMI_AUTO),
        ends_after=4,
    )
    lane = lane_of(of, frame_count=COUNT)
    assert lane.gaps == ((2, 9),)
    near = [lane.gaps_between(frame, frame + 1) for frame in (0, 1, 5, 9, 10)]
    assert [len(gaps) for gaps in near] == [0, 1, 1, 1, 0]
    assert (lane.suggested, lane.semi_auto, lane.ends_at) == ({9}, {20}, 24)
    assert lane_of(track(key(2)), frame_count=COUNT).ends_at is None


def test_a_timeline_without_rows_says_why() -> None:
    book, annotation = LaneBook(COUNT), Annotation([track(key(5), key(9, outside=True))])
    assert "No tracks yet" in no_lanes_text(book)
    book.update(annotation)
    book.arrange(Arrangement(here_only=True))
    assert "on this frame" in no_lanes_text(book)
    book.show(frozenset(), annotation)
    assert not book.rows
    assert "filter" in no_lanes_text(book)
    book.show(None, annotation)
    assert "on this frame" in no_lanes_text(book)


@unhurried
@given(st.data())
def test_a_book_that_looks_turn_by_turn_comes_to_the_same(data: st.DataObject) -> None:
    first = data.draw(annotations)
    second = data.draw(successors(first))
    third = data.draw(successors(second))
    book, fresh = LaneBook(COUNT), LaneBook(COUNT)
    book.update(first)
    book.activity_of(PERSON)
    book.look_at(second, data.draw(st.sampled_from((None, first.ids_that_differ(second)))))
    shown = book.rows
    book.go_on(data.draw(st.integers(1, 3)))
    # Another edit comes before all is looked at; until then the lanes stay as they were.
    book.look_at(third, data.draw(st.sampled_from((None, second.ids_that_differ(third)))))
    while not book.go_on(2):
        assert book.rows == shown
    book.take()
    fresh.update(third)
    assert book.rows == fresh.rows
    assert book.activity.counts.tolist() == fresh.activity.counts.tolist()
    own = (one.activity_of(PERSON).counts.tolist() for one in (book, fresh))
    assert next(own) == next(own)
