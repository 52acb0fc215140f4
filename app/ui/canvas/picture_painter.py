"""Paints the picture of a frame where the view has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import as_strided
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.ui.canvas.view_transform import ViewTransform
from models.annotation.geometry import Box

if TYPE_CHECKING:
    # Its module brings PyAV and OpenCV with it, which the window must not wait for.
    from app.media.pictures.picture import Picture

# From here on people look at pixels, not at a picture.
NEAREST_ABOVE_ZOOM = 2.0


class PaintedPicture:
    """A picture, and a QImage over its buffer: no pixel is copied.

    The QImage does not keep the buffer alive; this object keeps both, and they go together.
    """

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        height, width = picture.bgra.shape[:2]
        stride = picture.bgra.strides[0]
        # Rows may be padded; a flat view over all bytes is what a QImage takes.
        self._bytes = as_strided(
            picture.bgra.reshape(-1) if stride == width * 4 else picture.bgra[:, :, 0],
            shape=(stride * (height - 1) + width * 4,),
            strides=(1,),
            writeable=False,
        )
        self.image = QImage(self._bytes.data, width, height, stride, QImage.Format.Format_RGB32)

    def shows_the_same_as(self, other: Picture) -> bool:
        """Tell whether another picture would be painted just like this one, to the pixel."""
        ours = self.picture
        alike = all(
            getattr(ours, name) == getattr(other, name)
            for name in ("frame_index", "exact", "corrupt", "source_rect")
        )
        # Comparing costs a small part of what painting does.
        return alike and np.array_equal(ours.bgra, other.bgra)

    @property
    def source_box(self) -> Box:
        """The part of the frame that the picture shows, in source pixels."""
        return Box(*self.picture.source_rect)


def paint_picture(painter: QPainter, painted: PaintedPicture, view: ViewTransform) -> None:
    """Paint a picture in its place, copied one to one where its size is the right one."""
    ratio = view.screen.ratio
    x, y, width, height = (value * ratio for value in view.rect(painted.source_box))
    image = painted.image
    painter.save()
    # In device pixels: with a fractional ratio Qt would scale a picture that already fits.
    painter.scale(1 / ratio, 1 / ratio)
    if abs(width - image.width()) < 1 and abs(height - image.height()) < 1:
        painter.drawImage(round(x), round(y), image)
    else:
        smooth = view.zoom <= NEAREST_ABOVE_ZOOM
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(QRectF(x, y, width, height), image)
    painter.restore()
