"""Edits apply, invert, merge and store exactly, or refuse."""

import contextlib
import json
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotation import (
    Annotation,
    Box,
    Edit,
    EditFormatError,
    KeyframeChange,
    Kind,
    StaleEditError,
    TrackChange,
)
from tests.support.annotations import annotations, key, single, successors, track, unhurried


@st.composite
def steps(draw: st.DrawFn) -> tuple[Annotation, Annotation, Edit]:
    before = draw(annotations)
    after = draw(successors(before))
    merge_key = draw(st.none() | st.text(max_size=3))
    edit = Edit.between(draw(st.text()), before, after, frame_index=3, merge_key=merge_key)
    return before, after, edit


@unhurried
@given(steps())
def test_an_edit_between_two_annotations_leads_from_one_to_the_other(
    step: tuple[Annotation, Annotation, Edit],
) -> None:
    before, after, edit = step
    assert edit.applied_to(before) == after
    assert edit.touched == before.ids_that_differ(after)


@unhurried
@given(steps())
def test_an_edit_and_its_inverse_are_the_identity(
    step: tuple[Annotation, Annotation, Edit],
) -> None:
    before, after, edit = step
    undo = edit.inverse()
    assert undo.applied_to(edit.applied_to(before)) == before
    assert undo.inverse().applied_to(before) == after
    assert undo.id != edit.id


@unhurried
@given(steps())
def test_an_edit_survives_json_exactly(step: tuple[Annotation, Annotation, Edit]) -> None:
    edit = step[2]
    text = json.dumps(edit.to_json())
    again = Edit.from_json(json.loads(text))
    assert again == edit
    assert json.dumps(again.to_json()) == text


@unhurried
@given(st.data())
def test_two_merged_edits_do_what_both_do(data: st.DataObject) -> None:
    a = data.draw(annotations)
    b = data.draw(successors(a))
    c = data.draw(successors(b))
    first = Edit.between("x", a, b, frame_index=1, merge_key="k")
    second = Edit.between("x", b, c, frame_index=1, merge_key="k")
    merged = first.merged_with(second)
    assert merged is not None
    assert merged.applied_to(a) == c
    assert merged.inverse().applied_to(c) == a
    assert merged.id not in (first.id, second.id)


def test_edits_of_different_gestures_are_not_merged() -> None:
    a = Annotation()
    one = Edit.between("x", a, Annotation((single(1),)), frame_index=1, merge_key="k")
    assert one.merged_with(replace(one, merge_key="other")) is None
    assert replace(one, merge_key=None).merged_with(replace(one, merge_key=None)) is None
    assert one.merged_with(replace(one, frame_index=2)) is None


def test_edits_that_do_not_follow_each_other_are_not_merged() -> None:
    edit = Edit.between("x", Annotation(), Annotation((single(1),)), frame_index=1, merge_key="k")
    assert edit.merged_with(edit) is None


def test_an_edit_applied_twice_is_stale() -> None:
    old = track(key(1), key(5))
    before = Annotation((old,))
    after = before.with_tracks({old.id: old.head.with_keyframes((*old.keyframes, key(9)))})
    edit = Edit.between("x", before, after, frame_index=9)
    with pytest.raises(StaleEditError) as raised:
        edit.applied_to(edit.applied_to(before))
    assert raised.value.track_id == old.id


@pytest.mark.parametrize("what", ["head", "keyframe", "removed", "frame taken", "id taken", "gone"])
def test_an_edit_made_for_another_state_is_refused_and_changes_nothing(what: str) -> None:
    first, second = key(1), key(5)
    old = track(first, second)
    before = Annotation((old,))
    added = key(9)
    moved = replace(second, box=Box(1, 1, 1, 1))
    edit = Edit.between(
        "x",
        before,
        before.with_tracks({old.id: old.head.with_keyframes((first, moved, added))}),
        frame_index=1,
    )
    head = old.head
    meanwhile = {
        "head": replace(head, locked=True).with_keyframes((first, second)),
        "keyframe": head.with_keyframes((first, replace(second, occluded=True))),
        "removed": head.with_keyframes((first,)),
        "frame taken": head.with_keyframes((first, second, key(9))),
        "id taken": head.with_keyframes((first, second, replace(added, frame_index=20))),
        "gone": None,
    }[what]
    now = before.with_tracks({old.id: meanwhile})
    with pytest.raises(StaleEditError):
        edit.applied_to(now)
    assert now.tracks.get(old.id) == meanwhile


def test_deleting_a_track_that_grew_meanwhile_is_stale() -> None:
    old = track(key(1))
    before = Annotation((old,))
    edit = Edit.between("x", before, Annotation(), frame_index=1)
    grown = before.with_tracks({old.id: old.head.with_keyframes((*old.keyframes, key(7)))})
    with pytest.raises(StaleEditError):
        edit.applied_to(grown)


