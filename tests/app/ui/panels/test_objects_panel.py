"""The real panel, driven by the mouse and the keyboard."""

from dataclasses import replace
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QHelpEvent, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QToolTip
from pytestqt.qtbot import QtBot

from app.ui.actions import ActionRegistry
from app.ui.panels.objects_model import ROW_ROLE, ObjectsModel
from app.ui.panels.objects_panel import ObjectsPanel
from app.ui.panels.objects_view import ObjectsView
from app.ui.theme import Theme
from models.annotation import Annotation, Detection, Label, Source, Track
from tests.support.annotations import (
    CAR,
    PERSON,
    annotations,
    key,
    single,
    successors,
    track,
    unhurried,
)
from tests.support.painted import Painted

LEFT = Qt.MouseButton.LeftButton
LABELS = (Label(PERSON, "person", "#56B4E9"), Label(CAR, "car", "#009E73", position=1))
GUESSED = key(10, source=Source.SUGGESTED)
GUESS = track(
    key(
        10,
        source=Source.SUGGESTED,
        detection=Detection("yolo", 0.876, GUESSED.box),
    ),
    number=16,
    source=Source.SUGGESTED,
)
ON_KEY = track(key(10), key(20), number=4)
BETWEEN = track(key(0), key(20), key(90, outside=True), number=7, label_id=CAR)
BEHIND = track(key(0, occluded=True), key(30), number=9)
HELD = track(key(3), number=12)
LATER = track(key(40), key(60, outside=True), number=2)
ONE_FRAME = single(10, number=30)
ALL = (GUESS, ON_KEY, BETWEEN, BEHIND, HELD, LATER, ONE_FRAME)


@pytest.fixture
def panel(qtbot: QtBot) -> ObjectsPanel:
    widget = ObjectsPanel(Theme())
    widget.set_keys(ActionRegistry().key_text)
    widget.set_usable(open_clip=True, editable=True)
    qtbot.addWidget(widget)
    widget.resize(280, 400)
    widget.set_labels(LABELS)
    widget.set_frame(10)
    widget.set_annotation(Annotation(ALL))
    widget.show()
    return widget


def view(panel: ObjectsPanel) -> ObjectsView:
    return panel.findChild(ObjectsView)


def rows(panel: ObjectsPanel) -> list[tuple[str, str]]:
    model = view(panel).model()
    shown = [model.index(row, 0).data(ROW_ROLE) for row in range(model.rowCount())]
    return [(row.name, row.state) for row in shown]


def row_rect(panel: ObjectsPanel, row: int) -> QRect:
    return view(panel).visualRect(view(panel).model().index(row, 0))


def selected(panel: ObjectsPanel) -> list[int]:
    return sorted(i.row() for i in view(panel).selectionModel().selectedIndexes())


