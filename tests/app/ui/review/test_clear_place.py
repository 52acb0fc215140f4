"""A card stands where it covers least of what it is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize

from app.ui.review.clear_place import clear_place

ROOM = QRect(10, 50, 700, 400)
CARD = QSize(300, 280)


def rects(wide: int, high: int) -> st.SearchStrategy[QRect]:
    return st.builds(
        QRect,
        st.integers(-100, 800),
        st.integers(-100, 600),
        st.integers(1, wide),
        st.integers(1, high),
    )


@pytest.mark.parametrize(
    ("about", "at"),
    [
        pytest.param((), QPoint(210, 170), id="nothing-the-foot"),
        pytest.param((QRect(-50, -50, 20, 20),), QPoint(210, 170), id="out-of-sight-the-foot"),
        pytest.param((QRect(100, 200, 80, 80),), QPoint(192, 99), id="right-of-it"),
        pytest.param((QRect(500, 200, 80, 80),), QPoint(188, 99), id="left-of-it"),
        pytest.param((QRect(20, 60, 680, 60),), QPoint(209, 132), id="below-it"),
    ],
)
def test_it_stands_beside_what_it_is_about(about: tuple[QRect, ...], at: QPoint) -> None:
    assert clear_place(CARD, ROOM, about) == at


def test_others_are_kept_clear_where_that_costs_the_first_nothing() -> None:
    first, right = QRect(330, 220, 20, 20), QRect(360, 60, 340, 380)

    place = QRect(clear_place(CARD, ROOM, (first, right)), CARD)
    assert not place.intersects(first)
    assert not place.intersects(right)


@given(rects(800, 500))
def test_it_covers_no_more_than_the_middle_of_the_foot_would(about: QRect) -> None:
    place = QRect(clear_place(CARD, ROOM, (about,)), CARD)
    foot = QRect(QPoint(210, 170), CARD)

    assert ROOM.contains(place)
    hidden, usual = place.intersected(about), foot.intersected(about)
    assert hidden.width() * hidden.height() <= usual.width() * usual.height()


def test_a_card_that_is_larger_than_the_room_begins_at_its_corner() -> None:
    assert clear_place(QSize(900, 900), ROOM, (QRect(100, 100, 50, 50),)) == ROOM.topLeft()
