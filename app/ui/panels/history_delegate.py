"""Paints a row of the history: the step and its time above, what it acted on and where below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.panels.history_model import ROW_ROLE, HistoryRow
from app.ui.theme import Theme

ROW_PX = 44
_LEFT_PX = 28
_EDGE_PX = 12
_DOT_PX = 6
_UNDONE = 0.5


class HistoryDelegate(QStyledItemDelegate):
    """A dot marks the state that is now; what was undone is dimmed."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self._take_fonts)
        self._take_fonts()

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002 - all rows are of one height
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QSize:
        return QSize(200, ROW_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        shown: HistoryRow = index.data(ROW_ROLE)
        row: QRect = option.rect
        self._paint_background(painter, row, option.state)
        painter.setOpacity(1.0 if shown.done and shown.fits else _UNDONE)
        if shown.is_now:
            self._paint_dot(painter, row)
        lower = row.top() + ROW_PX // 2
        first = QRect(row.left() + _LEFT_PX, row.top() + 4, 0, lower - row.top() - 4)
        first.setRight(row.right() - _EDGE_PX)
        if not shown.detail:
            first.setBottom(row.bottom() - 4)
        self._write_first(painter, first, shown)
        second = QRect(first.left(), lower, first.width(), row.bottom() - 4 - lower)
        text = self._small_metrics.elidedText(
            shown.detail, Qt.TextElideMode.ElideMiddle, second.width()
        )
        painter.drawText(second, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.setOpacity(1.0)

    def _write_first(self, painter: QPainter, room: QRect, shown: HistoryRow) -> None:
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        time_px = self._small_metrics.horizontalAdvance(shown.time)
        font = self._struck if not shown.fits else self._body
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        name = QFontMetrics(font).elidedText(
            shown.name, Qt.TextElideMode.ElideRight, room.width() - time_px - 8
        )
        painter.drawText(room, middle, name)
        painter.setFont(self._small)
        painter.setPen(self._theme.color("dim"))
        painter.drawText(room, middle | int(Qt.AlignmentFlag.AlignRight), shown.time)

    def _paint_dot(self, painter: QPainter, row: QRect) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent"))
        painter.drawEllipse(
            row.left() + (_LEFT_PX - _DOT_PX) // 2, row.top() + 10, _DOT_PX, _DOT_PX
        )
        painter.restore()

    def _paint_background(self, painter: QPainter, row: QRect, state: QStyle.StateFlag) -> None:
        focused = state & QStyle.StateFlag.State_HasFocus
        if state & QStyle.StateFlag.State_Selected and focused:
            painter.fillRect(row, self._theme.color("hover"))
            painter.fillRect(row.left(), row.top(), 2, row.height(), self._theme.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            soft = self._theme.color("hover")
            soft.setAlphaF(0.5)
            painter.fillRect(row, soft)

    def _take_fonts(self) -> None:
        """Keep the fonts: making one costs more than writing a row with it."""
        self._small = self._theme.font("small", tabular=True)
        self._body = self._theme.font("body", bold=True)
        self._struck = self._theme.font("body", bold=True)
        self._struck.setStrikeOut(True)
        self._small_metrics = QFontMetrics(self._small)
