"""Paints a lane whose spans or keyframes lie too close to be drawn one by one.

Each is one picture of a single row of pixels, a colour a column, stretched to the bar's height.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from app.ui.timeline.columns import KIND_CODES, LaneArrays
from app.ui.timeline.lane_ink import LaneInk
from app.ui.timeline.layout import NAMES_PX
from app.ui.timeline.scale import Scale
from app.ui.timeline.spans import Lane, SpanKind
from app.ui.timeline.view import TimelineView

_RUN_BAR_PX = 5
_MOST_LANES = 2000


class DensePainter:
    """Keeps the arrays of the lanes that it painted last."""

    def __init__(self, ink: LaneInk) -> None:
        self._ink = ink
        self._arrays: dict[object, tuple[Lane, LaneArrays]] = {}

    def paint_spans(
        self,
        painter: QPainter,
        lane: Lane,
        view: TimelineView,
        exposed: QRect,
        *,
        top: int,
        color: str,
        selected: bool,
    ) -> None:
        """Paint all spans but a held tail, whose hatch the pieces' painter draws."""
        columns = np.arange(exposed.left(), exposed.right() + 1, dtype=np.float64) + 0.5
        codes = self._arrays_of(lane).span_columns(_positions(columns, view.scale))
        fills = np.zeros(len(KIND_CODES) + 1, dtype=np.uint32)
        edges = fills.copy()
        for kind, code in KIND_CODES.items():
            if kind is not SpanKind.HELD:
                ink = self._ink.span(color, kind, selected=selected)
                fills[code] = ink.fill.color().rgba()
                edges[code] = ink.outline.color().rgba()
        left, width, height = exposed.left(), len(columns), view.layout.bar_px
        _stretch(painter, fills[codes], QRect(left, top, width, height))
        _stretch(painter, edges[codes], QRect(left, top, width, 1))
        _stretch(painter, edges[codes], QRect(left, top + height - 1, width, 1))

    def paint_marks(
        self,
        painter: QPainter,
        lane: Lane,
        view: TimelineView,
        exposed: QRect,
        *,
        top: int,
        color: str,
    ) -> None:
        """Paint keyframes as marks two pixels wide that run together where they touch."""
        edges = np.arange(exposed.left() - 1, exposed.right() + 2, dtype=np.float64)
        keyed = self._arrays_of(lane).key_columns(_positions(edges, view.scale))
        # The column left of the exposed part counts, or a mark would lose its second pixel.
        marked = keyed[1:] | keyed[:-1]
        row = np.where(marked, np.uint32(QColor(color).rgba()), np.uint32(0))
        bar = QRect(
            exposed.left(), top + (view.layout.bar_px - _RUN_BAR_PX) // 2, len(row), _RUN_BAR_PX
        )
        _stretch(painter, row, bar)

    def forget(self) -> None:
        self._arrays.clear()

    def _arrays_of(self, lane: Lane) -> LaneArrays:
        known = self._arrays.get(lane.key)
        if known is None or known[0] is not lane:
            if len(self._arrays) > _MOST_LANES:
                self._arrays.clear()
            known = self._arrays[lane.key] = lane, LaneArrays(lane.frames, lane.spans)
        return known[1]


def _positions(columns: npt.NDArray[np.float64], scale: Scale) -> npt.NDArray[np.float64]:
    """Give the fractional frames at x values of the widget."""
    return scale.position_at(-NAMES_PX) + columns / scale.px_per_frame


def _stretch(painter: QPainter, row: npt.NDArray[np.uint32], target: QRect) -> None:
    """Draw a row of opaque or empty ARGB pixels over a whole rectangle."""
    pixels = np.ascontiguousarray(row)
    image = QImage(
        pixels.data, len(pixels), 1, 4 * len(pixels), QImage.Format.Format_ARGB32_Premultiplied
    )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(target, image)
