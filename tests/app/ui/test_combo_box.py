"""A box to choose from, too narrow for what is chosen."""

import pytest
from PySide6.QtWidgets import QComboBox

from app.ui.controls.combo_box import ElidedComboBox
from app.ui.theme import theme

LONG = "The same footage by Cyprien-Alexandre · cam-entrance-01"


@pytest.fixture
def box(qtbot, qapp) -> ElidedComboBox:
    theme.apply(qapp)
    box = ElidedComboBox()
    qtbot.addWidget(box)
    return box


def test_a_text_that_is_cut_off_ends_with_an_ellipsis_and_others_are_whole(
    box: ElidedComboBox,
) -> None:
    box.addItems([LONG, "root"])
    box.resize(160, 28)
    assert box.shown_text.endswith("…")
    assert LONG.startswith(box.shown_text.removesuffix("…").rstrip())
    box.setCurrentIndex(1)
    assert box.shown_text == "root"
    box.setCurrentIndex(0)
    box.resize(600, 28)
    assert box.shown_text == LONG
    assert box.currentText() == LONG


def test_it_looks_as_any_other_where_there_is_room(box: ElidedComboBox, qtbot) -> None:
    plain = QComboBox()
    qtbot.addWidget(plain)
    for one in (plain, box):
        one.addItem("root")
        one.resize(200, 32)
    assert box.grab().toImage() == plain.grab().toImage()
    for one in (plain, box):
        one.setPlaceholderText("Choose…")
        one.setCurrentIndex(-1)
    assert box.grab().toImage() == plain.grab().toImage()
