"""The scene shows the boxes of one frame, in an order that keeps the important ones on top."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.ui.canvas.hit_testing import Part
from app.ui.canvas.outcomes import Refusal
from app.ui.canvas.scene import Scene
from app.ui.canvas.shape_style import DASHES_PX, DOTS_PX, stroke_of
from app.ui.canvas.stage import Stage
from app.ui.canvas.trail import REACH_FRAMES, trail
from app.ui.canvas.view_transform import Screen
from models.annotation import Annotation, Box, Detection, Label, Source
from tests.support.annotations import CAR, PERSON, key, single, track

LABELS = {PERSON: Label(PERSON, "person", "#56B4E9"), CAR: Label(CAR, "car", "#E69F00")}


def scene(*tracks: object, frame: int = 0) -> Scene:
    made = Scene()
    made.set_labels(LABELS)
    made.set_annotation(Annotation(tracks))
    made.set_frame(frame)
    return made


@pytest.mark.promise
def test_only_boxes_of_the_frame_shown_are_there() -> None:
    there = track(key(10), key(20), number=1)
    later = track(key(30), number=2)
    single_frame = single(15, number=3)
    made = scene(there, later, single_frame, frame=15)
    assert {item.track_id for item in made.items} == {there.id, single_frame.id}
    assert all(item.shape.frame_index == 15 for item in made.items)
    made.set_frame(31)
    assert {item.track_id for item in made.items} == {there.id, later.id}
    made.set_frame(None)
    assert made.items == ()


def test_suggestions_lie_below_and_the_selection_on_top() -> None:
    selected = track(key(0), number=1)
    plain = track(key(0), number=2)
    suggested = track(key(0, source=Source.SUGGESTED), number=3)
    made = scene(selected, plain, suggested)
    made.select((selected.id,))
    assert [item.track.number for item in made.items] == [3, 2, 1]


def test_hidden_tracks_are_not_there() -> None:
    made = scene(replace(track(key(0)), hidden=True))
    assert made.items == ()


def test_what_a_filter_leaves_out_is_neither_seen_nor_hit_nor_gone_to() -> None:
    kept, left_out = track(key(0), number=1), track(key(0), number=2)
    stage = Stage()
    stage.screen = Screen(640, 480)
    stage.set_frame_size((640, 480))
    stage.scene.set_annotation(Annotation((kept, left_out)))
    stage.scene.set_frame(0)
    stage.scene.select((left_out.id,))
    stage.scene.set_shown(frozenset({kept.id}))
    assert [item.track_id for item in stage.scene.items] == [kept.id]
    # Its handles and its trail would be those of the selected boxes.
    assert stage.scene.selected_items() == ()
    middle = stage.view.to_view(*kept.keyframes[0].box.center)
    stage.look_at(middle)
    assert stage.hovered == kept.id
    assert stage.next_overlapping(backwards=False) == kept.id
    assert stage.nudged(1, 0) is Refusal.NOT_SHOWN
    stage.scene.set_shown(frozenset())
    stage.look_at(middle)
    assert stage.hovered is None
    stage.scene.set_shown(None)
    assert len(stage.scene.items) == 2


def test_tags_name_label_and_number_and_say_how_sure_a_model_is() -> None:
    sure = Detection("m", 0.876, box=Box(0, 0, 1, 1))
    made = scene(
        track(key(0), number=14),
        track(key(0, source=Source.SUGGESTED, detection=sure), number=15),
        track(key(0, source=Source.SUGGESTED), number=16),
        track(key(0), number=17, label_id=UUID(int=99)),
    )
    tags = {item.track.number: item.tag for item in made.items}
    assert tags == {14: "person 14", 15: "person 15 · 88%", 16: "person 16 ?", 17: "object 17"}


def test_a_track_that_is_gone_is_no_longer_selected() -> None:
    one, other = track(key(0)), track(key(0), number=2)
    made = scene(one, other)
    assert made.select((one.id, other.id, one.id, UUID(int=5)))
    assert made.selection == (one.id, other.id)
    assert not made.select((one.id, other.id))
    made.set_annotation(Annotation((other,)))
    assert made.selection == (other.id,)


def test_styles_tell_the_kinds_of_box_apart() -> None:
    made = scene(
        track(key(0), key(10), number=1),
        track(key(5), number=2),
        track(key(5, occluded=True), number=3),
        track(key(5, source=Source.SUGGESTED), number=4),
        frame=5,
    )
    strokes = {
        item.track.number: stroke_of(item, selected=False, hovered=False, dragged=False)
        for item in made.items
    }
    assert strokes[1].width < strokes[2].width
    assert strokes[1].opacity < strokes[2].opacity
    assert strokes[2].dashes == ()
    assert strokes[3].dashes == DASHES_PX
    assert strokes[4].dashes == DOTS_PX
    item = made.items[0]
    assert stroke_of(item, selected=True, hovered=False, dragged=False).fill > 0
    assert stroke_of(item, selected=True, hovered=True, dragged=True).fill == 0


def test_a_trail_runs_through_the_keyframes_near_the_frame() -> None:
    one = track(*(key(frame, Box(frame, 0, 10, 20)) for frame in (0, 50, 160, 400)))
    (run,) = trail(one, 120)
    assert [(point.frame_index, point.is_keyframe) for point in run] == [
        (20, False),
        (50, True),
        (120, False),
        (160, True),
        (220, False),
    ]
    assert (run[1].x, run[1].y) == (55, 20)
    assert run[-1].frame_index == 120 + REACH_FRAMES


def test_a_trail_breaks_off_where_the_track_is_outside() -> None:
    one = track(key(0), key(10, outside=True), key(20), key(30))
    first, second = trail(one, 15)
    assert [point.frame_index for point in first] == [0, 10]
    assert [point.frame_index for point in second] == [20, 30]


def test_a_box_that_goes_nowhere_has_no_trail() -> None:
    assert trail(single(5), 5) == ()
    assert trail(track(), 5) == ()
    assert trail(track(key(5)), 5) == ()


def stage(*tracks: object, frame: int = 0) -> Stage:
    made = Stage()
    made.set_screen(Screen(1000, 700))
    made.set_frame_size((640.0, 480.0))
    made.scene.set_labels(LABELS)
    made.scene.set_annotation(Annotation(tracks))
    made.scene.set_frame(frame)
    return made


def test_a_press_on_the_body_of_one_of_several_selected_takes_those_that_are_free() -> None:
    a = track(key(0, Box(0, 0, 100, 100)), number=1)
    b = track(key(0, Box(300, 0, 100, 100)), number=2)
    locked = track(key(0, Box(300, 300, 100, 100)), number=3, locked=True)
    made = stage(a, b, locked)
    made.scene.select((a.id, b.id, locked.id))
    grabbed = made.grab_at(made.view.to_view(50, 50))
    assert grabbed.target.part is Part.BODY
    assert set(grabbed.boxes) == {a.id, b.id}
    on_locked = made.grab_at(made.view.to_view(350, 350))
    assert on_locked.refusal is Refusal.LOCKED
    made.editable = False
    assert made.grab_at(made.view.to_view(50, 50)).refusal is Refusal.READ_ONLY


def test_nudges_move_together_and_stop_at_the_frame() -> None:
    a = track(key(0, Box(1, 10, 10, 10)), number=1)
    b = track(key(0, Box(50, 10, 10, 10)), number=2)
    made = stage(a, b)
    assert made.nudged(1, 0) is Refusal.NOT_SHOWN
    made.scene.select((a.id, b.id))
    assert made.nudged(-10, 0) == {a.id: Box(0, 10, 10, 10), b.id: Box(49, 10, 10, 10)}
    made.editable = False
    assert made.nudged(1, 0) is Refusal.READ_ONLY


def test_a_nudge_at_the_frames_edge_changes_nothing() -> None:
    a = track(key(0, Box(0, 10, 10, 10)))
    made = stage(a)
    made.scene.select((a.id,))
    assert made.nudged(-1, 0) == {}
    locked = stage(replace(a, locked=True))
    locked.scene.select((a.id,))
    assert locked.nudged(1, 0) is Refusal.LOCKED


def test_tab_goes_through_the_boxes_under_the_pointer_and_keeps_its_choice_in_front() -> None:
    big = track(key(0, Box(100, 100, 300, 300)), number=1)
    small = track(key(0, Box(150, 150, 50, 50)), number=2)
    made = stage(big, small)
    at = made.view.to_view(175, 175)
    made.look_at(at)
    assert made.hovered == small.id
    made.scene.select((small.id,))
    assert made.next_overlapping(backwards=False) == big.id
    made.scene.select((big.id,))
    made.look_at(at)
    assert made.hovered == big.id
    assert made.next_overlapping(backwards=False) == small.id
    made.look_at(made.view.to_view(500, 50))
    made.look_at(at)
    assert made.hovered == small.id


def test_tab_beside_all_boxes_goes_through_the_frame_from_left_to_right_and_out() -> None:
    left = track(key(0, Box(10, 300, 50, 50)), number=1)
    big = track(key(0, Box(100, 100, 300, 300)), number=2)
    right = track(key(0, Box(500, 10, 20, 20)), number=3)
    made = stage(right, big, left)
    made.look_at(made.view.to_view(620, 470))
    gone_to = []
    while (chosen := made.next_overlapping(backwards=False)) is not None:
        gone_to.append(chosen)
        made.scene.select((chosen,))
    assert gone_to == [left.id, big.id, right.id]
    made.scene.select(())
    assert made.next_overlapping(backwards=True) == right.id


def test_tab_from_a_lone_box_under_the_pointer_goes_on_to_the_others() -> None:
    left = track(key(0, Box(10, 10, 50, 50)), number=1)
    right = track(key(0, Box(500, 10, 50, 50)), number=2)
    made = stage(left, right)
    made.look_at(made.view.to_view(30, 30))
    assert made.next_overlapping(backwards=False) == left.id
    made.scene.select((left.id,))
    assert made.next_overlapping(backwards=False) == right.id
    made.scene.select((right.id,))
    assert made.next_overlapping(backwards=False) is None


def test_a_pinned_box_is_selected_and_not_moved() -> None:
    pinned = replace(track(key(0, Box(0, 0, 100, 100)), number=1), pinned=True)
    free = track(key(0, Box(300, 0, 100, 100)), number=2)
    made = stage(pinned, free)
    made.scene.select((pinned.id,))
    assert made.grab_at(made.view.to_view(50, 50)).refusal is Refusal.PINNED
    # It has no handles either.
    assert made.grab_at(made.view.to_view(99, 99)).target.part is Part.BODY
    assert made.nudged(1, 0) is Refusal.PINNED
    made.scene.select((pinned.id, free.id))
    assert set(made.grab_at(made.view.to_view(350, 50)).boxes) == {free.id}
    assert set(made.nudged(1, 0)) == {free.id}


def test_a_band_takes_the_boxes_whose_middle_is_in_it() -> None:
    inside = track(key(0, Box(100, 100, 40, 40)), number=1)
    half = track(key(0, Box(190, 100, 40, 40)), number=2)
    big = track(key(0, Box(0, 0, 640, 480)), number=3)
    made = stage(inside, half, big)
    assert set(made.within(Box(90, 90, 100, 100))) == {inside.id}
    assert set(made.within(Box(90, 90, 130, 100))) == {inside.id, half.id}


def test_a_keyframe_of_the_trail_leads_to_its_frame_where_no_handle_is_in_the_way() -> None:
    one = track(key(0, Box(0, 0, 40, 40)), key(50, Box(400, 300, 40, 40)))
    made = stage(one)
    foot = made.view.to_view(420, 340)
    made.look_at(foot)
    assert made.leads is None
    made.scene.select((one.id,))
    made.look_at(foot)
    assert made.leads == 50
    made.look_at((foot[0] + 9, foot[1]))
    assert made.leads is None
    made.look_at(made.view.to_view(20, 40))
    assert made.leads is None
