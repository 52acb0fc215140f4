"""Tags never cover what they name, and can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.canvas.ink import DARK_INK, LIGHT_INK, contrast, legible, readable_on
from app.ui.canvas.tag_layout import TagLayout, free_place, measure_places, overlap
from app.ui.theme.tokens import Scheme, load_tokens

VIEW = (800.0, 600.0)
TAG = (70.0, 17.0)
rects = st.tuples(st.floats(-400, 900), st.floats(-400, 700), st.floats(0, 900), st.floats(0, 700))


@given(st.lists(rects, max_size=30))
def test_no_tag_covers_its_box_or_leaves_the_view(boxes: list[tuple[float, ...]]) -> None:
    layout = TagLayout(*VIEW)
    for box in boxes:
        place = layout.place(box, TAG, gap=2)
        if place is not None:
            assert not overlap(place, box)
            assert 0 <= place[0] <= VIEW[0] - TAG[0]
            assert 0 <= place[1] <= VIEW[1] - TAG[1]


def test_a_tag_stands_above_its_box() -> None:
    assert TagLayout(*VIEW).place((100, 100, 50, 80), TAG) == (100, 83, *TAG)


def test_at_the_upper_edge_the_tag_stands_below() -> None:
    assert TagLayout(*VIEW).place((100, 5, 50, 80), TAG) == (100, 85, *TAG)


def test_between_both_edges_the_tag_stands_beside() -> None:
    assert TagLayout(*VIEW).place((100, 5, 50, 590), TAG, gap=2) == (152, 5, *TAG)
    assert TagLayout(*VIEW).place((720, 5, 70, 590), TAG, gap=2) == (648, 5, *TAG)


def test_a_box_that_fills_the_view_has_no_tag() -> None:
    assert TagLayout(*VIEW).place((-10, -10, 900, 700), TAG) is None


def test_a_second_tag_makes_room_for_the_first() -> None:
    layout = TagLayout(*VIEW)
    first = layout.place((100, 100, 50, 80), TAG)
    second = layout.place((110, 100, 50, 80), TAG)
    assert not overlap(first, second)


def test_tags_keep_off_what_is_reserved_where_they_can() -> None:
    layout = TagLayout(*VIEW)
    layout.reserve((90, 40, 100, 60))
    assert layout.place((100, 100, 50, 80), TAG) == (100, 180, *TAG)
    everywhere = TagLayout(*VIEW)
    everywhere.reserve((-1e6, -1e6, 2e6, 2e6))
    assert everywhere.place((100, 100, 50, 80), TAG) == (100, 83, *TAG)


def test_a_tag_covers_another_box_only_where_it_must() -> None:
    above, box = (90.0, 30.0, 90.0, 65.0), (100.0, 100.0, 50.0, 80.0)
    assert TagLayout(*VIEW, [above, box]).place(box, TAG) == (100, 180, *TAG)
    around = (0.0, 0.0, 700.0, 500.0)
    assert TagLayout(*VIEW, [around, box]).place(box, TAG) == (100, 83, *TAG)


def test_the_size_of_a_box_is_told_below_it_and_never_for_one_out_of_view() -> None:
    chip = (50.0, 18.0)
    assert measure_places((100, 100, 80, 60), chip, VIEW)[0] == (130, 166, *chip)
    assert measure_places((100, 500, 80, 90), chip, VIEW)[0] == (130, 476, *chip)
    for away in ((-200, 100, 80, 60), (100, 700, 80, 60), (900, 100, 80, 60)):
        assert measure_places(away, chip, VIEW) == []


def test_the_size_of_a_box_keeps_off_the_names_of_boxes() -> None:
    places = measure_places((100, 100, 80, 60), (50.0, 18.0), VIEW)
    assert free_place(places, ()) == places[0]
    name_below = (110.0, 162.0, *TAG)
    free = free_place(places, [name_below])
    assert free in places
    assert not overlap(free, name_below)
    assert free_place(places, [(0.0, 0.0, *VIEW)]) is None


@given(rects)
def test_the_size_of_a_box_stays_in_the_view(box: tuple[float, ...]) -> None:
    for x, y, width, height in measure_places(box, (50.0, 18.0), VIEW):
        assert 0 <= x <= VIEW[0] - width
        assert 0 <= y <= VIEW[1] - height


def test_a_tag_in_a_tiny_view_is_left_out() -> None:
    assert TagLayout(50, 50).place((10, 30, 5, 5), TAG) is None


@pytest.mark.parametrize("color", load_tokens(Scheme.DARK).labels)
def test_every_label_colour_carries_readable_text(color: str) -> None:
    assert contrast(color, readable_on(color)) >= 4.5
    assert contrast(legible(color, DARK_INK), DARK_INK) >= 4.5


@given(st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06X}"))
def test_the_better_ink_is_chosen_on_any_colour(color: str) -> None:
    chosen = readable_on(color)
    assert contrast(color, chosen) == max(contrast(color, DARK_INK), contrast(color, LIGHT_INK))
    assert contrast(color, chosen) >= 4.3


def test_black_on_white_is_the_largest_contrast() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
