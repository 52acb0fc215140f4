"""The real popup, driven by the keyboard and the mouse."""

from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from app.ui.panels.label_matches import next_color
from app.ui.panels.label_picker import LabelPicker
from app.ui.theme import Theme
from models.annotation import Label

NAMES = ("person", "car", "bicycle")
LABELS = tuple(
    Label(UUID(int=n + 1), name, color, digit=n + 1, position=n)
    for n, (name, color) in enumerate(zip(NAMES, ("#56B4E9", "#009E73", "#CC79A7"), strict=True))
)


@pytest.fixture
def picker(qtbot: QtBot) -> LabelPicker:
    widget = LabelPicker(Theme())
    qtbot.addWidget(widget)
    widget.set_labels(LABELS)
    widget.open_at(QPoint(20, 20))
    return widget


def field(picker: LabelPicker) -> QLineEdit:
    return picker.findChild(QLineEdit)


def rows(picker: LabelPicker) -> list[str]:
    shown = picker.findChild(QListWidget)
    return [shown.item(row).text() for row in range(shown.count())]


def test_a_digit_chooses_at_once(picker: LabelPicker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(picker.label_chosen) as heard:
        qtbot.keyClick(field(picker), Qt.Key.Key_2)
    assert heard.args == [LABELS[1].id]
    assert not picker.isVisible()


def test_a_digit_that_no_label_has_is_the_start_of_a_name(
    picker: LabelPicker, qtbot: QtBot
) -> None:
    qtbot.keyClicks(field(picker), "9t")
    assert rows(picker) == ["New label: 9t"]


def test_a_digit_behind_a_letter_is_a_part_of_the_name(picker: LabelPicker, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(picker), "car 2")
    assert picker.isVisible()
    assert rows(picker) == ["New label: car 2"]


def test_typing_filters_and_enter_takes_the_first(picker: LabelPicker, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(picker), "bi")
    assert rows(picker) == ["bicycle", "New label: bi"]
    with qtbot.waitSignal(picker.label_chosen) as heard:
        qtbot.keyClick(field(picker), Qt.Key.Key_Return)
    assert heard.args == [LABELS[2].id]


def test_up_and_down_move_the_mark_while_the_field_keeps_the_keyboard(
    picker: LabelPicker, qtbot: QtBot
) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(field(picker), key)
    with qtbot.waitSignal(picker.label_chosen) as heard:
        qtbot.keyClick(field(picker), Qt.Key.Key_Return)
    assert heard.args == [LABELS[1].id]


def test_a_name_that_is_new_is_asked_for_with_a_free_color(
    picker: LabelPicker, qtbot: QtBot
) -> None:
    qtbot.keyClicks(field(picker), "dog")
    with qtbot.waitSignal(picker.new_label_requested) as heard:
        qtbot.keyClick(field(picker), Qt.Key.Key_Return)
    name, color = heard.args
    assert name == "dog"
    assert color not in {label.color for label in LABELS}


def test_tab_gives_the_new_label_the_next_color(picker: LabelPicker, qtbot: QtBot) -> None:
    palette = Theme().label_colors
    qtbot.keyClicks(field(picker), "dog")
    qtbot.keyClick(field(picker), Qt.Key.Key_Tab)
    with qtbot.waitSignal(picker.new_label_requested) as heard:
        qtbot.keyClick(field(picker), Qt.Key.Key_Return)
    first = palette.index(next_color(palette, LABELS))
    assert heard.args == ["dog", palette[(first + 1) % len(palette)]]


def test_a_listener_that_wants_only_the_name_gets_only_the_name(
    picker: LabelPicker, qtbot: QtBot
) -> None:
    names: list[str] = []

    def take(name: str) -> None:
        names.append(name)

    picker.new_label_requested.connect(take)
    qtbot.keyClicks(field(picker), "dog")
    qtbot.keyClick(field(picker), Qt.Key.Key_Return)
    assert names == ["dog"]


def test_a_click_chooses(picker: LabelPicker, qtbot: QtBot) -> None:
    shown = picker.findChild(QListWidget)
    where = shown.visualItemRect(shown.item(2)).center()
    with qtbot.waitSignal(picker.label_chosen) as heard:
        qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert heard.args == [LABELS[2].id]


def test_escape_leaves_without_a_choice(picker: LabelPicker, qtbot: QtBot) -> None:
    chosen: list[UUID] = []
    picker.label_chosen.connect(chosen.append)
    with qtbot.waitSignal(picker.dismissed):
        qtbot.keyClick(field(picker), Qt.Key.Key_Escape)
    assert not picker.isVisible()
    assert chosen == []


def test_choosing_is_not_leaving(picker: LabelPicker, qtbot: QtBot) -> None:
    left: list[None] = []
    picker.dismissed.connect(lambda: left.append(None))
    qtbot.keyClick(field(picker), Qt.Key.Key_1)
    assert left == []


def test_it_opens_on_the_current_label_and_all_of_it_on_the_screen(
    picker: LabelPicker, qtbot: QtBot
) -> None:
    room = QGuiApplication.primaryScreen().availableGeometry()
    picker.hide()
    picker.open_at(room.bottomRight(), current=LABELS[2].id)
    assert room.contains(picker.geometry())
    with qtbot.waitSignal(picker.label_chosen) as heard:
        qtbot.keyClick(field(picker), Qt.Key.Key_Return)
    assert heard.args == [LABELS[2].id]


def test_opening_again_starts_with_an_empty_field(picker: LabelPicker, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(picker), "bi")
    picker.hide()
    picker.open_at(QPoint(20, 20))
    assert field(picker).text() == ""
    assert rows(picker) == list(NAMES)
