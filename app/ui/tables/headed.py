"""A table model whose headings stand over their columns as the columns' texts do."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HeadedModel(QAbstractTableModel):
    """Names at the left, numbers at the right of their columns. A base: give it its headings."""

    def _headings(self) -> tuple[str, ...]:
        """Return what stands over each column."""
        raise NotImplementedError

    def _is_right(self, column: int) -> bool:  # noqa: ARG002 - for those that have numbers
        """Whether what is in a column stands at its right."""
        return False

    def _side(self, column: int) -> Qt.AlignmentFlag:
        """Return where the texts of a column stand."""
        return RIGHT if self._is_right(column) else LEFT

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._headings())

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == int(Qt.ItemDataRole.DisplayRole):
            return self._headings()[section]
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return self._side(section)
        return None
