"""Cars and vans as lofted meshes: a body, a glazed cabin, wheels, lamps and plates.

Own axes: x ahead, y to the left, z up; the origin lies on the ground under the middle.
"""

import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from app.demo.arrays import Array, Color
from app.demo.meshes import Face, Mesh

_GLASS: Color = (52, 44, 36)
_DARK: Color = (30, 29, 28)
_TYRE: Color = (26, 26, 26)
_RIM: Color = (132, 130, 128)


@dataclass(frozen=True, slots=True)
class CarShape:
    """The side view: (x, z) of bonnet line and cabin, in metres."""

    length: float = 4.4
    width: float = 1.80
    belt: tuple[tuple[float, float], ...] = (
        (-2.20, 0.62),
        (-2.12, 0.86),
        (-1.55, 0.95),
        (-0.60, 0.96),
        (0.55, 0.93),
        (1.05, 0.88),
        (1.75, 0.78),
        (2.08, 0.66),
        (2.20, 0.50),
    )
    # Windscreen foot, roof front, roof rear, rear window foot.
    cabin: tuple[tuple[float, float], ...] = (
        (0.98, 0.90),
        (0.28, 1.36),
        (0.0, 1.43),
        (-0.75, 1.43),
        (-1.18, 1.36),
        (-1.78, 0.94),
    )
    wheels: tuple[float, float] = (-1.32, 1.36)
    glazed: tuple[int, ...] = (0, 1, 2, 3, 4)  # cabin spans with side glass


SALOON = CarShape()
HATCHBACK = CarShape(
    length=4.0,
    belt=(
        (-2.0, 0.60),
        (-1.96, 0.90),
        (-1.60, 0.98),
        (-0.60, 0.97),
        (0.50, 0.94),
        (1.0, 0.90),
        (1.62, 0.80),
        (1.90, 0.66),
        (2.0, 0.50),
    ),
    cabin=((0.95, 0.92), (0.25, 1.40), (-0.05, 1.47), (-1.10, 1.46), (-1.55, 1.38), (-1.92, 0.96)),
    wheels=(-1.25, 1.28),
)
VAN = CarShape(
    length=5.1,
    width=1.95,
    belt=(
        (-2.55, 0.55),
        (-2.54, 1.00),
        (-1.60, 1.05),
        (0.20, 1.05),
        (1.20, 1.04),
        (1.60, 1.00),
        (2.25, 0.88),
        (2.48, 0.70),
        (2.55, 0.50),
    ),
    cabin=((1.62, 1.02), (0.95, 1.78), (0.70, 1.92), (-1.50, 1.95), (-2.45, 1.90), (-2.54, 1.02)),
    wheels=(-1.60, 1.62),
    glazed=(0, 1),
)


def _quad(*corners: tuple[float, float, float]) -> Array:
    return np.asarray(corners, dtype=np.float64)


_MIRROR = np.array([1.0, -1.0, 1.0])
_BOTH = (1.0, -1.0)


@cache
def car(shape: CarShape, color: Color, *, braking: bool = False, lamps: bool = False) -> Mesh:
    """Return the mesh of a car; `lamps` switches head and tail lamps on."""
    faces = _body(shape, color) + _cabin(shape, color) + _wheels(shape)
    return Mesh.of(faces + _trim(shape, braking=braking, lamps=lamps))


def _body(shape: CarShape, color: Color) -> list[Face]:
    half, end = shape.width / 2, shape.length / 2
    faces: list[Face] = []

    def section(x: float, top: float) -> Array:
        # The nose and the tail are rounded in plan; the flanks lean in above the waist.
        w = half * (1.0 - 0.13 * max(0.0, abs(x) / end - 0.72) / 0.28)
        waist = min(0.62, top - 0.06)
        rows = ((w * 0.93, 0.22), (w, 0.36), (w, waist), (w * 0.965, top - 0.05), (w * 0.86, top))
        return np.array([[x, y, z] for y, z in rows] + [[x, 0.0, top + 0.025]])

    rings = [section(x, top) for x, top in shape.belt]
    for rear, front in pairwise(rings):
        for row in range(len(rear) - 1):
            corners = np.stack([rear[row], front[row], front[row + 1], rear[row + 1]])
            middle = corners.mean(axis=0)
            for side in _BOTH:
                out = (0.15 * middle[0], side * middle[1], middle[2] - 0.45)
                faces.append(
                    Face(corners * (1, side, 1), color, out, layer=1, gloss=0.3 if row > 2 else 0.1)
                )
    for ring, ahead in ((rings[0], -1.0), (rings[-1], 1.0)):
        around = np.concatenate([ring[:5] * _MIRROR, ring[5:], ring[4::-1]])
        faces.append(Face(around, color, (ahead, 0, 0), layer=2))
        low = np.concatenate([ring[:2], ring[1::-1] * _MIRROR])
        faces.append(Face(low, _DARK, (ahead, 0, 0), layer=3))
    return faces


