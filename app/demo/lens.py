"""What a cheap camera does to a picture: falloff to the corners, softness, ringing, haze."""

import cv2
import numpy as np

from app.demo.arrays import Array


def falloff(width: int, height: int, *, strength: float) -> Array:
    """Return the (H, W) float32 brightness of a lens, 1 in the middle."""
    across = (np.arange(width) - width / 2) / (width / 2)
    down = (np.arange(height) - height / 2) / (width / 2)
    radius = across[None, :] ** 2 + down[:, None] ** 2
    return np.asarray(1 - strength * np.clip(radius, 0, 1.5) ** 1.2, np.float32)


def finish(color: Array, *, blur_px: float, ringing: float, contrast: float = 1.0) -> Array:
    """Return the (H, W, 3) uint8 picture as the camera's own processing leaves it."""
    soft = cv2.GaussianBlur(color, (0, 0), blur_px)
    wide = cv2.GaussianBlur(soft, (0, 0), blur_px * 2.2)
    sharp = soft + ringing * (soft - wide)
    sharp = 118 + (sharp - 118) * contrast
    return np.asarray(np.clip(sharp, 0, 255), np.uint8)
