"""The rows of one timeline at work: which there are, in which order, and the way through them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QTimer

from app.ui.timeline.arrangement import Arrangement
from app.ui.timeline.layout import ACTIVITY_PX, NAMES_PX
from app.ui.timeline.name_painter import lane_title
from app.ui.timeline.spans import Lane
from models.annotation import Annotation, Label

if TYPE_CHECKING:
    from app.ui.timeline.timeline import Timeline


# To look at so many keyframes takes some milliseconds.
_AT_ONCE = 700


class TimelineRows:
    """Belongs to one timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._annotation = Annotation()
        # Very many tracks are looked at in turns, between which the window does other things.
        self._pause = QTimer(timeline)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._go_on)

    @property
    def arrangement(self) -> Arrangement:
        return self._timeline.view.lanes.arrangement

    def arrange(self, arrangement: Arrangement) -> None:
        """Show the lanes in another way, and what is selected in sight."""
        if arrangement != self.arrangement:
            self._timeline.view.lanes.arrange(arrangement)
            self._timeline.lay_out()
            self.reveal_selection()
            self._timeline.arrangement_changed.emit(arrangement)

    def collapse_all(self, *, collapsed: bool) -> None:
        """Put the lanes of all labels away behind their headers, or bring them back."""
        labels = self._timeline.view.lanes.labels if collapsed else frozenset()
        self.arrange(replace(self.arrangement, grouped=True, collapsed=frozenset(labels)))

    def toggle_group(self, label_id: UUID) -> None:
        self.arrange(self.arrangement.toggled(label_id))

    def set_annotation(self, annotation: Annotation, changed: Iterable[UUID] | None) -> None:
        """Take tracks over, and repaint those lanes alone that look different."""
        self._annotation = annotation
        self._timeline.view.lanes.look_at(annotation, changed)
        self._go_on()

    def _go_on(self) -> None:
        """Look at some of the tracks, and show the lanes when there are no others."""
        if self._timeline.view.lanes.go_on(_AT_ONCE):
            self._pause.stop()
            self._take()
        else:
            self._pause.start(0)

    def _take(self) -> None:
        timeline, view = self._timeline, self._timeline.view
        count = len(view.lanes.rows)
        changes = view.lanes.take()
        if len(view.lanes.rows) != count:
            timeline.lay_out()
        if changes.rows is None:
            timeline.update()
            return
        layout = view.layout
        in_sight = layout.rows_between(layout.lanes_top, layout.lanes_bottom)
        for row in changes.rows:
            if row in in_sight:
                timeline.update(0, layout.row_top(row), timeline.width(), layout.row_px)
        if changes.activity:
            timeline.update(NAMES_PX, layout.activity_top, layout.strip_width, ACTIVITY_PX)

    def show(self, ids: frozenset[UUID] | None) -> None:
        """Give lanes to these tracks alone; None is all."""
        if ids != self._timeline.view.lanes.shown:
            self._timeline.view.lanes.set_shown(ids)
            self.set_annotation(self._annotation, None)

    def set_labels(self, labels: Iterable[Label]) -> None:
        known = {label.id: label for label in labels}
        self._timeline.view.labels = known
        self._timeline.view.lanes.set_label_order(known)
        self._timeline.update()

    def set_frame(self, frame: int) -> None:
        """Show other lanes where only those of the frame on screen are shown."""
        if self._timeline.view.lanes.set_frame(frame):
            self._timeline.lay_out()

    def reveal_selection(self) -> None:
        """Scroll to the first selected lane, unless one is in full sight already."""
        view = self._timeline.view
        rows, layout, half = view.selected_rows(), view.layout, view.layout.row_px // 2
        in_sight = layout.rows_between(layout.lanes_top + half, layout.lanes_bottom - half)
        if rows and not any(row in in_sight for row in rows):
            self._timeline.scrolling.to(layout.scroll_showing(min(rows)))

    def step(self, by: int) -> None:
        """Go to the row above or below: a lane is selected, a header is only stood on."""
        rows = self._timeline.view.lanes.rows
        here = self._here(last=by > 0)
        if not rows:
            return
        if here is None:
            here = -1 if by > 0 else 0
        self.go_to((here + by) % len(rows))

    def go_to(self, row: int) -> None:
        """Stand on a row; -1 is the last."""
        view = self._timeline.view
        if not view.lanes.rows:
            return
        lane = view.lanes.rows[row]
        owner = lane.owner_at(view.frame)
        view.cursor = None if owner is not None else lane.key
        self._timeline.scrolling.to(view.layout.scroll_showing(row % len(view.lanes.rows)))
        if owner is not None:
            self._timeline.request_selection(owner, toggled=False)
        self._tell(lane)
        self._timeline.update()

    def enter(self) -> bool:
        """Open or close the group that the keyboard is on; on a lane, go to its keyframe."""
        view = self._timeline.view
        lane = self.current()
        if lane is None:
            return False
        if lane.is_header:
            self.toggle_group(lane.label_id)
            return True
        at = lane.keyframe_near(view.frame, reach=float("inf"))
        owner = None if at is None else lane.owner_at(lane.frames[at])
        if at is not None and owner is not None:
            self._timeline.keys.choose({owner: (lane.frames[at],)})
            self._timeline.request_selection(owner, toggled=False)
            self._timeline.scrub_to(lane.frames[at], scrubbing=False)
        return True

    def current(self) -> Lane | None:
        """Give the row that the keyboard is on."""
        here = self._here()
        return None if here is None else self._timeline.view.lanes.rows[here]

    def number_of(self, track_id: UUID) -> int:
        track = self._annotation.tracks.get(track_id)
        return track.number if track is not None else 0

    def forget(self) -> None:
        """Drop all that was of another clip."""
        self._pause.stop()
        self._annotation = Annotation()

    def _here(self, *, last: bool = False) -> int | None:
        view = self._timeline.view
        cursor = view.cursor_row()
        if cursor is not None:
            return cursor
        return (max if last else min)(view.selected_rows(), default=None)

    def _tell(self, lane: Lane) -> None:
        """Tell a screen reader where the keyboard is."""
        title = lane_title(lane, self._timeline.view)
        self._timeline.setAccessibleDescription(title)
