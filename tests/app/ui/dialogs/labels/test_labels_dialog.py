"""The editor of labels, by keyboard, mouse and what it asks for."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QColorDialog, QLabel
from pytestqt.qtbot import QtBot

from app.session.labels.draft import LabelPlan
from app.session.labels.schema import LabelSchemaError, SchemaProblem
from app.session.labels.templates import people
from app.ui.dialogs.labels import LabelsDialog
from app.ui.dialogs.labels.end_label import EndLabelDialog
from app.ui.dialogs.labels.private_change import PrivateChange
from app.ui.dialogs.labels.spec_changes import (
    converted,
    options_from_text,
    options_text,
    with_options,
    with_range,
)
from app.ui.dialogs.labels.texts import schema_error_text
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.label_uses import Uses
from tests.support.annotations import unhurried

Key = Qt.Key
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
COLOUR = AttributeSpec(uuid.uuid4(), "color", AttributeKind.SELECT, ("red", "blue"), "red")
PERSON = Label(uuid.UUID(int=1), "person", "#56B4E9", digit=1, position=0)
CAR = Label(uuid.UUID(int=2), "car", "#E69F00", digit=2, position=1, attributes=(COLOUR,))
DOG = Label(uuid.UUID(int=3), "dog", "#F0E442", position=2)
USES = {
    CAR.id: Uses({uuid.UUID(int=7): 3, uuid.UUID(int=8): 1}),
    DOG.id: Uses({uuid.UUID(int=7): 1}),
}


@pytest.fixture
def dialog(qtbot: QtBot) -> LabelsDialog:
    made = LabelsDialog((PERSON, CAR, DOG), USES)
    qtbot.addWidget(made)
    made.show()
    return made


def names(dialog: LabelsDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def words(dialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def saved(dialog: LabelsDialog, qtbot: QtBot) -> LabelPlan:
    with qtbot.waitSignal(dialog.save_requested) as heard:
        QTest.keyClick(dialog, Key.Key_Return, CONTROL)
    return heard.args[0]


def answering(monkeypatch, answer: Callable[[EndLabelDialog], object]) -> None:
    def exec_(question: EndLabelDialog) -> EndLabelDialog.DialogCode:
        answer(question)
        return EndLabelDialog.DialogCode.Accepted

    monkeypatch.setattr(EndLabelDialog, "exec", exec_)


def test_all_is_done_by_keys_and_stored_as_one_plan(dialog, qtbot, monkeypatch) -> None:
    rows = dialog.list
    QTest.keyClick(rows, Key.Key_Down, ALT)
    assert names(dialog) == ["car", "person", "dog"]
    assert dialog.current_id == PERSON.id
    QTest.keyClick(rows, Key.Key_2)
    QTest.keyClick(rows, Key.Key_F2)
    QTest.keyClicks(dialog.form.name, "pedestrian")
    QTest.keyClick(dialog.form.name, Key.Key_Return)
    assert names(dialog) == ["car", "pedestrian", "dog"]
    rows.setCurrentRow(2)
    answering(monkeypatch, lambda question: question.choose_into(CAR.id))
    QTest.keyClick(rows, Key.Key_Delete)
    QTest.keyClick(rows, Key.Key_Insert)
    # Saved while it is being typed: what stands in the field counts.
    QTest.keyClicks(dialog.form.name, "bag")
    plan = saved(dialog, qtbot)
    assert plan.seen == (PERSON, CAR, DOG)
    assert [(label.name, label.digit) for label in plan.labels] == [
        ("car", None),
        ("pedestrian", 2),
        ("bag", 1),
    ]
    assert {ended: fate.into for ended, fate in plan.fates.items()} == {DOG.id: CAR.id}
    assert not dialog.save.isEnabled()


def test_attributes_are_made_changed_and_removed(dialog, qtbot) -> None:
    with qtbot.waitSignal(dialog.attributes_shown) as asked:
        dialog.list.setCurrentRow(1)
    assert asked.args == [CAR.id]
    dialog.set_attribute_uses(PERSON.id, {COLOUR.key: Uses({uuid.UUID(int=7): 99})})
    dialog.set_attribute_uses(CAR.id, {COLOUR.key: Uses({uuid.UUID(int=7): 12})})
    assert "Told of 12 objects." in words(dialog)
    box = dialog.attributes
    QTest.keyClick(box.list, Key.Key_Insert)
    QTest.keyClicks(box.form.name, "Color")
    QTest.keyClick(box.form.name, Key.Key_Return)
    assert box.form.name.property("state") == "bad"
    box.form.name.selectAll()
    QTest.keyClicks(box.form.name, "seats")
    QTest.keyClick(box.form.name, Key.Key_Return)
    kind = box.form._kind
    kind.setCurrentIndex(kind.findData("number"))
    kind.activated.emit(kind.currentIndex())
    for field, text in zip(box.form._range, ("1", "9", "1"), strict=True):
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Key.Key_Return)
    box.form._mutable.click()
    QTest.keyClick(box.list, Key.Key_Up, ALT)
    specs = dialog.draft.label(CAR.id).attributes
    assert [(spec.name, spec.kind, spec.options, spec.mutable) for spec in specs] == [
        ("seats", AttributeKind.NUMBER, ("1", "9", "1"), True),
        ("color", AttributeKind.SELECT, ("red", "blue"), False),
    ]
    box.list.setCurrentRow(1)
    QTest.keyClick(box.list, Key.Key_Delete)
    assert "12 objects" in words(dialog)
    assert [spec.name for spec in dialog.draft.label(CAR.id).attributes] == ["seats"]


def test_a_new_label_gets_its_attribute_while_its_name_is_still_being_typed(dialog, qtbot) -> None:
    dialog.activateWindow()
    QTest.keyClick(dialog.list, Key.Key_Insert)
    qtbot.waitUntil(dialog.form.name.hasFocus)
    QTest.keyClicks(dialog.form.name, "forklift")
    button = dialog.attributes._add
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    label = dialog.draft.labels[-1]
    assert (label.name, len(label.attributes)) == ("forklift", 1)
    assert names(dialog)[-1] == "forklift"
    assert dialog.attributes.form.name.hasFocus()
    QTest.keyClicks(dialog.attributes.form.name, "load")
    assert [spec.name for spec in saved(dialog, qtbot).labels[-1].attributes] == ["load"]


def test_any_color_can_be_picked(dialog, qtbot) -> None:
    qtbot.mouseClick(dialog.form._colors._any, Qt.MouseButton.LeftButton)
    (question,) = dialog.findChildren(QColorDialog)
    assert question.currentColor().name().upper() == PERSON.color
    question.setCurrentColor(QColor("#123456"))
    question.accept()
    assert dialog.draft.label(PERSON.id).color == "#123456"
    assert dialog.form._colors._other.isVisible()


def test_a_name_that_is_taken_is_marked_and_not_given(dialog, qtbot) -> None:
    QTest.keyClick(dialog.list, Key.Key_F2)
    QTest.keyClicks(dialog.form.name, "CAR")
    assert dialog.form.name.property("state") == "bad"
    QTest.keyClick(dialog.form.name, Key.Key_Return)
    assert names(dialog) == ["person", "car", "dog"]
    QTest.keyClick(dialog.form.name, Key.Key_Escape)
    assert dialog.form.name.text() == "person"
    assert dialog.isVisible()
    QTest.keyClick(dialog.form.name, Key.Key_Escape)
    assert not dialog.isVisible()


def test_rows_are_dragged_within_the_list(dialog) -> None:
    rows = dialog.list

    def middle(row: int) -> QPoint:
        return rows.visualItemRect(rows.item(row)).center()

    port = rows.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=middle(0))
    for row in (1, 2):
        QTest.mouseMove(port, middle(row))
        dialog.list.move_requested.emit(
            rows.currentRow(), row
        ) if rows.currentRow() != row else None
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=middle(2))
    assert names(dialog) == ["car", "dog", "person"]


def test_a_template_adds_and_the_conflict_starts_again(dialog, qtbot) -> None:
    dialog.take(people())
    assert names(dialog)[:3] == ["person", "car", "dog"]
    assert {"group", "bag", "animal"} <= set(names(dialog))
    assert "Labels added: 3. Labels with more attributes now: 1." in words(dialog)
    saved(dialog, qtbot)
    dialog.start_again((replace(PERSON, color="#000000"), CAR), {})
    assert names(dialog) == ["person", "car", "group", "bag", "animal"]
    assert dialog.save.isEnabled()
    assert "Both of you changed person" in words(dialog)


def test_without_changes_saving_only_closes(dialog, qtbot) -> None:
    with qtbot.assertNotEmitted(dialog.save_requested):
        QTest.keyClick(dialog, Key.Key_Return, CONTROL)
    assert dialog.result() == LabelsDialog.DialogCode.Accepted


def test_the_question_counts_and_its_default_deletes_no_object(qtbot) -> None:
    question = EndLabelDialog(CAR, [PERSON, DOG], uses=USES[CAR.id], deletes=True)
    qtbot.addWidget(question)
    assert "4 objects in 2 clips." in words(question)
    assert question.into == PERSON.id
    question.choose_into(DOG.id)
    assert question.into == DOG.id
    question.choose_delete()
    assert (question.into, question.deletes) == (None, True)
    question.show()
    QTest.keyClick(question, Key.Key_Return)
    assert question.result() == EndLabelDialog.DialogCode.Rejected
    unused = EndLabelDialog(PERSON, [DOG], uses=Uses(), deletes=True)
    qtbot.addWidget(unused)
    assert (unused.into, unused.deletes) == (None, False)
    assert "No object has it." in words(unused)


@pytest.mark.promise
def test_names_of_labels_never_reach_the_system_s_clipboards(dialog, qtbot) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    for widget in (dialog.list, dialog.form.name, dialog.attributes.list):
        widget.setFocus()
        for key in (Key.Key_A, Key.Key_C, Key.Key_X, Key.Key_Insert):
            QTest.keyClick(widget, key, CONTROL)
    assert clipboard.text() == "before"
    assert dialog.form.name.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu
    assert not dialog.list.dragEnabled()


def test_an_error_names_label_and_attribute() -> None:
    error = LabelSchemaError(SchemaProblem.NO_OPTIONS, "car", "make")
    assert schema_error_text(error) == (
        "Label “car”, attribute “make”: It has no options to choose from."
    )


_option = st.text("ab,\"' ü", min_size=1, max_size=5).map(str.strip).filter(bool)


@unhurried
@given(st.lists(_option, min_size=1, max_size=4, unique=True).map(tuple))
def test_options_in_one_line_read_the_same(options: tuple[str, ...]) -> None:
    assert options_from_text(options_text(options)) == options


@unhurried
@given(
    st.sampled_from(AttributeKind),
    st.sampled_from(AttributeKind),
    st.sampled_from(["", "true", "7", "words"]),
)
def test_an_attribute_of_any_kind_becomes_one_of_any_other(
    kind: AttributeKind, other: AttributeKind, text: str
) -> None:
    try:
        options = (text, "more") if kind.has_options else ()
        spec = AttributeSpec(uuid.UUID(int=1), "name", kind, options, default=text)
    except ValueError:
        return
    assert converted(spec, other, first_option="unknown").kind is other


def test_other_options_keep_the_default_where_it_still_fits() -> None:
    assert with_options(COLOUR, ("blue", "red", "green")).default == "red"
    assert with_options(COLOUR, ("blue",)).default == "blue"
    assert with_options(COLOUR, ()) is None
    seats = AttributeSpec(uuid.uuid4(), "seats", AttributeKind.NUMBER, default="4")
    assert with_range(seats, ("1", "9", "1")).default == "4"
    assert with_range(seats, ("5", "9", "1")).default == ""
    assert with_range(seats, ("9", "5", "1")) is None
    assert with_range(replace(seats, default=""), ("", " ", "")).options == ()


def test_private_labels_are_ticked_by_who_may_and_shown_to_who_may_not(dialog, qtbot) -> None:
    tick = dialog.form.private
    dialog.show_private({CAR.id}, why_not="")
    dialog.list.setCurrentRow(0)
    assert not tick.isChecked()
    QTest.keyClick(tick, Key.Key_Space)
    dialog.list.setCurrentRow(1)
    assert tick.isChecked()
    QTest.keyClick(tick, Key.Key_Space)
    # Somebody made a dog private meanwhile; what was ticked here stays on top of that.
    dialog.show_private({CAR.id, DOG.id}, why_not="")
    assert dialog.private_change == PrivateChange(frozenset({PERSON.id}), frozenset({CAR.id}))
    assert saved(dialog, qtbot).changes_nothing, "ticks alone are a reason to save"
    dialog.set_busy(busy=False)

    # A label that is not kept is in no rule.
    dialog.add()
    added = dialog.current_id
    QTest.keyClick(tick, Key.Key_Space)
    assert added in dialog.private_change.made
    dialog.draft.end(added)
    assert added not in dialog.private_change.made

    dialog.show_private({CAR.id}, why_not="Ask an admin.")
    assert not tick.isEnabled()
    assert tick.toolTip() == tick.accessibleDescription() == "Ask an admin."
