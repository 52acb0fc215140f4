"""The hand: from presses and moves to what they mean."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ui.canvas.drag_geometry import Constraint
from app.ui.canvas.hit_testing import HitTarget, Part
from app.ui.canvas.interaction import Doing, Interaction
from app.ui.canvas.outcomes import (
    Banded,
    Changed,
    DragStarted,
    Drawn,
    Grab,
    Led,
    Panned,
    Picked,
    Pointer,
    Refusal,
    Refused,
)
from app.ui.canvas.tools import DrawStyle, Tool
from models.annotation import Box, Kind

ONE, TWO = UUID(int=1), UUID(int=2)
BOX = Box(100, 100, 50, 80)


def at(x: float, y: float, *, extend: bool = False, **how: bool) -> Pointer:
    return Pointer((x, y), (x, y), how=Constraint(**how), extend=extend)


def grab(part: Part = Part.BODY, **fields: object) -> Grab:
    return Grab(HitTarget(ONE, part), fields.pop("boxes", {ONE: BOX}), **fields)


@pytest.fixture
def hand() -> Interaction:
    hand = Interaction()
    hand.frame = (640.0, 480.0)
    return hand


def test_press_and_drag_draws(hand: Interaction) -> None:
    hand.take_up(Tool.TRACK)
    assert hand.press(at(10, 20), None) == [DragStarted()]
    assert hand.move(at(60, 100)) == []
    assert hand.new_box == Box(10, 20, 50, 80)
    assert hand.release(at(60, 100)) == [Drawn(Box(10, 20, 50, 80), Kind.TRACK)]
    assert hand.tool is Tool.SELECT


def test_click_and_click_draws(hand: Interaction) -> None:
    hand.take_up(Tool.BOX)
    hand.press(at(10, 20), None)
    assert hand.release(at(11, 21)) == []
    hand.move(at(60, 100))
    assert hand.new_box == Box(10, 20, 50, 80)
    assert hand.press(at(60, 100), None) == [Drawn(Box(10, 20, 50, 80), Kind.BOX)]
    assert hand.release(at(60, 100)) == []
    assert hand.doing is Doing.IDLE


def test_what_is_drawn_is_rounded_to_a_hundredth(hand: Interaction) -> None:
    hand.take_up(Tool.TRACK)
    hand.press(at(1 / 3, 1 / 3), None)
    (drawn,) = hand.release(at(20.12345, 30.98765))
    assert drawn.box == drawn.box.rounded()


def test_a_box_below_two_pixels_is_refused_and_can_be_drawn_again(hand: Interaction) -> None:
    hand.take_up(Tool.TRACK)
    hand.press(at(10, 20), None)
    assert hand.release(at(60, 21)) == [Refused(Refusal.TOO_SMALL)]
    assert hand.doing is Doing.AIMING
    assert hand.tool is Tool.TRACK


def test_cancel_drops_the_draft_first_and_then_the_tool(hand: Interaction) -> None:
    hand.take_up(Tool.TRACK)
    hand.press(at(10, 20), None)
    hand.move(at(50, 50))
    assert hand.cancel()
    assert (hand.doing, hand.new_box) == (Doing.AIMING, None)
    assert hand.cancel()
    assert hand.tool is Tool.SELECT
    assert not hand.cancel()


def test_a_click_selects_on_press_and_moves_nothing(hand: Interaction) -> None:
    assert hand.press(at(120, 120), grab()) == [Picked(ONE)]
    assert hand.move(at(122, 121)) == []
    assert hand.release(at(122, 121)) == [Picked(ONE)]
    assert hand.doing is Doing.IDLE


def test_a_click_beside_all_deselects_on_release(hand: Interaction) -> None:
    assert hand.press(at(5, 5), None) == []
    assert hand.release(at(5, 5)) == [Picked(None)]


def test_an_extending_click_changes_the_selection_and_drags_nothing(hand: Interaction) -> None:
    assert hand.press(at(120, 120, extend=True), grab()) == [Picked(ONE, extend=True)]
    assert hand.move(at(200, 200)) == []
    assert hand.release(at(200, 200)) == []


def test_a_body_moves_after_three_pixels(hand: Interaction) -> None:
    hand.press(at(120, 120), grab(was_selected=True))
    assert hand.move(at(123, 120)) == []
    assert hand.move(at(130, 125)) == [DragStarted()]
    assert hand.drafts == {ONE: BOX.moved(10, 5)}
    assert hand.release(at(140, 125)) == [Changed({ONE: BOX.moved(20, 5)})]
    assert hand.drafts == {}


def test_boxes_that_move_together_keep_their_places_at_the_edge(hand: Interaction) -> None:
    boxes = {ONE: Box(0, 0, 10, 10), TWO: Box(50, 0, 10, 10)}
    hand.press(at(5, 5), grab(boxes=boxes, was_selected=True))
    hand.move(at(-95, 30))
    assert hand.drafts == {ONE: Box(0, 25, 10, 10), TWO: Box(50, 25, 10, 10)}


def test_a_click_on_one_of_several_selects_that_one_alone(hand: Interaction) -> None:
    boxes = {ONE: BOX, TWO: BOX}
    assert hand.press(at(120, 120), grab(boxes=boxes, was_selected=True)) == []
    assert hand.release(at(120, 120)) == [Picked(ONE)]


def test_a_handle_resizes(hand: Interaction) -> None:
    hand.press(at(150, 180), grab(Part.BOTTOM_RIGHT, was_selected=True))
    hand.move(at(170, 200))
    assert hand.doing is Doing.RESIZING
    assert hand.release(at(170, 200)) == [Changed({ONE: Box(100, 100, 70, 100)})]


def test_where_the_handle_was_grabbed_does_not_shift_the_edge(hand: Interaction) -> None:
    hand.press(at(154, 140), grab(Part.RIGHT, was_selected=True))
    hand.move(at(164, 140))
    assert hand.drafts[ONE] == Box(100, 100, 60, 80)


def test_resizing_below_two_pixels_leaves_the_box_as_it_was(hand: Interaction) -> None:
    hand.press(at(150, 140), grab(Part.RIGHT, was_selected=True))
    hand.move(at(101, 140))
    assert hand.release(at(101, 140)) == [Refused(Refusal.TOO_SMALL)]


def test_a_drag_that_comes_back_changes_nothing(hand: Interaction) -> None:
    hand.press(at(120, 120), grab(was_selected=True))
    hand.move(at(200, 200))
    assert hand.release(at(120, 120)) == []


@pytest.mark.parametrize("refusal", [Refusal.LOCKED, Refusal.READ_ONLY])
def test_what_may_not_be_moved_says_so_once(hand: Interaction, refusal: Refusal) -> None:
    hand.press(at(120, 120), grab(refusal=refusal))
    assert hand.move(at(140, 140)) == [Refused(refusal)]
    assert hand.move(at(150, 150)) == []
    assert hand.release(at(150, 150)) == []


def test_dragging_beside_all_boxes_pans_and_keeps_the_selection(hand: Interaction) -> None:
    hand.press(at(5, 5), None)
    assert hand.move(at(25, 15)) == [Panned(20, 10)]
    assert hand.move(at(26, 15)) == [Panned(1, 0)]
    assert hand.release(at(26, 15)) == []


def test_panning_while_drawing_leaves_the_draft_alone(hand: Interaction) -> None:
    hand.take_up(Tool.TRACK)
    hand.press(at(10, 20), None)
    hand.release(at(10, 20))
    hand.move(at(60, 100))
    hand.begin_pan((60, 100))
    assert hand.pan_to((70, 90)) == [Panned(10, -10)]
    hand.end_pan()
    assert hand.new_box == Box(10, 20, 50, 80)
    assert hand.pan_to((80, 90)) == []


def test_four_extreme_points_draw_the_box_that_touches_them(hand: Interaction) -> None:
    hand.set_style(DrawStyle.EXTREMES)
    hand.take_up(Tool.TRACK)
    assert hand.press(at(60, 10), None) == [DragStarted()]
    # A trembling hand does not end it, as it would from corner to corner.
    assert hand.release(at(70, 20)) == []
    assert hand.press(at(20, 50), None) == []
    assert hand.press(at(100, 40), None) == []
    hand.move(at(50, 90))
    assert hand.new_box == Box(20, 10, 80, 80)
    assert len(hand.points) == 3
    assert hand.press(at(55, 95), None) == [Drawn(Box(20, 10, 80, 85), Kind.TRACK)]
    assert hand.points == ()
    assert hand.tool is Tool.SELECT


def test_extreme_points_on_a_line_are_refused_and_escape_drops_them_all(hand: Interaction) -> None:
    hand.set_style(DrawStyle.EXTREMES)
    hand.take_up(Tool.BOX)
    for x in (10, 20, 30):
        hand.press(at(x, 50), None)
    assert hand.press(at(40, 50.5), None) == [Refused(Refusal.TOO_SMALL)]
    hand.press(at(10, 50), None)
    assert hand.cancel()
    assert (hand.doing, hand.points) == (Doing.AIMING, ())


def test_another_way_of_drawing_drops_the_draft_of_the_last(hand: Interaction) -> None:
    hand.take_up(Tool.TRACK)
    hand.press(at(10, 10), None)
    hand.set_style(DrawStyle.EXTREMES)
    assert (hand.doing, hand.new_box) == (Doing.AIMING, None)


def test_shift_and_drag_beside_all_boxes_goes_round_some(hand: Interaction) -> None:
    assert hand.press(at(5, 5, extend=True), None) == []
    assert hand.move(at(25, 35)) == []
    assert hand.band == Box(5, 5, 20, 30)
    assert hand.release(at(45, 35)) == [Banded(Box(5, 5, 40, 30))]
    assert hand.band is None
    hand.press(at(5, 5, extend=True), None)
    hand.move(at(25, 35))
    assert hand.cancel()
    assert hand.release(at(25, 35)) == []


def test_shift_and_click_beside_all_keeps_what_is_selected(hand: Interaction) -> None:
    hand.press(at(5, 5, extend=True), None)
    assert hand.release(at(5, 5)) == []


def test_a_click_on_a_trails_keyframe_leads_there_and_a_drag_from_it_moves(
    hand: Interaction,
) -> None:
    there = Pointer((120, 120), (120, 120), leads_to=50)
    assert hand.press(there, grab(was_selected=True)) == []
    assert hand.release(at(121, 120)) == [Led(50)]
    hand.press(there, grab(was_selected=True))
    assert hand.move(at(140, 120)) == [DragStarted()]
    assert hand.release(at(140, 120)) == [Changed({ONE: BOX.moved(20, 0)})]


def test_another_frame_ends_a_move_but_not_a_drawing(hand: Interaction) -> None:
    hand.press(at(120, 120), grab(was_selected=True))
    hand.move(at(140, 140))
    hand.frame_changed()
    assert hand.drafts == {}
    assert hand.release(at(140, 140)) == []
    hand.take_up(Tool.TRACK)
    hand.press(at(10, 10), None)
    hand.frame_changed()
    assert hand.doing is Doing.DRAWING


places = st.builds(at, st.integers(-50, 700), st.integers(-50, 500))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("press"), places, st.sampled_from([None, *Part])),
        st.tuples(st.just("move"), places),
        st.tuples(st.just("release"), places),
        st.tuples(st.just("cancel")),
        st.tuples(st.just("frame_changed")),
        st.tuples(st.just("take_up"), st.sampled_from(Tool)),
    ),
    max_size=25,
)


@settings(deadline=None)
@given(steps)
def test_no_order_of_events_makes_a_bad_box_or_a_stuck_hand(todo: list[tuple]) -> None:
    hand = Interaction()
    hand.frame = (640.0, 480.0)
    for name, *arguments in todo:
        if name == "press":
            place, part = arguments
            outcomes = hand.press(place, None if part is None else grab(part))
        elif name in ("move", "release"):
            outcomes = getattr(hand, name)(*arguments)
        else:
            getattr(hand, name)(*arguments)
            outcomes = []
        for outcome in outcomes:
            made = [outcome.box] if isinstance(outcome, Drawn) else []
            if isinstance(outcome, Changed):
                made = list(outcome.boxes.values())
            for box in made:
                assert box.w >= 2
                assert box.h >= 2
                assert box == box.rounded()
                assert box.clipped(640.01, 480.01).area >= box.area - 10
    hand.cancel()
    hand.cancel()
    assert hand.doing is Doing.IDLE
    assert hand.drafts == {}