def _cabin(shape: CarShape, color: Color) -> list[Face]:
    faces: list[Face] = []
    low = min(z for _, z in shape.cabin)
    high = max(z for _, z in shape.cabin)

    def half_at(z: float) -> float:
        return shape.width / 2 * (0.86 - 0.17 * (z - low) / (high - low))

    def shrunk(corners: Array, by: tuple[float, float, float]) -> Array:
        middle = corners.mean(axis=0)
        return np.asarray(middle + (corners - middle) * by)

    points = [np.array([x, half_at(z), z]) for x, z in shape.cabin]
    last = len(points) - 2
    for i, (front, rear) in enumerate(pairwise(points)):
        pane = np.stack([front, rear, rear * _MIRROR, front * _MIRROR])
        out = (2.0 if i <= 1 else (-2.0 if i >= last - 1 else 0.0), 0.0, 1.0)
        faces.append(Face(pane, color, out, layer=4, gloss=0.34))
        if i in (0, last) and i in shape.glazed:
            faces.append(Face(shrunk(pane, (0.9, 0.9, 0.9)), _GLASS, out, layer=5, gloss=0.5))
        for side in _BOTH:
            foot_y, foot_z = half_at(low), low + 0.02
            wall = np.stack([front, rear, (rear[0], foot_y, foot_z), (front[0], foot_y, foot_z)])
            wall = wall * (1, side, 1)
            faces.append(Face(wall, color, (0, side, 0.2), layer=4, gloss=0.1))
            if i in shape.glazed and i not in (0, last):
                glass = shrunk(wall, (1.0, 1.0, 0.8))
                faces.append(Face(glass, _GLASS, (0, side, 0.2), layer=5, gloss=0.8))
            elif i in shape.glazed:
                faces.append(Face(shrunk(wall, (0.7, 1.0, 0.72)), _GLASS, (0, side, 0.2), layer=5))
    x = (shape.wheels[0] + shape.wheels[1]) / 2 - 0.14
    for side in _BOTH:
        foot_y, roof_y = side * (half_at(low) + 0.005), side * (half_at(high) + 0.005)
        post = _quad(
            (x + 0.05, foot_y, low),
            (x + 0.05, roof_y, high - 0.03),
            (x - 0.05, roof_y, high - 0.03),
            (x - 0.05, foot_y, low),
        )
        faces.append(Face(post, color, (0, side, 0), layer=6))
    return faces


def _wheels(shape: CarShape) -> list[Face]:
    faces: list[Face] = []
    turns = np.linspace(0, 2 * math.pi, 18, endpoint=False)
    rings = ((0.385, _DARK, 6), (0.325, _TYRE, 7), (0.205, _RIM, 8), (0.07, (70.0, 70.0, 70.0), 9))
    for x in shape.wheels:
        for side in _BOTH:
            for radius, color, layer in rings:
                disc = np.stack(
                    [
                        x + radius * np.cos(turns),
                        np.full_like(turns, side * (shape.width / 2 + 0.001 * layer)),
                        np.maximum(0.325 + radius * np.sin(turns), 0.0),
                    ],
                    axis=1,
                )
                faces.append(Face(disc, color, (0, side, 0), layer=layer))
    return faces


def _trim(shape: CarShape, *, braking: bool, lamps: bool) -> list[Face]:
    faces: list[Face] = []
    end, half = shape.length / 2 + 0.012, shape.width / 2
    head: Color = (235, 250, 255) if lamps else (205, 205, 200)
    tail: Color = (60, 60, 255) if braking else ((40, 30, 190) if lamps else (40, 34, 120))
    for side in _BOTH:
        y0, y1 = side * half * 0.52, side * half * 0.86
        front = _quad(
            (end, y0, 0.54), (end, y1, 0.54), (end - 0.1, y1, 0.67), (end - 0.1, y0, 0.67)
        )
        faces.append(Face(front, head, (1, 0, 0), layer=7, glow=lamps))
        rear = _quad((-end, y0, 0.66), (-end, y1, 0.66), (-end, y1, 0.84), (-end, y0, 0.84))
        faces.append(Face(rear, tail, (-1, 0, 0), layer=7, glow=lamps or braking))
        x = shape.cabin[0][0] - 0.2
        wing = _quad(
            (x, side * half * 0.9, 1.04),
            (x + 0.16, side * half * 0.9, 1.02),
            (x + 0.14, side * (half + 0.16), 1.03),
            (x, side * (half + 0.16), 1.05),
        )
        faces.append(Face(wing, (44, 42, 40), (0, 0, 1), layer=9))
    plate = _quad((0, -0.26, 0.36), (0, 0.26, 0.36), (0, 0.26, 0.46), (0, -0.26, 0.46))
    faces.append(Face(plate + np.array([end, 0, 0]), (215, 220, 220), (1, 0, 0), layer=8))
    faces.append(Face(plate + np.array([-end, 0, 0.12]), (60, 190, 225), (-1, 0, 0), layer=8))
    grille = _quad((end, -0.45, 0.5), (end, 0.45, 0.5), (end, 0.45, 0.6), (end, -0.45, 0.6))
    faces.append(Face(grille, _DARK, (1, 0, 0), layer=7))
    return faces
