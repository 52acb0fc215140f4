"""The outlines of many boxes, gathered and then filled in a few calls.

Stroking a rectangle with a pen costs Qt some 50 µs, filling one a fraction of that. So a solid
line is four filled bars, a dashed one a row of them, and all bars of one colour go to Qt at once.

Blending costs as well, by the row of pixels, and a frame has two upright sides. In a crowd the rims
are therefore opaque, and a faint line on an opaque rim is a line of a darker colour.

Here all is counted in whole device pixels, so that lines are crisp at every pixel ratio. Every
line has a dark rim, so that it is seen on snow as well as at night. Bars are cut to the view: a
box at 6400 % has edges of a hundred thousand pixels.
"""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from app.ui.canvas.canvas_ink import mixed, tinted
from app.ui.canvas.hit_testing import Rect
from app.ui.canvas.shape_style import Stroke
from app.ui.canvas.view_transform import Screen

_RIM = "#05070A"
_RIM_OPACITY = 0.3
_CROWD = 60


class LineBatch:
    """Outlines in one view; they are painted in this order: tints, dark rims, lines."""

    def __init__(self, screen: Screen) -> None:
        self._ratio = screen.ratio
        self._width = round(screen.width * screen.ratio)
        self._height = round(screen.height * screen.ratio)
        self._rim = max(1, round(screen.ratio / 2))
        self._tints: dict[tuple[str, float], list[QRect]] = {}
        self._rims: list[QRect] = []
        self._boxes = 0
        self._lines: dict[tuple[str, float], list[QRect]] = {}

    def add(self, rect: Rect, color: str, stroke: Stroke) -> None:
        """Gather one box; `rect` is in view pixels."""
        ratio, rim = self._ratio, self._rim
        left, top = round(rect[0] * ratio), round(rect[1] * ratio)
        right, bottom = round((rect[0] + rect[2]) * ratio), round((rect[1] + rect[3]) * ratio)
        if left > self._width or top > self._height or right < 0 or bottom < 0:
            return
        self._boxes += 1
        line = max(1, int(stroke.width * ratio + 0.5))
        if stroke.fill:
            fill = self._tints.setdefault((color, stroke.fill), [])
            fill.append(QRect(left, top, right - left, bottom - top))
        # The line lies around the edge, the odd pixel of it inside.
        out = line // 2
        left, top, right, bottom = left - out, top - out, right + out, bottom + out
        self._rims += self._frame(
            left - rim, top - rim, right + rim, bottom + rim, line=line + 2 * rim
        )
        lines = self._lines.setdefault((color, stroke.opacity), [])
        if stroke.dashes:
            on, off = (max(1, round(length * ratio)) for length in stroke.dashes)
            lines += self._dashed(left, top, right, bottom, line=line, on=on, off=off)
        else:
            lines += self._frame(left, top, right, bottom, line=line)

    def paint(self, painter: QPainter) -> None:
        """Fill all that was gathered; the painter is left as it was, but not antialiasing."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.scale(1 / self._ratio, 1 / self._ratio)
        for (color, opacity), rects in self._tints.items():
            painter.setBrush(tinted(color, opacity))
            painter.drawRects(rects)
        crowded = self._boxes > _CROWD
        painter.setBrush(tinted(_RIM, 1.0 if crowded else _RIM_OPACITY))
        painter.drawRects(self._rims)
        for (color, opacity), rects in self._lines.items():
            painter.setBrush(mixed(color, _RIM, opacity) if crowded else tinted(color, opacity))
            painter.drawRects(rects)
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _frame(self, left: int, top: int, right: int, bottom: int, *, line: int) -> list[QRect]:
        """Return the four sides of a frame that is `line` thick; they do not overlap."""
        # What is cut lies out of sight, with the line that then stands there.
        left, right = max(left, -4 * line), min(right, self._width + 4 * line)
        top, bottom = max(top, -4 * line), min(bottom, self._height + 4 * line)
        width, inner = right - left, bottom - top - 2 * line
        return [
            QRect(left, top, width, line),
            QRect(left, bottom - line, width, line),
            QRect(left, top + line, line, inner),
            QRect(right - line, top + line, line, inner),
        ]

    def _dashed(
        self, left: int, top: int, right: int, bottom: int, *, line: int, on: int, off: int
    ) -> list[QRect]:
        step = on + off
        # Counted from the box's corner, so that dashes do not crawl when the view is cut.
        first_x = left + max(0, -left) // step * step
        first_y = top + max(0, -top) // step * step
        low, far = bottom - line, right - line
        bars = []
        for x in range(first_x, min(right, self._width), step):
            length = min(on, right - x)
            bars.append(QRect(x, top, length, line))
            bars.append(QRect(x, low, length, line))
        for y in range(first_y, min(bottom, self._height), step):
            length = min(on, bottom - y)
            bars.append(QRect(left, y, line, length))
            bars.append(QRect(far, y, line, length))
        return bars
