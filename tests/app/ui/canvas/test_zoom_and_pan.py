"""Zooming and panning with wheel and mouse, and what is asked of the decoder."""

import pytest
from PySide6.QtCore import Qt

from models.annotation import Box, Kind
from tests.app.ui.canvas.conftest import make_index
from tests.support.annotations import key, track

MIDDLE = Qt.MouseButton.MiddleButton
ALT = Qt.KeyboardModifier.AltModifier


def test_a_clip_is_fitted_and_its_whole_frame_asked_for(person) -> None:
    request = person.requests[-1]
    assert request.source_rect is None
    assert request.height_px / request.width_px == pytest.approx(0.75, abs=0.01)
    ratio = person.canvas.devicePixelRatioF()
    assert request.height_px == pytest.approx((640 - 32) * ratio, abs=1)


def test_the_wheel_zooms_to_the_pointer_by_a_fifth_a_notch(person) -> None:
    zooms = []
    person.canvas.zoom_changed.connect(zooms.append)
    at = person.point(100, 100)
    before = person.canvas._stage.view.zoom
    person.turns_wheel(1, (100, 100))
    assert zooms[-1] == pytest.approx(before * 1.2 * 100)
    assert (person.point(100, 100) - at).manhattanLength() <= 2
    person.turns_wheel(-1, (100, 100))
    assert zooms[-1] == pytest.approx(before * 100)


def test_zoom_ends_at_5_and_6400_percent(person) -> None:
    zooms = []
    person.canvas.zoom_changed.connect(zooms.append)
    person.turns_wheel(60, (320, 240))
    assert zooms[-1] == pytest.approx(6400)
    assert person.canvas.grab().toImage().isNull() is False
    person.turns_wheel(-120, (320, 240))
    assert zooms[-1] == pytest.approx(5)


def test_zoomed_in_only_the_part_that_is_seen_is_asked_for(person) -> None:
    person.turns_wheel(12, (320, 240))
    x, y, width, height = person.requests[-1].source_rect
    seen = person.canvas._stage.view.visible()
    assert x <= seen.x
    assert y <= seen.y
    assert x + width >= seen.x2
    assert y + height >= seen.y2
    assert width < 640


@pytest.mark.parametrize(("button", "keys"), [(MIDDLE, None), (None, ALT)])
def test_the_middle_button_and_alt_pan(person, button, keys) -> None:
    how = {"button": button} if button else {"keys": keys}
    person.turns_wheel(6, (320, 240))
    place = person.point(320, 240)
    person.presses(320, 240, **how)
    view_at = person.canvas._stage.view
    person.moves(300, 250)
    moved = person.canvas._stage.view
    person.releases(320, 240, **how)
    scale = view_at.scale
    assert moved.x - view_at.x == pytest.approx(-20 * scale, abs=1)
    assert moved.y - view_at.y == pytest.approx(10 * scale, abs=1)
    assert person.point(320, 240) != place
    assert person.selections == []


def test_panning_while_drawing_keeps_the_draft_where_it_is_on_the_frame(person) -> None:
    person.canvas.start_drawing(Kind.TRACK)
    person.clicks(100, 100)
    person.moves(150, 150)
    before = person.canvas._stage.hand.new_box
    person.presses(150, 150, button=MIDDLE)
    person.moves(170, 190)
    person.releases(150, 150, button=MIDDLE)
    assert person.canvas._stage.hand.new_box == before
    person.clicks(200, 220)
    ((box, _),) = person.drawn
    assert box.to_list() == pytest.approx([100, 100, 100, 120], abs=1.5)


def test_dragging_beside_all_boxes_pans(person) -> None:
    one = track(key(0, Box(200, 200, 50, 50)))
    person.has(one)
    person.canvas.set_selection((one.id,))
    person.turns_wheel(4, (320, 240))
    before = person.canvas._stage.view
    person.drags((400, 300), (380, 280))
    assert person.canvas._stage.view.x < before.x
    assert person.canvas.selection() == (one.id,)


def test_fit_actual_and_selection(person) -> None:
    zooms = []
    person.canvas.zoom_changed.connect(zooms.append)
    fitted = person.canvas._stage.view
    person.canvas.zoom_actual()
    assert zooms[-1] == 100
    one = track(key(0, Box(200, 200, 50, 50)))
    person.has(one)
    person.canvas.zoom_to_selection()
    assert "not on this frame" in person.refusals[-1]
    person.canvas.set_selection((one.id,))
    person.canvas.zoom_to_selection()
    assert zooms[-1] > 300
    person.canvas.zoom_out()
    person.canvas.zoom_in()
    person.canvas.fit()
    assert person.canvas._stage.view == fitted


def test_a_fitted_clip_follows_the_window(person) -> None:
    person.canvas.resize(500, 400)
    view = person.canvas._stage.view
    assert view.fitted
    assert person.requests[-1].width_px == pytest.approx(640 * view.zoom, abs=1)
    count = len(person.requests)
    person.canvas.update()
    assert len(person.requests) == count


def test_another_clip_is_fitted_anew_and_asked_for(person) -> None:
    person.turns_wheel(5, (320, 240))
    person.canvas.set_clip(make_index((1920, 1080)))
    assert person.canvas._stage.view.fitted
    assert person.requests[-1].source_rect is None
    assert person.canvas._stage.hand.frame == (1920, 1080)


@pytest.mark.parametrize("notches", [-7, -3, 0.4, 1.7, 3, 8, 14, 25])
def test_painting_works_at_every_zoom(person, notches: float) -> None:
    one = track(key(0, Box(10.3, 10.7, 600.1, 450.9)), key(50, Box(300, 200, 3, 3)))
    person.has(one)
    person.canvas.set_selection((one.id,))
    person.turns_wheel(notches, (315.5, 237.3))
    for frame in (0, 25, 50):
        person.goes_to(frame)
        assert not person.canvas.grab().isNull()
