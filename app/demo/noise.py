"""Seeded noise: what makes a drawn surface look like a filmed one."""

import cv2
import numpy as np

from app.demo.arrays import Array, rng

_TILE = 512


def tile(seed: int, *, octaves: int = 5, fall: float = 0.6) -> Array:
    """Return a (512, 512) float32 fractal noise in about -1..1 that repeats without a seam."""
    source = rng(seed)
    total = np.zeros((_TILE, _TILE), np.float32)
    weight = 1.0
    for octave in range(octaves):
        cells = 4 << octave
        grid = source.standard_normal((cells, cells)).astype(np.float32)
        # One cell of margin on each side, wrapped, makes the enlarged grid periodic.
        wrapped = np.pad(grid, 2, mode="wrap")
        step = _TILE // cells
        large = cv2.resize(wrapped, None, fx=step, fy=step, interpolation=cv2.INTER_CUBIC)
        total += weight * large[2 * step : 2 * step + _TILE, 2 * step : 2 * step + _TILE]
        weight *= fall
    return np.asarray(total / (2.2 * np.std(total)), np.float32)


def sample(noise: Array, x: Array, y: Array, *, metres: float) -> Array:
    """Return the noise at ground points (H, W); the tile covers `metres` and then repeats."""
    scale = np.float32(_TILE / metres)
    # cv2.remap holds coordinates in 16 bits, so they are wrapped before it sees them.
    map_x, map_y = x * scale, y * scale
    map_x -= np.floor(map_x * np.float32(1 / _TILE)) * np.float32(_TILE)
    map_y -= np.floor(map_y * np.float32(1 / _TILE)) * np.float32(_TILE)
    return np.asarray(cv2.remap(noise, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP))


def sensor_tiles(
    seed: int, *, height: int, width: int, sigma: float, grain_px: float, count: int = 6
) -> tuple[Array, ...]:
    """Return `count` (H, W) int16 frames of sensor noise, as an encoder's denoiser leaves it."""
    source = rng(seed)
    frames = []
    for _ in range(count):
        white = source.standard_normal((height, width), dtype=np.float32)
        grain = np.asarray(cv2.GaussianBlur(white, (0, 0), grain_px))
        frames.append(np.rint(grain * (sigma / grain.std())).astype(np.int16))
    return tuple(frames)
