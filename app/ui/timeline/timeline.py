"""The timeline of a clip: what each track does, and the way to any frame.

The widget keeps the view's state, turns the mouse and the keys into requests and asks for repaints
no larger than needed. Where things lie is decided in `scale` and `layout`, what they look like in
the painters, what its parts do in `timeline_rows`, `timeline_keys`, `timeline_strips`,
`timeline_marks` and `timeline_scroll`. It edits nothing: it asks for what a person wants changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import cast
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from app.media.index.frame_index import FrameIndex
from app.ui.controls.tips import plain_tip
from app.ui.editing.selection import ids_of
from app.ui.panels.object_mark import MarkOf
from app.ui.theme import Theme
from app.ui.timeline.layout import (
    ACTIVITY_PX,
    NAMES_PX,
    OVERVIEW_PX,
    ROW_PX,
    RULER_PX,
)
from app.ui.timeline.scale import Scale
from app.ui.timeline.spans import Lane
from app.ui.timeline.spot import Spot
from app.ui.timeline.ticks import RulerMode
from app.ui.timeline.timeline_head import TimelineHead
from app.ui.timeline.timeline_input import TimelineInput
from app.ui.timeline.timeline_keys import TimelineKeys
from app.ui.timeline.timeline_marks import TimelineMarks
from app.ui.timeline.timeline_painter import TimelinePainter
from app.ui.timeline.timeline_playhead import TimelinePlayhead
from app.ui.timeline.timeline_rows import TimelineRows
from app.ui.timeline.timeline_scroll import TimelineScroll
from app.ui.timeline.timeline_strips import TimelineStrips
from app.ui.timeline.times import ClipTimes
from app.ui.timeline.tooltip import tooltip_text
from app.ui.timeline.view import TimelineView
from models.annotation import Annotation, Label

_TAB_REASONS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class Timeline(QWidget):
    """Ruler, activity, lanes and overview of one clip.

    Signals:
        frame_requested(frame_index: int, scrubbing: bool): show this frame; the last request of
            a drag, and of a click, has scrubbing False.
        selection_requested(ids: tuple[UUID, ...]): select exactly these tracks.
        film_toggled(shown: bool): the button by the pictures was pressed.
        ruler_mode_chosen(mode: RulerMode): a person chose what the ruler counts in.
        keys_chosen(keys: Keys): other keyframes are chosen than before.
        keys_moved(keys: Keys, delta: int, frame_index: int): put these keyframes `delta` frames
            on; the one that was dragged goes to the frame.
        end_moved(track_id: UUID, frame_index: int): show nothing of the track from there on.
        keys_delete_requested(keys: Keys)
        menu_requested(spot: Spot, at: QPoint): a menu is wanted there, on the screen.
        arrangement_changed(arrangement: Arrangement)
        refused(text: str): what was wanted cannot be done; a sentence for the person.
    """

    frame_requested = Signal(int, bool)
    selection_requested = Signal(object)
    film_toggled = Signal(bool)
    ruler_mode_chosen = Signal(object)
    keys_chosen = Signal(object)
    keys_moved = Signal(object, int, int)
    end_moved = Signal(object, int)
    keys_delete_requested = Signal(object)
    menu_requested = Signal(object, object)
    arrangement_changed = Signal(object)
    refused = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = TimelineView()
        self.strips = TimelineStrips(self, theme)
        self._painter = TimelinePainter(theme, self.strips.images)
        self._input = TimelineInput(self)
        self.rows = TimelineRows(self)
        self.keys = TimelineKeys(self)
        self.marks = TimelineMarks(self)
        self.editable = True
        self._keyboard_focus = False
        self._annotation = Annotation()
        self._head = TimelineHead(self, theme)
        self._playhead = TimelinePlayhead(self)
        self.scrolling = TimelineScroll(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Timeline"))
        self.setAccessibleDescription(
            self.tr(
                "Up and down choose a track, Enter its nearest keyframe or opens a group, plus "
                "and minus zoom, 0 shows the whole clip."
            )
        )
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self._on_theme_changed)

    @property
    def view(self) -> TimelineView:
        """What is shown; for painters and tests, not to be written to."""
        return self._view

    def sizeHint(self) -> QSize:
        return QSize(900, self._view.most_px + 4 * ROW_PX + OVERVIEW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(NAMES_PX + 240, RULER_PX + ACTIVITY_PX + 2 * ROW_PX + OVERVIEW_PX)

    def set_clip(self, index: FrameIndex | None, times: ClipTimes | None = None) -> None:
        """Show another clip, all of it, without tracks until `set_annotation`; None shows none.

        `times` says when its frames were shown; without them its time stamps do.
        """
        times = ClipTimes.for_index(index) if times is None else times
        self._view = self._view.of_clip(index, times, mode=self._head.mode_for(times))
        self._annotation = Annotation()
        self._input.forget()
        self.rows.forget()
        self.keys.forget()
        self._painter.forget()
        self.strips.forget()
        self.lay_out()

    def set_index(self, index: FrameIndex) -> None:
        """Take more frames of the same clip: zoom, tracks and strips stay as far as they fit."""
        self._view.extend(index, self._annotation)
        self._painter.forget()
        self.lay_out()

    def set_times(self, times: ClipTimes) -> None:
        """Take what is known now of when the same frames were shown: another clock, a timecode."""
        self._view.times = times
        self._view.mode = self._head.mode_for(times)
        self._view.lay_ticks()
        self.update()

    def set_ruler_mode(self, mode: RulerMode | None) -> None:
        """Count in this on the ruler of clips that have it; None is what suits each clip."""
        self._head.set_mode(mode)
        self.set_times(self._view.times)

    def set_lanes_menu(self, menu: QMenu) -> None:
        """Open this menu, of ways to lay the lanes out, by the button above their names."""
        self._head.set_menu(menu)
        self._head.lay_out()

    def set_annotation(
        self, annotation: Annotation, changed_ids: Iterable[UUID] | None = None
    ) -> None:
        """Show these tracks; `changed_ids` says which differ from the annotation before."""
        self._annotation = annotation
        changed = None if changed_ids is None else frozenset(changed_ids)
        self.rows.set_annotation(annotation, changed)
        self.keys.set_annotation(annotation, changed)

    def set_shown(self, ids: frozenset[UUID] | None) -> None:
        """Give lanes to these tracks alone, until told otherwise or another clip; None is all."""
        self.rows.show(ids)
        self.keys.keep(ids)

    def set_labels(self, labels: Iterable[Label]) -> None:
        self.rows.set_labels(labels)

    def set_marks(self, mark_of: MarkOf) -> None:
        """Mark tracks by this from now on; ask again when it answers otherwise."""
        self._view.mark_of = mark_of
        self.update(0, 0, NAMES_PX, self.height())

    def set_frame(self, frame_index: int) -> None:
        """Put the playhead on a frame and keep it in sight.

        During a drag the mouse says where the playhead is: late answers would pull it back.
        """
        if not self._input.scrubs:
            self._playhead.move(frame_index, lead=0.1, pages=not self._input.pans)

    def set_selection(self, ids: Collection[UUID]) -> None:
        """Mark these tracks and scroll to the first of them, unless one is in sight already."""
        self._view.selection = ids_of(ids)
        if self._view.selection:
            self._view.cursor = None
        self.rows.reveal_selection()
        self.update()

    def zoom(self, factor: float, *, at_x: float | None = None) -> None:
        """Zoom in (factor > 1) or out at an x of the strip; without one, at the playhead."""
        x = self._view.scale.x_of(self._view.frame) if at_x is None else at_x
        self.set_scale(self._view.scale.zoomed(factor, at_x=x))

    def zoom_to_fit(self) -> None:
        self.set_scale(Scale.fitted(self._view.scale.frame_count, self._view.scale.width_px))

    def set_scale(self, scale: Scale) -> None:
        """Show another part of the clip, or at another zoom."""
        if scale != self._view.scale:
            overview_comes_or_goes = scale.is_fitted != self._view.scale.is_fitted
            self._view.scale = scale
            self._view.lay_ticks()
            if overview_comes_or_goes:
                self.lay_out()
            self.update()

    def scrub_to(self, frame_index: int, *, scrubbing: bool) -> None:
        """Move the playhead at once and ask for the frame."""
        self._playhead.scrub(frame_index, scrubbing=scrubbing, pages=not self._input.pans)
        self.frame_requested.emit(frame_index, scrubbing)

    def cancel_drag(self) -> None:
        """Give up what is dragged, as Esc does: it is gone."""
        self._input.cancel()

    def request_selection(self, track_id: UUID, *, toggled: bool) -> None:
        """Ask for this track alone, or for it to join or leave the selection."""
        ids = {track_id}
        self.request_selection_of(self._view.selection ^ ids if toggled else ids)

    def request_selection_of(self, ids: Collection[UUID]) -> None:
        """Ask for these tracks alone."""
        self.selection_requested.emit(tuple(sorted(ids, key=self.rows.number_of)))

    def ask_for_menu(self, lane: Lane | None, frame: int, at: QPoint) -> None:
        """Ask for the menu of a lane, a header or (None) what is empty, at a frame."""
        owner = None if lane is None else lane.owner_at(frame)
        group = lane.label_id if lane is not None and lane.is_header else None
        self.menu_requested.emit(Spot(frame, owner, group), at)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            # A QRegion iterates over its rectangles; PySide's stubs do not say so.
            for rect in cast("Iterable[QRect]", event.region()):
                painter.setClipRect(rect)
                self._painter.paint(painter, self._view, rect)
            if self._keyboard_focus:
                painter.setClipping(False)
                painter.setPen(QPen(self._theme.color("accent"), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.strips.hide_preview()
        self._input.pressed(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._input.moved(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._input.released(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._input.double_clicked(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._input.wheeled(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._input.key_pressed(event):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._input.menu_wanted(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._keyboard_focus = event.reason() in _TAB_REASONS
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._keyboard_focus = False
        super().focusOutEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hover_at(None)
        self.strips.hide_preview()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._input.key_wanted(event):
                event.accept()
                return True
        elif isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            # A preview under the mouse says the same below its picture.
            shows_preview = self.strips.preview is not None
            text = "" if shows_preview else tooltip_text(self._view, event.pos())
            if text:
                QToolTip.showText(event.globalPos(), plain_tip(text), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def hover_at(self, at: QPoint | None) -> None:
        """Show what lies at the mouse; None is away from the timeline."""
        self._playhead.hover(at)
        if at is not None and not self._input.drags:
            self.strips.preview_at(at)

    def lay_out(self) -> None:
        """Work out again where everything lies: there is another size, or other rows."""
        self._view.lay_out(self.width(), self.height(), scroll_px=self.scrolling.value)
        self.scrolling.lay_out()
        self._head.lay_out()
        self.strips.lay_out()
        self.update()

    def _on_theme_changed(self) -> None:
        self._painter.forget()
        self.update()
