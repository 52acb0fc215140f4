"""Keyframes and lanes at the real widget, by mouse and keys: it asks, and changes nothing."""

from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.timeline.arrangement import Order
from app.ui.timeline.key_choice import Ghost, Keys
from app.ui.timeline.layout import NARROW_ROW_PX, ROW_PX
from app.ui.timeline.spot import Spot
from app.ui.timeline.timeline import Timeline
from models.annotation import Annotation, Label
from tests.support.annotations import CAR, PERSON, key, track
from tests.support.clip_index import clip_index

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier

WALKER = track(key(100), key(300), key(400, outside=True), number=1)
HELD = track(key(150), key(300), number=2, ends_after=200)
LOCKED = track(key(200), key(320), number=3, label_id=CAR, locked=True)


class Asked:
    """What the timeline asked for; a selection is given as the editor gives it."""

    def __init__(self, timeline: Timeline) -> None:
        self.frames: list[int] = []
        self.moves: list[tuple[Keys, int, int]] = []
        self.ends: list[tuple[UUID, int]] = []
        self.deleted: list[Keys] = []
        self.refused: list[str] = []
        self.menus: list[Spot] = []
        timeline.frame_requested.connect(lambda frame, busy: busy or self.frames.append(frame))
        timeline.keys_moved.connect(lambda *move: self.moves.append(move))
        timeline.end_moved.connect(lambda *end: self.ends.append(end))
        timeline.keys_delete_requested.connect(self.deleted.append)
        timeline.refused.connect(self.refused.append)
        timeline.menu_requested.connect(lambda spot, _at: self.menus.append(spot))
        timeline.selection_requested.connect(timeline.set_selection)


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    widget = Timeline(Theme())
    qtbot.addWidget(widget)
    widget.resize(1000, 240)
    widget.set_labels((Label(PERSON, "person", "#56B4E9"), Label(CAR, "car", "#009E73")))
    widget.set_clip(clip_index())
    widget.set_annotation(Annotation([WALKER, HELD, LOCKED]))
    widget.show()
    return widget


@pytest.fixture
def asked(timeline: Timeline) -> Asked:
    return Asked(timeline)


def at(timeline: Timeline, frame: float, row: int) -> QPoint:
    view = timeline.view
    y = view.layout.row_top(row) + view.layout.row_px // 2
    return QPoint(round(view.widget_x(frame)), y)


def drag(
    qtbot: QtBot,
    timeline: Timeline,
    start: QPoint,
    end: QPoint,
    held: Qt.KeyboardModifier = NONE,
) -> None:
    """Press and move, and leave it to the test to let go."""
    qtbot.mousePress(timeline, LEFT, held, pos=start)
    qtbot.mouseMove(timeline, (start + end) / 2)
    qtbot.mouseMove(timeline, end)


def test_chosen_keyframes_of_several_tracks_are_dragged_together(
    timeline: Timeline, asked: Asked, qtbot: QtBot
) -> None:
    qtbot.mouseClick(timeline, LEFT, pos=at(timeline, 100, 0))
    assert (asked.frames, timeline.keys.chosen) == ([100], {WALKER.id: (100,)})
    qtbot.mouseClick(timeline, LEFT, CONTROL, pos=at(timeline, 300, 1))
    qtbot.mouseClick(timeline, LEFT, SHIFT, pos=at(timeline, 300, 0))
    chosen = {WALKER.id: (100, 300), HELD.id: (300,)}
    assert timeline.keys.chosen == chosen
    assert timeline.view.selection == {WALKER.id, HELD.id}
    plain = timeline.grab().toImage()
    end = at(timeline, 340, 0)
    drag(qtbot, timeline, at(timeline, 300, 0), end)
    ghost = timeline.view.ghost
    assert isinstance(ghost, Ghost)
    assert (ghost.keys, ghost.problem) == (chosen, "")
    assert ghost.frame == 300 + ghost.delta == pytest.approx(340, abs=1)
    assert timeline.grab().toImage() != plain
    qtbot.mouseRelease(timeline, LEFT, pos=end)
    assert asked.moves == [(chosen, ghost.delta, ghost.frame)]
    assert asked.frames == [100], "a drag goes nowhere"
    assert timeline.view.ghost is None


