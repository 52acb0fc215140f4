"""What a filter's field proposes stands below it, whole."""

from uuid import UUID

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.filtering.edit import FilterEdit
from app.ui.theme import theme
from models.annotation import Label
from models.annotation.filter_text import Vocabulary

NAMES = ("person", "car", "bicycle", "bag")


def test_proposals_stand_below_the_field_and_none_is_cut_off(qtbot: QtBot, qapp: object) -> None:
    theme.apply(qapp)
    window = QWidget()
    qtbot.addWidget(window)
    edit = FilterEdit(window)
    QVBoxLayout(window).addWidget(edit)
    labels = [Label(UUID(int=at), name, "#56B4E9", position=at) for at, name in enumerate(NAMES, 1)]
    edit.set_vocabulary(Vocabulary(tuple(labels)))
    window.resize(280, 200)
    window.show()
    window.activateWindow()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus, timeout=60_000)
    QTest.keyClicks(edit, "label:")
    assert edit.offered == tuple(f"label:{name}" for name in NAMES)
    popup = edit._popup
    qtbot.waitUntil(popup.isVisible, timeout=60_000)
    assert (
        popup.mapToGlobal(popup.rect().topLeft()).y()
        > edit.mapToGlobal(edit.rect().bottomLeft()).y()
    )
    assert popup.sizeHintForRow(0) >= 26
    assert popup.verticalScrollBar().maximum() == 0
    popup.hide()
