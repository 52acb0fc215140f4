"""The main menu behind the logo, built from the plan and the action registry."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.actions import ActionRegistry
from app.ui.menu_plan import CAMERA_ENTRIES, MENUS, Submenu

__all__ = ["CAMERA_ENTRIES", "build_main_menu"]


def build_main_menu(registry: ActionRegistry, parent: QWidget) -> QMenu:
    """Return the menu behind the logo, with the menus of the plan in it."""
    main = QMenu(parent)
    for planned in MENUS:
        _add(main, planned, registry)
    return main


def _add(menu: QMenu, planned: Submenu, registry: ActionRegistry) -> None:
    submenu = menu.addMenu(QCoreApplication.translate("Actions", planned.title))
    # What the person may not do says so there.
    submenu.setToolTipsVisible(True)
    for entry in planned.entries:
        if entry is None:
            submenu.addSeparator()
        elif isinstance(entry, Submenu):
            _add(submenu, entry, registry)
        else:
            submenu.addAction(registry.action(entry))
