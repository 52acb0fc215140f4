"""Small pictures ready to be painted: decoded on a thread of their own, kept within a bound.

The window's thread never decodes a JPEG: it asks, paints a quiet box, and is told when the picture
is there. What was asked for last comes first: that is what is on the screen.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from app.workers.window_call import WindowCall

if TYPE_CHECKING:
    from app.media.pictures.masking import Pixels
    from app.media.strips.thumbnail_strip import Thumbnail

_BUDGET_BYTES = 32 << 20

# Covers in place what is private in a picture of a frame, given as (height, width, 4) uint8; tells
# whether anything of it may be seen. Called on another thread.
Cover = Callable[["Pixels", int], bool]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A picture at its own size, and one scaled for the row."""

    whole: QImage
    for_row: QImage

    @property
    def size_bytes(self) -> int:
        return int(self.whole.sizeInBytes() + self.for_row.sizeInBytes())


def decoded(jpeg: bytes) -> QImage:
    """Decode a JPEG; null where it is none."""
    image = QImage()
    image.loadFromData(jpeg)
    return image


class ThumbImages(QObject):
    """The decoded pictures of one clip.

    Signals:
        arrived(): one or more pictures that were asked for are there.
    """

    arrived = Signal()

    def __init__(
        self, parent: QObject | None = None, *, decode: Callable[[bytes], QImage] = decoded
    ) -> None:
        """`decode` is called on another thread."""
        super().__init__(parent)
        self._shelf = _Shelf(decode, on_news=WindowCall(self._on_news))

    @property
    def size_bytes(self) -> int:
        return self._shelf.used_bytes()

    def for_row(self, picture: Thumbnail, height_px: int, ratio: float) -> QImage | None:
        """Give a picture scaled to this height; None, and a promise, where it isn't decoded yet."""
        self._shelf.set_row(height_px, ratio)
        pair = self._shelf.ask(picture)
        return None if pair is None else pair.for_row

    def whole(self, picture: Thumbnail) -> QImage | None:
        """Give a picture at its own size; None, and a promise, where it isn't decoded yet."""
        pair = self._shelf.ask(picture)
        return None if pair is None else pair.whole

    def row_width(self, height_px: int, ratio: float) -> int | None:
        """Give how wide pictures of this clip are at a height; None before one is known."""
        self._shelf.set_row(height_px, ratio)
        pair = self._shelf.any_pair()
        if pair is None or not pair.whole.height():
            return None
        return max(round(height_px * pair.whole.width() / pair.whole.height()), 1)

    def set_cover(self, cover: Cover | None) -> None:
        """Cover pictures by this from now on, those that are there as well; None covers nothing."""
        self._shelf.set_cover(cover)

    def clear(self) -> None:
        """Forget every picture, those under way too."""
        self._shelf.clear()

    def _on_news(self) -> None:
        self._shelf.take_news()
        self.arrived.emit()


class _Shelf:
    """What the window and the decoding thread share. It knows no part of the window.

    The thread may be the last to hold it: nothing of Qt that belongs to a thread may hang on it.
    """

    def __init__(self, decode: Callable[[bytes], QImage], *, on_news: WindowCall) -> None:
        self._decode, self._on_news = decode, on_news
        self._cover: Cover | None = None
        self._lock = threading.Lock()
        self._pairs: OrderedDict[int, _Pair] = OrderedDict()
        self._wanted: dict[int, Thumbnail] = {}
        self._size_bytes = 0
        self._row: tuple[int, float] = (0, 1.0)
        self._generation = 0
        self._is_running = False
        self._under_way: int | None = None
        self._has_news = False

    def used_bytes(self) -> int:
        with self._lock:
            return self._size_bytes

    def any_pair(self) -> _Pair | None:
        with self._lock:
            return next(iter(self._pairs.values()), None)

    def take_news(self) -> None:
        """The window knows: what comes next is told anew."""
        with self._lock:
            self._has_news = False

    def clear(self) -> None:
        """Forget every picture, those under way too."""
        with self._lock:
            self._generation += 1
            self._pairs.clear()
            self._wanted.clear()
            self._under_way = None
            self._size_bytes = 0

    def set_cover(self, cover: Cover | None) -> None:
        with self._lock:
            self._cover = cover
        # Whatever was begun before this is of an older generation.
        self.clear()

    def set_row(self, height_px: int, ratio: float) -> None:
        if self._row != (height_px, ratio):
            self.clear()
            self._row = (height_px, ratio)

    def ask(self, picture: Thumbnail) -> _Pair | None:
        with self._lock:
            pair = self._pairs.get(picture.frame_index)
            if pair is not None:
                self._pairs.move_to_end(picture.frame_index)
                return None if pair.whole.isNull() else pair
            if picture.frame_index == self._under_way:
                return None
            self._wanted.pop(picture.frame_index, None)
            self._wanted[picture.frame_index] = picture
            begins, self._is_running = not self._is_running, True
        if begins:
            threading.Thread(target=self._run, name="safelight-thumbs").start()
        return None

    def _run(self) -> None:
        """Decode what is wanted, the newest wish first, until nothing is."""
        while True:
            with self._lock:
                if not self._wanted:
                    self._is_running = False
                    return
                frame, picture = self._wanted.popitem()
                self._under_way = frame
                generation, (height_px, ratio) = self._generation, self._row
                # With its generation: of a cover that is no longer in force nothing is kept.
                cover = self._cover
            pair = self._made(picture, max(round(height_px * ratio), 1), cover)
            with self._lock:
                if generation == self._generation:
                    self._put(frame, pair)
                self._under_way = None
                tells, self._has_news = not self._has_news, True
            if tells:
                self._on_news()

    def _made(self, picture: Thumbnail, row_px: int, cover: Cover | None) -> _Pair:
        whole = self._decode(picture.jpeg).convertToFormat(QImage.Format.Format_RGB32)
        if cover is not None and not whole.isNull():
            rows = np.frombuffer(whole.bits(), np.uint8).reshape(whole.height(), -1, 4)
            if not cover(rows[:, : whole.width()], picture.frame_index):
                whole = QImage()
        smooth = Qt.TransformationMode.SmoothTransformation
        return _Pair(whole, whole if whole.isNull() else whole.scaledToHeight(row_px, smooth))

    def _put(self, frame: int, pair: _Pair) -> None:
        self._pairs[frame] = pair
        self._size_bytes += pair.size_bytes
        while self._size_bytes > _BUDGET_BYTES and len(self._pairs) > 1:
            _, oldest = self._pairs.popitem(last=False)
            self._size_bytes -= oldest.size_bytes
