"""The small picture above the ruler that shows what lies under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.theme import Theme

_WIDTH_PX = 184
_EDGE_PX = 4
_CAPTION_PAD_PX = 4
_GAP_PX = 6
_LIKELY_ASPECT = 16 / 9
_WRAPPED = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)


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

    def show_over(
        self, owner: QWidget, at: QPoint, image: QImage | None, *, text: str, keep_px: int = 0
    ) -> None:
        """Show a picture above a point of `owner`, or below it where there is no room.

        Args:
            owner: the widget that is pointed at.
            at: where.
            image: the picture; None for a quiet box.
            text: what is written below the picture; "" takes no room.
            keep_px: so much above the point is not covered, where the window is high enough.
        """
        window = owner.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self._image, self._text = image, text
        size = self._wanted_size()
        place = owner.mapTo(window, at)
        left = min(max(place.x() - size.width() // 2, 4), window.width() - size.width() - 4)
        top = place.y() - size.height() - _GAP_PX - keep_px
        if top < 0:
            top += keep_px
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
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.color("line"), 1))
            painter.setBrush(self._theme.color("raised"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            caption_px = self._caption_px(self.width())
            room = self.rect().adjusted(_EDGE_PX, _EDGE_PX, -_EDGE_PX, -caption_px)
            if self._image is None:
                painter.fillRect(room, self._theme.color("bg"))
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(room, self._image)
            painter.setFont(self._theme.font("tiny", tabular=True))
            painter.setPen(self._theme.color("dim"))
            caption = self.rect().adjusted(_EDGE_PX, self.height() - caption_px, -_EDGE_PX, 0)
            painter.drawText(caption, _WRAPPED, self._text)

    def _wanted_size(self) -> QSize:
        image = self._image
        aspect = _LIKELY_ASPECT
        if image is not None and image.height():
            aspect = image.width() / image.height()
        # A tall picture gets no higher than a wide one would be.
        height = min(round(_WIDTH_PX / aspect), round(_WIDTH_PX / _LIKELY_ASPECT) + 34)
        width = max(round(height * aspect), 96) + 2 * _EDGE_PX
        return QSize(width, height + _EDGE_PX + self._caption_px(width))

    def _caption_px(self, width: int) -> int:
        """Give the room below the picture: that of the text, or an edge as everywhere."""
        if not self._text:
            return _EDGE_PX
        metrics = QFontMetrics(self._theme.font("tiny", tabular=True))
        room = QRect(0, 0, width - 2 * _EDGE_PX, 1000)
        return metrics.boundingRect(room, _WRAPPED, self._text).height() + 2 * _CAPTION_PAD_PX
