"""Paints a row of the object list, and knows where its eye and its lock are."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
    QToolTip,
)

from app.ui.panels.object_facts import ObjectFacts, Presence
from app.ui.panels.objects_model import ROW_ROLE, ObjectRow
from app.ui.panels.row_delegate import RowDelegate
from app.ui.panels.swatch import paint_swatch
from app.ui.theme import Theme

ROW_PX = 28
_EDGE_PX = 12
_NAME_LEFT_PX = 28
_CELL_PX = 22
_ICON_PX = 14
# A sign before the word of a mark, with room.
_SIGN_PX = _ICON_PX + 4
_BETWEEN_PX = 8
# Less of the state than this says nothing.
_LEAST_STATE_PX = 56


class Control(Enum):
    EYE = auto()
    LOCK = auto()


class ObjectsDelegate(RowDelegate):
    """Swatch, name, state, eye and lock."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(theme, parent, row_px=ROW_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        shown: ObjectRow = index.data(ROW_ROLE)
        facts, row, state = shown.facts, option.rect, option.state
        self.paint_background(painter, row, state)
        faded = facts.track.hidden or facts.presence is Presence.AWAY
        painter.setOpacity(0.55 if faded else 1.0)
        color = QColor(shown.color) if shown.color else self._theme.color("dim")
        paint_swatch(painter, row.left() + _EDGE_PX, row.center().y() + 1, color)
        right = self._eye_cell(row).left() - 2
        left = row.left() + _NAME_LEFT_PX
        name_px, state_px = self.widths_px(shown, right - left)
        if shown.mark is not None:
            name_px -= _SIGN_PX
            sign = right - state_px - _SIGN_PX
            self._paint_icon(painter, row, sign, shown.mark.icon, shown.mark.tone)
        painter.setFont(self._small)
        painter.setPen(self._theme.color("dim" if shown.mark is None else shown.mark.tone))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(
            QRect(right - state_px, row.top(), state_px, row.height()),
            middle | int(Qt.AlignmentFlag.AlignRight),
            _fitted(shown.state, self._small_metrics, state_px),
        )
        room = QRect(left, row.top(), name_px, row.height())
        painter.setFont(self._bold)
        painter.setPen(self._theme.color("text"))
        painter.drawText(room, middle, _fitted(shown.name, self._bold_metrics, name_px))
        painter.setOpacity(1.0)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        self._paint_icons(painter, row, facts, hovered=hovered)

    def widths_px(self, shown: ObjectRow, room_px: int) -> tuple[int, int]:
        """Return how wide name and state are; the name, which tells objects apart, goes first."""
        name_px = self._bold_metrics.horizontalAdvance(shown.name)
        state_px = self._small_metrics.horizontalAdvance(shown.state)
        left_px = max(room_px - name_px - _BETWEEN_PX, _LEAST_STATE_PX)
        state_px = min(state_px, left_px)
        return max(room_px - state_px - _BETWEEN_PX, 0), state_px

    def _paint_icons(
        self, painter: QPainter, row: QRect, facts: ObjectFacts, *, hovered: bool
    ) -> None:
        hidden, locked = facts.track.hidden, facts.track.locked
        quiet = "dim" if hovered else "faint"
        for cell, name, tone in (
            (self._eye_cell(row), "eye-off" if hidden else "eye", "text" if hidden else quiet),
            (self._lock_cell(row), "lock" if locked else "lock-open", "text" if locked else quiet),
        ):
            left = cell.left() + (cell.width() - _ICON_PX) // 2
            self._paint_icon(painter, row, left, name, tone)

    def _paint_icon(
        self, painter: QPainter, row: QRect, left_px: int, name: str, tone: str
    ) -> None:
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._theme.pixmap(name, tone, size_px=_ICON_PX, ratio=ratio)
        painter.drawPixmap(left_px, row.top() + (row.height() - _ICON_PX) // 2, pixmap)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        row: QRect = option.rect
        shown: ObjectRow | None = index.data(ROW_ROLE)
        control = self.control_at(row, event.pos())
        text = ""
        if shown is not None and control is Control.EYE:
            text = self.tr("Show") if shown.facts.track.hidden else self.tr("Hide")
        elif shown is not None and control is Control.LOCK:
            text = self.tr("Unlock") if shown.facts.track.locked else self.tr("Lock")
        QToolTip.showText(event.globalPos(), text, view)
        return True

    def control_at(self, row: QRect, at: QPoint) -> Control | None:
        """Tell which control of the row in `row` lies at a point of the viewport."""
        if self._eye_cell(row).contains(at):
            return Control.EYE
        return Control.LOCK if self._lock_cell(row).contains(at) else None

    def take_fonts(self) -> None:
        """Keep the fonts: making one costs more than writing a row with it."""
        self._small = self._theme.font("small", tabular=True)
        self._bold = self._theme.font("body", bold=True, tabular=True)
        self._small_metrics = QFontMetrics(self._small)
        self._bold_metrics = QFontMetrics(self._bold)

    def _lock_cell(self, row: QRect) -> QRect:
        return QRect(row.right() - _CELL_PX - 5, row.top(), _CELL_PX, row.height())

    def _eye_cell(self, row: QRect) -> QRect:
        return self._lock_cell(row).translated(-_CELL_PX, 0)


def _fitted(text: str, metrics: QFontMetrics, width_px: int) -> str:
    """Cut a text that is too wide; Qt would also cut one that fits to the pixel."""
    if metrics.horizontalAdvance(text) <= width_px:
        return text
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width_px)
