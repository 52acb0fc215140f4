from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.ui.panels.label_matches import label_for_digit, match_labels, next_color
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
