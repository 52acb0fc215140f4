"""Which of the lanes of one timeline are in sight: how far down they are scrolled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollBar

from app.ui.timeline.layout import ROW_PX

if TYPE_CHECKING:
    from app.ui.timeline.timeline import Timeline

_BAR_PX = 10


class TimelineScroll:
    """Belongs to one timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._bar = QScrollBar(Qt.Orientation.Vertical, timeline)
        self._bar.setAccessibleName(timeline.tr("Scroll the tracks"))
        self._bar.setSingleStep(ROW_PX)
        self._bar.valueChanged.connect(self._on_scrolled)
        self._bar.hide()

    @property
    def value(self) -> int:
        """How many pixels of lanes lie above those in sight."""
        return self._bar.value()

    def to(self, top_px: int) -> None:
        """Scroll the lanes so far down, as far as there are any."""
        self._bar.setValue(top_px)

    def by(self, dy_px: int) -> None:
        """Scroll the lanes down, as far as there are any."""
        self._bar.setValue(self._bar.value() + dy_px)

    def lay_out(self) -> None:
        """Put the bar beside the lanes, where there are more than fit."""
        layout = self._timeline.view.layout
        self._bar.setRange(0, layout.max_scroll_px)
        self._bar.setPageStep(max(layout.lanes_height, 1))
        self._bar.setVisible(layout.max_scroll_px > 0)
        left = self._timeline.width() - _BAR_PX
        self._bar.setGeometry(left, layout.lanes_top, _BAR_PX, layout.lanes_height)

    def _on_scrolled(self, value: int) -> None:
        view = self._timeline.view
        view.layout = replace(view.layout, scroll_px=value)
        self._timeline.update()