def shown_texts(panel: ObjectsPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def test_objects_of_the_frame_stand_by_number_and_say_how_they_show(panel: ObjectsPanel) -> None:
    assert rows(panel) == [
        ("person 4", "keyframe · 2 in all"),
        ("car 7", "interpolated"),
        ("person 9", "occluded"),
        ("person 12", "held"),
        ("person 16", "suggested 0.88"),
        ("person 30", "single frame"),
    ]
    assert "6 on this frame" in shown_texts(panel)


def test_a_long_name_is_written_out_at_the_cost_of_the_state(panel: ObjectsPanel) -> None:
    delegate, model = view(panel).itemDelegate(), view(panel).model()
    shown = model.index(0, 0).data(ROW_ROLE)
    font = QFontMetrics(Theme().font("body", bold=True, tabular=True))
    state_px = delegate.widths_px(shown, 1000)[1]
    long = replace(shown, name="pedestrian 104")
    name_px = font.horizontalAdvance(long.name)
    room_px = name_px + 8 + state_px - 20
    assert delegate.widths_px(long, room_px) == (name_px, state_px - 20)
    # Where there is no room for both, enough of the state is left to be told from others.
    assert delegate.widths_px(long, name_px)[1] == 56


def test_another_frame_shows_other_objects(panel: ObjectsPanel) -> None:
    panel.set_frame(95)
    assert [name for name, _ in rows(panel)] == ["person 4", "person 9", "person 12", "person 16"]


def test_all_tracks_include_those_that_are_away(panel: ObjectsPanel, qtbot: QtBot) -> None:
    button = panel.findChild(QToolButton)
    qtbot.mouseClick(button, LEFT)
    assert rows(panel)[0] == ("person 2", "frames 40\N{EN DASH}59")
    assert "7 tracks" in shown_texts(panel)
    panel.set_all_tracks(on=False)
    assert len(rows(panel)) == 6


def test_a_click_selects_and_says_so_once(panel: ObjectsPanel, qtbot: QtBot) -> None:
    heard: list[tuple[UUID, ...]] = []
    panel.selection_changed.connect(heard.append)
    port = view(panel).viewport()
    qtbot.mouseClick(port, LEFT, pos=row_rect(panel, 1).topLeft() + QPoint(40, 10))
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(port, LEFT, control, pos=row_rect(panel, 0).topLeft() + QPoint(40, 10))
    assert heard == [(BETWEEN.id,), (ON_KEY.id, BETWEEN.id)]


def test_being_told_the_selection_marks_rows_and_asks_for_nothing(panel: ObjectsPanel) -> None:
    heard: list[object] = []
    panel.selection_changed.connect(heard.append)
    panel.set_selection([BEHIND.id, LATER.id])
    assert selected(panel) == [2]
    panel.set_frame(50)
    assert selected(panel) == [0, 3], "a selected object that comes back is marked again"
    panel.set_selection([])
    assert selected(panel) == []
    assert heard == []


def test_the_arrow_keys_go_on_from_what_was_selected_elsewhere(
    panel: ObjectsPanel, qtbot: QtBot
) -> None:
    heard: list[tuple[UUID, ...]] = []
    panel.set_selection([BETWEEN.id])
    panel.selection_changed.connect(heard.append)
    qtbot.keyClick(view(panel), Qt.Key.Key_Down)
    assert heard == [(BEHIND.id,)]


def test_the_eye_and_the_lock_ask_without_selecting(panel: ObjectsPanel, qtbot: QtBot) -> None:
    heard: list[tuple[str, UUID]] = []
    panel.visibility_toggled.connect(lambda one: heard.append(("eye", one)))
    panel.lock_toggled.connect(lambda one: heard.append(("lock", one)))
    panel.selection_changed.connect(lambda ids: heard.append(("selection", ids)))
    port, row = view(panel).viewport(), row_rect(panel, 1)
    lock = QPoint(row.right() - 16, row.center().y())
    eye = lock - QPoint(22, 0)
    qtbot.mouseClick(port, LEFT, pos=eye)
    qtbot.mouseClick(port, LEFT, pos=lock)
    qtbot.mousePress(port, LEFT, pos=lock)
    qtbot.mouseRelease(port, LEFT, pos=eye)
    assert heard == [("eye", BETWEEN.id), ("lock", BETWEEN.id)]


def test_hidden_and_locked_objects_say_so(panel: ObjectsPanel) -> None:
    changed = Track(ON_KEY.id, 4, PERSON, keyframes=ON_KEY.keyframes, locked=True, hidden=True)
    panel.set_annotation(Annotation(ALL).with_tracks({ON_KEY.id: changed}), {ON_KEY.id})
    spoken = view(panel).model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "person 4, keyframe · 2 in all, hidden, locked"


def test_a_double_click_and_enter_go_to_the_object(panel: ObjectsPanel, qtbot: QtBot) -> None:
    heard: list[UUID] = []
    panel.activated.connect(heard.append)
    panel.set_selection([BETWEEN.id])
    qtbot.keyClick(view(panel), Qt.Key.Key_Return)
    assert heard == [BETWEEN.id]


def test_tooltips_of_the_controls_name_what_a_click_does(panel: ObjectsPanel, qtbot: QtBot) -> None:
    row = row_rect(panel, 0)
    lock = QPoint(row.right() - 16, row.center().y())
    port = view(panel).viewport()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, lock, port.mapToGlobal(lock))
    QApplication.sendEvent(port, event)
    assert QToolTip.text() == "Lock"
    QToolTip.hideText()


def test_an_empty_frame_says_what_to_do_next(panel: ObjectsPanel) -> None:
    panel.set_annotation(Annotation())
    assert not view(panel).isVisible()
    assert "Nothing on this frame. Press N and draw a box." in shown_texts(panel)
    panel.set_keys(lambda _action_id: "")
    assert "Nothing on this frame." in shown_texts(panel)


def test_rows_that_stay_are_not_removed_when_the_frame_changes(
    panel: ObjectsPanel, qtbot: QtBot
) -> None:
    removed: list[tuple[int, int]] = []
    view(panel).model().rowsRemoved.connect(lambda _, first, last: removed.append((first, last)))
    panel.set_frame(11)
    assert removed == [(5, 5)]


