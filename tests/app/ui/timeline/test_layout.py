from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.layout import (
    ACTIVITY_PX,
    FILM_PX,
    MOTION_PX,
    NAMES_PX,
    OVERVIEW_PX,
    ROW_PX,
    RULER_PX,
    Area,
    TimelineLayout,
)

heights = st.integers(60, 900)


@given(heights, st.integers(0, 600), st.integers(0, 20_000), st.integers(0, 900))
def test_the_row_at_a_height_is_the_one_drawn_there(
    height: int, rows: int, scroll: int, y: int
) -> None:
    layout = TimelineLayout(800, height, rows)
    layout = TimelineLayout(800, height, rows, scroll_px=min(scroll, layout.max_scroll_px))
    row = layout.row_at(y)
    if row is None:
        inside = layout.lanes_top <= y < layout.lanes_bottom
        assert not inside or y >= layout.row_top(rows)
    else:
        assert layout.row_top(row) <= y < layout.row_top(row) + ROW_PX


@given(heights, st.integers(1, 600), st.data())
def test_scrolling_to_a_row_brings_it_into_full_view(
    height: int, rows: int, data: st.DataObject
) -> None:
    layout = TimelineLayout(800, height + ROW_PX + 80, rows)
    row = data.draw(st.integers(0, rows - 1))
    scrolled = TimelineLayout(
        layout.width, layout.height, rows, scroll_px=layout.scroll_showing(row)
    )
    assert scrolled.row_top(row) >= scrolled.lanes_top
    assert scrolled.row_top(row) + ROW_PX <= scrolled.lanes_bottom


def test_each_part_of_the_widget_is_its_own_area() -> None:
    layout = TimelineLayout(800, 300, 3)
    places = {
        Area.CORNER: (5, 5),
        Area.RULER: (NAMES_PX + 5, RULER_PX - 1),
        Area.ACTIVITY: (NAMES_PX + 5, RULER_PX + 1),
        Area.NAMES: (5, RULER_PX + ACTIVITY_PX + 1),
        Area.LANES: (NAMES_PX, RULER_PX + ACTIVITY_PX + 1),
        Area.OVERVIEW: (NAMES_PX + 5, 300 - OVERVIEW_PX + 1),
    }
    assert {layout.area_at(*place): place for place in places.values()} == places


def test_pictures_and_motion_lie_between_the_ruler_and_the_activity() -> None:
    layout = TimelineLayout(800, 400, 3, film_px=FILM_PX, motion_px=MOTION_PX)
    x = NAMES_PX + 5
    places = {
        Area.RULER: RULER_PX - 1,
        Area.FILM: RULER_PX,
        Area.MOTION: RULER_PX + FILM_PX,
        Area.ACTIVITY: RULER_PX + FILM_PX + MOTION_PX,
        Area.LANES: RULER_PX + FILM_PX + MOTION_PX + ACTIVITY_PX,
    }
    assert {layout.area_at(x, y): y for y in places.values()} == places
    assert layout.area_at(5, RULER_PX + 5) is Area.CORNER
    assert layout.lanes_top == places[Area.LANES]
