"""Paints a row of the history: the step and its time above, what it acted on and where below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.ui.panels.history_model import ROW_ROLE, HistoryRow
from app.ui.panels.row_delegate import RowDelegate
from app.ui.theme import Theme

ROW_PX = 44
_LEFT_PX = 28
_EDGE_PX = 12
_DOT_PX = 6
_UNDONE = 0.5


class HistoryDelegate(RowDelegate):
    """A dot marks the state that is now; what was undone, or is no step, is dimmed."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(theme, parent, row_px=ROW_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        shown: HistoryRow = index.data(ROW_ROLE)
        row: QRect = option.rect
        state = option.state
        if not state & QStyle.StateFlag.State_HasFocus:
            # The row is where the arrows were, not what the list is about: that has the dot.
            state &= ~QStyle.StateFlag.State_Selected
        self.paint_background(painter, row, state)
        painter.setOpacity(1.0 if shown.done and shown.fits and not shown.is_note else _UNDONE)
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

    def take_fonts(self) -> None:
        """Keep the fonts: making one costs more than writing a row with it."""
        self._small = self._theme.font("small", tabular=True)
        self._body = self._theme.font("body", bold=True)
        self._struck = self._theme.font("body", bold=True)
        self._struck.setStrikeOut(True)
        self._small_metrics = QFontMetrics(self._small)
