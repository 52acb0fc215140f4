"""The inspector's rows for attributes, by mouse and keyboard."""

import uuid
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.panels.attribute_field import QuietField
from app.ui.panels.inspector_panel import InspectorPanel
from app.ui.theme import Theme
from models.annotation import Annotation, Label
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from tests.support.annotations import CAR, PERSON, key, track

DOING = AttributeSpec(
    uuid.UUID(int=1), "doing", AttributeKind.RADIO, ("stands", "walks"), "stands", mutable=True
)
COLOUR = AttributeSpec(uuid.UUID(int=2), "color", AttributeKind.SELECT, ("red", "blue"), "red")
PARKED = AttributeSpec(uuid.UUID(int=3), "parked", AttributeKind.CHECKBOX, default="false")
SEATS = AttributeSpec(uuid.UUID(int=4), "seats", AttributeKind.NUMBER, ("1", "9", "1"), "4")
ALL = Label(PERSON, "person", "#56B4E9", attributes=(DOING, COLOUR, PARKED, SEATS))
LABELS = (ALL, Label(CAR, "car", "#E69F00", position=1))
FIRST = track(key(10, attributes=((DOING.key, "walks"),)), number=1)
SECOND = track(key(10), number=2, attributes=((COLOUR.key, "green"), (PARKED.key, "true")))
LOCKED = track(key(10), number=3, locked=True)
DRIVER = track(key(10), number=4, label_id=CAR)


_Control = TypeVar("_Control", bound=QWidget)


@pytest.fixture
def panel(qtbot: QtBot) -> InspectorPanel:
    widget = InspectorPanel(Theme())
    widget.set_usable(open_clip=True, editable=True)
    qtbot.addWidget(widget)
    widget.resize(280, 600)
    widget.set_labels(LABELS)
    widget.set_annotation(Annotation([FIRST, SECOND, LOCKED, DRIVER]))
    widget.set_frame(12)
    widget.set_selection([FIRST.id])
    widget.show()
    return widget


def named(panel: InspectorPanel, kind: type[_Control], name: str) -> _Control:
    (found,) = [
        control
        for control in panel.findChildren(kind)
        if control.accessibleName() == name and control.isVisible()
    ]
    return found


def texts(panel: InspectorPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def test_each_kind_has_its_control_and_says_what_is_told(panel: InspectorPanel) -> None:
    assert named(panel, QPushButton, "doing: walks").isChecked()
    assert "from frame 10" in texts(panel)
    assert named(panel, QComboBox, "color").currentText() == "red"
    assert not named(panel, QCheckBox, "parked").isChecked()
    assert named(panel, QuietField, "seats").text() == "4"
    panel.set_selection([SECOND.id])
    assert named(panel, QComboBox, "color").currentText() == "green (not among the options)"
    assert named(panel, QCheckBox, "parked").isChecked()
    panel.set_selection([DRIVER.id])
    assert not [b for b in panel.findChildren(QCheckBox) if b.isVisible()]


def test_objects_that_differ_say_so(panel: InspectorPanel) -> None:
    panel.set_selection([FIRST.id, SECOND.id])
    assert texts(panel).count("several") == 3
    assert named(panel, QComboBox, "color").currentIndex() == -1
    parked = named(panel, QCheckBox, "parked")
    assert parked.checkState() is Qt.CheckState.PartiallyChecked
    assert not named(panel, QPushButton, "doing: walks").isChecked()


def test_the_buttons_of_several_objects_are_there_at_once(panel: InspectorPanel) -> None:
    panel.set_selection([FIRST.id, DRIVER.id])
    panel.set_selection([FIRST.id, SECOND.id])
    for name in ("doing: stands", "doing: walks"):
        chip = named(panel, QPushButton, name)
        assert chip.visibleRegion().contains(chip.rect().center())


def test_a_change_is_asked_for_and_nothing_switches_by_itself(
    panel: InspectorPanel, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(panel.attribute_requested) as heard:
        named(panel, QPushButton, "doing: stands").click()
    assert heard.args == [DOING, "stands"]
    assert named(panel, QPushButton, "doing: walks").isChecked()
    with qtbot.waitSignal(panel.attribute_requested) as heard:
        named(panel, QCheckBox, "parked").click()
    assert heard.args == [PARKED, "true"]
    assert not named(panel, QCheckBox, "parked").isChecked()
    with qtbot.waitSignal(panel.attribute_requested) as heard:
        QTest.keyClick(named(panel, QComboBox, "color"), Qt.Key.Key_Down)
    assert heard.args == [COLOUR, "blue"]
    seats = named(panel, QuietField, "seats")
    seats.selectAll()
    QTest.keyClicks(seats, "12")
    with qtbot.assertNotEmitted(panel.attribute_requested):
        QTest.keyClick(seats, Qt.Key.Key_Return)
    assert seats.property("state") == "bad"
    seats.selectAll()
    QTest.keyClicks(seats, "5")
    with qtbot.waitSignal(panel.attribute_requested) as heard:
        QTest.keyClick(seats, Qt.Key.Key_Return)
    assert heard.args == [SEATS, "5"]


def test_what_was_typed_for_one_object_is_not_told_of_another(
    panel: InspectorPanel, qtbot: QtBot
) -> None:
    panel.activateWindow()
    seats = named(panel, QuietField, "seats")
    seats.setFocus()
    qtbot.waitUntil(seats.hasFocus)
    seats.selectAll()
    QTest.keyClicks(seats, "7")
    with qtbot.assertNotEmitted(panel.attribute_requested):
        panel.set_selection([SECOND.id])
        QTest.keyClick(seats, Qt.Key.Key_Return)
    assert seats.text() == "4"


def test_a_locked_object_s_attributes_can_be_looked_at_only(panel: InspectorPanel) -> None:
    panel.set_selection([LOCKED.id])
    assert not named(panel, QComboBox, "color").isEnabled()
    assert not named(panel, QuietField, "seats").isEnabled()


def test_other_options_are_offered_as_soon_as_the_label_has_them(
    panel: InspectorPanel, qtbot: QtBot
) -> None:
    greens = replace(COLOUR, options=("red", "green"))
    panel.set_labels((replace(ALL, attributes=(greens,)), LABELS[1]))
    panel.set_selection([SECOND.id])
    shown = [box for box in panel.findChildren(QComboBox) if box.accessibleName() == "color"]
    qtbot.waitUntil(shown[-1].isVisible)
    assert named(panel, QComboBox, "color").currentText() == "green"
    assert panel.minimumSizeHint().width() <= 272
