"""What the canvas shows, selects and says."""

from uuid import UUID

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.media.pictures.picture import Picture
from app.ui.canvas import Canvas, Tool
from app.ui.canvas.picture_painter import PaintedPicture
from app.ui.theme import Theme, ThemeMode
from models.annotation import Annotation, Box, Kind, Source
from tests.app.ui.canvas.conftest import LABELS, make_index, make_picture
from tests.support.annotations import CAR, PERSON, key, single, track
from tests.support.painted import Painted

PLAIN = Box(200, 200, 100, 120)
CTRL = Qt.KeyboardModifier.ControlModifier


def has_ink(person, x: float, y: float) -> bool:
    """Tell whether anything but the grey picture is seen there."""
    return person.sees(x, y) != (60, 60, 60)


@pytest.mark.promise
def test_the_boxes_drawn_are_those_of_the_frame_shown(person) -> None:
    person.has(track(key(0, Box(100, 100, 60, 60)), key(100, Box(400, 300, 60, 60))))
    assert has_ink(person, 100, 130)
    assert not has_ink(person, 400, 330)
    person.goes_to(100)
    assert not has_ink(person, 100, 130)
    assert has_ink(person, 400, 330)


@pytest.mark.promise
def test_an_inexact_picture_shows_the_boxes_of_the_frame_that_it_really_is(person) -> None:
    person.has(single(0, Box(100, 100, 60, 60)), single(7, Box(400, 300, 60, 60), number=2))
    person.goes_to(7, exact=False)
    assert has_ink(person, 400, 330)
    assert not has_ink(person, 100, 130)


@pytest.mark.promise
def test_a_box_being_dragged_does_not_travel_to_another_frame(person) -> None:
    one = track(key(0, PLAIN))
    person.has(one)
    person.presses(250, 260)
    person.moves(300, 260)
    person.goes_to(1)
    person.moves(350, 260)
    person.releases(350, 260)
    assert person.changed == []


@pytest.mark.promise
def test_nothing_of_a_clip_stays_visible_when_the_canvas_is_cleared(person, theme) -> None:
    person.has(track(key(0, PLAIN)))
    person.canvas.set_selection(tuple(person.annotation.tracks))
    person.canvas.clear()
    image = person.canvas.grab().toImage()
    colors = {image.pixel(x, y) for x in range(0, 900, 7) for y in range(0, 640, 7)}
    assert colors == {theme.color("canvas").rgb()}
    assert person.canvas.selection() == ()
    assert person.modes[-1] == ""
    person.goes_to(3)
    assert person.canvas._picture is None


def test_a_box_may_go_while_it_is_dragged(person) -> None:
    person.has(track(key(0, PLAIN)))
    x, y = PLAIN.center
    person.presses(x, y)
    person.moves(x + 30, y + 10)
    assert person.canvas.drafting
    person.has()
    assert person.canvas.selection() == ()
    person.canvas.cancel()
    assert not person.canvas.drafting


def test_boxes_before_a_picture_are_not_shown(qtbot, theme: Theme) -> None:
    canvas = Canvas(theme)
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.set_clip(make_index())
    one = track(key(0, PLAIN))
    canvas.set_annotation(Annotation((one,)))
    canvas.show()
    empty = canvas.grab().toImage()
    canvas.set_annotation(Annotation())
    assert canvas.grab().toImage() == empty


def test_another_clip_drops_the_boxes_of_the_last_one_and_keeps_the_labels(person) -> None:
    person.has(track(key(0, PLAIN)))
    person.canvas.set_clip(make_index((320, 240)))
    assert person.canvas.selection() == ()
    assert person.canvas._stage.scene.items == ()
    assert person.canvas._stage.scene.labels == LABELS


def test_no_pixel_of_a_picture_is_copied() -> None:
    bgra = np.zeros((40, 50, 4), np.uint8)
    painted = PaintedPicture(Picture(0, 0, True, False, bgra, (0, 0, 50, 40), None))
    bgra[10, 20] = (1, 2, 3, 255)
    assert painted.image.pixelColor(20, 10).getRgb()[:3] == (3, 2, 1)


