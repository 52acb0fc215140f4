"""The timeline's pictures at work: what is decoded, the preview at the mouse, the row's button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Slot
from PySide6.QtWidgets import QWidget

from app.ui.controls.buttons import ToolButton
from app.ui.theme import Theme
from app.ui.timeline.layout import FILM_PX, MOTION_PX, NAMES_PX, RULER_PX, Area
from app.ui.timeline.strip_data import StripData
from app.ui.timeline.thumb_images import Cover, ThumbImages
from app.ui.timeline.thumb_preview import ThumbPreview
from app.ui.timeline.tooltip import tooltip_text

if TYPE_CHECKING:
    from app.ui.timeline.timeline import Timeline

_BUTTON_PX = 18
# The bar right above the timeline, whose numbers people read while they look for a moment.
_TRANSPORT_PX = 40
_PREVIEWED = (Area.RULER, Area.FILM, Area.MOTION, Area.ACTIVITY)


class TimelineStrips:
    """Belongs to one timeline."""

    def __init__(self, timeline: Timeline, theme: Theme) -> None:
        self._timeline = timeline
        self._theme = theme
        self.images = ThumbImages(timeline)
        self.images.arrived.connect(self._on_arrived)
        self._preview: ThumbPreview | None = None
        self._previewed_at: QPoint | None = None
        self._button = _FilmButton(theme, timeline)
        self._button.clicked.connect(self._on_button)

    @property
    def preview(self) -> ThumbPreview | None:
        """The small picture at the mouse, None while none is shown."""
        preview = self._preview
        return preview if preview is not None and preview.isVisible() else None

    def show(self, strips: StripData) -> None:
        """Show motion and pictures as far as they are known."""
        timeline, view = self._timeline, self._timeline.view
        rows_come_or_go = strips.is_on != view.strips.is_on
        view.strips = strips
        if rows_come_or_go:
            timeline.lay_out()
        else:
            timeline.update(0, RULER_PX, timeline.width(), view.layout.activity_top - RULER_PX)
        self.refresh_preview()

    def set_film(self, wanted: bool | None) -> None:
        """Show the row of pictures, or put it away; None shows it where there is ample room."""
        self._timeline.view.film_wanted = wanted
        self._timeline.lay_out()

    def lay_out(self) -> None:
        """Put the row's button into its place in the name column."""
        view = self._timeline.view
        layout, tr = view.layout, self._timeline.tr
        shown = layout.film_px > 0
        self._button.setVisible(view.has_clip and view.strips.is_on)
        self._button.setEnabled(shown or view.film_fits)
        top = RULER_PX + (FILM_PX - _BUTTON_PX) // 2
        if not shown:
            top = layout.motion_top + (MOTION_PX - _BUTTON_PX) // 2 + 5
        self._button.setGeometry(NAMES_PX - _BUTTON_PX - 8, top, _BUTTON_PX, _BUTTON_PX)
        name = tr("Hide the pictures") if shown else tr("Show the pictures")
        self._button.setAccessibleName(name)
        self._button.setToolTip(
            name if self._button.isEnabled() else tr("The pictures need a higher timeline")
        )

    def preview_at(self, at: QPoint) -> None:
        """Show the picture nearest to what lies under the mouse; elsewhere, none.

        The bubble on the ruler has the frame's number; what a tooltip would say is the caption.
        """
        view = self._timeline.view
        inside = view.has_clip and view.layout.area_at(at.x(), at.y()) in _PREVIEWED
        if not inside or not (view.strips.pictures or view.strips.is_working):
            self.hide_preview()
            return
        self._previewed_at = QPoint(at)
        picture = view.strips.nearest(view.scale.position_at(at.x() - NAMES_PX))
        image = None if picture is None else self.images.whole(picture)
        text = (
            self._timeline.tr("Pictures are being made.")
            if picture is None
            else tooltip_text(view, at)
        )
        if self._preview is None:
            self._preview = ThumbPreview(self._theme)
        self._preview.show_over(
            self._timeline, QPoint(at.x(), 0), image, text=text, keep_px=_TRANSPORT_PX
        )

    def refresh_preview(self) -> None:
        """Show what has come meanwhile."""
        if self.preview is not None and self._previewed_at is not None:
            self.preview_at(self._previewed_at)

    def hide_preview(self) -> None:
        self._previewed_at = None
        if self._preview is not None:
            self._preview.clear()

    def set_cover(self, cover: Cover | None) -> None:
        """Cover what is private by this from now on, in the pictures that are shown as well."""
        self.images.set_cover(cover)
        self.refresh_preview()
        self._on_arrived()

    def forget(self) -> None:
        """Drop every picture of the clip."""
        self.images.clear()
        self.hide_preview()

    @Slot()
    def _on_arrived(self) -> None:
        if self._timeline.view.layout.film_px:
            self._timeline.update(0, RULER_PX, self._timeline.width(), FILM_PX)
        self.refresh_preview()

    def _on_button(self) -> None:
        wanted = not self._timeline.view.layout.film_px
        self.set_film(wanted)
        self._timeline.film_toggled.emit(wanted)


class _FilmButton(ToolButton):
    """Shows the row of pictures or puts it away."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setIconSize(QSize(14, 14))
        self.setStyleSheet("min-height: 0; min-width: 0; padding: 0; border: none;")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        theme.set_icon(self, "film", "faint")
        self.hide()
