"""Files that are dragged over the window: what happens when they are let go."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.theme import theme


def dropped_paths(mime: QMimeData) -> tuple[Path, ...]:
    """Return the local files and folders in what is dragged; links to elsewhere do not count."""
    paths = (Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    return tuple(path for path in paths if path.exists())


class DropOverlay(QWidget):
    """Covers the window while files are over it; it takes no events itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = ""
        self.hide()

    def show_paths(self, paths: Sequence[Path]) -> None:
        """Say what letting go would do; how much is in a folder is not known yet."""
        counted = len(paths) > 1 and not any(path.is_dir() for path in paths)
        self._text = (
            self.tr("Drop to import and encrypt %n files", "", len(paths))
            if counted
            else self.tr("Drop to import and encrypt")
        )
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            veil = QColor(theme.color("bg"))
            veil.setAlpha(225)
            painter.fillRect(self.rect(), veil)
            painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 12, 12)
            icon = theme.pixmap("upload", "accent", size_px=32, ratio=self.devicePixelRatioF())
            centre = self.rect().center()
            painter.drawPixmap(centre.x() - 16, centre.y() - 44, icon)
            painter.setPen(theme.color("text"))
            painter.setFont(theme.font("title"))
            painter.drawText(
                self.rect().translated(0, 16), int(Qt.AlignmentFlag.AlignCenter), self._text
            )
