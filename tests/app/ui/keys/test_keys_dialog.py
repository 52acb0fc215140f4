"""Keys are changed by pressing them, and a conflict is said before it is made."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.settings.keys import KeySettings
from app.ui.actions import ActionRegistry
from app.ui.keys.keys_dialog import KeysDialog
from app.ui.keys.keys_model import ACTION, KEYS

Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def dialog(qtbot: QtBot) -> KeysDialog:
    made = KeysDialog(ActionRegistry(), KeySettings())
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def choose(dialog: KeysDialog, action_id: str) -> None:
    row = dialog._model.row_of(action_id)
    assert row is not None
    dialog._table.setCurrentIndex(dialog._model.index(row, ACTION))
    dialog._recorder.setFocus()


def press(dialog: KeysDialog, key: Qt.Key, modifier: object = Qt.KeyboardModifier(0)) -> None:
    QTest.keyClick(dialog._recorder, key, modifier)


def button(dialog: KeysDialog, text: str) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == text)


def shown_keys(dialog: KeysDialog, action_id: str) -> str:
    row = dialog._model.row_of(action_id)
    return dialog._model.data(dialog._model.index(row, KEYS))


def test_a_pressed_key_is_given_and_can_be_taken_back(dialog: KeysDialog) -> None:
    choose(dialog, "track.keyframe")
    press(dialog, Qt.Key.Key_Shift, Shift)
    assert dialog.settings.own == {}
    press(dialog, Qt.Key.Key_F9, Shift)
    assert dialog.settings.own == {"track.keyframe": ("Shift+F9", "K")}
    assert shown_keys(dialog, "track.keyframe").split() == ["Shift+F9", "K"]
    button(dialog, "No key").click()
    assert shown_keys(dialog, "track.keyframe") == ""
    button(dialog, "As in the preset").click()
    assert dialog.settings == KeySettings()


def test_another_action_s_key_is_taken_only_when_the_person_says_so(dialog: KeysDialog) -> None:
    choose(dialog, "track.keyframe")
    press(dialog, Qt.Key.Key_Z, Ctrl)
    assert "Undo" in dialog._said.text()
    assert dialog.settings.own == {}
    assert dialog._take.isVisible()
    dialog._take.click()
    assert dialog.settings.own == {"track.keyframe": ("Ctrl+Z", "K"), "edit.undo": ()}
    assert not dialog._take.isVisible()
    choose(dialog, "edit.undo")
    button(dialog, "As in the preset").click()
    assert "Keyframe on or off" in dialog._said.text()
    dialog._take.click()
    assert dialog.settings.own == {"track.keyframe": ("K",), "edit.undo": ("Ctrl+Z",)}
    assert dialog._draft.conflicts == {}


def test_another_preset_lets_the_person_s_own_keys_go(dialog: KeysDialog) -> None:
    choose(dialog, "track.keyframe")
    press(dialog, Qt.Key.Key_F8)
    dialog._preset.setCurrentIndex(dialog._preset.findData("labelme"))
    dialog._preset.activated.emit(dialog._preset.currentIndex())
    assert dialog.settings == KeySettings("labelme")
    assert shown_keys(dialog, "frame.previous").split() == ["A", "Left"]


def test_actions_are_found_by_name_and_by_key(dialog: KeysDialog) -> None:
    dialog._filter.setText("occl")
    assert dialog._model.action_id(0) == "track.occluded"
    dialog._filter.setText("ctrl+k")
    assert [dialog._model.action_id(row) for row in range(dialog._model.rowCount())] == [
        "help.palette"
    ]
    assert dialog._chosen.text() == "Search or run a command"
    dialog._filter.setText("no such thing at all")
    assert dialog._chosen.text() == ""
    assert not dialog._recorder.isEnabled()


def test_escape_leads_back_to_the_list_and_not_out_of_the_dialog(dialog: KeysDialog) -> None:
    choose(dialog, "edit.copy")
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog._table
