"""The view keeps its promises at every size, zoom and pixel ratio."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.canvas.view_transform import (
    MAX_ZOOM,
    MIN_ZOOM,
    NOTCH,
    Margins,
    Screen,
    ViewTransform,
)
from models.annotation import Box

RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0, 3.0)
sources = st.tuples(st.integers(16, 8000), st.integers(16, 8000))
screens = st.builds(Screen, st.integers(100, 4000), st.integers(100, 3000), st.sampled_from(RATIOS))
views = st.builds(
    lambda source, screen: ViewTransform.fitting(source, screen, Margins()), sources, screens
)


@given(views, st.floats(-100, 9000), st.floats(-100, 9000))
def test_source_to_view_and_back_is_the_same_place(view: ViewTransform, x: float, y: float) -> None:
    assert view.to_source(*view.to_view(x, y)) == pytest.approx((x, y), abs=1e-3)


@given(views)
def test_a_fitted_frame_lies_inside_the_view_and_beside_the_rail(view: ViewTransform) -> None:
    if view.zoom in (MIN_ZOOM, MAX_ZOOM):
        return
    x, y, width, height = view.frame_rect()
    assert x >= -1
    assert y >= -1
    assert x + width <= view.screen.width + 1
    assert y + height <= view.screen.height + 1
    if view.screen.width > 3 * Margins().rail:
        assert x >= Margins().rail - 1


@given(views)
def test_the_frames_corner_lies_on_a_whole_device_pixel(view: ViewTransform) -> None:
    for moved in (view, view.panned(3.3, -7.7), view.zoomed(NOTCH, (50, 60))):
        for at in (moved.x, moved.y):
            device = at * moved.screen.ratio
            assert device == pytest.approx(round(device), abs=1e-6)


@given(views, st.floats(0.2, 0.8), st.floats(0.2, 0.8), st.integers(-3, 12))
def test_zooming_keeps_what_lies_under_the_pointer(
    view: ViewTransform, across: float, down: float, notches: int
) -> None:
    x, y, width, height = view.frame_rect()
    at = x + width * across, y + height * down
    there = view.to_source(*at)
    zoomed = view.zoomed(NOTCH**notches, at)
    wanted = min(max(view.zoom * NOTCH**notches, MIN_ZOOM), MAX_ZOOM)
    assert zoomed.zoom == pytest.approx(wanted)
    # Half a device pixel is what snapping costs.
    assert zoomed.to_view(*there) == pytest.approx(at, abs=1.01)


@given(views, st.lists(st.tuples(st.floats(-3000, 3000), st.floats(-3000, 3000)), max_size=5))
def test_the_frame_cannot_be_lost_by_panning(
    view: ViewTransform, ways: list[tuple[float, float]]
) -> None:
    for way in ways:
        view = view.panned(*way)
        assert view.visible().area > 0


@given(views, screens)
def test_a_fitted_view_stays_fitted_when_the_window_changes(
    view: ViewTransform, screen: Screen
) -> None:
    size = view.source_width, view.source_height
    assert view.on(screen, Margins()) == ViewTransform.fitting(size, screen, Margins())


def test_a_zoomed_view_keeps_its_middle_when_the_window_changes() -> None:
    view = ViewTransform.fitting((1920, 1080), Screen(1000, 700), Margins()).zoomed(6, (500, 350))
    middle = view.to_source(500, 350)
    wider = view.on(Screen(1400, 900), Margins())
    assert wider.zoom == view.zoom
    assert wider.to_view(*middle) == pytest.approx((700, 450), abs=1)


def test_100_percent_is_one_source_pixel_on_one_device_pixel() -> None:
    view = ViewTransform.fitting((1920, 1080), Screen(1000, 700, 1.5), Margins())
    view = view.zoomed_to(1.0, (500, 350))
    assert view.scale == pytest.approx(1 / 1.5)
    assert view.frame_rect()[2] == pytest.approx(1280)


def test_zoom_has_ends() -> None:
    view = ViewTransform.fitting((640, 480), Screen(1000, 700), Margins())
    assert view.zoomed(1e9, (5, 5)).zoom == MAX_ZOOM == 64
    assert view.zoomed(1e-9, (5, 5)).zoom == MIN_ZOOM == 0.05


def test_the_selection_fills_two_thirds_of_the_view() -> None:
    view = ViewTransform.fitting((1920, 1080), Screen(1200, 900), Margins())
    shown = view.showing(Box(900, 500, 100, 200), Margins())
    x, y, width, height = shown.rect(Box(900, 500, 100, 200))
    assert height == pytest.approx(600)
    assert (x + width / 2, y + height / 2) == pytest.approx((600, 450), abs=1)


def test_zooming_to_a_selection_as_large_as_the_frame_fits_the_frame() -> None:
    view = ViewTransform.fitting((1920, 1080), Screen(1200, 900), Margins())
    assert view.zoomed(3, (5, 5)).showing(Box(0, 0, 1920, 1080), Margins()) == view


@given(views, st.integers(-4, 20), st.floats(-500, 500))
def test_the_decoder_is_asked_for_all_that_is_seen_at_its_size(
    view: ViewTransform, notches: int, way: float
) -> None:
    view = view.zoomed(NOTCH**notches, (40, 40)).panned(way, -way)
    request = view.request()
    assert request.width_px >= 1
    assert request.height_px >= 1
    if request.source_rect is None:
        assert request.width_px == max(1, round(view.source_width * view.zoom))
        return
    x, y, width, height = request.source_rect
    seen = view.visible()
    assert x <= seen.x + 1e-6
    assert y <= seen.y + 1e-6
    assert x + width >= seen.x2 - 1e-6
    assert y + height >= seen.y2 - 1e-6
    assert 0 <= x <= x + width <= view.source_width
    assert 0 <= y <= y + height <= view.source_height
    assert request.width_px == round(width * view.zoom)


def test_a_fitted_4k_frame_is_asked_for_at_the_views_size() -> None:
    view = ViewTransform.fitting((3840, 2160), Screen(1300, 700, 2.0), Margins())
    request = view.request()
    assert request.source_rect is None
    assert request.width_px <= 2600
    assert request.height_px <= 1400


def test_small_pans_ask_for_nothing_new() -> None:
    view = ViewTransform.fitting((3840, 2160), Screen(1300, 700), Margins())
    view = view.zoomed(8, (600, 300))
    requests = {view.panned(step, 0).request() for step in range(40)}
    assert len(requests) <= 2
