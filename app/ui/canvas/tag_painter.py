"""Makes the tags that say what a box is: "person 14" on the label's colour.

A tag is drawn once and then copied: text costs more than anything else on the canvas. What was
made is kept in memory only, and dropped by `forget`.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPixmap

from app.ui.canvas.canvas_ink import over_footage, tinted
from app.ui.canvas.ink import DARK_INK, legible, readable_on

HEIGHT_PX = 17.0
_PAD_PX = 6.0
_RADIUS_PX = 3.0
_KEPT = 1024


@dataclass(frozen=True, slots=True)
class TagLook:
    """What a tag shows: `quiet` for a suggestion, which is an offer and no statement."""

    text: str
    color: str
    quiet: bool
    faint: bool


class TagPainter:
    """Draws tags in one font at one pixel ratio, and keeps them."""

    def __init__(self, font: QFont) -> None:
        self._font = font
        self._metrics = QFontMetricsF(font)
        self._made: dict[tuple[TagLook, float], QPixmap] = {}
        self._widths: dict[str, float] = {}

    def size(self, text: str) -> tuple[float, float]:
        """Return how much room a tag with this text takes, in view pixels."""
        width = self._widths.get(text)
        if width is None:
            width = round(self._metrics.horizontalAdvance(text)) + 2 * _PAD_PX
            self._widths[text] = width
        return width, HEIGHT_PX

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
        width, height = self.size(look.text)
        tag = QPixmap(round(width * ratio), round(height * ratio))
        tag.setDevicePixelRatio(ratio)
        tag.fill(Qt.GlobalColor.transparent)
        painter = QPainter(tag)
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
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, look.text)
        painter.end()
        return tag
