from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.panels.color_distance import color_distance
from app.ui.panels.label_matches import label_for_digit, match_labels, next_color
from app.ui.theme.tokens import Scheme, load_tokens
from models.annotation import Label

NAMES = ("person", "car", "bicycle", "cart", "scooter")
LABELS = tuple(
    Label(UUID(int=n + 1), name, "#000000", digit=n + 1, position=n) for n, name in enumerate(NAMES)
)


def names(typed: str) -> list[str]:
    return [label.name for label in match_labels(LABELS, typed).labels]


def test_nothing_typed_offers_all_in_their_order_and_no_new_one() -> None:
    assert names("  ") == list(NAMES)
    assert match_labels(LABELS, "").new_name is None


def test_names_that_start_with_what_was_typed_come_first() -> None:
    assert names("C") == ["car", "cart", "bicycle", "scooter"]
    assert names("oo") == ["scooter"]


def test_a_name_that_no_label_has_is_offered_as_new() -> None:
    assert match_labels(LABELS, " Ca ").new_name == "Ca"
    assert match_labels(LABELS, "CAR").new_name is None


def test_a_digit_finds_its_label() -> None:
    assert label_for_digit(LABELS, 2) is LABELS[1]
    assert label_for_digit(LABELS, 9) is None


@given(st.lists(st.sampled_from(["#AA0000", "#00BB00", "#0000CC"])))
def test_a_new_label_gets_the_color_that_is_used_least(used: list[str]) -> None:
    palette = ("#aa0000", "#00bb00", "#0000cc")
    labels = [Label(UUID(int=n), "x", color) for n, color in enumerate(used)]
    counts = {color: used.count(color.upper()) for color in palette}
    assert counts[next_color(palette, labels)] == min(counts.values())


def test_a_new_label_gets_the_color_farthest_from_those_in_use() -> None:
    palette = ("#0072B2", "#0077BB", "#F0E442")
    assert next_color(palette, [Label(UUID(int=1), "x", "#0072b2")]) == "#F0E442"
    # A color that a person picked counts as well, though it is none of the palette.
    assert next_color(palette, [Label(UUID(int=1), "x", "#FFEE00")]) in palette[:2]


def test_fourteen_labels_have_fourteen_colors_that_eyes_can_part() -> None:
    palette = load_tokens(Scheme.DARK).labels
    labels: list[Label] = []
    for n in range(14):
        labels.append(Label(UUID(int=n), "x", next_color(palette, labels)))
    pairs = combinations((label.color for label in labels), 2)
    assert min(color_distance(one, other) for one, other in pairs) > 0.07


def test_the_distance_of_colors_is_that_of_the_eyes_that_part_them_worst() -> None:
    assert color_distance("#000000", "#FFFFFF") == pytest.approx(1, abs=0.01)
    assert color_distance("#3366cc", "#3366CC") == 0
    # Red and green of one brightness: far apart, but not without red cones or green ones.
    assert color_distance("#C04040", "#6E7A20") < color_distance("#C04040", "#4060F0") / 2
