"""The layer of what differs, on one of the two pictures.

halo        round a box that differs, in the colour of what became of it, with a word
dashes      where the box is on the other side, if it is elsewhere or not here at all
corners     round the box whose partner is under the pointer on the other side
"""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.ui.canvas.canvas_ink import over_footage, tinted
from app.ui.canvas.layers import Sight
from app.ui.canvas.scene import Item
from app.ui.review.comparison.their_layer import THEIR_COLOR, dashed
from app.ui.review.side_by_side.differences import Difference, FrameDifferences, How
from app.ui.review.side_by_side.words import mark_text
from app.ui.theme import Theme

_UNDER = "#05070A"
_NOW_COLOR = "#FFFFFF"
_HALO_PX, _PAD_PX, _CORNER_PX = 4.0, 4.0, 9.0
_TONES = {
    How.GONE: "bad",
    How.NEW: "ok",
    How.MOVED: "warn",
    How.RELABELLED: "warn",
    How.OCCLUSION: "warn",
}
# More words than these on one frame are read by nobody, and hide the picture.
_MOST_WORDS = 40


class DifferenceLayer:
    """Paints the differences as one side sees them: `of_now`, or before."""

    def __init__(self, theme: Theme, found: FrameDifferences, *, of_now: bool) -> None:
        self._theme, self._found, self._of_now = theme, found, of_now
        self.is_round = True
        self.ghosts = True
        # The box of this side whose partner is pointed at on the other.
        self.pointed: UUID | None = None

    def paint(self, painter: QPainter, sight: Sight) -> None:
        found = self._found.look()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for one in found:
            self._paint_one(painter, sight, one)
        if len(found) <= _MOST_WORDS:
            self._paint_words(painter, sight, found)
        item = sight.stage.scene.item(self.pointed)
        if item is not None:
            _paint_corners(painter, _area(sight, item))

    def _sides(self, one: Difference) -> tuple[Item | None, Item | None]:
        """Return the box of this side, and that of the other."""
        return (one.now, one.before) if self._of_now else (one.before, one.now)

    def _paint_one(self, painter: QPainter, sight: Sight, one: Difference) -> None:
        here, there = self._sides(one)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if there is not None and self.ghosts and (here is None or one.how is How.MOVED):
            color = THEIR_COLOR if self._of_now else _NOW_COLOR
            area = QRectF(*sight.view.rect(there.box))
            for pen in (dashed(tinted(_UNDER, 0.75), 3.2), dashed(tinted(color, 1.0), 1.6)):
                painter.setPen(pen)
                painter.drawRect(area)
        if here is not None:
            halo = _area(sight, here).adjusted(-_HALO_PX, -_HALO_PX, _HALO_PX, _HALO_PX)
            for color_, width in ((tinted(_UNDER, 0.6), 4.0), (over_footage(_TONES[one.how]), 2.0)):
                painter.setPen(QPen(color_, width))
                painter.drawRect(halo)

    def _paint_words(self, painter: QPainter, sight: Sight, found: Sequence[Difference]) -> None:
        font = self._theme.font("tiny", bold=True)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        for one in found:
            here, _ = self._sides(one)
            if here is None:
                continue
            text = mark_text(one, of_now=self._of_now, is_round=self.is_round)
            area = _area(sight, here)
            width = metrics.horizontalAdvance(text) + 2 * _PAD_PX
            # Beside the box: its name stands above, its size below.
            left = area.right() + _HALO_PX + 2
            if left + width > sight.view.screen.width:
                left = area.left() - _HALO_PX - 2 - width
            tag = QRectF(left, area.top() - _HALO_PX, width, metrics.height() + 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(over_footage("panel", 0.92))
            painter.drawRoundedRect(tag, 3, 3)
            painter.setPen(over_footage(_TONES[one.how]))
            at = QPointF(tag.left() + _PAD_PX, tag.top() + 1 + metrics.ascent())
            painter.drawText(at, text)


def _area(sight: Sight, item: Item) -> QRectF:
    """Return where a box is, also while it is dragged."""
    return QRectF(*sight.view.rect(sight.stage.hand.drafts.get(item.track_id, item.box)))


def _paint_corners(painter: QPainter, area: QRectF) -> None:
    """Paint brackets round a box: what the pointer is on, on the other side."""
    grown = area.adjusted(-_HALO_PX - 4, -_HALO_PX - 4, _HALO_PX + 4, _HALO_PX + 4)
    ends = (
        (grown.topLeft(), 1, 1),
        (grown.topRight(), -1, 1),
        (grown.bottomLeft(), 1, -1),
        (grown.bottomRight(), -1, -1),
    )
    inks: tuple[tuple[QColor, float], ...] = (
        (tinted(_UNDER, 0.7), 4.0),
        (tinted(_NOW_COLOR, 1), 2),
    )
    for ink, width in inks:
        painter.setPen(QPen(ink, width))
        for at, right, down in ends:
            painter.drawLine(at, at + QPointF(right * _CORNER_PX, 0))
            painter.drawLine(at, at + QPointF(0, down * _CORNER_PX))
