"""Paints the name column, and the rows that stand above the lanes of a label."""

from __future__ import annotations

from uuid import UUID

import numpy as np
from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QStaticText

from app.ui.panels.swatch import paint_swatch
from app.ui.theme import Theme
from app.ui.timeline.bars import Bars, slots
from app.ui.timeline.layout import NAMES_PX
from app.ui.timeline.spans import Lane
from app.ui.timeline.view import TimelineView

# The translators' tool knows this name.
translate = QCoreApplication.translate

HIDDEN_OPACITY = 0.35
_ICON_PX = 12
_SWATCH_PX = 12
_NAME_PX = 28
# Lanes of a group stand in from its header.
_INDENT_PX = 10


def lane_title(lane: Lane, view: TimelineView) -> str:
    """Name a row: "person 14", "person · boxes" for single-frame ones, "person" for a group."""
    label = view.labels.get(lane.label_id)
    name = label.name if label is not None else translate("Timeline", "no label")
    if lane.is_header:
        return name
    if lane.number is None:
        return translate("Timeline", "%1 · boxes").replace("%1", name)
    return f"{name} {lane.number}"


def label_color(label_id: UUID, view: TimelineView, theme: Theme) -> str:
    """Give a label's colour; a label that is not known is drawn in the theme's dim."""
    label = view.labels.get(label_id)
    return label.color if label is not None else theme.color("dim").name()


def paint_sum(
    painter: QPainter, view: TimelineView, lane: Lane, exposed: QRect, *, row: int, color: str
) -> None:
    """Draw how many objects of a group each frame shows."""
    activity = view.lanes.activity_of(lane.label_id)
    most = int(activity.counts.max(initial=0))
    places, edges = slots(view, exposed)
    if not most or not len(places):
        return
    height = view.layout.row_px
    bars = Bars(view, bottom=view.layout.row_top(row) + height - 3, height=height - 7)
    counts = activity.peaks(edges).astype(np.float64)
    bars.paint(painter, places, counts, most=most, color=QColor(color))


class NamePainter:
    """Draws names into a painter that is in the widget's coordinates."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._texts: dict[tuple[str, int], QStaticText] = {}

    def forget(self) -> None:
        """Drop what was made for the theme that has changed."""
        self._texts.clear()

    def paint(self, painter: QPainter, view: TimelineView, exposed: QRect) -> None:
        if exposed.left() >= NAMES_PX:
            return
        font = self._theme.font("small")
        painter.setFont(font)
        metrics = QFontMetrics(font)
        lit, quiet = self._theme.color("text"), self._theme.color("dim")
        selected = view.selected_rows()
        indent = _INDENT_PX if view.lanes.arrangement.grouped else 0
        for row in view.layout.rows_between(exposed.top(), exposed.bottom() + 1):
            lane = view.lanes.rows[row]
            painter.setOpacity(HIDDEN_OPACITY if lane.hidden else 1.0)
            painter.setPen(lit if row in selected or lane.is_header else quiet)
            if lane.is_header:
                self._paint_header(painter, view, lane, row=row, metrics=metrics)
            else:
                self._paint_name(painter, view, lane, row=row, metrics=metrics, indent=indent)
        painter.setOpacity(1.0)

    def _paint_name(
        self,
        painter: QPainter,
        view: TimelineView,
        lane: Lane,
        *,
        row: int,
        metrics: QFontMetrics,
        indent: int,
    ) -> None:
        top, height = view.layout.row_top(row), view.layout.row_px
        pen = painter.pen()
        color = QColor(label_color(lane.label_id, view, self._theme))
        paint_swatch(painter, _SWATCH_PX + indent, top + height / 2, color)
        right = NAMES_PX - 8
        mark = None if lane.number is None else view.mark_of(lane.key)
        if mark is not None:
            right -= 16
            self._paint_icon(painter, mark.icon, right + 2, top=top, height=height, tone=mark.tone)
        for shown, icon in ((lane.hidden, "eye-off"), (lane.locked, "lock")):
            if shown:
                right -= 16
                self._paint_icon(painter, icon, right + 2, top=top, height=height)
        painter.setPen(pen)
        text = self._text(lane_title(lane, view), metrics, right - _NAME_PX - 4 - indent)
        painter.drawStaticText(_NAME_PX + indent, top + (height - metrics.height()) // 2, text)

    def _paint_header(
        self, painter: QPainter, view: TimelineView, lane: Lane, *, row: int, metrics: QFontMetrics
    ) -> None:
        """Name a group, with a sign that tells whether its lanes are put away, and their number."""
        top, height = view.layout.row_top(row), view.layout.row_px
        icon = "chevron-right" if lane.collapsed else "chevron-down"
        self._paint_icon(painter, icon, _SWATCH_PX - 2, top=top, height=height)
        count = str(lane.members)
        room = metrics.horizontalAdvance(count)
        y = top + (height - metrics.height()) // 2
        text = self._text(lane_title(lane, view), metrics, NAMES_PX - 16 - room - _NAME_PX)
        painter.drawStaticText(_NAME_PX, y, text)
        painter.setPen(self._theme.color("faint"))
        painter.drawText(NAMES_PX - 9 - room, y + metrics.ascent(), count)

    def _paint_icon(
        self, painter: QPainter, icon: str, left: int, *, top: int, height: int, tone: str = "dim"
    ) -> None:
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._theme.pixmap(icon, tone, size_px=_ICON_PX, ratio=ratio)
        painter.drawPixmap(left, top + (height - _ICON_PX) // 2, pixmap)

    def _text(self, title: str, metrics: QFontMetrics, room_px: int) -> QStaticText:
        """Give a title cut to its room; shaping it anew at every paint would cost the most."""
        text = self._texts.get((title, room_px))
        if text is None:
            text = QStaticText(metrics.elidedText(title, Qt.TextElideMode.ElideRight, room_px))
            text.setTextFormat(Qt.TextFormat.PlainText)
            self._texts[title, room_px] = text
        return text
