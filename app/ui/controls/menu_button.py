"""The quiet button that opens a menu and shows what was chosen from it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QMenu, QStyle, QStyleOptionButton, QStylePainter, QWidget

from app.ui.controls.buttons import PushButton

# What it takes besides its text: its edges, room before the text, and the chevron behind it, which
# the stylesheet places.
AROUND_TEXT_PX = 26
_BEFORE_TEXT_PX = 6


class MenuButton(PushButton):
    """A text with a chevron behind it, and nothing else until the mouse is over it."""

    def __init__(self, menu: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "menu")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMenu(menu)

    @property
    def indent_px(self) -> int:
        """Room before the text besides the usual."""
        return 0

    def sizeHint(self) -> QSize:
        """Give the room of text and chevron; Qt's own has room for an indicator besides."""
        width_px = self.fontMetrics().horizontalAdvance(self.text()) + AROUND_TEXT_PX
        return QSize(width_px, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - it is small: all of it
        """Draw the text in its place: Qt's style heeds no padding where there is a menu."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        option.rect = option.rect.adjusted(_BEFORE_TEXT_PX + self.indent_px, 0, 0, 0)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
