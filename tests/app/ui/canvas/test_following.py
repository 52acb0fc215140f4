"""The view that follows a track keeps it in the middle, at a size that shows it well."""

import uuid
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.canvas.following import SHARE, Following
from app.ui.canvas.view_transform import Margins, Screen, ViewTransform
from models.annotation import Box

SCREEN = Screen(1000, 700)
FITTED = ViewTransform.fitting((1920.0, 1080.0), SCREEN, Margins())
TRACK = uuid.UUID(int=7)
boxes = st.builds(
    Box, st.floats(300, 1500), st.floats(200, 800), st.floats(20, 200), st.floats(20, 200)
)


def share(view: ViewTransform, box: Box) -> float:
    return max(box.w, box.h) * view.scale / min(SCREEN.width, SCREEN.height)


def middle(view: ViewTransform, box: Box) -> tuple[float, float]:
    return view.to_view(*box.center)


def followed(*course: Box, start: int = 0) -> list[tuple[Following, ViewTransform]]:
    """Follow a box from frame to frame."""
    following, view = Following(TRACK), FITTED
    seen = []
    for number, box in enumerate(course):
        following, view = following.onto(view, box, start + number)
        seen.append((following, view))
    return seen


@given(boxes)
def test_at_first_the_box_takes_two_fifths_of_the_shorter_side_in_the_middle(box: Box) -> None:
    ((_, view),) = followed(box)
    assert share(view, box) == pytest.approx(SHARE, rel=0.03) or view.zoom == 8.0
    assert middle(view, box) == pytest.approx((500, 350), abs=1)


def test_what_moves_stays_in_the_middle_and_the_zoom_stays() -> None:
    course = [Box(500 + 9 * step, 400, 90, 120) for step in range(40)]
    seen = followed(*course)
    assert len({view.zoom for _, view in seen}) == 1
    for box, (_, view) in zip(course, seen, strict=True):
        assert middle(view, box) == pytest.approx((500, 350), abs=1)


def test_what_grows_takes_the_zoom_along_in_small_steps() -> None:
    course = [Box(800, 400, 60 * 1.01**step, 100 * 1.01**step) for step in range(120)]
    zooms = [view.zoom for _, view in followed(*course)]
    steps = [before / after for before, after in pairwise(zooms)]
    assert max(steps) <= 1.0401
    assert min(steps) >= 1
    # It waits until the size is off, goes on until it is right, and rests again.
    assert 10 < sum(step > 1 for step in steps) < 60
    assert share(followed(*course)[-1][1], course[-1]) == pytest.approx(SHARE, rel=0.3)


def test_after_a_jump_the_right_zoom_is_taken_at_once() -> None:
    near, far = Box(500, 400, 200, 200), Box(900, 500, 90, 90)
    following, view = Following(TRACK).onto(FITTED, near, 0)
    following, view = following.onto(view, far, 300)
    assert share(view, far) == pytest.approx(SHARE, rel=0.03)


def test_the_size_that_the_wheel_gave_is_kept() -> None:
    box = Box(800, 400, 100, 100)
    following, view = Following(TRACK).onto(FITTED, box, 0)
    nearer = view.zoomed(1.2**3, (500, 350))
    following = following.looked_through(nearer, box)
    following, view = following.onto(nearer, box, 1)
    assert view.zoom == pytest.approx(nearer.zoom)
    following, view = following.onto(view, Box(800, 400, 60, 60), 90)
    assert share(view, Box(800, 400, 60, 60)) == pytest.approx(SHARE * 1.2**3, rel=0.03)


@given(boxes, st.integers(0, 50))
def test_a_box_at_the_edge_never_loses_the_frame(box: Box, frame: int) -> None:
    _, view = Following(TRACK).onto(FITTED, box, frame)
    x, y, width, height = view.frame_rect()
    assert x < SCREEN.width
    assert y < SCREEN.height
    assert x + width > 0
    assert y + height > 0
