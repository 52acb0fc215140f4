"""The button that says how fast the clip plays, and offers other speeds."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.controls.menu_button import AROUND_TEXT_PX, MenuButton
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
        self._offered = {speed: menu.addAction(rate_text(speed)) for speed in SPEEDS}
        group = QActionGroup(self)
        # None is marked at a speed that the menu does not have.
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        for speed, action in self._offered.items():
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _=False, rate=speed: self.rate_requested.emit(rate))
        self.set_rate(1.0)

    def set_rate(self, rate: float) -> None:
        """Say how fast the clip plays."""
        self.setText(rate_text(rate))
        self.setAccessibleDescription(rate_text(rate))
        for speed, action in self._offered.items():
            action.setChecked(speed == abs(rate))

    def sizeHint(self) -> QSize:
        """Be as wide at any speed, either way: what stands beside it must not move."""
        return QSize(self._widest_px() + AROUND_TEXT_PX, super().sizeHint().height())

    @property
    def indent_px(self) -> int:
        """Keep the text beside the chevron."""
        return max(self._widest_px() - self.fontMetrics().horizontalAdvance(self.text()), 0)

    def _widest_px(self) -> int:
        advance = self.fontMetrics().horizontalAdvance
        return max(advance(rate_text(-speed)) for speed in SPEEDS)
