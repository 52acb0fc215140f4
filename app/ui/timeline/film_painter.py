"""Paints the row of pictures: each with its left edge on its own frame, as many as fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.ui.theme import Theme
from app.ui.timeline.layout import FILM_PX, NAMES_PX, RULER_PX
from app.ui.timeline.strip_data import kept_apart
from app.ui.timeline.thumb_images import ThumbImages
from app.ui.timeline.view import TimelineView

if TYPE_CHECKING:
    from app.media.strips.thumbnail_strip import Thumbnail

# The translators' tool knows this name.
translate = QCoreApplication.translate

PICTURE_PX = FILM_PX - 8
_GAP_PX = 2
_LIKELY_ASPECT = 16 / 9


class FilmPainter:
    """Keeps which pictures were chosen for the zoom that was painted last."""

    def __init__(self, theme: Theme, images: ThumbImages) -> None:
        self._theme = theme
        self._images = images
        self._chosen_for: tuple[Sequence[Thumbnail], float, int] | None = None
        self._chosen: list[Thumbnail] = []

    def paint(self, painter: QPainter, view: TimelineView, exposed: QRect) -> None:
        """Paint what lies in `exposed`; pictures that are not decoded yet show as quiet boxes."""
        row = QRect(NAMES_PX, RULER_PX, view.layout.strip_width, FILM_PX)
        painter.fillRect(row & exposed, self._theme.color("bg"))
        if not view.strips.pictures:
            self._paint_words(painter, view, row)
            return
        ratio = painter.device().devicePixelRatioF()
        width = self._images.row_width(PICTURE_PX, ratio) or round(PICTURE_PX * _LIKELY_ASPECT)
        first = view.scale.position_at(exposed.left() - NAMES_PX - width)
        last = view.scale.position_at(exposed.right() + 1 - NAMES_PX)
        empty = self._theme.color("raised")
        end = _end_x(view, width)
        for picture in self._choose(view, width):
            if not first <= picture.frame_index <= last:
                continue
            left = round(view.widget_x(picture.frame_index))
            room = QRect(left, RULER_PX + 4, min(width, end - left), PICTURE_PX)
            image = self._images.for_row(picture, PICTURE_PX, ratio)
            if image is None:
                painter.fillRect(room, empty)
            else:
                shown = image.rect()
                shown.setWidth(round(image.width() * room.width() / width))
                painter.drawImage(room, image, shown)

    def _choose(self, view: TimelineView, width: int) -> list[Thumbnail]:
        pictures, unit = view.strips.pictures, view.scale.px_per_frame
        before = self._chosen_for
        if before is None or before[0] is not pictures or before[1:] != (unit, width):
            self._chosen = kept_apart(pictures, gap_frames=(width + _GAP_PX) / unit)
            self._chosen_for = (pictures, unit, width)
        return self._chosen

    def _paint_words(self, painter: QPainter, view: TimelineView, row: QRect) -> None:
        """Say that pictures come, or that there are none."""
        self._paint_boxes(painter, view, row)
        painter.setFont(self._theme.font("tiny"))
        painter.setPen(self._theme.color("faint"))
        text = (
            translate("Timeline", "Pictures are being made.")
            if view.strips.is_working
            else translate("Timeline", "No pictures of this clip.")
        )
        painter.drawText(row, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_boxes(self, painter: QPainter, view: TimelineView, row: QRect) -> None:
        outline = QColor(self._theme.color("line"))
        painter.setPen(QPen(outline, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width = round(PICTURE_PX * _LIKELY_ASPECT)
        left = round(view.widget_x(0))
        end = _end_x(view, width)
        while left < min(row.right(), end - 1):
            if left + width > NAMES_PX:
                shown = min(width, end - left)
                painter.drawRect(QRectF(left + 0.5, RULER_PX + 4.5, shown - 1, PICTURE_PX - 1))
            left += width + _GAP_PX

    def forget(self) -> None:
        """Drop the pictures of a clip that is closed."""
        self._chosen_for, self._chosen = None, []


def _end_x(view: TimelineView, width: int) -> int:
    """Give where pictures end: with the clip, but for a clip that is shorter than one."""
    first, last = view.widget_x(0), view.widget_x(view.scale.last_frame)
    return round(max(last + 1, first + width))
