"""The outlines of many boxes, gathered and then filled in a few calls.

Stroking a rectangle with a pen costs Qt some 50 µs, filling one a fraction of that. So a solid
line is four filled bars, a dashed one a row of them, and all bars of one colour go to Qt at once.
Bars lie on whole device pixels and are cut to the view: a box at 6400 % has edges of a hundred
thousand pixels.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from app.ui.canvas.canvas_ink import tinted
from app.ui.canvas.hit_testing import Rect
from app.ui.canvas.shape_style import Stroke
from app.ui.canvas.view_transform import Screen

_RIM = "#05070A"
_RIM_OPACITY = 0.3

_Bar = tuple[float, float, float, float]


class LineBatch:
    """Outlines in one view; they are painted in this order: tints, dark rims, lines."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._tints: dict[tuple[str, float], list[QRectF]] = {}
        self._rims: list[QRectF] = []
        self._lines: dict[tuple[str, float], list[QRectF]] = {}

    def add(self, rect: Rect, color: str, stroke: Stroke) -> None:
        """Gather one box."""
        screen = self._screen
        x, y = screen.snapped(rect[0]), screen.snapped(rect[1])
        x2, y2 = screen.snapped(rect[0] + rect[2]), screen.snapped(rect[1] + rect[3])
        if x > screen.width or y > screen.height or x2 < 0 or y2 < 0:
            return
        pixel = 1 / screen.ratio
        line = max(1, int(stroke.width * screen.ratio + 0.5)) * pixel
        rim = max(1, round(screen.ratio / 2)) * pixel
        # The line lies around the edge, the odd pixel of it inside.
        out = (round(line / pixel) // 2) * pixel
        if stroke.fill:
            fill = self._tints.setdefault((color, stroke.fill), [])
            fill.append(QRectF(x, y, x2 - x, y2 - y))
        outer = (x - out, y - out, x2 + out, y2 + out)
        wide = (outer[0] - rim, outer[1] - rim, outer[2] + rim, outer[3] + rim)
        self._rims += self._frame(wide, line + 2 * rim)
        lines = self._lines.setdefault((color, stroke.opacity), [])
        if stroke.dashes:
            lines += self._dashed(outer, line, stroke.dashes)
        else:
            lines += self._frame(outer, line)

    def paint(self, painter: QPainter) -> None:
        """Fill all that was gathered; the painter is left without a pen."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for (color, opacity), rects in self._tints.items():
            painter.setBrush(tinted(color, opacity))
            painter.drawRects(rects)
        painter.setBrush(tinted(_RIM, _RIM_OPACITY))
        painter.drawRects(self._rims)
        for (color, opacity), rects in self._lines.items():
            painter.setBrush(tinted(color, opacity))
            painter.drawRects(rects)

    def _frame(self, outer: _Bar, line: float) -> list[QRectF]:
        """Return the four sides of a frame that is `line` thick; they do not overlap."""
        left, top, right, bottom = self._cut(outer, line)
        inner = bottom - top - 2 * line
        return [
            QRectF(left, top, right - left, line),
            QRectF(left, bottom - line, right - left, line),
            QRectF(left, top + line, line, inner),
            QRectF(right - line, top + line, line, inner),
        ]

    def _dashed(self, outer: _Bar, line: float, dashes: tuple[float, ...]) -> list[QRectF]:
        left, top, right, bottom = self._cut(outer, line)
        on, off = (self._screen.snapped(length) for length in dashes)
        bars = []
        for start, end in _dashes(left, right, outer[0], on=on, off=off):
            bars.append(QRectF(start, top, end - start, line))
            bars.append(QRectF(start, bottom - line, end - start, line))
        for start, end in _dashes(top, bottom, outer[1], on=on, off=off):
            bars.append(QRectF(left, start, line, end - start))
            bars.append(QRectF(right - line, start, line, end - start))
        return bars

    def _cut(self, outer: _Bar, line: float) -> _Bar:
        """Cut a frame to the view, so that a cut side lies out of sight."""
        beyond = 4 * line
        return (
            max(outer[0], -beyond),
            max(outer[1], -beyond),
            min(outer[2], self._screen.width + beyond),
            min(outer[3], self._screen.height + beyond),
        )


def _dashes(
    start: float, end: float, origin: float, *, on: float, off: float
) -> list[tuple[float, float]]:
    """Return the dashes between two places, counted from the origin, so that they stay put."""
    step = on + off
    at = origin + ((start - origin) // step) * step
    dashes = []
    while at < end:
        if at + on > start:
            dashes.append((max(at, start), min(at + on, end)))
        at += step
    return dashes
