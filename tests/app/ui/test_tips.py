"""What people wrote is shown in a tooltip as they wrote it."""

import pytest
from PySide6.QtGui import QTextDocument

from app.ui.controls.tips import plain_tip


@pytest.mark.parametrize(
    "text",
    ["<img src='file://share/x.png'>\nTwo & <b>more</b>", "Ana <b>", "&lt;br&gt;"],
    ids=["a picture", "a tag behind", "entities"],
)
def test_a_tooltip_shows_markup_as_it_was_written(text: str) -> None:
    document = QTextDocument()
    document.setHtml(plain_tip(text))
    assert document.toPlainText() == text
    assert "<img" not in document.toHtml()


def test_a_tooltip_without_markup_stays_as_it_is() -> None:
    assert plain_tip("3 < 4 & more\nAna") == "3 < 4 & more\nAna"
