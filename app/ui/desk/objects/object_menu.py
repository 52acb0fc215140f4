"""The menu of a box on the picture: what can be done with the objects that are selected."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.actions import ActionRegistry
from app.ui.editing.editor import Editor
from models.annotation.track import Kind

# The translators' tool knows this name.
translate = QCoreApplication.translate
_MENU = (
    "track.keyframe",
    "track.outside",
    "track.occluded",
    "track.accept",
    "suggestion.reject",
    None,
    "assist.track_on",
    "assist.track_back",
    None,
    "track.merge",
    "track.split",
    "track.swap",
    "track.end",
    None,
    "track.propagate",
    "edit.copy",
    "track.group",
    "track.ungroup",
    None,
    "track.lock",
    "track.pin",
    "track.hide",
    None,
    "edit.delete",
)
_OF_TRACKS = (
    "track.keyframe",
    "track.outside",
    "track.end",
    "track.split",
    "assist.track_on",
    "assist.track_back",
)
_OF_SEVERAL = ("track.group", "track.swap")


class ObjectMenu:
    """Opens the menu; it offers only what could change anything."""

    def __init__(self, registry: ActionRegistry, editor: Editor, over: QWidget) -> None:
        self._registry = registry
        self._editor = editor
        self._over = over

    def open_at(self, at: QPoint, *, relabel: Callable[[], object]) -> None:
        """Open the menu at a place on the screen; `relabel` asks for another label."""
        menu = QMenu(self._over)
        title = translate("ObjectMenu", "Change label…")
        menu.addAction(title).triggered.connect(lambda _on=False: relabel())
        menu.addSeparator()
        for action_id in _MENU:
            if action_id is None:
                menu.addSeparator()
            elif self._makes_sense(action_id):
                menu.addAction(self._registry.action(action_id))
        menu.popup(at)

    def _makes_sense(self, action_id: str) -> bool:
        """Tell whether an action could change anything about what is selected."""
        tracks = self._editor.selected_tracks
        if action_id in _OF_TRACKS:
            return any(track.kind is Kind.TRACK for track in tracks)
        if action_id in _OF_SEVERAL:
            return len(tracks) > 1
        if action_id == "track.ungroup":
            return any(track.group for track in tracks)
        if action_id in ("track.accept", "suggestion.reject"):
            return any(track.has_suggestions for track in tracks)
        return True
