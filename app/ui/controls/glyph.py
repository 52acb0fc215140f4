"""An icon that is only looked at."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.controls.labels import Tone
from app.ui.theme import theme


class Glyph(QWidget):
    """An icon of a fixed size in a tone; it follows the theme."""

    def __init__(
        self, size_px: int, icon: str = "", tone: Tone = "dim", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFixedSize(size_px, size_px)
        self._icon = icon
        self._tone = tone
        theme.changed.connect(self.update)

    def show_icon(self, icon: str, tone: Tone) -> None:
        """Show another icon, "" for none."""
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        if not self._icon:
            return
        with QPainter(self) as painter:
            pixmap = theme.pixmap(
                self._icon, self._tone, size_px=self.width(), ratio=self.devicePixelRatioF()
            )
            painter.drawPixmap(0, 0, pixmap)
