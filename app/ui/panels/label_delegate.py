"""Paints a row of the label picker: swatch, name, and the key that chooses it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.theme import Theme

DIGIT_ROLE = Qt.ItemDataRole.UserRole + 2
_ROW_PX = 28


class LabelDelegate(QStyledItemDelegate):
    """The marked row is lit; keys stand in small frames at the right, as on keycaps."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002 - all rows are of one height
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QSize:
        return QSize(160, _ROW_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: QRect = option.rect
        lit = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if option.state & lit:
            soft = self._theme.color("hover")
            if not option.state & QStyle.StateFlag.State_Selected:
                soft.setAlphaF(0.5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(soft)
            painter.drawRoundedRect(QRectF(row), 4, 4)
        icon: QIcon = index.data(Qt.ItemDataRole.DecorationRole)
        icon.paint(painter, QRect(row.left() + 6, row.top() + 8, 12, 12))
        right = self._paint_key(painter, row, index.data(DIGIT_ROLE) or "")
        font = self._theme.font("body")
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        room = QRect(row.left() + 26, row.top(), right - row.left() - 32, row.height())
        text = QFontMetrics(font).elidedText(
            index.data(), Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_key(self, painter: QPainter, row: QRect, key: str) -> int:
        """Draw a key's cap and give the x at which it begins."""
        if not key:
            return row.right() - 6
        font = self._theme.font("tiny", tabular=True)
        width = max(QFontMetrics(font).horizontalAdvance(key) + 10, 18)
        cap = QRectF(row.right() - 6 - width, row.top() + 5.5, width, 17)
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.setBrush(self._theme.color("bg"))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(font)
        painter.setPen(self._theme.color("dim"))
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), key)
        return round(cap.left())
