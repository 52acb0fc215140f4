"""The actions that act on the chosen companion, and the menu of a tile with them."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from app.ui.actions import ActionRegistry
from app.ui.cameras.companion import Companion
from app.ui.window.menus import CAMERA_ENTRIES

NUDGE_MS = 100.0
_NEED_ONE = (*(name for name in CAMERA_ENTRIES if name is not None), "cameras.close_all")


def connect_nudges(registry: ActionRegistry, chosen: Callable[[], Companion | None]) -> None:
    """Let the keys move the offset of the chosen companion."""

    def on_chosen(action_id: str, do: Callable[[Companion], None]) -> None:
        def act() -> None:
            companion = chosen()
            if companion is not None:
                do(companion)

        registry.connect_action(action_id, act)

    on_chosen("cameras.frame_back", lambda companion: companion.nudge_frames(-1))
    on_chosen("cameras.frame_on", lambda companion: companion.nudge_frames(1))
    on_chosen("cameras.ms_back", lambda companion: companion.nudge_ms(-NUDGE_MS))
    on_chosen("cameras.ms_on", lambda companion: companion.nudge_ms(NUDGE_MS))
    on_chosen("cameras.reset", lambda companion: companion.reset_offset())


def allow_actions(registry: ActionRegistry, *, any_companion: bool) -> None:
    """Switch off what needs a companion while there is none."""
    for name in _NEED_ONE:
        registry.set_enabled(name, any_companion)


def fill_menu(registry: ActionRegistry, menu: QMenu) -> None:
    """Offer in a tile's menu what can be done with it."""
    if not menu.isEmpty():
        return
    for name in CAMERA_ENTRIES:
        if name is None:
            menu.addSeparator()
        else:
            menu.addAction(registry.action(name))
