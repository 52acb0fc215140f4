"""The button that says how fast the clip plays, and offers other speeds."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.controls.menu_button import MenuButton
from app.ui.timeline.playback_texts import SPEEDS, rate_text


class SpeedButton(MenuButton):
    """A button with a menu.

    Signals:
        rate_requested(rate: float): play at this speed.
    """

    rate_requested = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        menu = QMenu(parent)
        super().__init__(menu, parent)
        self.setAccessibleName(self.tr("Speed"))
        self.setToolTip(self.tr("How fast the clip plays"))
        for speed in SPEEDS:
            action = menu.addAction(rate_text(speed))
            action.triggered.connect(lambda _=False, rate=speed: self.rate_requested.emit(rate))
        self.set_rate(1.0)

    def set_rate(self, rate: float) -> None:
        """Say how fast the clip plays."""
        self.setText(rate_text(rate))
        self.setAccessibleDescription(rate_text(rate))
