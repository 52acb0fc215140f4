"""The small button in the timeline's corner that says what the ruler counts in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.ui.theme import Theme
from app.ui.timeline.ticks import RulerMode


class RulerModeButton(QPushButton):
    """Chooses between wall clock, time in the clip, and frames.

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
        self.setProperty("kind", "status")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Ruler unit"))
        self.setToolTip(self.tr("What the ruler counts in"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()
        theme.changed.connect(self._dress)
        self._dress()

    def mode_for(self, *, has_clock: bool) -> RulerMode:
        """Give the mode for a clip, as far as it can follow what was chosen."""
        mode = self._chosen or RulerMode.CLOCK
        if mode is RulerMode.CLOCK and not has_clock:
            mode = RulerMode.TIME
        self._actions[RulerMode.CLOCK].setEnabled(has_clock)
        self._show(mode)
        return mode

    def _on_chosen(self, mode: RulerMode) -> None:
        self._chosen = mode
        self._show(mode)
        self.mode_chosen.emit(mode)

    def _show(self, mode: RulerMode) -> None:
        self._actions[mode].setChecked(True)
        self.setText(self._texts[mode])

    def _dress(self) -> None:
        self.setFont(self._theme.font("tiny"))
        # As narrow a selector as the application's own, which would win otherwise.
        own = 'QPushButton[kind="status"]'
        self.setStyleSheet(
            f"{own} {{ text-align: left; padding: 0 7px;"
            f" color: {self._theme.color('faint').name()}; }}"
            f"{own}:hover {{ color: {self._theme.color('text').name()}; }}"
        )