def test_only_rows_that_say_something_else_are_painted_anew(panel: ObjectsPanel) -> None:
    painted: list[int] = []
    model = view(panel).model()
    model.dataChanged.connect(lambda top, bottom: painted.extend((top.row(), bottom.row())))
    panel.set_frame(11)
    keyed = [name for name, _ in rows(panel)].index("person 4")
    assert painted == [keyed, keyed]


def test_an_edit_paints_its_row_and_asks_for_no_other(panel: ObjectsPanel, monkeypatch) -> None:
    asked: list[UUID] = []
    work_out = ObjectsModel._row

    def recording(self, facts):
        asked.append(facts.id)
        return work_out(self, facts)

    monkeypatch.setattr(ObjectsModel, "_row", recording)
    row = view(panel).model().row_of(BEHIND.id)
    lit = BEHIND.head.with_keyframes((key(0), key(30)))
    with Painted(panel) as painted:
        panel.set_annotation(Annotation(ALL).with_tracks({BEHIND.id: lit}), {BEHIND.id})
    assert painted.of(view(panel).viewport()) == [row_rect(panel, row)]
    assert painted.laid_out == []
    assert set(asked) == {BEHIND.id}


@unhurried
@given(st.data())
def test_the_model_keeps_its_promises_to_views_through_any_change(data: st.DataObject) -> None:
    model = ObjectsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    before = data.draw(annotations)
    after = data.draw(successors(before))
    model.set_frame(data.draw(st.integers(0, 45)))
    model.set_all_tracks(on=data.draw(st.booleans()))
    model.set_annotation(before)
    model.set_frame(data.draw(st.integers(0, 45)))
    model.set_annotation(after, data.draw(st.sampled_from((None, before.ids_that_differ(after)))))
    on_frame = data.draw(st.booleans())
    model.set_all_tracks(on=not on_frame)
    frame = data.draw(st.integers(0, 45))
    model.set_frame(frame)
    wanted = (
        tuple(shape.track_id for shape in after.shapes_at(frame))
        if on_frame
        else tuple(t.id for t in sorted(after.tracks.values(), key=lambda t: (t.number, t.id.int)))
    )
    assert model.ids == wanted
    assert [model.row_of(one) for one in wanted] == list(range(len(wanted)))
    del tester


def test_without_a_clip_it_asks_for_one_and_counts_nothing(panel: ObjectsPanel) -> None:
    panel.set_annotation(Annotation())
    panel.set_usable(open_clip=False, editable=False)
    assert "Open a clip to see its objects." in shown_texts(panel)
    assert not any("on this frame" in text for text in shown_texts(panel))


def test_a_clip_that_cannot_be_changed_asks_for_no_box(panel: ObjectsPanel) -> None:
    panel.set_annotation(Annotation())
    panel.set_usable(open_clip=True, editable=False)
    assert "Nothing on this frame." in shown_texts(panel)


@pytest.mark.promise
def test_no_key_puts_the_label_of_an_object_on_the_systems_clipboard(panel: ObjectsPanel) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("as it was")
    view(panel).setCurrentIndex(view(panel).model().index(0, 0))
    for combination in ("Ctrl+C", "Ctrl+Ins", "Ctrl+X"):
        QTest.keySequence(view(panel), QKeySequence(combination))
    assert clipboard.text() == "as it was"


@given(st.sets(st.integers(0, 11)), st.sets(st.integers(0, 20)))
def test_stretches_hold_exactly_the_rows_of_what_is_asked_for(
    there: set[int], elsewhere: set[int]
) -> None:
    model = ObjectsModel()
    model.set_frame(10)
    model.set_annotation(Annotation(single(10, number=number) for number in range(1, 13)))
    ids = frozenset(model.id_at(row) for row in there) | {UUID(int=one) for one in elsewhere}
    stretches = model.stretches_of(ids)
    rows = [row for first, last in stretches for row in range(first, last + 1)]
    assert rows == sorted(there)
    assert all(last + 1 < first for (_, last), (first, _) in pairwise(stretches))


def test_all_rows_are_selected_from_the_keyboard_and_marked_from_without(
    panel: ObjectsPanel, qtbot: QtBot
) -> None:
    crowd = [single(10, number=number) for number in range(1, 1_001)]
    panel.set_annotation(Annotation(crowd))
    view(panel).setFocus()
    with qtbot.waitSignal(panel.selection_changed) as told:
        QTest.keySequence(view(panel), QKeySequence(QKeySequence.StandardKey.SelectAll))
    assert told.args == [tuple(one.id for one in crowd)]
    panel.set_selection([crowd[3].id, crowd[4].id, crowd[700].id])
    rows = sorted(index.row() for index in view(panel).selectionModel().selectedIndexes())
    assert rows == [3, 4, 700]
