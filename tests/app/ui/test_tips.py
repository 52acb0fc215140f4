"""What people wrote is shown in a tooltip as they wrote it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as Markup
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QWidget

from app.ui.cameras.tile_header import TileHeader
from app.ui.controls.tips import plain_tip
from app.ui.places.place import Place
from app.ui.places.places_model import PlacesModel
from app.ui.progress_rows import ImportedRow, WorkRow
from app.ui.review.comparison.legend import Legend
from app.ui.status_bar import StatusItem


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


NAME = "<b>gate</b> <img src='file:///etc/hostname'>"


def every_tip_of(root: QWidget) -> list[str]:
    """Return the tooltips of a widget and of all in it."""
    return [tip for one in (root, *root.findChildren(QWidget)) if (tip := one.toolTip())]


@pytest.mark.promise
def test_no_tooltip_reads_somebodys_words_as_markup(qapp: object) -> None:
    """Clips, objects, people and files are called so; what is shown is what they are called."""
    header, work, legend = TileHeader(), WorkRow(NAME), Legend()
    header.set_name(NAME)
    work.end("circle-check", "ok", NAME, NAME)
    legend.set_theirs(NAME)
    status, imported = StatusItem(), ImportedRow()
    status.show_answer("lock", NAME)
    imported.add(Path("cases") / "<b>gate")
    places = PlacesModel()
    places.set_places([Place("a", 0, (), NAME, NAME)])
    tips = [tip for one in (header, work, legend, status, imported) for tip in every_tip_of(one)]
    tips.append(str(places.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)))
    assert sum("gate" in tip for tip in tips) >= 6
    for tip in (one for one in tips if "gate" in one):
        document = QTextDocument()
        # As QToolTip does.
        (document.setHtml if Markup.mightBeRichText(tip) else document.setPlainText)(tip)
        assert "<b>" in document.toPlainText(), tip
