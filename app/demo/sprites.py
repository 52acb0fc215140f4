"""Sprites: small pictures with soft edges that are put into a frame."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from app.demo.arrays import Array


@dataclass(frozen=True, slots=True)
class Sprite:
    """A picture at (left, top) of the frame.

    paint: (h, w, 3) uint8 BGR, already multiplied by the cover; None for a shadow.
    cover: (h, w) uint8, 255 where the sprite hides what is behind it.
    """

    left: int
    top: int
    paint: Array | None
    cover: Array

    @classmethod
    def empty(cls) -> "Sprite":
        """Return a sprite that draws nothing."""
        return cls(left=0, top=0, paint=None, cover=np.zeros((0, 0), np.uint8))

    @classmethod
    def from_oversampled(
        cls, paint: Array, cover: Array, *, left: int, top: int, oversample: int
    ) -> "Sprite":
        """Build a sprite from a drawing at `oversample` times its size, softened as a lens does."""
        # Cloth and skin are softened more than the outline, as an encoder does it. Both blurs ran
        # over black, so their ratio is the paint alone, right up to the edge.
        size = (paint.shape[1] // oversample, paint.shape[0] // oversample)
        small = cv2.resize(paint, size, interpolation=cv2.INTER_AREA)
        mask = cv2.resize(cover, size, interpolation=cv2.INTER_AREA)
        inside = min(1.6, max(0.6, size[1] * 0.007))
        smooth = cv2.GaussianBlur(small, (0, 0), inside).astype(np.float32)
        weight = cv2.GaussianBlur(mask, (0, 0), inside).astype(np.float32)
        edge = cv2.GaussianBlur(mask, (3, 3), 0.5)
        gain = edge.astype(np.float32) / np.maximum(weight, 12.0)
        paint = np.minimum(smooth * gain[:, :, None], edge[:, :, None]).astype(np.uint8)
        return cls(left=left, top=top, paint=paint, cover=np.asarray(edge))

    def window(self, width: int, height: int) -> tuple[slice, slice, slice, slice] | None:
        """Return frame rows, frame columns, sprite rows, sprite columns that overlap, or None."""
        x0, y0 = max(self.left, 0), max(self.top, 0)
        x1 = min(self.left + self.cover.shape[1], width)
        y1 = min(self.top + self.cover.shape[0], height)
        if x0 >= x1 or y0 >= y1:
            return None
        return (
            slice(y0, y1),
            slice(x0, x1),
            slice(y0 - self.top, y1 - self.top),
            slice(x0 - self.left, x1 - self.left),
        )

    def put(self, frame: Array) -> None:
        """Put the sprite over a (H, W, 3) uint8 frame, in place."""
        window = self.window(frame.shape[1], frame.shape[0])
        if window is None or self.paint is None:
            return
        rows, columns, own_rows, own_columns = window
        behind = frame[rows, columns]
        rest = cv2.cvtColor(255 - self.cover[own_rows, own_columns], cv2.COLOR_GRAY2BGR)
        behind = cv2.multiply(behind, rest, scale=1 / 255)
        frame[rows, columns] = cv2.add(behind, self.paint[own_rows, own_columns])

    def dimmed(self, lens: Array) -> "Sprite":
        """Return the sprite as bright as the lens is at its middle; `lens` is (H, W) float."""
        if self.paint is None:
            return self
        row = min(max(self.top + self.cover.shape[0] // 2, 0), lens.shape[0] - 1)
        column = min(max(self.left + self.cover.shape[1] // 2, 0), lens.shape[1] - 1)
        paint = cv2.convertScaleAbs(self.paint, alpha=float(lens[row, column]))
        return replace(self, paint=np.asarray(paint))

    def faded(self, presence: float) -> "Sprite":
        """Return the sprite with `presence` (0..1) of its cover."""
        if presence >= 1.0:
            return self
        cover = np.asarray(cv2.convertScaleAbs(self.cover, alpha=presence))
        if self.paint is None:
            return replace(self, cover=cover)
        return replace(
            self, paint=np.asarray(cv2.convertScaleAbs(self.paint, alpha=presence)), cover=cover
        )

    def restore(self, frame: Array, clean: Array, over: "Sprite") -> None:
        """Put what the sprite stands for back from a clean frame, where it lies over another."""
        top, left = max(over.top - self.top, 0), max(over.left - self.left, 0)
        bottom = min(over.top + over.cover.shape[0] - self.top, self.cover.shape[0])
        right = min(over.left + over.cover.shape[1] - self.left, self.cover.shape[1])
        if bottom <= top or right <= left:
            return
        cover = self.cover[top:bottom, left:right]
        piece = Sprite(self.left + left, self.top + top, None, cover)
        window = piece.window(frame.shape[1], frame.shape[0])
        if window is None:
            return
        rows, columns, own_rows, own_columns = window
        own = cv2.cvtColor(cover[own_rows, own_columns], cv2.COLOR_GRAY2BGR)
        behind = cv2.multiply(frame[rows, columns], 255 - own, scale=1 / 255)
        frame[rows, columns] = cv2.add(
            behind, cv2.multiply(clean[rows, columns], own, scale=1 / 255)
        )

    def add(self, frame: Array) -> None:
        """Add the sprite's light to a frame, in place."""
        window = self.window(frame.shape[1], frame.shape[0])
        if window is None or self.paint is None:
            return
        rows, columns, own_rows, own_columns = window
        frame[rows, columns] = cv2.add(frame[rows, columns], self.paint[own_rows, own_columns])

    def shade(self, frame: Array, *, strength: float, lit: Array | None) -> None:
        """Darken a frame under the cover; where `lit` (H, W) uint8 is 0 no sun is left to block."""
        window = self.window(frame.shape[1], frame.shape[0])
        if window is None:
            return
        rows, columns, own_rows, own_columns = window
        cover = self.cover[own_rows, own_columns]
        if lit is not None:
            cover = cv2.multiply(cover, lit[rows, columns], scale=1 / 255)
        # Shade is lit by the blue of the sky, so red is lost first.
        keep = cv2.merge(
            [cv2.convertScaleAbs(cover, alpha=-strength * loss, beta=255) for loss in _LOSS]
        )
        frame[rows, columns] = cv2.multiply(frame[rows, columns], keep, scale=1 / 255)


_LOSS = (0.90, 0.97, 1.0)  # B, G, R