def test_escape_takes_a_drag_back_and_a_refused_one_says_why(
    timeline: Timeline, asked: Asked, qtbot: QtBot
) -> None:
    end = at(timeline, 350, 0)
    drag(qtbot, timeline, at(timeline, 300, 0), end)
    assert timeline.view.ghost is not None
    # The key belongs to an action too: while something is dragged it is the timeline's.
    override = QKeyEvent(QKeyEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, NONE)
    override.ignore()
    QApplication.sendEvent(timeline, override)
    assert override.isAccepted()
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    assert timeline.view.ghost is None
    qtbot.mouseRelease(timeline, LEFT, pos=end)
    # What somebody else takes away meanwhile is dragged no longer.
    drag(qtbot, timeline, at(timeline, 300, 0), end)
    timeline.set_annotation(Annotation([HELD, LOCKED]), {WALKER.id})
    assert timeline.view.ghost is None
    qtbot.mouseRelease(timeline, LEFT, pos=end)
    timeline.set_annotation(Annotation([WALKER, HELD, LOCKED]), {WALKER.id})
    drag(qtbot, timeline, at(timeline, 200, 2), at(timeline, 250, 2))
    qtbot.mouseRelease(timeline, LEFT, pos=at(timeline, 250, 2))
    drag(qtbot, timeline, at(timeline, 100, 0), at(timeline, 300, 0))
    qtbot.mouseRelease(timeline, LEFT, pos=at(timeline, 300, 0))
    assert asked.moves == []
    assert [text.split(".")[0] for text in asked.refused] == [
        "This track is locked",
        "The track already has a keyframe on that frame",
    ]
    # Where nothing may be changed, a drag scrubs as it does elsewhere.
    timeline.editable = False
    drag(qtbot, timeline, at(timeline, 300, 0), end)
    qtbot.mouseRelease(timeline, LEFT, pos=end)
    assert asked.moves == []
    assert asked.frames[-1] == pytest.approx(350, abs=1)


def test_no_keyframe_is_dragged_out_of_the_clip(
    timeline: Timeline, asked: Asked, qtbot: QtBot
) -> None:
    drag(qtbot, timeline, at(timeline, 100, 0), QPoint(0, at(timeline, 0, 0).y()), ALT)
    qtbot.mouseRelease(timeline, LEFT, pos=QPoint(0, at(timeline, 0, 0).y()))
    ((keys, delta, _),) = asked.moves
    assert keys == {WALKER.id: (100, 300, 400)}, "Alt drags a whole track"
    assert delta == -100


def test_the_end_of_a_held_tail_is_dragged(timeline: Timeline, asked: Asked, qtbot: QtBot) -> None:
    end = at(timeline, 600, 1)
    drag(qtbot, timeline, at(timeline, 500, 1), end)
    qtbot.mouseRelease(timeline, LEFT, pos=end)
    ((track_id, over),) = asked.ends
    # The bar ends with the last frame that shows a box; the track is over on the next.
    assert (track_id, over) == (HELD.id, pytest.approx(601, abs=1))
    drag(qtbot, timeline, at(timeline, 500, 1), at(timeline, 250, 1))
    qtbot.mouseRelease(timeline, LEFT, pos=at(timeline, 250, 1))
    assert len(asked.ends) == 1
    assert len(asked.refused) == 1


