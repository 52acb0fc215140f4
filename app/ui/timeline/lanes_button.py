"""The small button above the names that opens the ways to lay the lanes out."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui.controls.buttons import ToolButton
from app.ui.theme import Theme

LANES_BUTTON_PX = 22


class LanesButton(ToolButton):
    """Has no menu, and is not shown, until it is given one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setIconSize(QSize(14, 14))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setStyleSheet(
            "QToolButton { min-height: 0; min-width: 0; padding: 0; border: none; }"
            "QToolButton::menu-indicator { image: none; width: 0; }"
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(self.tr("Lanes"))
        self.setToolTip(self.tr("Sort, group and narrow the lanes"))
        theme.set_icon(self, "list-filter", "faint")
        self.hide()
