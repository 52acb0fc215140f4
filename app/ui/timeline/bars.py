"""A row of bars on a common foot, which stand on fixed frames."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from app.ui.timeline.layout import NAMES_PX
from app.ui.timeline.view import TimelineView

BAR_STEP_PX = 4
_BAR_PX = 3


class Bars:
    """Bars that are painted together."""

    def __init__(self, view: TimelineView, *, bottom: int, height: int) -> None:
        self._origin = view.widget_x(0)
        self._bottom = bottom
        self._height = height

    def paint(
        self,
        painter: QPainter,
        places: npt.NDArray[np.float64],
        values: npt.NDArray[np.float64],
        *,
        most: float,
        color: QColor,
    ) -> None:
        """Draw the bars: what is above half of `most` stronger than the rest, 0 hardly at all."""
        heights = np.maximum(np.rint(self._height * values / most), 1).astype(int)
        lefts = np.rint(self._origin + places * BAR_STEP_PX).astype(int)
        painter.setPen(Qt.PenStyle.NoPen)
        loud, none = values * 2 > most, values == 0
        for chosen, strength in ((none, 0.28), (~none & ~loud, 0.45), (loud, 0.75)):
            ink = QColor(color)
            ink.setAlphaF(strength)
            bars = [
                QRect(left, self._bottom - height, _BAR_PX, height)
                for left, height in zip(
                    lefts[chosen].tolist(), heights[chosen].tolist(), strict=True
                )
            ]
            painter.setBrush(ink)
            painter.drawRects(bars)


def slots(
    view: TimelineView, exposed: QRect
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Give the numbers of the bars in an exposed part, and the frames between which they stand.

    The bars stand on fixed frames, not on fixed pixels, so that they move with the clip when it
    is panned.
    """
    step = BAR_STEP_PX / view.scale.px_per_frame
    first = view.scale.position_at(exposed.left() - NAMES_PX) // step
    last = view.scale.position_at(exposed.right() + 1 - NAMES_PX) // step
    places = np.arange(max(first, 0), last + 2)
    places = places[places * step <= view.scale.last_frame]
    if not len(places):
        return places, np.zeros(0, dtype=np.int64)
    edges = np.append(places, places[-1] + 1) * step
    return places, edges.astype(np.int64)
