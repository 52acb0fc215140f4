"""Composes the picture of the timeline, one exposed rectangle at a time."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPen

from app.ui.theme import Theme
from app.ui.timeline.film_painter import FilmPainter
from app.ui.timeline.key_painter import KeyPainter
from app.ui.timeline.lane_ink import LaneInk
from app.ui.timeline.lane_painter import LanePainter, paint_grid
from app.ui.timeline.lanes import LaneBook
from app.ui.timeline.layout import NAMES_PX, RULER_PX
from app.ui.timeline.name_painter import NamePainter
from app.ui.timeline.playhead_painter import paint_ghost, paint_overview, paint_playhead
from app.ui.timeline.ruler_painter import paint_loop, paint_ruler
from app.ui.timeline.strip_painter import (
    paint_activity,
    paint_buffered,
    paint_damage_overview,
    paint_damaged,
    paint_legend,
    paint_motion,
)
from app.ui.timeline.thumb_images import ThumbImages
from app.ui.timeline.view import TimelineView

# The translators' tool knows this name.
translate = QCoreApplication.translate


def no_lanes_text(lanes: LaneBook) -> str:
    """Return why there is no row to see in a clip."""
    if lanes.track_count:
        return translate("Timeline", "No track has a box on this frame.")
    if lanes.shown is not None:
        return translate("Timeline", "The filter leaves nothing here.")
    return translate("Timeline", "No tracks yet.")


class TimelinePainter:
    """Paints a `TimelineView`; keeps the brushes and diamonds that it made for the theme."""

    def __init__(self, theme: Theme, images: ThumbImages) -> None:
        self._theme = theme
        self._film = FilmPainter(theme, images)
        self._ink = LaneInk(theme)
        self._lanes = LanePainter(theme, self._ink)
        self._names = NamePainter(theme)
        self._keys = KeyPainter(theme, self._ink)

    def forget(self) -> None:
        """Drop what was made for the theme or the clip that has changed."""
        self._ink.forget()
        self._lanes.forget()
        self._names.forget()
        self._film.forget()

    def paint(self, painter: QPainter, view: TimelineView, exposed: QRect) -> None:
        """Paint what lies in `exposed`; the painter is clipped to it."""
        theme, layout = self._theme, view.layout
        painter.fillRect(exposed, theme.color("panel"))
        if view.has_clip:
            lanes = exposed & QRect(0, layout.lanes_top, layout.width, max(layout.lanes_height, 0))
            if not lanes.isEmpty():
                self._paint_rows(painter, view, lanes)
                painter.setClipRect(exposed)
                if layout.scroll_px:
                    # A row that is half out of sight is cut off by something.
                    painter.setPen(QPen(theme.color("line"), 1))
                    painter.drawLine(0, layout.lanes_top, layout.width, layout.lanes_top)
            strips = exposed & QRect(NAMES_PX, 0, layout.strip_width, layout.lanes_bottom)
            if not strips.isEmpty():
                painter.setClipRect(strips)
                # A lane that is painted alone, after an edit, has nothing to do with these.
                if strips.bottom() >= RULER_PX and strips.top() < layout.lanes_top:
                    self._paint_strips(painter, view, strips)
                    paint_buffered(painter, view, theme)
                if strips.top() < RULER_PX:
                    paint_loop(painter, view, theme)
                    paint_ruler(painter, view, theme, strips)
                    paint_damaged(painter, view, theme)
                paint_ghost(painter, view, theme)
                paint_playhead(painter, view, theme)
                self._keys.paint_target(painter, view)
                painter.setClipRect(exposed)
            if exposed.intersects(QRect(0, RULER_PX, NAMES_PX, layout.lanes_top - RULER_PX)):
                paint_legend(painter, view, theme)
            if exposed.bottom() >= layout.lanes_bottom:
                paint_overview(painter, view, theme)
                paint_damage_overview(painter, view, theme)
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(0, RULER_PX - 1, layout.width, RULER_PX - 1)
            painter.drawLine(NAMES_PX - 1, 0, NAMES_PX - 1, layout.height)
        self._paint_emptiness(painter, view)

    def _paint_rows(self, painter: QPainter, view: TimelineView, exposed: QRect) -> None:
        painter.setClipRect(exposed)
        self._lanes.paint_backgrounds(painter, view, exposed)
        strip = exposed & QRect(NAMES_PX, 0, view.layout.strip_width, view.layout.height)
        if not strip.isEmpty():
            painter.setClipRect(strip)
            paint_grid(painter, view, self._theme, strip)
            self._lanes.paint_lanes(painter, view, strip)
            self._keys.paint(painter, view, strip)
        painter.setClipRect(exposed)
        self._names.paint(painter, view, exposed)

    def _paint_strips(self, painter: QPainter, view: TimelineView, exposed: QRect) -> None:
        layout = view.layout
        if layout.film_px and exposed.top() < layout.motion_top:
            self._film.paint(painter, view, exposed)
        if layout.motion_px and exposed.top() < layout.activity_top:
            paint_motion(painter, view, self._theme, exposed)
        if exposed.bottom() >= layout.activity_top:
            paint_activity(painter, view, self._theme, exposed)

    def _paint_emptiness(self, painter: QPainter, view: TimelineView) -> None:
        if view.has_clip and view.lanes.rows:
            return
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.color("faint"))
        room, text = (
            QRect(0, 0, view.layout.width, view.layout.height),
            translate("Timeline", "Open a clip to see its timeline here."),
        )
        if view.has_clip:
            room.setTopLeft(QPoint(NAMES_PX, view.layout.lanes_top))
            text = no_lanes_text(view.lanes)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)
