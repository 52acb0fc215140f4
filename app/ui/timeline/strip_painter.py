"""Paints the strips between ruler and lanes: how much moves, and how many objects there are.

Motion stands in the accent's colour and objects in a grey, so that they can be told apart; a legend
in the name column names both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.ui.theme import Theme
from app.ui.timeline.bars import Bars, slots
from app.ui.timeline.layout import ACTIVITY_PX, FILM_PX, MOTION_PX, NAMES_PX, OVERVIEW_PX, RULER_PX
from app.ui.timeline.name_painter import label_color
from app.ui.timeline.playhead_painter import overview_strip
from app.ui.timeline.view import TimelineView

# The translators' tool knows this name.
translate = QCoreApplication.translate

BUFFERED_PX = 3
_FOOT_PX = 4
_HEAD_PX = 4
# A clip in which hardly anything moves must not look busy: bars are never stretched beyond this.
_LEAST_PEAK = 48
# Energies are square roots of what moves. Painted as such, a strip would look level; as they are,
# a lorry would hide all people.
_CONTRAST = 1.5
_LEGEND_LEFT_PX = 12
_NAME_LEFT_PX = 28
# Where no pictures are shown, their button stands in the motion's line.
_BUTTON_ROOM_PX = 22
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_BOTTOM = int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
_BOTTOM_RIGHT = int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight)


def paint_motion(painter: QPainter, view: TimelineView, theme: Theme, exposed: QRect) -> None:
    """Draw a bar each four pixels, as high as the most that moves beneath it."""
    layout = view.layout
    bottom = layout.motion_top + MOTION_PX - _FOOT_PX
    motion = view.strips.motion
    if motion is None:
        _paint_nothing_yet(painter, view, theme, bottom)
        return
    places, edges = slots(view, exposed)
    if not len(places):
        return
    most = max(motion.peak, _LEAST_PEAK) ** _CONTRAST
    energies = motion.peaks(edges).astype(np.float64) ** _CONTRAST
    Bars(view, bottom=bottom, height=MOTION_PX - _FOOT_PX - _HEAD_PX).paint(
        painter, places, energies, most=most, color=theme.color("accent")
    )


def paint_activity(painter: QPainter, view: TimelineView, theme: Theme, exposed: QRect) -> None:
    """Draw a bar each four pixels, as high as the most objects on a frame beneath it.

    Where one label is selected, its objects' part of them stands in its colour.
    """
    most = int(view.lanes.activity.counts.max(initial=0))
    places, edges = slots(view, exposed)
    if not most or not len(places):
        return
    counts = view.lanes.activity.peaks(edges).astype(np.float64)
    bottom = view.layout.activity_top + ACTIVITY_PX - _FOOT_PX
    bars = Bars(view, bottom=bottom, height=ACTIVITY_PX - _FOOT_PX - _HEAD_PX)
    bars.paint(painter, places, counts, most=most, color=theme.color("dim"))
    label_id = view.selected_label()
    if label_id is not None:
        own = view.lanes.activity_of(label_id).peaks(edges).astype(np.float64)
        some = own > 0
        color = QColor(label_color(label_id, view, theme))
        bars.paint(painter, places[some], own[some], most=most, color=color)


def paint_buffered(painter: QPainter, view: TimelineView, theme: Theme) -> None:
    """Draw a soft band right below the ruler along the frames that lie decoded in memory."""
    if view.buffered is None:
        return
    left, right = (view.widget_x(frame) for frame in view.buffered)
    band = QColor(theme.color("dim"))
    band.setAlphaF(0.4)
    painter.fillRect(QRectF(left, RULER_PX + 1, max(right - left, 2), BUFFERED_PX), band)


def paint_damaged(painter: QPainter, view: TimelineView, theme: Theme) -> None:
    """Mark on the ruler what cannot be decoded as it was recorded."""
    first, last = view.scale.visible()
    shown = [span for span in view.damaged if span[1] >= first and span[0] <= last]
    edges = [(view.widget_x(start - 0.5), view.widget_x(end + 0.5)) for start, end in shown]
    for left, right in _joined(edges, least_px=3.0):
        painter.fillRect(QRectF(left, RULER_PX - 4, right - left, 3), theme.color("warn"))


def paint_damage_overview(painter: QPainter, view: TimelineView, theme: Theme) -> None:
    """Mark the same on the overview of a zoomed clip."""
    if view.scale.is_fitted or not view.damaged:
        return
    left, width = overview_strip(view)
    unit = width / max(view.scale.last_frame, 1)
    top = view.layout.lanes_bottom + OVERVIEW_PX / 2 - 1.5
    edges = [(left + start * unit, left + end * unit) for start, end in view.damaged]
    for start, end in _joined(edges, least_px=2.0):
        painter.fillRect(QRectF(start, top, end - start, 3), theme.color("warn"))


def _joined(
    edges: Sequence[tuple[float, float]], *, least_px: float
) -> Iterator[tuple[float, float]]:
    """Widen stretches to what can be seen, and join those that touch: no more than pixels."""
    pending: tuple[float, float] | None = None
    for left, end in edges:
        right = max(end, left + least_px)
        if pending is not None and left <= pending[1]:
            pending = (pending[0], max(right, pending[1]))
            continue
        if pending is not None:
            yield pending
        pending = (left, right)
    if pending is not None:
        yield pending


def paint_legend(painter: QPainter, view: TimelineView, theme: Theme) -> None:
    """Name the strips in the name column, with how far they are and how many tracks there are."""
    layout = view.layout
    painter.setFont(theme.font("tiny", tabular=True))
    if layout.film_px:
        room = QRect(_NAME_LEFT_PX, RULER_PX, NAMES_PX - _NAME_LEFT_PX - 30, FILM_PX)
        painter.setPen(theme.color("faint"))
        painter.drawText(room, _MIDDLE, translate("Timeline", "Pictures"))
    if layout.motion_px:
        working = translate("Timeline", "%1 %").replace("%1", str(int(view.strips.share * 100)))
        _paint_line(
            painter,
            theme,
            bottom=layout.motion_top + MOTION_PX - _FOOT_PX,
            color=theme.color("accent"),
            texts=(translate("Timeline", "Motion"), working if view.strips.is_working else ""),
            right_px=0 if layout.film_px else _BUTTON_ROOM_PX,
        )
    tracks = view.lanes.track_count
    text = (
        translate("Timeline", "1 track")
        if tracks == 1
        else translate("Timeline", "%1 tracks").replace("%1", str(tracks))
    )
    _paint_line(
        painter,
        theme,
        bottom=layout.activity_top + ACTIVITY_PX - _FOOT_PX,
        color=theme.color("dim"),
        texts=(translate("Timeline", "Objects"), text),
    )


def _paint_line(
    painter: QPainter,
    theme: Theme,
    *,
    bottom: int,
    color: QColor,
    texts: tuple[str, str],
    right_px: int = 0,
) -> None:
    """Write one line of the legend: a small sign in the bars' colour, a name, a figure."""
    sign = QColor(color)
    sign.setAlphaF(0.7)
    for place, height in enumerate((4, 8, 6)):
        left = _LEGEND_LEFT_PX - 1 + place * 3
        painter.fillRect(QRect(left, bottom - height - 1, 2, height), sign)
    room = QRect(_NAME_LEFT_PX, bottom - 20, 0, 21)
    room.setRight(NAMES_PX - 9 - right_px)
    painter.setPen(theme.color("faint"))
    painter.drawText(room, _BOTTOM, texts[0])
    painter.drawText(room, _BOTTOM_RIGHT, texts[1])


def _paint_nothing_yet(painter: QPainter, view: TimelineView, theme: Theme, bottom: int) -> None:
    """Draw a dotted line where bars will stand."""
    if not view.strips.is_working:
        return
    color = QColor(theme.color("faint"))
    color.setAlphaF(0.5)
    left, right = round(view.widget_x(0)), round(view.widget_x(view.scale.last_frame))
    dots = [QRect(x, bottom - 1, 2, 1) for x in range(max(left, NAMES_PX), right, 8)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRects(dots)
