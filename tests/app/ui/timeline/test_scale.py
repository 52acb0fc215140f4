import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.scale import MARGIN_PX, MAX_PX_PER_FRAME, Scale

counts = st.integers(1, 200_000)
widths = st.floats(80, 4000)


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    scale = Scale.fitted(draw(counts), draw(widths))
    for _ in range(draw(st.integers(0, 4))):
        factor = draw(st.floats(0.2, 8))
        scale = scale.zoomed(factor, at_x=draw(st.floats(0, scale.width_px)))
    return scale.panned(draw(st.floats(-5000, 5000)))


@given(scales(), st.data())
def test_a_frame_is_found_again_at_its_x(scale: Scale, data: st.DataObject) -> None:
    frame = data.draw(st.integers(0, scale.last_frame))
    assert scale.frame_at(scale.x_of(frame)) == frame


@given(counts, widths)
def test_a_fitted_clip_spans_the_strip_between_its_margins(count: int, width: float) -> None:
    scale = Scale.fitted(count, width)
    assert scale.is_fitted
    assert scale.x_of(0) == pytest.approx(MARGIN_PX)
    if count > 1:
        assert scale.x_of(count - 1) == pytest.approx(width - MARGIN_PX)


@given(scales(), st.floats(0.1, 10), st.floats(0, 1))
def test_zooming_holds_the_frame_under_the_cursor_unless_an_end_is_in_the_way(
    scale: Scale, factor: float, share: float
) -> None:
    x = share * scale.width_px
    zoomed = scale.zoomed(factor, at_x=x)
    furthest = zoomed.last_frame - (zoomed.width_px - 2 * MARGIN_PX) / zoomed.px_per_frame
    at_an_end = zoomed.left_frame <= 1e-6 or zoomed.left_frame >= furthest - 1e-6
    if not at_an_end:
        assert zoomed.position_at(x) == pytest.approx(scale.position_at(x), abs=1e-3)


@given(scales())
def test_no_view_leaves_the_clip_or_the_limits_of_zoom(scale: Scale) -> None:
    assert scale.left_frame >= 0
    fitted = Scale.fitted(scale.frame_count, scale.width_px)
    assert fitted.px_per_frame * (1 - 1e-9) <= scale.px_per_frame
    assert scale.px_per_frame <= max(MAX_PX_PER_FRAME, fitted.px_per_frame) * (1 + 1e-9)
    assert scale.x_of(scale.last_frame) >= MARGIN_PX - 1e-6


@given(scales(), st.data())
def test_showing_brings_any_frame_into_sight(scale: Scale, data: st.DataObject) -> None:
    frame = data.draw(st.integers(0, scale.last_frame))
    x = scale.showing(frame, lead=data.draw(st.floats(0, 1))).x_of(frame)
    assert MARGIN_PX - 1 <= x <= scale.width_px - MARGIN_PX + 1


def test_showing_a_frame_in_sight_changes_nothing() -> None:
    scale = Scale.fitted(1000, 800).zoomed(4, at_x=400)
    assert scale.showing(scale.frame_at(300)) is scale


@given(scales(), widths)
def test_a_fitted_view_stays_fitted_when_the_window_grows(scale: Scale, width: float) -> None:
    resized = scale.resized(width)
    assert resized.width_px == width
    if scale.is_fitted:
        assert resized.is_fitted


def test_centring_puts_the_frame_in_the_middle() -> None:
    scale = Scale.fitted(10_000, 1000).zoomed(10, at_x=0).centred_on(5000)
    assert scale.x_of(5000) == pytest.approx(500)
