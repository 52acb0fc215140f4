"""What the rows of the panels' lists have in common: one height, a light under the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.theme import Theme

_USUAL_PX = 200


class RowDelegate(QStyledItemDelegate):
    """Subclasses paint what stands in a row, and keep their fonts in `take_fonts`."""

    def __init__(self, theme: Theme, parent: QObject, *, row_px: int) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row_px = row_px
        theme.changed.connect(self.take_fonts)
        self.take_fonts()

    def take_fonts(self) -> None:
        """Make the fonts anew: making one costs more than writing a row with it."""
        raise NotImplementedError

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002 - all rows are of one height
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QSize:
        return QSize(_USUAL_PX, self._row_px)

    def paint_background(self, painter: QPainter, row: QRect, state: QStyle.StateFlag) -> None:
        """Light a row that is chosen or under the mouse; an edge tells that keys go there."""
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, self._theme.color("hover"))
        elif state & QStyle.StateFlag.State_MouseOver:
            soft = self._theme.color("hover")
            soft.setAlphaF(0.5)
            painter.fillRect(row, soft)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row.left(), row.top(), 2, row.height(), self._theme.color("accent"))
