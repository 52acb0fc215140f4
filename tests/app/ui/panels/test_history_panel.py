"""The real list of steps, driven by the mouse and the keyboard."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from app.session.editing.history import History, Step
from app.ui.panels.history_model import ROW_ROLE
from app.ui.panels.history_panel import HistoryPanel
from app.ui.panels.history_texts import objects_text, place_text, redo_text, time_text, undo_text
from app.ui.theme import Theme
from models.annotation import Annotation, Box, Label, gestures
from models.label_deeds import LabelChange, LabelDeed
from tests.support.annotations import PERSON

GATE, YARD = UUID(int=21), UUID(int=22)
NAMES = {GATE: "gate 07", YARD: "yard & quay"}
LABELS = (Label(PERSON, "person", "#56B4E9"),)
DONE_US = int(datetime(2026, 11, 24, 13, 5, tzinfo=UTC).timestamp()) * 1_000_000


def a_step(clip_id: UUID = GATE, frame: int = 7) -> Step:
    edit = gestures.draw_track(
        Annotation(), Box(1, 2, 30, 40), frame_index=frame, pts=frame, label_id=PERSON
    )
    return Step(edit.id, clip_id, edit, DONE_US)


@pytest.fixture
def panel(qtbot: QtBot) -> HistoryPanel:
    widget = HistoryPanel(Theme())
    qtbot.addWidget(widget)
    widget.resize(280, 400)
    widget.set_usable(open_project=True)
    widget.set_labels(LABELS)
    widget.set_clips(NAMES)
    widget.set_open_clip(GATE)
    widget.show()
    return widget


def rows(panel: HistoryPanel) -> list[tuple[str, str]]:
    model = panel._model
    shown = [model.index(row).data(ROW_ROLE) for row in range(model.rowCount())]
    return [(row.name, row.detail) for row in shown]


def test_a_step_says_what_on_what_where_and_when() -> None:
    step, labels = a_step(YARD), {PERSON: LABELS[0]}
    assert objects_text(step, labels) == "person 1"
    assert objects_text(step, {}) == "no label 1"
    assert place_text(step, NAMES) == "yard & quay, frame 7"
    assert place_text(step, {}) == "a clip that is gone, frame 7"
    assert place_text(step, {YARD: "x" * 99}).startswith("x" * 16 + "…" + "x" * 16 + ",")
    assert undo_text(step, NAMES) == "Undo Draw track (yard && quay, frame 7)"
    assert redo_text(None, NAMES) == "Redo"
    day = datetime(2026, 11, 24, 20, tzinfo=UTC)
    assert time_text(step.at_us, now=day, zone=UTC) == "13:05"
    assert time_text(step.at_us, now=day.replace(day=25), zone=UTC) == "24 Nov 13:05"


def test_a_step_that_takes_the_place_of_the_only_one_leaves_a_sound_list(
    panel: HistoryPanel, qtbot: QtBot
) -> None:
    tester = QAbstractItemModelTester(panel._model)
    undone, instead = replace(a_step(frame=3), done=False), a_step(frame=9)
    panel.set_history(History((undone,)))
    panel._list.setCurrentIndex(panel._model.index(1))
    panel.set_history(History((instead,)))
    assert rows(panel) == [("Draw track", "person 1 · frame 9"), ("Before these steps", "")]
    assert panel._list.currentIndex().row() == panel._model.now_row == 0
    panel.set_history(History())
    assert rows(panel) == []
    assert tester.model() is panel._model


def test_the_list_shows_the_newest_first_and_leads_to_each_state(panel: HistoryPanel) -> None:
    assert panel._empty.isVisible()
    assert "Nothing to undo yet" in panel._empty.text()
    tester = QAbstractItemModelTester(panel._model)
    first, second, third = a_step(frame=3), a_step(YARD), a_step(frame=9)
    panel.set_history(History((first, second, replace(third, done=False))))
    assert rows(panel) == [
        ("Draw track", "person 1 · frame 9"),
        ("Draw track", "person 1 · yard & quay, frame 7"),
        ("Draw track", "person 1 · frame 3"),
        ("Before these steps", ""),
    ]
    assert panel._count.text() == "3 steps"
    assert panel._model.now_row == 1
    spoken = panel._model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith("undone")

    asked: list[UUID | None] = []
    panel.state_requested.connect(asked.append)
    view = panel._list
    for row in (0, 3):
        at = view.visualRect(panel._model.index(row)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    view.setCurrentIndex(panel._model.index(2))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert asked == [third.id, None, first.id]

    # A new step takes the place of the one that was undone; the others stay where they are.
    fourth = a_step(frame=11)
    panel.set_history(History((first, second, fourth)))
    assert [detail for _, detail in rows(panel)][:2] == [
        "person 1 · frame 11",
        "person 1 · yard & quay, frame 7",
    ]
    panel.set_history(History((replace(first, fits=False),)))
    assert panel._model.now_row == 1
    panel.grab()
    panel.set_history(History())
    assert panel._model.rowCount() == 0
    assert tester is not None


def test_of_a_thousand_steps_only_those_in_sight_are_worked_out(
    panel: HistoryPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = a_step()
    steps = tuple(replace(step, id=UUID(int=1000 + at)) for at in range(1000))
    worked_out: list[int] = []
    work_out = panel._model._row
    monkeypatch.setattr(panel._model, "_row", lambda row: worked_out.append(row) or work_out(row))
    panel.set_history(History(steps))
    panel.grab()
    assert worked_out
    assert len(set(worked_out)) < 60


def test_what_was_done_to_labels_stands_between_the_steps_and_leads_nowhere(
    panel: HistoryPanel,
) -> None:
    tester = QAbstractItemModelTester(panel._model)
    renamed, merged = (
        LabelChange(UUID(int=at), at_us, None, deed, name, other)
        for at, at_us, deed, name, other in (
            (1, DONE_US - 5, LabelDeed.RENAMED, "man", "person"),
            (2, DONE_US + 5, LabelDeed.MERGED, "van", "car"),
        )
    )
    panel.set_notes([renamed])
    assert rows(panel) == [("Rename label", "man → person · no undo")]
    assert panel._count.text() == ""
    first, second = a_step(frame=3), replace(a_step(frame=9), at_us=DONE_US + 9)
    panel.set_history(History((first, second)))
    panel.set_notes([renamed, merged])
    assert [name for name, _ in rows(panel)] == [
        "Draw track",
        "Merge labels",
        "Draw track",
        "Rename label",
        "Before these steps",
    ]
    assert (panel._count.text(), panel._model.now_row) == ("2 steps", 0)
    reason = panel._model.index(1).data(Qt.ItemDataRole.ToolTipRole)
    assert "labels are the whole project's" in reason
    asked: list[UUID | None] = []
    panel.state_requested.connect(asked.append)
    view = panel._list
    for row in (1, 2, 4):
        at = view.visualRect(panel._model.index(row)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert asked == [first.id, None]
    panel.grab()
    panel.set_history(History())
    assert len(rows(panel)) == 2
    panel.set_notes(())
    assert rows(panel) == []
    assert tester.model() is panel._model
