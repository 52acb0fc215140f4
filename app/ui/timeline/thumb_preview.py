"""The small picture above the ruler that shows what lies under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.theme import Theme

_WIDTH_PX = 184
_EDGE_PX = 4
_CAPTION_PX = 22
_GAP_PX = 6
_LIKELY_ASPECT = 16 / 9


class ThumbPreview(QWidget):
    """Floats over the window; the mouse goes through it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image: QImage | None = None
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def text(self) -> str:
        return self._text

    @property
    def image(self) -> QImage | None:
        """What is shown; None for a quiet box in its place."""
        return self._image

    def show_over(self, owner: QWidget, at: QPoint, image: QImage | None, text: str) -> None:
        """Show a picture above a point of `owner`, or below it where there is no room."""
        window = owner.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self._image, self._text = image, text
        size = self._wanted_size()
        place = owner.mapTo(window, at)
        left = min(max(place.x() - size.width() // 2, 4), window.width() - size.width() - 4)
        top = place.y() - size.height() - _GAP_PX
        if top < 0:
            top = place.y() + _GAP_PX + 24
        self.setGeometry(QRect(QPoint(left, top), size))
        self.raise_()
        self.show()
        self.update()

    def clear(self) -> None:
        """Hide, and forget the picture."""
        self._image, self._text = None, ""
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - it is small: all of it
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.setBrush(self._theme.color("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        room = self.rect().adjusted(_EDGE_PX, _EDGE_PX, -_EDGE_PX, -_CAPTION_PX)
        if self._image is None:
            painter.fillRect(room, self._theme.color("bg"))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(room, self._image)
        painter.setFont(self._theme.font("tiny", tabular=True))
        painter.setPen(self._theme.color("dim"))
        caption = self.rect().adjusted(_EDGE_PX, self.height() - _CAPTION_PX, -_EDGE_PX, 0)
        painter.drawText(caption, int(Qt.AlignmentFlag.AlignCenter), self._text)

    def _wanted_size(self) -> QSize:
        image = self._image
        aspect = _LIKELY_ASPECT
        if image is not None and image.height():
            aspect = image.width() / image.height()
        # A tall picture gets no higher than a wide one would be.
        height = min(round(_WIDTH_PX / aspect), round(_WIDTH_PX / _LIKELY_ASPECT) + 34)
        return QSize(
            max(round(height * aspect), 96) + 2 * _EDGE_PX, height + _EDGE_PX + _CAPTION_PX
        )
