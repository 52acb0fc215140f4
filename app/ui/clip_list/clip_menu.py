"""The menu of a clip in the list: what can be done with it, and what cannot and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.controls.tips import plain_tip


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line; `why_not` says why it is off, "" where it is on."""

    text: str
    act: Callable[[], object]
    why_not: str = ""


def clip_menu(entries: Iterable[MenuEntry], parent: QWidget) -> QMenu:
    """Return a menu that goes when it is closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    for entry in entries:
        action = menu.addAction(entry.text)
        action.triggered.connect(lambda _on=False, act=entry.act: act())
        action.setToolTip(plain_tip(entry.why_not))
        action.setEnabled(not entry.why_not)
    return menu
