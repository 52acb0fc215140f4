"""The real widget, driven by the mouse, the wheel and the keyboard."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from time import process_time
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QRegion, QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.media.clip_clock import ClipClock
from app.ui.theme import Theme
from app.ui.timeline.arrangement import Arrangement
from app.ui.timeline.layout import ACTIVITY_PX, NAMES_PX, OVERVIEW_PX, ROW_PX, RULER_PX
from app.ui.timeline.scale import Scale
from app.ui.timeline.ticks import RulerMode
from app.ui.timeline.timeline import Timeline
from app.ui.timeline.times import ClipTimes
from app.ui.timeline.tooltip import tooltip_text
from models.annotation import Annotation, Label, Source
from tests.support.annotations import CAR, PERSON, key, single, track
from tests.support.clip_index import clip_index
from tests.support.painted import Painted

LABELS = (
    Label(PERSON, "person", "#56B4E9", digit=1),
    Label(CAR, "car", "#009E73", digit=2, position=1),
)
WALKER = track(key(100), key(300), key(400, outside=True), number=4)
SECOND = track(key(50), key(60, occluded=True), key(500), number=7, label_id=CAR)


class Heard:
    """What the timeline asked for, in order."""

    def __init__(self, timeline: Timeline) -> None:
        self.frames: list[tuple[int, bool]] = []
        self.selections: list[tuple[UUID, ...]] = []
        timeline.frame_requested.connect(lambda frame, busy: self.frames.append((frame, busy)))
        timeline.selection_requested.connect(self.selections.append)


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    widget = Timeline(Theme())
    qtbot.addWidget(widget)
    widget.resize(1000, 240)
    widget.set_labels(LABELS)
    widget.set_clip(clip_index())
    widget.set_annotation(Annotation([WALKER, SECOND]))
    widget.show()
    return widget


@pytest.fixture
def heard(timeline: Timeline) -> Heard:
    return Heard(timeline)


def at(timeline: Timeline, frame: float, *, row: int | None = None) -> QPoint:
    """Give the point of a frame on the ruler, or on a lane."""
    view = timeline.view
    y = 8 if row is None else view.layout.row_top(row) + ROW_PX // 2
    return QPoint(round(view.widget_x(frame)), y)


def screen_of(timeline: Timeline) -> QImage:
    """Return what stands on the screen, without painting anything anew."""
    return timeline.screen().grabWindow(timeline.winId()).toImage()


def turn_wheel(
    timeline: Timeline,
    where: QPoint,
    notches: float,
    *,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    sideways: bool = False,
) -> None:
    angle = QPoint(round(notches * 120), 0) if sideways else QPoint(0, round(notches * 120))
    event = QWheelEvent(
        QPointF(where),
        QPointF(timeline.mapToGlobal(where)),
        QPoint(),
        angle,
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(timeline, event)


def picture(timeline: Timeline) -> QImage:
    return timeline.grab().toImage()


@pytest.mark.parametrize("zoomed", [False, True], ids=["fitted", "zoomed"])
@pytest.mark.parametrize("busy", [False, True], ids=["at-rest", "grouped-and-dragged"])
def test_any_part_painted_alone_looks_as_in_the_whole(
    timeline: Timeline, zoomed: bool, busy: bool
) -> None:
    # Where a dash begins depends on the part that is painted, so there are no dashed bars here.
    other = track(key(50), key(120, source=Source.SUGGESTED, outside=True), key(500), number=7)
    timeline.set_annotation(Annotation([WALKER, other]))
    if busy:
        timeline.rows.arrange(Arrangement(grouped=True, narrow=True))
        timeline.keys.choose_all_of([WALKER.id])
        timeline.keys.show_move(timeline.keys.chosen, 40, lead=300)
    timeline.set_frame(200)
    timeline.hover_at(at(timeline, 310))
    timeline.set_selection([WALKER.id])
    if zoomed:
        timeline.zoom(4)
    whole = picture(timeline)
    width, height = timeline.width(), timeline.height()
    chance = Random(5)
    parts = [
        QRect(0, 0, NAMES_PX, height),
        QRect(4, RULER_PX + 2, 40, height - RULER_PX - 8),
        *(
            QRect(left, top, chance.randint(1, width - left), chance.randint(1, height - top))
            for left, top in (
                (chance.randrange(width), chance.randrange(height)) for _ in range(60)
            )
        ),
        *(
            QRect(chance.randrange(NAMES_PX // 2), top, 30, chance.randint(1, height - top))
            for top in (chance.randrange(height) for _ in range(20))
        ),
    ]
    for part in parts:
        painted = whole.copy()
        mark = QPainter(painted)
        mark.fillRect(part, Qt.GlobalColor.magenta)
        mark.end()
        timeline.render(painted, part.topLeft(), QRegion(part))
        assert painted == whole, part


def test_no_text_of_the_ruler_is_cut_off_at_its_right_end(timeline: Timeline) -> None:
    timeline.zoom(3)
    for _ in range(20):
        timeline.set_scale(timeline.view.scale.panned(7))
        image = picture(timeline)
        edge = {image.pixelColor(image.width() - 1, y).name() for y in range(2, RULER_PX - 8)}
        assert len(edge) == 1


def test_a_click_on_the_ruler_goes_to_that_frame(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 200))
    assert [busy for _, busy in heard.frames] == [True, False]
    assert heard.frames[-1][0] == pytest.approx(200, abs=1)
    assert heard.selections == []


def test_dragging_scrubs_and_letting_go_asks_once_more(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 200))
    for frame in (250, 300, 350):
        qtbot.mouseMove(timeline, at(timeline, frame))
    timeline.set_frame(3)
    assert timeline.view.frame == heard.frames[-1][0], "a late answer moved the playhead"
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 350))
    assert heard.frames[-1] == (heard.frames[-2][0], False)
    assert all(busy for _, busy in heard.frames[:-1])
    assert heard.frames[-1][0] == pytest.approx(350, abs=1)
    timeline.set_frame(3)
    assert timeline.view.frame == 3


def test_a_release_that_went_elsewhere_ends_the_drag(timeline: Timeline, heard: Heard) -> None:
    def send(kind: QEvent.Type, held: Qt.MouseButton) -> None:
        where = QPointF(at(timeline, 300))
        left = Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, where, where, left, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(timeline, event)

    send(QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton)
    send(QEvent.Type.MouseMove, Qt.MouseButton.NoButton)
    assert heard.frames == [(300, True), (300, False)]


def test_scrubbing_past_the_edge_stops_at_the_clip_s_last_frame(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 700))
    qtbot.mouseMove(timeline, QPoint(5000, 5))
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(5000, 5))
    assert heard.frames[-1] == (795, False)


def test_a_click_on_a_lane_selects_its_track_and_goes_to_the_frame(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 200, row=0))
    assert heard.selections == [(WALKER.id,)]
    assert heard.frames[-1][0] == pytest.approx(200, abs=1)


def test_a_click_near_a_diamond_goes_to_exactly_that_keyframe(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    near = at(timeline, 300, row=0) + QPoint(4, 2)
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=near)
    assert heard.frames[-1] == (300, False)


def test_control_click_adds_to_the_selection_and_takes_away(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    timeline.set_selection([WALKER.id])
    name = QPoint(40, at(timeline, 0, row=1).y())
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, control, pos=name)
    timeline.set_selection([WALKER.id, SECOND.id])
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, control, pos=name)
    assert heard.selections == [(WALKER.id, SECOND.id), (WALKER.id,)]
    assert heard.frames == [], "a click on a name stays on the frame"


def test_a_double_click_on_a_name_goes_to_where_the_track_starts(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    name = QPoint(40, at(timeline, 0, row=0).y())
    qtbot.mouseDClick(timeline, Qt.MouseButton.LeftButton, pos=name)
    assert heard.frames == [(100, False)]


def test_a_click_on_the_lane_of_single_frame_boxes_selects_the_nearest(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    boxes = [single(frame, number=20 + frame) for frame in (10, 600)]
    timeline.set_annotation(Annotation([WALKER, *boxes]))
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 600, row=1))
    assert heard.selections == [(boxes[1].id,)]
    assert heard.frames[-1] == (600, False)


def test_the_wheel_zooms_at_the_cursor(timeline: Timeline) -> None:
    where = at(timeline, 400)
    turn_wheel(timeline, where, 5)
    assert not timeline.view.scale.is_fitted
    assert timeline.view.scale.frame_at(where.x() - NAMES_PX) == 400
    turn_wheel(timeline, where, -20)
    assert timeline.view.scale.is_fitted


def test_shift_and_the_sideways_wheel_pan(timeline: Timeline) -> None:
    timeline.zoom(8, at_x=0)
    left = timeline.view.scale.left_frame
    turn_wheel(timeline, at(timeline, 20), -2, keys=Qt.KeyboardModifier.ShiftModifier)
    panned = timeline.view.scale.left_frame
    assert panned > left
    turn_wheel(timeline, at(timeline, 20), -2, sideways=True)
    assert timeline.view.scale.left_frame > panned


def test_a_drag_with_the_middle_button_pans_and_asks_for_nothing(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    timeline.zoom(8, at_x=400)
    middle, start = Qt.MouseButton.MiddleButton, QPoint(500, 100)
    held = timeline.view.scale.position_at(start.x() - NAMES_PX)
    qtbot.mousePress(timeline, middle, pos=start)
    qtbot.mouseMove(timeline, QPoint(430, 100))
    assert timeline.view.scale.position_at(430 - NAMES_PX) == pytest.approx(held)
    qtbot.mouseRelease(timeline, middle, pos=QPoint(430, 100))
    assert heard.frames == []


def test_the_overview_of_a_zoomed_clip_leads_to_any_part(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    timeline.zoom(10, at_x=0)
    where = QPoint(NAMES_PX + timeline.view.layout.strip_width // 2, 240 - OVERVIEW_PX // 2)
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=where)
    first, last = timeline.view.scale.visible()
    assert (first + last) / 2 == pytest.approx(397, abs=3)
    assert heard.frames == []


def test_the_playhead_is_kept_in_sight_while_the_clip_plays(timeline: Timeline) -> None:
    timeline.zoom(10, at_x=0)
    for frame in range(0, 796, 5):
        timeline.set_frame(frame)
        x = timeline.view.scale.x_of(frame)
        assert 0 <= x <= timeline.view.scale.width_px


def test_the_playhead_is_painted_where_its_frame_is_and_nowhere_else(timeline: Timeline) -> None:
    theme = Theme()
    accent = theme.color("accent").rgb()
    for frame in (0, 400, 795):
        timeline.set_frame(frame)
        image = picture(timeline)
        row = timeline.height() - OVERVIEW_PX - 4
        columns = [x for x in range(NAMES_PX, image.width()) if image.pixel(x, row) == accent]
        assert columns
        assert all(abs(x - timeline.view.widget_x(frame)) <= 2 for x in columns)


def test_a_step_of_the_playhead_paints_the_same_as_a_whole_repaint(timeline: Timeline) -> None:
    """Partial repaints must not leave traces."""
    timeline.set_selection([WALKER.id])
    timeline.zoom(3, at_x=200)
    for frame in (120, 121, 150, 152):
        timeline.set_frame(frame)
        QApplication.processEvents()
    assert picture(timeline) == picture(timeline)
    partial = timeline.grab().toImage()
    timeline.update()
    QApplication.processEvents()
    assert timeline.grab().toImage() == partial


def test_up_and_down_choose_a_track_and_go_round(
    timeline: Timeline, heard: Heard, qtbot: QtBot
) -> None:
    timeline.selection_requested.connect(timeline.set_selection)
    for _ in range(3):
        qtbot.keyClick(timeline, Qt.Key.Key_Down)
    qtbot.keyClick(timeline, Qt.Key.Key_Up)
    assert heard.selections == [(WALKER.id,), (SECOND.id,), (WALKER.id,), (SECOND.id,)]


def test_plus_minus_and_zero_zoom(timeline: Timeline, qtbot: QtBot) -> None:
    fitted = timeline.view.scale
    qtbot.keyClick(timeline, Qt.Key.Key_Plus)
    qtbot.keyClick(timeline, Qt.Key.Key_Plus)
    assert timeline.view.scale.px_per_frame == pytest.approx(fitted.px_per_frame * 1.44)
    qtbot.keyClick(timeline, Qt.Key.Key_Minus)
    qtbot.keyClick(timeline, Qt.Key.Key_0)
    assert timeline.view.scale == fitted


def test_selecting_a_track_out_of_sight_scrolls_to_it(timeline: Timeline) -> None:
    tracks = [track(key(5), number=n) for n in range(200)]
    timeline.set_annotation(Annotation(tracks))
    timeline.set_selection([tracks[150].id])
    layout = timeline.view.layout
    assert layout.row_top(150) >= layout.lanes_top
    assert layout.row_top(150) + ROW_PX <= layout.lanes_bottom
    scrolled = layout.scroll_px
    timeline.set_selection([tracks[149].id])
    assert timeline.view.layout.scroll_px == scrolled - ROW_PX or (
        timeline.view.layout.scroll_px == scrolled
    )


def test_the_wheel_over_the_names_scrolls_the_lanes(timeline: Timeline) -> None:
    timeline.set_annotation(Annotation([track(key(5), number=n) for n in range(200)]))
    turn_wheel(timeline, QPoint(20, 120), -3)
    assert timeline.view.layout.scroll_px == 3 * ROW_PX
    assert timeline.view.scale.is_fitted


def test_an_edit_repaints_its_lane_and_keeps_the_others(timeline: Timeline) -> None:
    before = timeline.view.lanes.rows
    moved = SECOND.head.with_keyframes((key(77),))
    annotation = Annotation([WALKER, SECOND]).with_tracks({SECOND.id: moved})
    timeline.set_annotation(annotation, {SECOND.id})
    assert timeline.view.lanes.rows[0] is before[0]
    assert timeline.view.lanes.rows[1].frames == (77,)


def test_an_edit_paints_its_lane_and_the_activity_and_no_other_lane(timeline: Timeline) -> None:
    moved = SECOND.head.with_keyframes((key(77),))
    annotation = Annotation([WALKER, SECOND]).with_tracks({SECOND.id: moved})
    with Painted(timeline) as painted:
        timeline.set_annotation(annotation, {SECOND.id})
    layout = timeline.view.layout
    assert painted.of(timeline) == [
        QRect(NAMES_PX, RULER_PX, layout.strip_width, ACTIVITY_PX),
        QRect(0, layout.row_top(1), timeline.width(), ROW_PX),
    ]
    partial = screen_of(timeline)
    timeline.update()
    QApplication.processEvents()
    assert screen_of(timeline) == partial


def test_a_box_that_moves_on_its_keyframe_paints_nothing_of_the_timeline(
    timeline: Timeline,
) -> None:
    first, *others = SECOND.keyframes
    pushed = replace(first, box=first.box.moved(5, 5))
    moved = SECOND.head.with_keyframes((pushed, *others))
    with Painted(timeline) as painted:
        timeline.set_annotation(Annotation([WALKER, moved]), {SECOND.id})
    assert painted.rects == []


def test_the_ruler_shows_the_wall_clock_where_it_is_known_until_told_otherwise(
    timeline: Timeline, qtbot: QtBot
) -> None:
    assert timeline.view.mode is RulerMode.TIME
    index, recorded_at = clip_index(), datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
    timeline.set_clip(index, ClipTimes.of_clip(index, clock=ClipClock(recorded_at)))
    assert timeline.view.mode is RulerMode.CLOCK
    button = timeline.findChild(QPushButton)
    assert button.accessibleName()
    actions = {action.text(): action for action in button.menu().actions()}
    actions["Frames"].trigger()
    assert timeline.view.mode is RulerMode.FRAMES
    timeline.set_clip(index, ClipTimes.of_clip(index, clock=ClipClock(recorded_at)))
    assert timeline.view.mode is RulerMode.FRAMES


def test_tooltips_say_what_lies_under_the_mouse(timeline: Timeline) -> None:
    def said(frame: float, row: int) -> str:
        return tooltip_text(timeline.view, at(timeline, frame, row=row)).split("\n")[0]

    assert said(100, 0) == "person 4 · keyframe"
    assert said(200, 0) == "person 4 · interpolated"
    assert said(400, 0) == "person 4 · leaves the picture"
    assert said(20, 0) == "person 4 · not in the picture"
    assert said(300, 1) == "car 7 · occluded"
    assert said(700, 1) == "car 7 · last box held"
    assert tooltip_text(timeline.view, QPoint(20, at(timeline, 0, row=1).y())) == (
        "car 7\n3 keyframes"
    )
    activity = QPoint(at(timeline, 200).x(), RULER_PX + 5)
    assert tooltip_text(timeline.view, activity) == "2 objects"


def test_no_clip_and_no_tracks_say_what_to_do_next(qtbot: QtBot, heard: Heard) -> None:
    empty = Timeline(Theme())
    qtbot.addWidget(empty)
    empty.resize(800, 200)
    blank = picture(empty)
    qtbot.mouseClick(empty, Qt.MouseButton.LeftButton, pos=QPoint(400, 10))
    turn_wheel(empty, QPoint(400, 10), 2)
    empty.set_clip(clip_index())
    assert picture(empty) != blank
    empty.set_clip(None)
    assert not empty.view.has_clip
    assert heard.frames == []


def test_loop_points_and_the_buffered_range_show_in_the_ruler(timeline: Timeline) -> None:
    plain = picture(timeline)
    timeline.set_loop(100, 500)
    looped = picture(timeline)
    assert looped != plain
    timeline.set_buffered(200, 300)
    assert picture(timeline) != looped
    timeline.set_loop(None, None)
    timeline.set_buffered(None, None)
    assert picture(timeline) == plain


def test_each_kind_of_stretch_looks_different(qtbot: QtBot, timeline: Timeline) -> None:
    stretches = {
        "seen": track(key(100), key(700, outside=True)),
        "occluded": track(key(100, occluded=True), key(700, outside=True)),
        "suggested": track(key(100, source=Source.SUGGESTED), key(700, outside=True)),
        "held": track(key(100)),
        "gap": track(key(100, outside=True)),
    }
    middle = QPoint(at(timeline, 400, row=0))
    seen = set()
    for one in stretches.values():
        timeline.set_annotation(Annotation([one]))
        cut = picture(timeline).copy(middle.x() - 30, middle.y() - 8, 60, 16)
        seen.add(bytes(cut.constBits()))
    assert len(seen) == len(stretches)


def test_another_theme_repaints_in_its_colors(timeline: Timeline, qtbot: QtBot) -> None:
    theme = Theme()
    theme.set_mode("dark")
    widget = Timeline(theme)
    qtbot.addWidget(widget)
    widget.resize(600, 200)
    dark = picture(widget)
    theme.set_mode("light")
    assert picture(widget).pixel(300, 100) != dark.pixel(300, 100)


def test_a_fitted_clip_stays_fitted_when_the_window_grows(timeline: Timeline) -> None:
    timeline.resize(1400, 240)
    assert timeline.view.scale == Scale.fitted(796, 1400 - NAMES_PX)


def test_the_timeline_names_itself_to_screen_readers(timeline: Timeline) -> None:
    assert timeline.accessibleName() == "Timeline"
    assert timeline.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_painting_costs_what_is_in_sight_and_not_what_the_clip_holds(qtbot: QtBot) -> None:
    def cost(tracks: int, frames: int, keys: int) -> float:
        widget = Timeline(Theme())
        qtbot.addWidget(widget)
        widget.resize(1200, 400)
        widget.set_clip(clip_index(frames))
        step = frames // keys
        widget.set_annotation(
            Annotation(
                track(*(key(number + step * n) for n in range(keys)), number=number)
                for number in range(tracks)
            )
        )
        image = QImage(widget.size(), QImage.Format.Format_ARGB32_Premultiplied)
        widget.render(image)
        rounds = []
        for _ in range(7):
            start = process_time()
            widget.render(image)
            rounds.append(process_time() - start)
        return min(rounds)

    few = cost(tracks=12, frames=2_000, keys=50)
    many = cost(tracks=500, frames=100_000, keys=100)
    assert many < 3 * few


def test_the_keyboard_focus_is_a_frame_and_hides_nothing(timeline: Timeline) -> None:
    timeline.setFocus(Qt.FocusReason.MouseFocusReason)
    before = picture(timeline)
    timeline.clearFocus()
    timeline.setFocus(Qt.FocusReason.TabFocusReason)
    after = picture(timeline)
    assert after.pixel(0, 0) != before.pixel(0, 0)
    inside = timeline.rect().adjusted(1, 1, -1, -1)
    assert after.copy(inside) == before.copy(inside)
