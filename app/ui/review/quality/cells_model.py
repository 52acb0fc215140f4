"""A table of texts as a Qt model."""

from PySide6.QtCore import QObject, Qt

from app.ui.review.quality.tables import Cell, Table
from app.ui.tables.headed import ROOT, HeadedModel, Index
from app.ui.theme import theme


class CellsModel(HeadedModel):
    """The rows of one table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = Table((), ())

    def set_table(self, table: Table) -> None:
        """Show another table."""
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def cell(self, index: Index) -> Cell:
        """Return the cell that an index of this model names."""
        return self._table.rows[index.row()][index.column()]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._table.rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        is_name = index.column() < self._table.names
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cell(index).text
            case Qt.ItemDataRole.ToolTipRole if is_name:
                return self.cell(index).text
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(index.column())
            case Qt.ItemDataRole.ForegroundRole if 0 < index.column() < self._table.names:
                return theme.color("dim")
        return None

    def _headings(self) -> tuple[str, ...]:
        return self._table.head

    def _is_right(self, column: int) -> bool:
        return column >= self._table.names
