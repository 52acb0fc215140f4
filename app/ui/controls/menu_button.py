"""The quiet button that opens a menu and shows what was chosen from it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.controls.buttons import PushButton

# What it takes besides its text: edges, padding and the chevron, as the stylesheet has them.
AROUND_TEXT_PX = 25


class MenuButton(PushButton):
    """A text with a chevron behind it, and nothing else until the mouse is over it."""

    def __init__(self, menu: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "menu")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMenu(menu)

    def sizeHint(self) -> QSize:
        """Give the room of text and chevron; Qt's own has room for an indicator besides."""
        width_px = self.fontMetrics().horizontalAdvance(self.text()) + AROUND_TEXT_PX
        return QSize(width_px, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
