"""Street furniture as solids: lamp posts, bollards, benches, bins, signs, racks."""

from itertools import pairwise

import numpy as np

from app.demo.arrays import Color
from app.demo.solids import Solid, solid

_STEEL: Color = (150, 150, 146)


def lamp_post(x: float, y: float, *, height: float, arm: float, glow: bool = False) -> list[Solid]:
    """Return a post with an arm that reaches `arm` metres to the right."""
    head: Color = (210, 240, 250) if glow else (186, 190, 188)
    bend = [(x + arm * t, y, height + 0.55 * np.sin(t * np.pi / 2)) for t in (0.0, 0.4, 0.75, 1.0)]
    parts = [
        solid([np.array([x, y, 0.0]), np.array([x, y, 1.1])], 0.105, _STEEL),
        solid([np.array([x, y, 1.0]), np.array([x, y, height])], [0.07, 0.05], _STEEL),
    ]
    for a, b in pairwise(bend):
        parts.append(solid([np.array(a), np.array(b)], 0.045, _STEEL))
    end = np.array(bend[-1])
    parts.append(solid([end, end + np.array([0.55, 0, 0.02])], [0.10, 0.12], head, flat=glow))
    return parts


def bollard(x: float, y: float, *, height: float = 0.95) -> list[Solid]:
    """Return a steel bollard with a pale band."""
    foot, head = np.array([x, y, 0.0]), np.array([x, y, height])
    band = [np.array([x, y, height - 0.2]), np.array([x, y, height - 0.12])]
    return [
        solid([foot, head], 0.075, (58, 56, 54)),
        solid(band, 0.08, (200, 205, 206), lift=0.1),
    ]


def bench(x: float, y: float, *, length: float = 1.8) -> list[Solid]:
    """Return a timber bench that looks towards the camera."""
    wood: Color = (70, 104, 136)
    parts: list[Solid] = []
    for side in (-0.42, 0.42):
        at = x + side * length
        rail = [np.array([at, y + 0.22, 0.0]), np.array([at, y + 0.3, 0.85])]
        parts.append(solid([np.array([at, y, 0.0]), np.array([at, y, 0.42])], 0.035, (62, 60, 58)))
        parts.append(solid(rail, 0.035, (62, 60, 58)))
    for dy, z in ((0.0, 0.44), (0.11, 0.44), (0.22, 0.45), (0.28, 0.62), (0.3, 0.76)):
        ends = [np.array([x - length / 2, y + dy, z]), np.array([x + length / 2, y + dy, z])]
        parts.append(solid(ends, 0.04, wood, lift=0.05))
    return parts


def bin_(x: float, y: float) -> list[Solid]:
    """Return a litter bin."""
    return [
        solid([np.array([x, y, 0.05]), np.array([x, y, 0.82])], 0.24, (52, 70, 48)),
        solid([np.array([x, y, 0.9]), np.array([x, y, 0.98])], 0.26, (40, 48, 38), lift=0.1),
        solid(
            [np.array([x, y - 0.18, 0.76]), np.array([x, y - 0.18, 0.8])],
            0.1,
            (18, 18, 18),
            lift=0.2,
        ),
    ]


def cycle_stand(x: float, y: float) -> list[Solid]:
    """Return one hoop of a cycle rack, seen across."""
    turns = np.linspace(0, np.pi, 7)
    hoop = [(x, y - 0.38 * np.cos(t), 0.45 + 0.38 * np.sin(t)) for t in turns]
    spots = [(x, y - 0.38, 0.0), *hoop, (x, y + 0.38, 0.0)]
    return [solid([np.array(a), np.array(b)], 0.028, _STEEL) for a, b in pairwise(spots)]


def sign(x: float, y: float, *, color: Color, height: float = 2.1) -> list[Solid]:
    """Return a small upright sign on a post."""
    plate = [(x + dx, y - 0.06, height - dz) for dx in (-0.17, 0.17) for dz in (0.0, 0.42)]
    text = [(x + dx, y - 0.1, height - 0.1) for dx in (-0.13, 0.13)]
    lower = [(x + dx, y - 0.1, height - 0.26) for dx in (-0.14, 0.06)]
    return [
        solid([np.array([x, y, 0.0]), np.array([x, y, height])], 0.03, _STEEL),
        solid(np.array(plate), 0.03, color, lift=0.2),
        solid(np.array(text), 0.024, (225, 228, 228), lift=0.3),
        solid(np.array(lower), 0.018, (225, 228, 228), lift=0.3),
    ]
