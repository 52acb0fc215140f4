"""A table whose cells are walked with the arrow keys and lead to places."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from app.ui.controls.plain_table import dress_table
from app.ui.review.quality.cells_model import CellsModel
from app.ui.review.quality.tables import Table
from app.ui.theme import theme

_Index = QModelIndex | QPersistentModelIndex
_NUMBER_PX = 72
_WORD_PX = 132
_LEAST_NAME_PX = 150
# The widest that two people's figures can be, and the room beside them.
_OF_TWO, _BESIDE_PX = "1.00 · 1.00 · -1.00", 24


class CellsView(QTreeView):
    """Shows a `Table`.

    Signals:
        wanted(Wanted | None): another cell is looked at, and what it leads to.
    """

    wanted = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._cells = CellsModel(self)
        self._figures_px = 0
        self.setModel(self._cells)
        self.setFont(theme.font("body", tabular=True))

    def show_table(self, table: Table) -> None:
        """Show another table, and look at its first cell."""
        self._cells.set_table(table)
        widths: dict[int, int] = {}
        number = _NUMBER_PX
        if table.head and " · " in table.head[0]:
            number = self.fontMetrics().horizontalAdvance(_OF_TWO) + _BESIDE_PX
        for column in range(1, len(table.head)):
            widths[column] = _WORD_PX if column < table.names else number
        dress_table(self, name=self._name, stretched=0, widths_px=widths)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        header = self.header()
        header.setAccessibleName(self.tr("Columns"))
        header.setMinimumSectionSize(48)
        # A matrix of many labels or people is wider than the window.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._figures_px = sum(widths.values())
        self._fit()
        if table.rows:
            self.setCurrentIndex(self._cells.index(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A page that was not looked at before gets its width only now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the names what the figures leave, and not less than they need."""
        header = self.header()
        if not header.count():
            return
        if self._figures_px + _LEAST_NAME_PX > self.viewport().width():
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(0, _LEAST_NAME_PX)
        else:
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.wanted.emit(self._cells.cell(current).wanted if current.isValid() else None)
