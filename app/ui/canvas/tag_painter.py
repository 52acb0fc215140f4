"""Makes the tags that say what a box is: "person 14" on the label's colour.

A tag is drawn once and then copied: text costs more than anything else on the canvas. What was
made is kept in memory only, and dropped by `forget`.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPixmap

from app.ui.canvas.canvas_ink import over_footage, tinted
from app.ui.canvas.ink import DARK_INK, legible, readable_on

HEIGHT_PX = 17.0
_PAD_PX = 6.0
_RADIUS_PX = 3.0
# More than a large screen has room for.
_KEPT = 2048
_PIN_PX = 11.0


@dataclass(frozen=True, slots=True)
class TagLook:
    """What a tag shows: `quiet` for a suggestion, which is an offer and no statement.

    `pinned`: with a pin before the text.
    """

    text: str
    color: str
    quiet: bool
    faint: bool
    pinned: bool = False


class TagPainter:
    """Draws tags in one font at one pixel ratio, and keeps them."""

    def __init__(self, font: QFont) -> None:
        self._font = font
        self._metrics = QFontMetricsF(font)
        self._made: dict[tuple[TagLook, float], QPixmap] = {}
        self._widths: dict[str, float] = {}

    def size(self, text: str, *, pinned: bool = False) -> tuple[float, float]:
        """Return how much room a tag with this text takes, in view pixels."""
        width = self._widths.get(text)
        if width is None:
            width = round(self._metrics.horizontalAdvance(text)) + 2 * _PAD_PX
            self._widths[text] = width
        return width + (_PIN_PX if pinned else 0.0), HEIGHT_PX

    def tag(self, look: TagLook, ratio: float) -> QPixmap:
        """Return the tag as a picture."""
        key = (look, ratio)
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= _KEPT:
                self.forget()
            made = self._made[key] = self._draw(look, ratio)
        return made

    def forget(self) -> None:
        """Drop all texts."""
        self._made.clear()
        self._widths.clear()

    def _draw(self, look: TagLook, ratio: float) -> QPixmap:
        width, height = self.size(look.text, pinned=look.pinned)
        tag = QPixmap(round(width * ratio), round(height * ratio))
        tag.setDevicePixelRatio(ratio)
        tag.fill(Qt.GlobalColor.transparent)
        with QPainter(tag) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = QRectF(0, 0, width, height)
            if look.quiet:
                painter.setBrush(over_footage("bg", 0.78))
                painter.setPen(QPen(tinted(look.color, 0.9), 1.0, Qt.PenStyle.DotLine))
                painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS_PX, _RADIUS_PX)
                ink = tinted(legible(look.color, DARK_INK), 1.0)
            else:
                painter.setBrush(tinted(look.color, 0.86 if look.faint else 1.0))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.drawRoundedRect(area, _RADIUS_PX, _RADIUS_PX)
                ink = tinted(readable_on(look.color), 1.0)
            painter.setPen(ink)
            painter.setFont(self._font)
            if look.pinned:
                _draw_pin(painter, QPointF(_PAD_PX + 3.5, height / 2))
                area.setLeft(_PIN_PX)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, look.text)
        return tag


def _draw_pin(painter: QPainter, at: QPointF) -> None:
    """Draw a drawing pin in the pen's colour: a head and a needle."""
    ink = painter.pen().color()
    painter.setBrush(ink)
    painter.drawEllipse(at + QPointF(0, -2.0), 2.4, 2.4)
    painter.setPen(QPen(ink, 1.3))
    painter.drawLine(at + QPointF(0, 0.5), at + QPointF(0, 5.0))
