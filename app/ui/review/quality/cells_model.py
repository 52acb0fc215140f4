"""A table of texts as a Qt model."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.ui.review.quality.tables import Cell, Table
from app.ui.theme import theme

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class CellsModel(QAbstractTableModel):
    """Names at the left, numbers at the right of their columns."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = Table((), ())

    def set_table(self, table: Table) -> None:
        """Show another table."""
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def cell(self, index: _Index) -> Cell:
        """Return the cell that an index of this model names."""
        return self._table.rows[index.row()][index.column()]

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._table.head)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        is_name = index.column() < self._table.names
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cell(index).text
            case Qt.ItemDataRole.ToolTipRole if is_name:
                return self.cell(index).text
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if is_name else _RIGHT
            case Qt.ItemDataRole.ForegroundRole if 0 < index.column() < self._table.names:
                return theme.color("dim")
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == int(Qt.ItemDataRole.DisplayRole):
            return self._table.head[section]
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return _LEFT if section < self._table.names else _RIGHT
        return None
