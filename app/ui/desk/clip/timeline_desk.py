"""The timeline's lanes, led to the editor: keyframes moved and deleted, ends, order and menu."""

from dataclasses import replace
from functools import partial
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from app.ui.actions import ActionRegistry
from app.ui.desk.clip.clip_desk import ClipDesk
from app.ui.desk.objects.spot_menu import SpotMenu
from app.ui.timeline import key_choice
from app.ui.timeline.arrangement import Arrangement, Order
from app.ui.timeline.key_choice import Keys
from app.ui.timeline.spot import Spot
from models.annotation import gestures

_ORDERS = {
    "timeline.by_number": Order.NUMBER,
    "timeline.by_start": Order.START,
    "timeline.by_label": Order.LABEL,
    "timeline.by_touched": Order.TOUCHED,
}
_OF_CHOSEN = ("timeline.earlier", "timeline.later", "timeline.delete_keys")
_LANES_MENU = (
    *_ORDERS,
    None,
    "timeline.group",
    "timeline.collapse",
    "timeline.expand",
    None,
    "timeline.here_only",
    "timeline.narrow",
)


class TimelineDesk(QObject):
    """Joins what hands and keys do on the lanes to the editor of the open clip."""

    def __init__(self, registry: ActionRegistry, clip: ClipDesk) -> None:
        super().__init__(clip)
        self._registry, self._clip, self._editor = registry, clip, clip.editor
        self._timeline = timeline = clip.parts.timeline
        # What the last nudge left chosen, and the key by which the next one joins it.
        self._nudged: tuple[Keys, str] = ({}, "")
        timeline.keys_moved.connect(self.move_keys)
        timeline.end_moved.connect(self._move_end)
        timeline.keys_delete_requested.connect(self.delete_keys)
        timeline.keys_chosen.connect(self._on_chosen)
        timeline.menu_requested.connect(self._open_menu)
        timeline.arrangement_changed.connect(self._show_arrangement)
        timeline.refused.connect(self._editor.refused)
        self._editor.editable_changed.connect(self._on_editable)
        clip.clip_closed.connect(partial(self._on_chosen, {}))
        self._connect_actions()
        self._lanes = QMenu(timeline)
        self._fill(self._lanes)
        timeline.set_lanes_menu(self._lanes)
        self._show_arrangement(timeline.rows.arrangement)
        self._on_chosen({})
        self._on_editable(self._editor.editable)

    def move_keys(
        self, keys: Keys, delta: int, frame_index: int, *, merge_key: str | None = None
    ) -> None:
        """Put keyframes so many frames later as one edit, and keep them chosen."""
        move = partial(
            gestures.move_keyframes,
            frames=keys,
            delta=delta,
            frame_index=frame_index,
            merge_key=merge_key,
        )
        if self._editor.perform(lambda a: move(a, pts_of=self._editor.pts_of)) is not None:
            self._timeline.keys.choose(key_choice.moved(keys, delta))

    def delete_keys(self, keys: Keys) -> None:
        """Take keyframes away as one edit."""
        frame = min((frames[0] for frames in keys.values()), default=0)
        delete = partial(gestures.delete_keyframes, frames=keys, frame_index=frame)
        self._editor.perform(delete)

    def _connect_actions(self) -> None:
        connect, timeline = self._registry.connect_action, self._timeline
        connect("timeline.focus", partial(timeline.setFocus, Qt.FocusReason.ShortcutFocusReason))
        connect("timeline.choose_all", lambda: timeline.keys.choose_all_of(self._editor.selection))
        connect("timeline.earlier", partial(self._nudge, -1))
        connect("timeline.later", partial(self._nudge, 1))
        connect("timeline.delete_keys", timeline.keys.ask_to_delete)
        for action_id, order in _ORDERS.items():
            connect(action_id, partial(self._arrange, order=order))
        action = self._registry.action
        group, here, narrow = (
            action(f"timeline.{name}") for name in ("group", "here_only", "narrow")
        )
        connect("timeline.group", lambda: self._arrange(grouped=group.isChecked()))
        connect("timeline.here_only", lambda: self._arrange(here_only=here.isChecked()))
        connect("timeline.narrow", lambda: self._arrange(narrow=narrow.isChecked()))
        connect("timeline.collapse", partial(timeline.rows.collapse_all, collapsed=True))
        connect("timeline.expand", partial(timeline.rows.collapse_all, collapsed=False))

    def _arrange(
        self,
        *,
        order: Order | None = None,
        grouped: bool | None = None,
        here_only: bool | None = None,
        narrow: bool | None = None,
    ) -> None:
        """Lay the lanes out as they are but for what is given."""
        how = self._timeline.rows.arrangement
        how = replace(
            how,
            order=how.order if order is None else order,
            grouped=how.grouped if grouped is None else grouped,
            here_only=how.here_only if here_only is None else here_only,
            narrow=how.narrow if narrow is None else narrow,
        )
        self._timeline.rows.arrange(how)
        # A key that says again what holds already has turned its mark off.
        self._show_arrangement(how)

    def _show_arrangement(self, how: Arrangement) -> None:
        """Mark in the menus what holds."""
        for action_id, order in _ORDERS.items():
            self._registry.action(action_id).setChecked(order is how.order)
        self._registry.action("timeline.group").setChecked(how.grouped)
        self._registry.action("timeline.here_only").setChecked(how.here_only)
        self._registry.action("timeline.narrow").setChecked(how.narrow)

    def _nudge(self, delta: int) -> None:
        """Move what is chosen by one frame within the clip; nudges in a row are one step."""
        keys = self._timeline.keys.chosen
        least, most = key_choice.room(keys, self._clip.last_frame)
        if not keys or not least <= delta <= most:
            return
        if keys != self._nudged[0]:
            self._nudged = keys, f"nudge keyframes {uuid4().hex}"
        frame, _ = self._editor.moment
        merge_key = self._nudged[1]
        self.move_keys(keys, delta, frame, merge_key=merge_key)
        self._nudged = self._timeline.keys.chosen, merge_key

    def _move_end(self, track_id: UUID, frame_index: int) -> None:
        move = partial(gestures.move_end, track_id=track_id, frame_index=frame_index)
        self._editor.perform(lambda a: move(a, pts_of=self._editor.pts_of))

    def _on_chosen(self, keys: Keys) -> None:
        for action_id in _OF_CHOSEN:
            self._registry.set_enabled(action_id, bool(keys))

    def _on_editable(self, editable: bool) -> None:
        self._timeline.editable = editable

    def _open_menu(self, spot: Spot, at: QPoint) -> None:
        menu = SpotMenu(self._timeline, self._editor, spot)
        menu.addMenu(self._lanes)
        menu.go_requested.connect(self._clip.go_to)
        menu.popup(at)

    def _fill(self, menu: QMenu) -> None:
        """Offer all ways to lay the lanes out."""
        menu.setTitle(self.tr("Lanes"))
        for action_id in _LANES_MENU:
            if action_id is None:
                menu.addSeparator()
            else:
                menu.addAction(self._registry.action(action_id))
