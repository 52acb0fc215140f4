"""The picture of a tile with its boxes, or what is said in its place. It is only looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.media.pictures.view import ViewRequest
from app.ui.cameras.pressed import PressedWidget
from app.ui.canvas.canvas_ink import over_footage
from app.ui.canvas.chrome_painter import ChromePainter
from app.ui.canvas.line_batch import LineBatch
from app.ui.canvas.overlay_painter import Emphasis, OverlayPainter
from app.ui.canvas.picture_painter import PaintedPicture, paint_picture
from app.ui.canvas.scene import Scene
from app.ui.canvas.shape_style import stroke_of
from app.ui.canvas.view_transform import Margins, Screen, ViewTransform
from app.ui.theme import Theme
from models.annotation.document import Annotation
from models.annotation.labels import Label

if TYPE_CHECKING:
    # Its module brings PyAV and OpenCV with it, which the window must not wait for.
    from app.media.pictures.picture import Picture

# As far from the edges as the main picture is, which has its tools at the left besides.
_MARGINS = Margins(rail=0.0)
_ONLY_LOOKED_AT = Emphasis(None, {}, editable=False)
_WORDS_HIGH_PX = 84
_TAGS_FROM_PX = 560


class PictureArea(PressedWidget):
    """Paints one frame, the boxes of that very frame, and a short notice on top.

    Signals:
        view_changed(ViewRequest): the pixels that the decoder should make now.
        pressed(), double_pressed(): by the mouse, or by Space and Return.
        wheel_turned(int): by so many notches, upwards above 0.
    """

    view_changed = Signal(object)
    wheel_turned = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chrome = ChromePainter(theme)
        self._overlay = OverlayPainter(theme)
        self._scene = Scene()
        self._frame_size: tuple[float, float] | None = None
        self._view: ViewTransform | None = None
        self._request: ViewRequest | None = None
        self._painted: PaintedPicture | None = None
        self._words: tuple[str, str, str] | None = None
        self._notice: tuple[str, bool] | None = None
        self._chosen = False
        self._wheel = 0
        # By Tab only: a click must not take the keys away from the canvas.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(96, 54)
        theme.changed.connect(self._on_theme_changed)

    @property
    def picture(self) -> Picture | None:
        """What is painted now; None while words stand in its place."""
        return None if self._painted is None or self._words is not None else self._painted.picture

    @property
    def words(self) -> tuple[str, str]:
        """What is said in the picture's place, as title and line."""
        return ("", "") if self._words is None else self._words[1:]

    @property
    def notice(self) -> str:
        """What is said on top of the picture."""
        return "" if self._notice is None else self._notice[0]

    @property
    def scene(self) -> Scene:
        return self._scene

    def sizeHint(self) -> QSize:
        return QSize(480, 270)

    def set_frame_size(self, width: int, height: int) -> None:
        """Take the size of the clip's frames."""
        self._frame_size = float(width), float(height)
        self._fit()

    def show_picture(self, picture: Picture) -> None:
        """Show a frame, and from now on the boxes of that frame only."""
        self._painted = PaintedPicture(picture)
        self._scene.set_frame(picture.frame_index)
        self.update()

    def drop_picture(self) -> None:
        """Let go of the frame: it is not the one of this moment any more."""
        if self._painted is not None:
            self._painted = None
            self._scene.set_frame(None)
            self.update()

    def show_words(self, icon: str, title: str, text: str) -> None:
        """Say something in the place of the picture, which stays for later."""
        self._set_words((icon, title, text))

    def show_no_words(self) -> None:
        """Show the picture again."""
        self._set_words(None)

    def show_notice(self, text: str, *, bad: bool = False) -> None:
        """Say something short over the picture; "" takes it away."""
        notice = (text, bad) if text else None
        if notice != self._notice:
            self._notice = notice
            self.update()

    def set_annotation(self, annotation: Annotation) -> None:
        self._scene.set_annotation(annotation)
        self.update()

    def set_labels(self, labels: Mapping[UUID, Label]) -> None:
        self._scene.set_labels(labels)
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        """Mark the tile that the keys act on."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def forget(self) -> None:
        """Drop picture, boxes and words: nothing of the clip stays."""
        self._painted = self._words = self._notice = self._request = None
        self._frame_size = self._view = None
        self._scene = Scene()
        self._overlay.forget()
        self.setAccessibleName("")
        self.setAccessibleDescription("")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        with QPainter(self) as painter:
            area = QRectF(self.rect())
            painter.fillRect(area, self._theme.color("canvas"))
            if self._words is not None:
                self._paint_words(painter, area, *self._words)
            elif self._view is not None:
                self._paint_frame(painter, self._view)
            if self._chosen or self.hasFocus():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(over_footage("accent"), 1))
                painter.drawRect(area.adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._overlay.forget()
            self._fit()
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._wheel += event.angleDelta().y()
        notches = int(self._wheel / 120)
        self._wheel -= notches * 120
        if notches:
            self.wheel_turned.emit(notches)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.double_pressed.emit()
        else:
            super().keyPressEvent(event)

    def _set_words(self, words: tuple[str, str, str] | None) -> None:
        if words != self._words:
            self._words = words
            self.setAccessibleDescription("" if words is None else f"{words[1]}. {words[2]}")
            self.update()

    def _fit(self) -> None:
        if self._frame_size is None or self.width() < 2 or self.height() < 2:
            return
        screen = Screen(self.width(), self.height(), self.devicePixelRatioF())
        self._view = ViewTransform.fitting(self._frame_size, screen, _MARGINS)
        request = self._view.request()
        if request != self._request:
            self._request = request
            self.view_changed.emit(request)
        self.update()

    def _paint_frame(self, painter: QPainter, view: ViewTransform) -> None:
        if self._painted is None:
            painter.fillRect(QRectF(*view.frame_rect()), over_footage("panel", 0.5))
        else:
            paint_picture(painter, self._painted, view)
            self._paint_boxes(painter, view)
        if self._notice is not None:
            self._chrome.paint_notice(painter, self._notice[0], view.screen, bad=self._notice[1])

    def _paint_boxes(self, painter: QPainter, view: ViewTransform) -> None:
        if view.source_width * view.scale >= _TAGS_FROM_PX:
            self._overlay.paint(painter, self._scene, view=view, emphasis=_ONLY_LOOKED_AT)
            return
        # In a small picture tags would lie over most of it.
        batch = LineBatch(view.screen)
        for item in self._scene.items:
            stroke = stroke_of(item, selected=False, hovered=False, dragged=False)
            batch.add(view.rect(item.box), item.color, stroke)
        batch.paint(painter)

    def _paint_words(
        self, painter: QPainter, area: QRectF, icon: str, title: str, text: str
    ) -> None:
        ratio = self.devicePixelRatioF()
        top = area.center().y() - _WORDS_HIGH_PX / 2
        shown = self._theme.pixmap(icon, "faint", size_px=24, ratio=ratio)
        painter.drawPixmap(round(area.center().x() - 12), round(top), shown)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        wrapped = flags | int(Qt.TextFlag.TextWordWrap)
        inner = area.adjusted(12, 0, -12, 0)
        painter.setFont(self._theme.font("body", bold=True))
        painter.setPen(over_footage("text", 0.9))
        painter.drawText(QRectF(inner.left(), top + 34, inner.width(), 22), flags, title)
        painter.setFont(self._theme.font("small", tabular=True))
        painter.setPen(over_footage("dim"))
        painter.drawText(QRectF(inner.left(), top + 58, inner.width(), 60), wrapped, text)

    def _on_theme_changed(self) -> None:
        self._chrome.forget()
        self._overlay.forget()
        self.update()