def test_a_picture_with_padded_rows_is_shown_right() -> None:
    padded = np.zeros((40, 64, 4), np.uint8)
    bgra = padded[:, :50]
    bgra[39, 49] = (1, 2, 3, 255)
    painted = PaintedPicture(Picture(0, 0, True, False, bgra, (0, 0, 50, 40), None))
    assert painted.image.width() == 50
    assert painted.image.pixelColor(49, 39).getRgb()[:3] == (3, 2, 1)


def test_the_picture_lives_as_long_as_it_is_shown(person) -> None:
    person.canvas.show_picture(make_picture(0, person.requests[-1], level=99))
    for _ in range(20):
        np.full((480, 640, 4), 17, np.uint8)
    assert person.sees(320, 240) == (99, 99, 99)


def test_a_frame_that_comes_again_is_not_painted_again(person) -> None:
    person.has(track(key(0, PLAIN)))
    with Painted(person.canvas) as painted:
        person.goes_to(0)
    assert painted.rects == []
    with Painted(person.canvas) as painted:
        person.goes_to(0, corrupt=True)
    assert painted.of(person.canvas) == [person.canvas.rect()]


def test_a_click_selects_ctrl_click_adds_and_takes_out(person) -> None:
    a, b = track(key(0, PLAIN)), track(key(0, Box(400, 200, 80, 80)), number=2)
    person.has(a, b)
    person.clicks(250, 260)
    person.clicks(440, 240, keys=CTRL)
    person.clicks(250, 260, keys=CTRL)
    person.clicks(20, 20)
    assert person.selections == [(a.id,), (a.id, b.id), (b.id,), ()]


def test_a_selection_from_outside_is_shown_and_not_sent_back(person) -> None:
    one = track(key(0, PLAIN))
    person.has(one)
    before = person.canvas.grab().toImage()
    person.canvas.set_selection((one.id, UUID(int=9)))
    assert person.canvas.selection() == (one.id,)
    assert person.selections == []
    assert person.canvas.grab().toImage() != before


def test_tab_cycles_overlapping_boxes_and_past_the_last_of_a_frame_moves_the_focus(
    person, qtbot
) -> None:
    big = track(key(0, Box(100, 100, 300, 300)))
    small = track(key(0, Box(150, 150, 60, 60)), number=2)
    person.has(big, small)
    person.clicks(180, 180)
    person.types(Qt.Key.Key_Tab)
    person.types(Qt.Key.Key_Tab)
    person.types(Qt.Key.Key_Backtab)
    assert person.selections == [(small.id,), (big.id,), (small.id,), (big.id,)]
    person.clicks(600, 20)
    person.types(Qt.Key.Key_Tab)
    person.types(Qt.Key.Key_Tab)
    assert person.selections[-2:] == [(small.id,), (big.id,)]
    assert not person.canvas.cycle_overlapping()


def test_hovering_is_told_once_a_box(person) -> None:
    hovered = []
    person.canvas.hovered_changed.connect(hovered.append)
    one = track(key(0, PLAIN))
    person.has(one)
    for x in (100, 240, 250, 260, 400):
        person.moves(x, 260)
    assert hovered == [one.id, None]


def test_a_right_click_selects_and_asks_for_a_menu(person, qtbot) -> None:
    one = track(key(0, PLAIN))
    person.has(one)
    asked = []
    person.canvas.context_requested.connect(lambda track_id, at: asked.append((track_id, at)))
    person.clicks(250, 260, button=Qt.MouseButton.RightButton)
    person.clicks(20, 20, button=Qt.MouseButton.RightButton)
    assert [track_id for track_id, _ in asked] == [one.id, None]
    assert asked[0][1] == person.canvas.mapToGlobal(person.point(250, 260))
    assert person.canvas.selection() == (one.id,)


