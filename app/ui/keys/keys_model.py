"""The rows of the editor: actions by group, with their keys."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeySequence

from app.ui.action_specs import ActionSpec
from app.ui.actions import ActionRegistry
from app.ui.keys.draft import KeyDraft
from app.ui.palette.fuzzy import match_score
from app.ui.theme import theme

ACTION, GROUP, KEYS = range(3)
_ROW_PX = 26
_Index = QModelIndex | QPersistentModelIndex


def native(keys: Sequence[str]) -> str:
    """Return keys as people of this platform write them."""
    texts = (QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)
    return "    ".join(texts)


class KeysModel(QAbstractTableModel):
    """Actions that match what was typed; those with a conflict are coloured."""

    def __init__(
        self, registry: ActionRegistry, draft: KeyDraft, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._registry = registry
        self._draft = draft
        self._all = registry.specs
        self._shown: list[ActionSpec] = list(self._all)
        self._clashing: frozenset[str] = frozenset()
        self._look_for_conflicts()

    def set_filter(self, text: str) -> None:
        """Show the actions whose name or key matches."""
        self.beginResetModel()
        self._shown = [spec for spec in self._all if self._matches(spec, text.strip())]
        self.endResetModel()

    def refresh(self) -> None:
        """Show the draft as it is now."""
        self._look_for_conflicts()
        if self._shown:
            last = self.index(len(self._shown) - 1, KEYS)
            self.dataChanged.emit(self.index(0, 0), last)

    def action_id(self, row: int) -> str:
        return self._shown[row].id

    def name(self, action_id: str) -> str:
        """Return an action's name as the menus write it."""
        return self._registry.action(action_id).iconText()

    def row_of(self, action_id: str) -> int | None:
        return next((row for row, spec in enumerate(self._shown) if spec.id == action_id), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return (self.tr("Action"), self.tr("Group"), self.tr("Keys"))[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        spec = self._shown[index.row()]
        keys = self._draft.keys[spec.id]
        if role == Qt.ItemDataRole.DisplayRole:
            group = self._registry.group_title(spec)
            return (self.name(spec.id), group, native(keys))[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(spec.id, index.column())
        if role == Qt.ItemDataRole.FontRole and index.column() == KEYS:
            return theme.font("small", bold=self._draft.is_own(spec.id))
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, _ROW_PX)
        if role == Qt.ItemDataRole.ToolTipRole and spec.id in self._clashing:
            return self.tr("Another action has one of these keys as well")
        return None

    def _ink(self, action_id: str, column: int) -> Any:
        if column == KEYS and action_id in self._clashing:
            return theme.color("bad")
        return theme.color("dim") if column == GROUP else None

    def _matches(self, spec: ActionSpec, text: str) -> bool:
        if not text:
            return True
        keys = native(self._draft.keys[spec.id]).casefold().split("    ")
        return text.casefold() in keys or match_score(text, self.name(spec.id)) is not None

    def _look_for_conflicts(self) -> None:
        clashing = self._draft.conflicts.values()
        self._clashing = frozenset(one for names in clashing for one in names)
