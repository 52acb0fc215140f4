"""Trees and shrubs as solids, grown from a seed."""

import math

import numpy as np

from app.demo.arrays import Array, Color, rng
from app.demo.solids import Solid, solid


def bare_tree(x: float, y: float, *, height: float, seed: int, color: Color) -> list[Solid]:
    """Grow a leafless tree: each branch splits in two or three until twigs remain."""
    source = rng(seed)
    parts: list[Solid] = []

    def grow(start: Array, toward: Array, length: float, radius: float, level: int) -> None:
        end = start + toward * length
        parts.append(solid([start, end], [radius, radius * 0.66], color))
        if level == 0:
            return
        for _ in range(3 if level > 3 else 2):
            turn = source.normal(0, 0.42, 3) + np.array([0, 0, 0.12])
            ahead = toward + turn
            ahead /= np.linalg.norm(ahead)
            begin = start + toward * length * source.uniform(0.62, 1.0)
            grow(begin, ahead, length * source.uniform(0.62, 0.82), radius * 0.58, level - 1)

    trunk = height * 0.27
    grow(np.array([x, y, 0.0]), np.array([0.02, 0.0, 1.0]), trunk, height * 0.017, 6)
    return parts


def shrub(
    x: float, y: float, *, width: float, height: float, seed: int, color: Color
) -> list[Solid]:
    """Return a dense evergreen: many small tufts over a dark core."""
    source = rng(seed)
    dark = (color[0] * 0.45, color[1] * 0.45, color[2] * 0.45)
    core = [(x - width * 0.34, y, height * 0.35), (x + width * 0.34, y, height * 0.35)]
    parts = [solid(np.array([*core, (x, y, height * 0.55)]), min(width, height) * 0.34, dark)]
    for _ in range(int(70 * width * height) + 20):
        turn, rise = source.uniform(0, 2 * math.pi), source.uniform(-0.15, 1.0)
        reach = math.sqrt(max(0.0, 1 - max(0.0, rise) ** 2))
        spot = (
            x + math.cos(turn) * reach * width / 2 * source.uniform(0.8, 1.02),
            y + math.sin(turn) * reach * width / 3,
            max(0.04, (0.5 + rise * 0.5) * height * source.uniform(0.82, 1.0)),
        )
        tint = source.normal(0.86 + 0.22 * max(0.0, rise), 0.13)
        tuft = (color[0] * tint, color[1] * tint, color[2] * tint)
        parts.append(solid(np.array([spot]), source.uniform(0.05, 0.10), tuft))
    return parts