@pytest.mark.parametrize(
    ("made", "frame", "words"),
    [
        (lambda: track(key(0, PLAIN), key(9), number=14), 0, "Editing person 14 · drag a handle"),
        (lambda: track(key(0, PLAIN), key(9), number=14), 4, "press K to set a keyframe"),
        (lambda: track(key(0, PLAIN), number=14), 4, "press K to set a keyframe"),
        (lambda: track(key(3), number=14), 0, "person 14 is not on this frame · O brings"),
        (lambda: track(key(0), number=14, locked=True), 0, "person 14 is locked · L unlocks"),
        (lambda: track(key(0, source=Source.SUGGESTED)), 0, "Suggested person 1 · A accepts"),
        (lambda: single(0, number=3), 0, "Editing person 3 · drag a handle · on this frame only"),
    ],
)
def test_the_mode_line_says_what_the_next_input_does(person, made, frame, words) -> None:
    one = made()
    person.has(one)
    person.canvas.set_selection((one.id,))
    person.goes_to(frame)
    assert words in person.modes[-1]
    assert person.modes[-1].endswith("Esc deselects")


def test_the_mode_line_follows_the_hand(person) -> None:
    one = track(key(0, PLAIN), number=14)
    person.has(one)
    person.canvas.start_drawing(Kind.TRACK)
    assert person.modes[-1].startswith("New track: person · click or drag")
    person.canvas.set_draw_label(LABELS[CAR])
    assert person.modes[-1].startswith("New track: car")
    person.clicks(20, 20)
    assert "opposite corner" in person.modes[-1]
    person.canvas.cancel()
    person.canvas.set_tool(Tool.BOX)
    assert person.modes[-1].startswith("New single-frame box")
    person.canvas.cancel()
    person.presses(250, 260)
    person.moves(270, 260)
    assert person.modes[-1].startswith("Moving person 14")
    person.releases(270, 260)
    person.presses(320, 260)
    person.moves(340, 260)
    assert person.modes[-1].startswith("Resizing person 14")
    person.releases(340, 260)
    other = track(key(0), number=2)
    person.has(one, other)
    person.canvas.set_selection((one.id, other.id))
    assert person.modes[-1].startswith("2 objects")
    person.canvas.set_editable(False)
    assert "read only" in person.modes[-1]


def test_the_tool_rail_takes_tools_up_and_shows_which_is_held(person, qtbot) -> None:
    tools = []
    person.canvas.tool_changed.connect(tools.append)
    rail = person.canvas._rail
    QTest.mouseClick(rail._buttons[Tool.BOX], Qt.MouseButton.LeftButton)
    assert person.canvas.tool() is Tool.BOX
    person.canvas.set_tool(Tool.TRACK)
    assert rail._buttons[Tool.TRACK].isChecked()
    person.canvas.cancel()
    assert rail._buttons[Tool.SELECT].isChecked()
    assert tools == [Tool.BOX, Tool.TRACK, Tool.SELECT]
    person.canvas.set_editable(False)
    assert not rail._buttons[Tool.TRACK].isEnabled()
    assert rail._buttons[Tool.SELECT].isEnabled()
    assert all(button.accessibleName() for button in rail._buttons.values())


def test_the_pointer_says_what_a_press_would_do(person) -> None:
    one = track(key(0, PLAIN))
    person.has(one)
    person.moves(20, 20)
    assert person.canvas.cursor().shape() is Qt.CursorShape.ArrowCursor
    person.moves(250, 260)
    assert person.canvas.cursor().shape() is Qt.CursorShape.OpenHandCursor
    person.moves(300, 320)
    assert person.canvas.cursor().shape() is Qt.CursorShape.SizeFDiagCursor
    person.moves(300, 260)
    assert person.canvas.cursor().shape() is Qt.CursorShape.SizeHorCursor
    person.canvas.set_editable(False)
    person.moves(250, 260)
    assert person.canvas.cursor().shape() is Qt.CursorShape.PointingHandCursor
    person.canvas.set_editable(True)
    person.canvas.start_drawing(Kind.TRACK)
    assert person.canvas.cursor().shape() is Qt.CursorShape.CrossCursor


def test_damaged_and_inexact_pictures_are_marked(person) -> None:
    plain = person.canvas.grab().toImage()
    person.goes_to(0, corrupt=True)
    corrupt = person.canvas.grab().toImage()
    person.goes_to(0, exact=False)
    inexact = person.canvas.grab().toImage()
    assert plain != corrupt != inexact != plain


