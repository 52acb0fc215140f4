"""The places as rows: what there is to see, and on which frame."""

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

from app.ui.controls.tips import plain_tip
from app.ui.places.place import Place
from app.ui.theme import theme

TEXT, FRAME = range(2)
_ROW_PX = 28
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class PlacesModel(QAbstractTableModel):
    """Rows in the order in which they are walked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: tuple[Place, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        return self._places

    def set_places(self, places: Sequence[Place]) -> None:
        self.beginResetModel()
        self._places = tuple(places)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._places)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else 2

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        place = self._places[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole if index.column() == FRAME:
                return str(place.frame_index)
            case Qt.ItemDataRole.DisplayRole:
                return f"{place.text} · {place.detail}" if place.detail else place.text
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{place.text}\n{place.detail}".rstrip())
            case Qt.ItemDataRole.FontRole:
                return theme.font("small", tabular=index.column() == FRAME)
            case Qt.ItemDataRole.ForegroundRole if index.column() == FRAME:
                return theme.color("dim")
            case Qt.ItemDataRole.TextAlignmentRole if index.column() == FRAME:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.SizeHintRole:
                return QSize(0, _ROW_PX)
        return None
