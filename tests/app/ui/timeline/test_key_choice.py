from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline import key_choice
from app.ui.timeline.key_choice import Keys
from app.ui.timeline.lanes import LaneBook
from models.annotation import Annotation
from tests.support.annotations import annotations, key, single, track, unhurried

A, B = UUID(int=1), UUID(int=2)
COUNT = 60

keys = st.dictionaries(
    st.sampled_from((A, B)), st.sets(st.integers(0, 40), min_size=1).map(lambda f: tuple(sorted(f)))
)


@given(keys, st.sampled_from((A, B)), st.integers(0, 40))
def test_choosing_a_keyframe_twice_is_as_before(chosen: Keys, track_id: UUID, frame: int) -> None:
    once = key_choice.toggled(chosen, track_id, frame)
    before = key_choice.is_chosen(chosen, track_id, frame)
    assert key_choice.is_chosen(once, track_id, frame) is not before
    assert key_choice.count(once) == key_choice.count(chosen) + (-1 if before else 1)
    assert key_choice.toggled(once, track_id, frame) == chosen
    assert all(once.values())


@given(keys, keys)
def test_what_is_joined_has_what_either_has(one: Keys, other: Keys) -> None:
    both = key_choice.joined(one, other)
    for track_id in (A, B):
        assert set(both.get(track_id, ())) == {*one.get(track_id, ()), *other.get(track_id, ())}
        assert list(both.get(track_id, ())) == sorted(both.get(track_id, ()))


@given(keys, st.integers(-60, 60))
def test_within_their_room_keyframes_stay_in_the_clip(chosen: Keys, delta: int) -> None:
    least, most = key_choice.room(chosen, 50)
    assert least <= 0 <= most
    frames = [f for fs in key_choice.moved(chosen, delta).values() for f in fs]
    if frames:
        assert (min(frames) >= 0 and max(frames) <= 50) == (least <= delta <= most)


@unhurried
@given(annotations, st.integers(0, 40), st.integers(0, 40))
def test_a_band_over_all_lanes_chooses_what_stands_between_its_frames(
    annotation: Annotation, one: int, other: int
) -> None:
    first, last = min(one, other), max(one, other)
    book = LaneBook(COUNT)
    book.update(annotation)
    found = key_choice.keys_between(book.rows, first, last)
    expected: dict[UUID, tuple[int, ...]] = {}
    for of in annotation.tracks.values():
        # A single-frame box that is outside is nowhere to be seen.
        shown = [k for k in of.keyframes if of.kind.value == "track" or not k.outside]
        inside = tuple(k.frame_index for k in shown if first <= k.frame_index <= last)
        if inside:
            expected[of.id] = inside
    assert found == expected
    on_lanes = sum(len(key_choice.chosen_on(lane, found)) for lane in book.rows)
    assert on_lanes == key_choice.count(found)


def test_what_is_gone_is_chosen_no_longer() -> None:
    one, other, box = track(key(3), key(9)), track(key(5), number=2), single(7)
    chosen = {one.id: (3, 9), other.id: (5,), box.id: (7,)}
    left = one.head.with_keyframes((one.keyframes[0],))
    annotation = Annotation([left, box])
    assert key_choice.still_there(chosen, annotation, None) == {one.id: (3,), box.id: (7,)}
    assert key_choice.still_there(chosen, annotation, {other.id}) == {
        one.id: (3, 9),
        box.id: (7,),
    }
    assert key_choice.still_there(chosen, annotation, {UUID(int=9)}) is chosen
