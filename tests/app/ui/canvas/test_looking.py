"""A closer look by a real mouse on a real widget: lenses, following, adjusting, ways of drawing."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.media.pictures.adjust import NIGHT
from app.media.pictures.view import ViewRequest
from app.ui.canvas.tools import DrawStyle, Tool
from models.annotation import Box, Kind
from tests.app.ui.canvas.conftest import FRAME, make_index
from tests.support.annotations import key, track

SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Box(200, 200, 100, 120)
GREY = (60, 60, 60)


def test_a_lens_enlarges_what_is_under_the_pointer_and_asks_for_all_pixels(person) -> None:
    person.canvas.resize(400, 300)
    person.has(track(key(0, PLAIN)))
    shown = person.requests[-1]
    assert shown.width_px < FRAME[0]
    person.moves(150, 260)
    assert person.sees(150 + 12, 260) == GREY
    person.canvas.set_lens(True)
    assert person.requests[-1] == ViewRequest(*FRAME)
    view = person.canvas._stage.view
    # The box's left edge, 50 pixels away, is now out of the lens; the grey there fills it.
    assert person.sees(150 + 30 / view.scale, 260) == GREY
    person.moves(190, 260)
    assert person.sees(190 + 10 * 4 / view.scale, 260) != GREY
    person.canvas.set_lens(False)
    assert person.requests[-1] == shown


def test_a_lens_comes_up_in_a_corner_while_a_handle_is_dragged(person) -> None:
    one = track(key(0, PLAIN))
    person.has(one)
    person.canvas.set_selection((one.id,))

    def seen_beside_its_middle() -> tuple[int, int, int]:
        # The handle is in the middle of the lens, and the box's lower edge runs to the left of it.
        color = person.canvas.grab().toImage().pixelColor(126, 140)
        return color.red(), color.green(), color.blue()

    for is_on in (False, True):
        person.canvas.set_corner_lens(is_on)
        person.presses(300, 320)
        person.moves(320, 340)
        # At the right, so that the lens lies at the left.
        person.moves(400, 340)
        assert (seen_beside_its_middle() != GREY) is is_on
        person.types(Qt.Key.Key_Escape)
        person.releases(400, 340)
        assert seen_beside_its_middle() == GREY


def test_the_view_follows_a_track_from_frame_to_frame_until_it_is_gone(person) -> None:
    one = track(key(0, Box(100, 100, 40, 60)), key(100, Box(400, 300, 40, 60)), number=14)
    other = track(key(0, Box(300, 100, 40, 60)), number=2)
    told = []
    person.canvas.following_changed.connect(told.append)
    person.has(one, other)
    person.canvas.follow_selection(True)
    assert "Select a track" in person.refusals[-1]
    person.canvas.set_selection((one.id,))
    person.canvas.follow_selection(True)
    middle = person.canvas.rect().center()
    for frame in (0, 50, 51):
        person.goes_to(frame)
        x, y = next(
            s for s in person.annotation.shapes_at(frame) if s.track_id == one.id
        ).box.center
        assert (person.point(x, y) - middle).manhattanLength() <= 4
    zoom = person.canvas._stage.view.zoom
    person.turns_wheel(1, (10, 10))
    assert person.canvas._stage.view.zoom > zoom
    assert person.canvas.following() == one.id
    person.clicks(320, 130)
    person.canvas.set_selection((other.id,))
    assert person.canvas.following() == other.id
    person.has(one)
    assert person.canvas.following() is None
    assert told == [None, one.id, other.id, None]


def test_an_adjustment_is_asked_for_marked_and_ends_with_the_clip(person) -> None:
    plain = person.canvas.grab().toImage()
    person.canvas.set_adjustment(NIGHT)
    assert person.requests[-1].adjustment == NIGHT
    assert person.canvas.grab().toImage() != plain
    person.turns_wheel(3, (320, 240))
    assert person.requests[-1].adjustment == NIGHT
    person.canvas.set_clip(make_index())
    assert person.requests[-1].adjustment.is_none


def test_four_clicks_at_the_ends_of_an_object_draw_it(person) -> None:
    asked = []
    person.canvas.style_requested.connect(asked.append)
    person.canvas._rail._ways[DrawStyle.EXTREMES].trigger()
    assert asked == [DrawStyle.EXTREMES]
    person.canvas.set_style(DrawStyle.EXTREMES)
    person.canvas.set_clip(make_index())
    person.goes_to(0)
    person.canvas.start_drawing(Kind.BOX)
    assert "0 of 4" in person.modes[-1]
    for place in ((150, 100), (100, 150), (220, 160)):
        person.clicks(*place)
    assert "3 of 4" in person.modes[-1]
    person.clicks(160, 260)
    ((box, kind),) = person.drawn
    assert kind is Kind.BOX
    assert abs(box.x - 100) + abs(box.y - 100) + abs(box.x2 - 220) + abs(box.y2 - 260) < 6
    assert person.canvas.tool() is Tool.SELECT


def test_a_band_adds_to_the_selection_and_all_can_be_selected(person) -> None:
    a = track(key(0, Box(100, 100, 40, 40)), number=1)
    b = track(key(0, Box(160, 100, 40, 40)), number=2)
    c = track(key(0, Box(400, 300, 40, 40)), number=3)
    person.has(a, b, c)
    person.clicks(420, 320)
    person.presses(80, 80, keys=SHIFT)
    person.moves(150, 120)
    person.moves(220, 160)
    assert person.modes[-1].startswith("Selecting")
    person.releases(220, 160, keys=SHIFT)
    assert set(person.canvas.selection()) == {a.id, b.id, c.id}
    person.clicks(20, 20)
    person.canvas.select_all()
    assert set(person.selections[-1]) == {a.id, b.id, c.id}
    person.canvas.set_selection((a.id,))
    person.canvas.set_shown(frozenset({b.id}))
    assert "left out by the filter" in person.modes[-1]
    person.canvas.select_all()
    assert person.canvas.selection() == (b.id,)


def test_a_click_on_the_trail_leads_to_its_keyframe(person) -> None:
    one = track(key(0, Box(100, 100, 40, 60)), key(50, Box(400, 300, 40, 60)))
    led = []
    person.canvas.frame_requested.connect(led.append)
    person.has(one)
    person.canvas.set_selection((one.id,))
    person.moves(420, 360)
    assert person.canvas.cursor().shape() is Qt.CursorShape.PointingHandCursor
    person.clicks(420, 360)
    assert led == [50]
    assert person.canvas.selection() == (one.id,)


def test_a_pinned_box_shows_its_pin_and_says_why_it_stays(person) -> None:
    free = track(key(0, PLAIN), number=14)
    person.has(free)
    unpinned = person.canvas.grab().toImage()
    person.has(replace(free, pinned=True))
    assert person.canvas.grab().toImage() != unpinned
    person.drags((250, 260), (290, 260))
    assert person.changed == []
    assert "pinned in place" in person.refusals[0]
    assert "P unpins" in person.modes[-1]
    QTest.keyClick(person.canvas, Qt.Key.Key_Escape)
    assert person.canvas.selection() == ()