def test_an_empty_canvas_says_what_to_do_next(qtbot, theme: Theme) -> None:
    canvas = Canvas(theme)
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show()
    blank = canvas.grab().toImage()
    canvas.set_empty("Open a clip", "Pick one on the left.")
    assert canvas.grab().toImage() != blank
    assert canvas.accessibleDescription() == "Open a clip Pick one on the left."


def test_without_a_clip_the_canvas_takes_every_call(qtbot, theme: Theme) -> None:
    canvas = Canvas(theme)
    qtbot.addWidget(canvas)
    canvas.show()
    for call in (
        canvas.fit,
        canvas.zoom_actual,
        canvas.zoom_to_selection,
        canvas.zoom_in,
        canvas.zoom_out,
        canvas.cancel,
        canvas.clear,
        canvas.cycle_overlapping,
        lambda: canvas.start_drawing(Kind.TRACK),
        lambda: canvas.set_tool(Tool.BOX),
        lambda: canvas.set_clip(None),
        lambda: canvas.nudge(1, 1),
    ):
        call()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseMove(canvas, QPoint(60, 60))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.tool() is Tool.SELECT


@pytest.mark.parametrize("mode", [ThemeMode.DARK, ThemeMode.LIGHT])
def test_the_surround_of_footage_stays_dark_in_both_schemes(
    person, theme: Theme, mode: ThemeMode
) -> None:
    theme.set_mode(mode)
    corner = person.canvas.grab().toImage().pixelColor(3, 630)
    assert corner.lightness() < 50


def test_the_rail_and_the_canvas_go_with_their_window(qapp: QApplication, theme: Theme) -> None:
    window = QWidget()
    Canvas(theme, window)
    window.deleteLater()
    qapp.processEvents()
    del window
    theme.set_mode(ThemeMode.LIGHT)


def test_a_label_that_is_gone_does_not_take_the_box_along(person) -> None:
    person.has(track(key(0, PLAIN), label_id=UUID(int=77)))
    assert has_ink(person, 200, 260)
    assert PERSON in LABELS


def mode_line_is_shown(person) -> bool:
    canvas = person.canvas
    stage = canvas._stage
    return not canvas._painter.mode_is_in_the_way(canvas._mode, stage, stage.view)


def test_the_mode_line_gives_way_to_the_pointer(person) -> None:
    person.has()
    person.goes_to(0)
    person.moves(320, 60)
    assert mode_line_is_shown(person)
    person.moves(320, 478)
    assert not mode_line_is_shown(person)


def test_over_a_low_picture_the_mode_line_comes_only_while_something_is_done(person) -> None:
    person.canvas.resize(900, 420)
    person.has()
    person.goes_to(0)
    person.moves(320, 60)
    assert not mode_line_is_shown(person)
    person.canvas.start_drawing(Kind.TRACK)
    assert mode_line_is_shown(person)
    person.canvas.cancel()
    assert not mode_line_is_shown(person)
    person.canvas.resize(360, 420)
    assert mode_line_is_shown(person), "it lies below the picture and covers nothing"
    person.canvas.resize(900, 420)
    person.canvas.set_editable(False, why_not="Frames are being numbered")
    assert mode_line_is_shown(person)


def test_the_mode_line_gives_way_to_a_selected_box_at_the_lower_edge(person) -> None:
    low, high = (
        track(key(0, Box(300, 400, 60, 78))),
        track(key(0, Box(300, 40, 60, 60)), number=2),
    )
    person.has(low, high)
    person.goes_to(0)
    person.canvas.set_selection([high.id])
    assert mode_line_is_shown(person)
    person.canvas.set_selection([low.id])
    assert not mode_line_is_shown(person)


def test_the_mode_line_gives_way_to_a_box_that_is_drawn_over_it(person) -> None:
    person.has()
    person.goes_to(0)
    person.canvas.start_drawing(Kind.TRACK)
    person.presses(10, 60)
    person.moves(600, 300)
    assert mode_line_is_shown(person)
    person.moves(630, 477)
    assert not mode_line_is_shown(person)
