"""A short list of things that can be ticked, one column, by the mouse or with Space."""

from collections.abc import Collection, Iterable
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QTreeView, QWidget

from app.ui.controls.plain_table import dress_table

ROW_PX = 26
_ID_ROLE = int(Qt.ItemDataRole.UserRole)


class TickList(QTreeView):
    """Rows have ids.

    Signals:
        ticks_changed(): the person has ticked a row, or taken its tick away.
    """

    ticks_changed = Signal()

    def __init__(self, name: str, *, height_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = QStandardItemModel(0, 1, self)
        self.setModel(self._model)
        self.setHeaderHidden(True)
        dress_table(self, name=name, stretched=0, widths_px={})
        self.setFixedHeight(height_px)
        self._model.itemChanged.connect(lambda _item: self.ticks_changed.emit())

    @property
    def ids(self) -> tuple[UUID, ...]:
        """All rows, in their order."""
        return tuple(UUID(item.data(_ID_ROLE)) for item in self._items())

    @property
    def ticked(self) -> tuple[UUID, ...]:
        """The rows that are ticked, in their order."""
        checked = Qt.CheckState.Checked
        return tuple(
            UUID(item.data(_ID_ROLE)) for item in self._items() if item.checkState() is checked
        )

    def show_rows(self, rows: Iterable[tuple[UUID, str]], *, ticked: Collection[UUID] = ()) -> None:
        """Show these rows, by id and text."""
        with QSignalBlocker(self._model):
            self._model.clear()
        for row_id, text in rows:
            item = QStandardItem(text)
            item.setData(row_id.hex, _ID_ROLE)
            item.setEditable(False)
            # Rows are measured once, which may be before they get their style.
            item.setSizeHint(QSize(0, ROW_PX))
            item.setCheckable(True)
            item.setCheckState(_state(row_id in ticked))
            self._model.appendRow(item)
        if self._model.rowCount():
            self.setCurrentIndex(self._model.index(0, 0))

    def tick(self, row_ids: Collection[UUID]) -> None:
        """Tick these rows, and no others."""
        for item in self._items():
            item.setCheckState(_state(UUID(item.data(_ID_ROLE)) in row_ids))

    def _items(self) -> list[QStandardItem]:
        return [self._model.item(row) for row in range(self._model.rowCount())]


def _state(on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
