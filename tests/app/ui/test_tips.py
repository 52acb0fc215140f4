"""What people wrote is shown in a tooltip as they wrote it."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as Markup
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QWidget

from app.ui.cameras.tile_header import TileHeader
from app.ui.clip_list.clip_menu import MenuEntry, clip_menu
from app.ui.controls.tips import plain_tip
from app.ui.notices.progress_rows import ImportedRow, WorkRow
from app.ui.people.people_page import PeoplePage
from app.ui.places.place import Place
from app.ui.places.places_model import PlacesModel
from app.ui.review.comparison.legend import Legend
from app.ui.review.verdicts.verdict_bar import VerdictBar
from app.ui.window.status_bar import StatusItem
from models.review.person import Person, Role


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
    bar, page = VerdictBar(), PeoplePage()
    bar.show_target(NAME)
    me = Person(UUID(int=1), "Ana", Role.ANNOTATOR, datetime(2026, 1, 1, tzinfo=UTC))
    page.show_people([me], me=me.id, why_not=f"Ask {NAME}.")
    menu = clip_menu([MenuEntry("Delete", lambda: None, f"Ask {NAME}.")], page)
    places = PlacesModel()
    places.set_places([Place("a", 0, (), NAME, NAME)])
    shown = (header, work, legend, status, imported, bar, page)
    tips = [tip for one in shown for tip in every_tip_of(one)]
    tips += [action.toolTip() for action in menu.actions()]
    tips.append(str(places.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)))
    assert sum("gate" in tip for tip in tips) >= 10
    for tip in (one for one in tips if "gate" in one):
        document = QTextDocument()
        # As QToolTip does.
        (document.setHtml if Markup.mightBeRichText(tip) else document.setPlainText)(tip)
        assert "<b>" in document.toPlainText(), tip
