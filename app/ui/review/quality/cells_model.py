"""A table of texts as a Qt model."""

from PySide6.QtCore import QObject, Qt

from app.ui.controls.tips import plain_tip
from app.ui.review.quality.tables import Cell, Table
from app.ui.tables.headed import ROOT, HeadedModel, Index
from app.ui.theme import theme

_SIGN = "▸ "


class CellsModel(HeadedModel):
    """The rows of one table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = Table((), ())
        self._marked: int | None = None

    def set_table(self, table: Table) -> None:
        """Show another table."""
        self.beginResetModel()
        self._table = table
        self._marked = None
        self.endResetModel()

    def mark(self, row: int | None) -> None:
        """Mark the row that is looked at, by more than its colour; None: none of them."""
        changed = [one for one in (self._marked, row) if one is not None]
        self._marked = row
        for one in changed:
            last = self.columnCount() - 1
            self.dataChanged.emit(self.index(one, 0), self.index(one, last))

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        """Say also what a column means."""
        if role == int(Qt.ItemDataRole.ToolTipRole) and section < len(self._table.tips):
            return plain_tip(self._table.tips[section])
        return super().headerData(section, orientation, role)

    def cell(self, index: Index) -> Cell:
        """Return the cell that an index of this model names."""
        return self._table.rows[index.row()][index.column()]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._table.rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        is_name = index.column() < self._table.names
        is_marked = index.row() == self._marked
        match role:
            case Qt.ItemDataRole.DisplayRole:
                sign = _SIGN if is_marked and index.column() == 0 else ""
                return sign + self.cell(index).text
            case Qt.ItemDataRole.FontRole if is_marked:
                return theme.font("small", bold=True, tabular=True)
            case Qt.ItemDataRole.ToolTipRole if is_name:
                return plain_tip(self.cell(index).text)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(index.column())
            case Qt.ItemDataRole.ForegroundRole if 0 < index.column() < self._table.names:
                return theme.color("dim")
        return None

    def _headings(self) -> tuple[str, ...]:
        return self._table.head

    def _is_right(self, column: int) -> bool:
        return column >= self._table.names
