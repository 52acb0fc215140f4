"""Outline icons (Lucide), tinted when they are shown.

Each icon is drawn from its SVG at every size and pixel ratio that the window uses, so that none
is ever scaled: scaling is what makes line icons look soft.
"""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import resource_path

SIZES_PX = (14, 16, 20)
_STROKE = 'stroke-width="2"'


@lru_cache(maxsize=1)
def _sources() -> dict[str, str]:
    """Read all icons at once, before the window works: none is read while it does."""
    files = resource_path("icons").glob("*.svg")
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


@lru_cache(maxsize=2048)
def icon_pixmap(name: str, color: str, size_px: int, *, ratio: float = 1.0) -> QPixmap:
    """Draw one icon.

    Args:
        name: the file's name in `resources/icons` without `.svg`.
        color: `#RRGGBB`.
        size_px: the side in logical pixels.
        ratio: device pixels per logical pixel.

    Raises:
        FileNotFoundError: when no such icon is shipped.
    """
    # The set is drawn for 24 px with 2 px strokes. Below that the same relative width gives
    # strokes thinner than the text beside them, so it grows as the icon shrinks.
    stroke = 1.6 if size_px >= 24 else min(2.0, 1.35 * 24 / size_px)
    svg = (
        _sources()[name]
        .replace("currentColor", color)
        .replace(_STROKE, f'stroke-width="{stroke:.2f}"')
    )
    side = round(size_px * ratio)
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def build_icon(
    name: str,
    *,
    normal: QColor,
    on: QColor,
    disabled: QColor,
    sizes_px: Sequence[int],
    ratios: Sequence[float],
) -> QIcon:
    """Return an icon with its tint for the plain, the checked and the disabled state.

    `sizes_px` are the sides to draw it at, in logical pixels, and `ratios` the pixel ratios to draw
    them for. An own QIconEngine would draw on demand, but
    copies of one that is written in Python crash (PySide6 6.11.3).
    """
    icon = QIcon()
    tints = (
        (normal, QIcon.Mode.Normal, QIcon.State.Off),
        (on, QIcon.Mode.Normal, QIcon.State.On),
        (disabled, QIcon.Mode.Disabled, QIcon.State.Off),
        (disabled, QIcon.Mode.Disabled, QIcon.State.On),
    )
    for color, mode, state in tints:
        for size_px in sizes_px:
            for ratio in ratios:
                pixmap = icon_pixmap(name, color.name(), size_px, ratio=ratio)
                icon.addPixmap(pixmap, mode, state)
    return icon
