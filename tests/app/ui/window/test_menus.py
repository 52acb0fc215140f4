"""The main menu: it fits a low screen, and what documents name in it is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.ui.action_specs import DEFAULT_SPECS, Context
from app.ui.actions import ActionRegistry
from app.ui.window.menus import build_main_menu

REPOSITORY = Path(__file__).resolve().parents[4]
# Between the steps of a path: a menu, submenus, an entry, in italics, also across a line's end.
_INTO = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_PATH = re.compile(rf"\*([^*{_INTO}]+{_INTO}[^*]+)\*")
_ROWS, _PX, _MENUS = 22, 740, 11
# What has no entry: its keys act on what is in the hand, and the palette offers it.
_NO_ENTRY = ("label.", "nudge.", "draw.select", "edit.delete_also_locked")


@pytest.fixture
def menu(qapp: QApplication) -> Iterator[QMenu]:
    over, registry = QWidget(), ActionRegistry()
    registry.set_context(Context.ANNOTATE)
    yield build_main_menu(registry, over)
    over.deleteLater()


def below(menu: QMenu) -> Iterator[QMenu]:
    """Yield all menus within, at any depth."""
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield inner
            yield from below(inner)


def entry(menu: QMenu, text: str) -> QAction | None:
    return next((one for one in menu.actions() if one.text().rstrip("…") == text), None)


def test_every_menu_fits_a_low_screen_in_one_column(menu: QMenu) -> None:
    assert len(menu.actions()) <= _MENUS

    for one in (menu, *below(menu)):
        rows = [action for action in one.actions() if not action.isSeparator()]
        title = one.title()
        assert len({one.actionGeometry(row).left() for row in rows}) == 1, f"{title}: columns"
        assert 2 <= len(rows) <= _ROWS, f"{title}: {len(rows)} rows"
        assert one.sizeHint().height() < _PX, f"{title}: {one.sizeHint().height()} px high"


def test_an_action_stands_in_one_place_of_the_menu(menu: QMenu) -> None:
    found = [
        action.objectName()
        for one in (menu, *below(menu))
        for action in one.actions()
        if not action.isSeparator() and action.menu() is None
    ]

    assert len(found) == len(set(found))
    missing = {spec.id for spec in DEFAULT_SPECS} - set(found)
    assert [one for one in sorted(missing) if not one.startswith(_NO_ENTRY)] == []


def test_every_menu_path_that_documents_name_is_there(menu: QMenu) -> None:
    named = [
        (document.name, " ".join(path.split()))
        for document in (*sorted((REPOSITORY / "docs").glob("*.md")), REPOSITORY / "README.md")
        for path in _PATH.findall(document.read_text("utf-8"))
    ]
    assert len(named) >= 3, "the documents name no menu any more: is the pattern right?"

    for document, path in named:
        place: QMenu | None = menu
        for step in path.split(f" {_INTO} "):
            found = None if place is None else entry(place, step.rstrip("…"))
            assert found is not None, f"{document}: {path}"
            place = found.menu()
