"""Paints a row of the object list, and knows where its eye and its lock are."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from app.ui.panels.object_facts import ObjectFacts, Presence
from app.ui.panels.objects_model import Role
from app.ui.panels.swatch import paint_swatch
from app.ui.theme import Theme

ROW_PX = 28
_EDGE_PX = 12
_NAME_LEFT_PX = 28
_CELL_PX = 22
_ICON_PX = 14


class Control(Enum):
    EYE = auto()
    LOCK = auto()


class ObjectsDelegate(QStyledItemDelegate):
    """Swatch, name, state, eye and lock."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

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
        facts: ObjectFacts = index.data(Role.FACTS)
        row: QRect = option.rect
        state: QStyle.StateFlag = option.state
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        self._paint_background(painter, row, state)
        faded = facts.track.hidden or facts.presence is Presence.AWAY
        painter.setOpacity(0.55 if faded else 1.0)
        color = QColor(index.data(Role.COLOR) or self._theme.color("dim"))
        paint_swatch(painter, row.left() + _EDGE_PX, row.center().y() + 1, color)
        right = self._lock_cell(row).left() - _CELL_PX - 2
        text = index.data(Role.STATE_TEXT)
        small = self._theme.font("small", tabular=True)
        state_width = QFontMetrics(small).horizontalAdvance(text)
        painter.setFont(small)
        painter.setPen(self._theme.color("dim"))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(
            QRect(right - state_width, row.top(), state_width, row.height()), middle, text
        )
        bold = self._theme.font("body", bold=True, tabular=True)
        left = row.left() + _NAME_LEFT_PX
        room = QRect(left, row.top(), max(right - state_width - 8 - left, 0), row.height())
        painter.setFont(bold)
        painter.setPen(self._theme.color("text"))
        name = QFontMetrics(bold).elidedText(
            index.data(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, middle, name)
        painter.setOpacity(1.0)
        self._paint_icons(painter, row, facts, hovered=hovered)

    def _paint_background(self, painter: QPainter, row: QRect, state: QStyle.StateFlag) -> None:
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, self._theme.color("hover"))
        elif state & QStyle.StateFlag.State_MouseOver:
            soft = self._theme.color("hover")
            soft.setAlphaF(0.5)
            painter.fillRect(row, soft)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row.left(), row.top(), 2, row.height(), self._theme.color("accent"))

    def _paint_icons(
        self, painter: QPainter, row: QRect, facts: ObjectFacts, *, hovered: bool
    ) -> None:
        hidden, locked = facts.track.hidden, facts.track.locked
        quiet = "dim" if hovered else "faint"
        ratio = painter.device().devicePixelRatioF()
        for cell, name, tone in (
            (self._eye_cell(row), "eye-off" if hidden else "eye", "text" if hidden else quiet),
            (self._lock_cell(row), "lock" if locked else "lock-open", "text" if locked else quiet),
        ):
            pixmap = self._theme.pixmap(name, tone, size_px=_ICON_PX, ratio=ratio)
            painter.drawPixmap(
                cell.left() + (cell.width() - _ICON_PX) // 2,
                cell.top() + (cell.height() - _ICON_PX) // 2,
                pixmap,
            )

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        row: QRect = option.rect
        facts: ObjectFacts | None = index.data(Role.FACTS)
        control = self.control_at(row, event.pos())
        text = ""
        if facts is not None and control is Control.EYE:
            text = self.tr("Show") if facts.track.hidden else self.tr("Hide")
        elif facts is not None and control is Control.LOCK:
            text = self.tr("Unlock") if facts.track.locked else self.tr("Lock")
        QToolTip.showText(event.globalPos(), text, view)
        return True

    def control_at(self, row: QRect, at: QPoint) -> Control | None:
        """Tell which control of the row in `row` lies at a point of the viewport."""
        if self._eye_cell(row).contains(at):
            return Control.EYE
        return Control.LOCK if self._lock_cell(row).contains(at) else None

    def _lock_cell(self, row: QRect) -> QRect:
        return QRect(row.right() - _CELL_PX - 5, row.top(), _CELL_PX, row.height())

    def _eye_cell(self, row: QRect) -> QRect:
        return self._lock_cell(row).translated(-_CELL_PX, 0)
