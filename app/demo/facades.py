"""Wall textures, painted flat: brick, windows, glazed entrances. (h, w, 3) uint8 BGR."""

import cv2
import numpy as np

from app.demo.arrays import Array, Color, rng
from app.demo.noise import tile


def bricks(width_m: float, height_m: float, *, seed: int, color: Color, px: int = 50) -> Array:
    """Return a brick wall at `px` pixels a metre."""
    width, height = int(width_m * px), int(height_m * px)
    source = rng(seed)
    row_px, brick_px = 0.075 * px, 0.225 * px
    rows = (np.arange(height) / row_px).astype(int)
    offset = np.where(rows % 2 > 0, brick_px / 2, 0.0)
    columns = ((np.arange(width)[None, :] + offset[:, None]) / brick_px).astype(int)
    tints = source.normal(1.0, 0.09, 8192)
    value = tints[(columns * 91 + rows[:, None] * 613) % 8192]
    mortar = np.mod(np.arange(height), row_px) < 0.012 * px
    value[mortar] = 1.16
    stain = cv2.resize(tile(seed + 1), (width, height), interpolation=cv2.INTER_CUBIC)
    value = value + 0.05 * stain
    wall = value[:, :, None] * np.asarray(color)
    return np.asarray(np.clip(wall, 0, 255), np.uint8)


def window(
    wall: Array,
    *,
    x: float,
    y: float,
    width: float,
    height: float,
    panes: int,
    seed: int,
    frame: Color = (52, 62, 92),
    px: int = 50,
) -> None:
    """Paint a window into a wall, x and y in metres from its top left corner."""
    left, top = int(x * px), int(y * px)
    right, bottom = int((x + width) * px), int((y + height) * px)
    source = rng(seed)
    cv2.rectangle(wall, (left - 3, top - 4), (right + 3, bottom + 5), _darker(frame, 0.6), -1)
    cv2.rectangle(wall, (left, top), (right, bottom), frame, -1)
    step = (right - left) / panes
    border = max(2, int(0.05 * px))
    for pane in range(panes):
        x0, x1 = int(left + pane * step) + border, int(left + (pane + 1) * step) - border
        y0, y1 = top + border, bottom - border
        if x1 <= x0 or y1 <= y0:
            continue
        # Sky in the upper part of the glass, the dark room in the lower, now and then a blind.
        ramp = np.linspace(1.0, 0.0, y1 - y0)[:, None, None]
        glass = 38 + ramp**1.4 * np.array([92, 84, 74]) * source.uniform(0.55, 1.0)
        wall[y0:y1, x0:x1] = glass
        if source.random() < 0.35:
            drop = int((y1 - y0) * source.uniform(0.2, 0.75))
            wall[y0 : y0 + drop, x0:x1] = np.array([150, 166, 172]) * source.uniform(0.62, 0.95)
        if source.random() < 0.3:
            cv2.circle(wall, ((x0 + x1) // 2, y0 + (y1 - y0) // 4), 3, (205, 232, 240), -1)
    cv2.rectangle(wall, (left - 5, bottom + 2), (right + 5, bottom + 7), (168, 172, 174), -1)


def glazing(width_m: float, height_m: float, *, seed: int, px: int = 50) -> Array:
    """Return a glazed entrance: doors, a lit lobby behind them, and what the glass mirrors."""
    width, height = int(width_m * px), int(height_m * px)
    source = rng(seed)
    ramp = np.linspace(0, 1, height)[:, None, None]
    wall = np.ones((height, width, 3)) * (np.array([74, 72, 66]) * (1 - ramp) + 40 * ramp)
    lobby = slice(int(0.30 * height), int(0.97 * height))
    wall[lobby] += np.array([26, 44, 58]) * 0.8
    for _ in range(9):
        x, w = int(source.uniform(0, width)), int(source.uniform(0.15, 0.6) * px)
        wall[int(0.45 * height) : int(0.96 * height), x : x + w] *= source.uniform(0.62, 1.25)
    for x in np.linspace(0.08, 0.92, 6):
        cv2.circle(wall, (int(x * width), int(0.22 * height)), 4, (190, 225, 240), -1)
    wall = np.asarray(cv2.GaussianBlur(wall, (0, 0), 2.5), np.float64)
    mirror = cv2.resize(tile(seed + 3, octaves=4), (width, height))
    wall += np.clip(mirror, 0, 2)[:, :, None] * np.array([26, 24, 20])
    bars = 8
    for bar in range(bars + 1):
        x = min(int(bar * width / bars), width - 3)
        cv2.rectangle(wall, (x - 2, 0), (x + 2, height), (66, 64, 62), -1)
    cv2.rectangle(wall, (0, int(0.27 * height)), (width, int(0.27 * height) + 6), (66, 64, 62), -1)
    for side in (-1, 1):
        x = width // 2 + side * 8
        cv2.line(wall, (x, int(0.55 * height)), (x, int(0.80 * height)), (190, 192, 194), 3)
    return np.asarray(np.clip(wall, 0, 255), np.uint8)


def _darker(color: Color, by: float) -> Color:
    return (color[0] * by, color[1] * by, color[2] * by)
