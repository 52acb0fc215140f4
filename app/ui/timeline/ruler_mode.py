"""The small button in the timeline's corner that says what the ruler counts in."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.controls.buttons import PushButton
from app.ui.theme import Theme
from app.ui.timeline.ticks import RulerMode

_PADDING_PX = 5
_MARK_PX = 12


class RulerModeButton(PushButton):
    """Chooses between wall clock, time in the clip, timecode, and frames.

    Until a person has chosen, the ruler shows the wall clock of clips whose recording time is
    known, and the time in the clip of others.

    Signals:
        mode_chosen(mode: RulerMode)
    """

    mode_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chosen: RulerMode | None = None
        self._texts = {
            RulerMode.CLOCK: self.tr("Wall clock"),
            RulerMode.TIME: self.tr("Time in clip"),
            RulerMode.TIMECODE: self.tr("Timecode"),
            RulerMode.FRAMES: self.tr("Frames"),
        }
        menu = QMenu(self)
        group = QActionGroup(self)
        self._actions: dict[RulerMode, QAction] = {}
        for mode, text in self._texts.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _=False, mode=mode: self._on_chosen(mode))
            self._actions[mode] = action
        self.setMenu(menu)
        # The application's stylesheet would make it higher than the ruler.
        self.setStyleSheet("min-height: 0; padding: 0;")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Ruler unit"))
        self.setToolTip(self.tr("What the ruler counts in"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()
        theme.changed.connect(self.update)

    def mode_for(self, *, has_clock: bool, has_timecode: bool = False) -> RulerMode:
        """Give the mode for a clip, as far as it can follow what was chosen.

        A clip without a timecode is not offered one.
        """
        mode = self._chosen or RulerMode.CLOCK
        lacking = (RulerMode.CLOCK, has_clock), (RulerMode.TIMECODE, has_timecode)
        if any(mode is one and not there for one, there in lacking):
            mode = RulerMode.TIME
        self._actions[RulerMode.CLOCK].setEnabled(has_clock)
        self._actions[RulerMode.TIMECODE].setVisible(has_timecode)
        self._show(mode)
        return mode

    def set_chosen(self, mode: RulerMode | None) -> None:
        """Take what a person chose before; None is nothing. Shown by the next `mode_for`."""
        self._chosen = mode

    def _on_chosen(self, mode: RulerMode) -> None:
        self._chosen = mode
        self._show(mode)
        self.mode_chosen.emit(mode)

    def _show(self, mode: RulerMode) -> None:
        self._actions[mode].setChecked(True)
        self.setText(self._texts[mode])

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - it is small: all of it
        """Draw the text in line with the names below, which a stylesheet's padding does not."""
        lit = self.underMouse() or self.isDown()
        ink = self._theme.color("text" if lit else "faint")
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._theme.color("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("hover") if lit else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(ink)
            painter.setFont(self._theme.font("tiny"))
            room = self.rect().adjusted(_PADDING_PX, 0, -_PADDING_PX, 0)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), self.text())
            ratio = self.devicePixelRatioF()
            mark = self._theme.pixmap(
                "chevron-down", "text" if lit else "faint", size_px=_MARK_PX, ratio=ratio
            )
            left = room.left() + painter.fontMetrics().horizontalAdvance(self.text()) + 4
            painter.drawPixmap(left, (self.height() - _MARK_PX) // 2, mark)
