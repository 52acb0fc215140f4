"""A button that shows whether something is so, and asks for the opposite when pressed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from app.ui.controls.buttons import ToolButton

_HEIGHT_PX = 28
# The border and the padding that the stylesheet gives such a button.
_PADDING_PX = 6
_GAP_PX = 4


class StateButton(ToolButton):
    """Unlike a checkable button it does not switch by itself: what it asks for may be refused.

    It is checkable so that it looks and speaks like one; `nextCheckState` keeps it as it is.
    """

    def __init__(self, text: str, parent: QWidget, *, icon: bool = True) -> None:
        super().__init__(parent)
        # Qt has no way to say how far a tool button's text stands from its icon.
        self.setText(f"\N{THIN SPACE}{text}" if icon else text)
        self.setCheckable(True)
        self.setProperty("kind", "outline")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(text)
        self.setFixedHeight(_HEIGHT_PX)

    def show_state(self, *, on: bool) -> None:
        self.setChecked(on)

    def sizeHint(self) -> QSize:
        """Take no more room than three of them have in the narrowest panel."""
        icon = 0 if self.icon().isNull() else self.iconSize().width() + _GAP_PX
        width = self.fontMetrics().horizontalAdvance(self.text()) + icon + 2 * _PADDING_PX
        return QSize(width, _HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def nextCheckState(self) -> None:
        """Stay: only `show_state` switches."""