def test_a_band_chooses_and_delete_asks_for_all_of_it(
    timeline: Timeline, asked: Asked, qtbot: QtBot
) -> None:
    below = QPoint(at(timeline, 250, 0).x(), timeline.view.layout.row_top(3) + 20)
    drag(qtbot, timeline, below, at(timeline, 420, 1))
    assert timeline.view.band is not None
    qtbot.mouseRelease(timeline, LEFT, pos=at(timeline, 420, 1))
    found = {HELD.id: (300,), LOCKED.id: (320,)}
    assert timeline.keys.chosen == found
    assert timeline.view.selection == {HELD.id, LOCKED.id}
    drag(qtbot, timeline, at(timeline, 60, 0), at(timeline, 170, 0), SHIFT)
    qtbot.mouseRelease(timeline, LEFT, SHIFT, pos=at(timeline, 170, 0))
    assert timeline.keys.chosen == {**found, WALKER.id: (100,)}
    qtbot.keyClick(timeline, Qt.Key.Key_Delete)
    assert asked.deleted == [{**found, WALKER.id: (100,)}]
    # What an edit or a filter takes away is chosen no longer.
    timeline.set_shown(frozenset({WALKER.id, LOCKED.id}))
    assert timeline.keys.chosen == {WALKER.id: (100,), LOCKED.id: (320,)}
    timeline.set_annotation(Annotation([WALKER]), {LOCKED.id, HELD.id})
    assert timeline.keys.chosen == {WALKER.id: (100,)}
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    assert timeline.keys.chosen == {}


def test_groups_open_and_close_by_mouse_and_keys(
    timeline: Timeline, asked: Asked, qtbot: QtBot
) -> None:
    timeline.rows.collapse_all(collapsed=True)
    assert [row.members for row in timeline.view.lanes.rows] == [2, 1]
    timeline.set_selection([LOCKED.id])
    assert timeline.view.selected_rows() == {1}
    qtbot.mouseClick(timeline, LEFT, pos=QPoint(40, at(timeline, 0, 1).y()))
    assert [row.number for row in timeline.view.lanes.rows] == [None, None, 3]
    qtbot.keyClick(timeline, Qt.Key.Key_Home, CONTROL)
    assert timeline.view.cursor_row() == 0
    qtbot.keyClick(timeline, Qt.Key.Key_Return)
    assert [row.number for row in timeline.view.lanes.rows] == [None, 1, 2, None, 3]
    qtbot.keyClick(timeline, Qt.Key.Key_Down)
    assert timeline.view.selection == {WALKER.id}
    assert timeline.accessibleDescription() == "person 1"
    timeline.set_frame(350)
    qtbot.keyClick(timeline, Qt.Key.Key_Return)
    assert asked.frames == [300]
    assert timeline.keys.chosen == {WALKER.id: (300,)}
    qtbot.keyClick(timeline, Qt.Key.Key_End, CONTROL)
    assert timeline.view.selection == {LOCKED.id}


def test_the_menu_is_asked_for_where_the_mouse_or_the_keyboard_is(
    timeline: Timeline, asked: Asked
) -> None:
    def ask(reason: QContextMenuEvent.Reason, where: QPoint) -> None:
        event = QContextMenuEvent(reason, where, timeline.mapToGlobal(where))
        QApplication.sendEvent(timeline, event)

    ask(QContextMenuEvent.Reason.Mouse, at(timeline, 300, 1) + QPoint(3, 0))
    assert asked.menus == [Spot(300, HELD.id)]
    assert timeline.keys.chosen == {HELD.id: (300,)}
    timeline.set_frame(77)
    timeline.set_selection([WALKER.id])
    ask(QContextMenuEvent.Reason.Keyboard, QPoint())
    timeline.rows.collapse_all(collapsed=True)
    timeline.rows.go_to(0)
    ask(QContextMenuEvent.Reason.Keyboard, QPoint())
    assert asked.menus[1:] == [Spot(77, WALKER.id), Spot(77, None, PERSON)]


def test_the_order_and_the_height_of_lanes_outlive_the_clip(timeline: Timeline) -> None:
    timeline.set_selection([HELD.id])
    timeline.rows.arrange(replace(timeline.rows.arrangement, order=Order.START, narrow=True))
    timeline.set_clip(clip_index())
    assert timeline.view.layout.row_px == NARROW_ROW_PX < ROW_PX
    assert timeline.rows.arrangement.order is Order.START
    assert timeline.keys.chosen == {}
