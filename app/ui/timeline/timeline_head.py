"""The corner above the names of one timeline: the ruler's unit, and how lanes are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from app.ui.theme import Theme
from app.ui.timeline.lanes_button import LANES_BUTTON_PX, LanesButton
from app.ui.timeline.layout import NAMES_PX, RULER_PX
from app.ui.timeline.ruler_mode import RulerModeButton
from app.ui.timeline.ticks import RulerMode
from app.ui.timeline.times import ClipTimes

if TYPE_CHECKING:
    from app.ui.timeline.timeline import Timeline

_LEFT_PX, _RIGHT_PX, _APART_PX = 7, 5, 4


class TimelineHead:
    """Belongs to one timeline."""

    def __init__(self, timeline: Timeline, theme: Theme) -> None:
        self._timeline = timeline
        self._mode = RulerModeButton(theme, timeline)
        self._mode.mode_chosen.connect(self._on_mode)
        self._lanes = LanesButton(theme, timeline)

    def mode_for(self, times: ClipTimes) -> RulerMode:
        """Give what the ruler counts in for a clip, as far as it can follow what was chosen."""
        return self._mode.mode_for(
            has_clock=times.clock is not None, has_timecode=times.timecode is not None
        )

    def set_mode(self, mode: RulerMode | None) -> None:
        """Take what a person chose before; None is nothing."""
        self._mode.set_chosen(mode)

    def set_menu(self, menu: QMenu) -> None:
        self._lanes.setMenu(menu)

    def lay_out(self) -> None:
        has_clip, height = self._timeline.view.has_clip, RULER_PX - 3
        left = NAMES_PX - _RIGHT_PX - LANES_BUTTON_PX
        self._lanes.setGeometry(left, 1, LANES_BUTTON_PX, height)
        self._lanes.setVisible(has_clip and self._lanes.menu() is not None)
        self._mode.setGeometry(_LEFT_PX, 1, left - _LEFT_PX - _APART_PX, height)
        self._mode.setVisible(has_clip)

    def _on_mode(self, mode: RulerMode) -> None:
        self._timeline.view.mode = mode
        self._timeline.view.lay_ticks()
        self._timeline.update()
        self._timeline.ruler_mode_chosen.emit(mode)
