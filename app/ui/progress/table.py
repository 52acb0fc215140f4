"""The figures of a sheet as a table: the same numbers, for those who read rather than look."""

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView, QWidget

from app.ui.controls.no_copying import refuse_copying
from app.ui.progress.sheet import Cell, Sheet
from app.ui.theme import theme

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SheetModel(QAbstractTableModel):
    """One sheet."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None

    def show_sheet(self, sheet: Sheet | None) -> None:
        self.beginResetModel()
        self._sheet = sheet
        self.endResetModel()

    def figure(self, index: _Index) -> tuple[str, Cell] | None:
        """Return what a cell is called, and what it tells; the name's is the whole row's."""
        sheet = self._sheet
        if sheet is None or not index.isValid():
            return None
        row = (sheet.rows or ())[index.row()]
        if not index.column():
            return row.name, Cell(row.name, clips=row.clips)
        at = index.column() - 1
        return f"{row.name} · {sheet.columns[at].title}", row.cells[at]

    def rowCount(self, parent: _Index = _ROOT) -> int:
        sheet = self._sheet
        return 0 if parent.isValid() or sheet is None else len(sheet.rows or ())

    def columnCount(self, parent: _Index = _ROOT) -> int:
        sheet = self._sheet
        return 0 if parent.isValid() or sheet is None else 1 + len(sheet.columns)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        found = self.figure(index)
        if found is None:
            return None
        name, cell = found
        if role == int(Qt.ItemDataRole.DisplayRole):
            return cell.text
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return f"{name}: {cell.text}" if index.column() else name
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return _RIGHT if index.column() else _LEFT
        if role == int(Qt.ItemDataRole.ForegroundRole) and cell.text == "0":
            return theme.color("faint")
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or self._sheet is None:
            return None
        if role == int(Qt.ItemDataRole.DisplayRole):
            return self._sheet.first if not section else self._sheet.columns[section - 1].title
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return _RIGHT if section else _LEFT
        return None


class SheetTable(QTableView):
    """Return or a double click on a figure leads on from it.

    Signals:
        chosen(frozenset[UUID], str): the clips that a figure counts, and what they are.
    """

    chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = SheetModel(self)
        self.setModel(self._model)
        self.setAccessibleName(self.tr("Figures"))
        self.setFont(theme.font("small", tabular=True))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setAccessibleName(self.tr("Columns"))
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(56)
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            # It is never seen here; who goes through all there is still meets it.
            corner.setAccessibleName(self.tr("All figures"))
        refuse_copying(self)
        self.doubleClicked.connect(self._on_activated)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show another sheet; the place in it stays where there is one."""
        before = self.currentIndex()
        self._model.show_sheet(sheet)
        header = self.horizontalHeader()
        for column in range(self._model.columnCount()):
            mode = QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode if column else QHeaderView.ResizeMode.Stretch)
        if self._model.rowCount():
            row = min(max(before.row(), 0), self._model.rowCount() - 1)
            column = min(max(before.column(), 0), self._model.columnCount() - 1)
            self.setCurrentIndex(self._model.index(row, column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            # Qt's own would press the dialog's default button after it.
            event.accept()
            self._on_activated(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def forget(self) -> None:
        """Drop all figures and names."""
        self._model.show_sheet(None)

    def _on_activated(self, index: QModelIndex) -> None:
        found = self._model.figure(index)
        if found is not None and found[1].clips:
            self.chosen.emit(found[1].clips, found[0])
