"""The moment on screen in the units that people count in, as many of them as there is room for."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from app.ui.controls.menu_button import AROUND_TEXT_PX, MenuButton
from app.ui.theme import Theme
from app.ui.timeline.dimming import set_tone
from app.ui.timeline.times import ClipTimes, clip_time_text, wall_clock_text

_SPACING_PX = 12


class Unit(StrEnum):
    """What a moment is told in; in the order in which there should be room."""

    TIME = "time"
    CLOCK = "clock"
    TIMECODE = "timecode"
    PTS = "pts"


class Readouts(QWidget):
    """One unit before all others, which a click chooses, and the others where they fit.

    Signals:
        unit_chosen(unit: Unit): a person has chosen which comes first.
    """

    unit_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._times = ClipTimes.none()
        self._frame, self._pts = 0, 0
        self._chosen = Unit.TIME
        self._room_px = 0
        self._names = {
            Unit.TIME: self.tr("Time in clip"),
            Unit.CLOCK: self.tr("Wall clock"),
            Unit.TIMECODE: self.tr("Timecode"),
            Unit.PTS: self.tr("Presentation time stamp (pts)"),
        }
        self._menu = self._unit_menu()
        self._first = MenuButton(self._menu, self)
        self._labels = {unit: self._label(unit) for unit in Unit}
        row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACING_PX)
        row.addWidget(self._first)
        for label in self._labels.values():
            row.addWidget(label)
        row.addStretch()
        theme.changed.connect(self._dress)
        self._dress()
        self.set_times(self._times)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is shown, from left to right."""
        parts: tuple[QPushButton | QLabel, ...] = (self._first, *self._labels.values())
        return tuple(part.text() for part in parts if not part.isHidden())

    @property
    def units(self) -> frozenset[Unit]:
        """The units that there is room for."""
        shown = {unit for unit, label in self._labels.items() if not label.isHidden()}
        return frozenset(shown if self._first.isHidden() else shown | {self._unit})

    @property
    def least_px(self) -> int:
        """The room that the chosen unit alone needs."""
        return self._width_px(self._unit) + AROUND_TEXT_PX

    def set_times(self, times: ClipTimes) -> None:
        """Take another clip's times, or another clock of the same."""
        self._times = times
        self.setEnabled(len(times) > 0)
        self.setVisible(len(times) > 0)
        for unit, action in self._actions.items():
            action.setVisible(self._has(unit))
        self._show()
        self.fit(self._room_px)

    def set_unit(self, unit: Unit) -> None:
        """Show this unit before all others, in clips that have it."""
        self._chosen = unit
        self._show()
        self.fit(self._room_px)

    def set_frame(self, frame_index: int, pts: int, *, dim: bool = False) -> None:
        """Say when this frame is; `dim` for one that is not on screen yet."""
        self._frame, self._pts = frame_index, pts
        set_tone(self._first, "dim" if dim else "")
        self._show()

    def fit(self, room_px: int) -> None:
        """Show as many units as `room_px` holds, the chosen one first; they keep their places."""
        self._room_px = room_px
        first = self._unit
        self._first.setFixedWidth(self.least_px)
        fits_first = self.least_px <= room_px
        self._first.setVisible(fits_first)
        left_px = room_px - (self.least_px if fits_first else 0)
        hidden_px = 0
        for unit, label in self._labels.items():
            needed_px = _SPACING_PX + self._width_px(unit)
            wanted = unit is not first and self._has(unit)
            fits = wanted and needed_px <= left_px
            if wanted and not fits:
                # One that matters less does not take the place of one that matters more.
                left_px, hidden_px = 0, hidden_px + left_px
            label.setVisible(fits)
            label.setFixedWidth(self._width_px(unit))
            if fits:
                left_px -= needed_px
        self.setFixedWidth(max(min(room_px - left_px - hidden_px, room_px), 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Offer the units wherever the numbers are clicked."""
        if event.button() is Qt.MouseButton.LeftButton and len(self._times):
            self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    @property
    def _unit(self) -> Unit:
        """The unit that comes first: the chosen one, where the clip has it."""
        return self._chosen if self._has(self._chosen) else Unit.TIME

    def _has(self, unit: Unit) -> bool:
        if unit is Unit.CLOCK:
            return self._times.clock is not None
        return unit is not Unit.TIMECODE or self._times.timecode is not None

    def _text(self, unit: Unit, frame: int, pts: int) -> str:
        if unit is Unit.CLOCK:
            moment = self._times.wall_clock(frame)
            # A frame is on screen at 08:14:35 that was taken a little before.
            return "" if moment is None else wall_clock_text(moment, milliseconds=True)
        if unit is Unit.TIMECODE:
            return self._times.timecode_text(frame)
        return f"pts {pts}" if unit is Unit.PTS else clip_time_text(self._times.at(frame))

    def _width_px(self, unit: Unit) -> int:
        """Give the room of a unit's longest text, so that nothing moves while the clip plays."""
        last = max(len(self._times) - 1, 0)
        ends = (0, 0) if self._times.pts is None or not last else self._times.pts[[0, -1]].tolist()
        texts = (self._text(unit, 0, ends[0]), self._text(unit, last, ends[1]))
        metrics = self._labels[unit].fontMetrics()
        return max(metrics.horizontalAdvance(text) for text in texts) + 2

    def _show(self) -> None:
        first = self._unit
        text = self._text(first, self._frame, self._pts)
        if len(self._times):
            self._first.setText(text)
            self._first.setAccessibleDescription(f"{self._names[first]}: {text}")
        for unit, label in self._labels.items():
            if self._has(unit) and unit is not first:
                label.setText(self._text(unit, self._frame, self._pts))
            else:
                label.setText("")
        self._actions[first].setChecked(True)

    def _unit_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(self)
        self._actions: dict[Unit, QAction] = {}
        for unit in Unit:
            action = menu.addAction(self._names[unit])
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _=False, unit=unit: self._on_chosen(unit))
            self._actions[unit] = action
        return menu

    def _on_chosen(self, unit: Unit) -> None:
        self.set_unit(unit)
        self.unit_chosen.emit(unit)

    def _label(self, unit: Unit) -> QLabel:
        label = QLabel(self)
        label.setProperty("tone", "faint" if unit is Unit.PTS else "dim")
        # Its text is its name for a screen reader; this says what the text is.
        label.setAccessibleDescription(self._names[unit])
        label.setToolTip(self._names[unit])
        return label

    def _dress(self) -> None:
        self._first.setFont(self._theme.font("body", tabular=True))
        self._first.setAccessibleName(self.tr("Moment on screen"))
        self._first.setToolTip(self.tr("The moment on screen; click to choose its unit"))
        for label in self._labels.values():
            label.setFont(self._theme.font("body", tabular=True))
        self.fit(self._room_px)
