"""What the timeline looks like, and how little of it is painted anew."""

from dataclasses import replace
from random import Random
from time import process_time

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.timeline.arrangement import Arrangement
from app.ui.timeline.layout import ACTIVITY_PX, NAMES_PX, OVERVIEW_PX, ROW_PX, RULER_PX
from app.ui.timeline.timeline import Timeline
from models.annotation import Annotation, Source
from tests.app.ui.timeline.conftest import SECOND, WALKER, at, picture, screen_of
from tests.support.annotations import key, track
from tests.support.clip_index import clip_index
from tests.support.painted import Painted


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


def test_loop_points_and_the_buffered_range_show_in_the_ruler(timeline: Timeline) -> None:
    plain = picture(timeline)
    timeline.marks.set_loop(100, 500)
    looped = picture(timeline)
    assert looped != plain
    timeline.marks.set_buffered(200, 300)
    assert picture(timeline) != looped
    timeline.marks.set_loop(None, None)
    timeline.marks.set_buffered(None, None)
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