def test_a_second_keyframe_in_a_single_frame_box_is_stale() -> None:
    box = single(4)
    change = TrackChange(
        box.id, box.head, after=box.head, keyframes=(KeyframeChange(None, key(9)),)
    )
    with pytest.raises(StaleEditError):
        Edit.of("x", (change,), frame_index=1).applied_to(Annotation((box,)))


def test_an_edit_leaves_the_view_of_a_track_alone() -> None:
    old = replace(track(key(1)), hidden=True)
    before = Annotation((old,))
    relabelled = Annotation((replace(old, number=8),))
    edit = Edit.between("x", before, relabelled, frame_index=1)
    assert edit.applied_to(before).track(old.id).hidden


def test_a_redo_is_a_new_edit_with_the_same_changes() -> None:
    edit = Edit.between("x", Annotation(), Annotation((single(1),)), frame_index=1)
    again = edit.renewed()
    assert again.changes == edit.changes
    assert again.id != edit.id


def test_changes_without_effect_are_left_out_of_an_edit() -> None:
    box = single(4)
    idle = TrackChange(box.id, box.head, after=box.head)
    assert Edit.of("x", (idle,), frame_index=1).changes == ()


def test_malformed_changes_cannot_be_made() -> None:
    box = single(4)
    with pytest.raises(ValueError):
        KeyframeChange(None, None)
    with pytest.raises(ValueError):
        KeyframeChange(key(1), key(1))
    with pytest.raises(ValueError):
        TrackChange(box.id, None, after=None)
    with pytest.raises(ValueError):
        TrackChange(uuid4(), box.head, after=None)
    with pytest.raises(ValueError):
        TrackChange.between(None, None)
    twice = KeyframeChange(box.keyframes[0], None)
    with pytest.raises(ValueError):
        TrackChange(box.id, box.head, after=None, keyframes=(twice, twice))
    change = TrackChange.between(box, None)
    with pytest.raises(ValueError):
        Edit.of("x", (change, change), frame_index=1)


def test_the_stored_form_is_the_documented_one() -> None:
    box = single(4, Box(1.25, 2, 3, 4))
    form = Edit.between("Draw box", Annotation(), Annotation((box,)), frame_index=4).to_json()
    assert form["v"] == 1
    (change,) = form["changes"]
    assert change["before"] is None
    assert change["after"]["kind"] == Kind.BOX.value
    ((before, after),) = change["keyframes"]
    assert before is None
    assert after == {
        "id": box.keyframes[0].id.hex,
        "frame": 4,
        "pts": 2048,
        "box": [1.25, 2, 3, 4],
        "source": "manual",
        "status": "pending",
    }


@unhurried
@given(steps(), st.data())
def test_a_damaged_stored_edit_is_refused_with_its_own_error(
    step: tuple[Annotation, Annotation, Edit], data: st.DataObject
) -> None:
    form = json.loads(json.dumps(step[2].to_json()))
    places: list[tuple[object, object]] = []

    def walk(value: object) -> None:
        children = value.items() if isinstance(value, dict) else enumerate(value)
        for name, child in children:
            places.append((value, name))
            if isinstance(child, dict | list):
                walk(child)

    walk(form)
    holder, name = data.draw(st.sampled_from(places))
    holder[name] = data.draw(st.sampled_from([object(), {}, "?", -1.5, [None]]))
    with contextlib.suppress(EditFormatError):
        Edit.from_json(form)


@pytest.mark.parametrize("untrusted", [None, [], {}, {"v": 2}, {"v": 1, "id": "x"}])
def test_what_is_no_edit_is_refused(untrusted: object) -> None:
    with pytest.raises(EditFormatError):
        Edit.from_json(untrusted)


def test_who_signs_an_edit_has_set_what_it_sets_and_nothing_else() -> None:
    me, them = uuid4(), uuid4()
    kept, moved = key(1, author=them, at_us=5), key(9, author=them, at_us=5)
    one, other = track(kept, moved), track(key(3, author=them, at_us=5), number=2)
    before = Annotation((one, other))
    wider = replace(kept, box=Box(0, 0, 99, 40))
    after = Annotation(
        (
            replace(one, keyframes=(wider,)),
            replace(other, keyframes=(*other.keyframes, moved)),
        )
    )
    signed = Edit.between("x", before, after, frame_index=1).signed(me, at_us=7)
    result = signed.applied_to(before)
    assert result.track(one.id).keyframes == (replace(wider, author=me, at_us=7),)
    assert result.track(other.id).keyframes == (*other.keyframes, moved)
    assert signed.inverse().applied_to(result) == before
