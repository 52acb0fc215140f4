"""Dress a body: from the places of its joints to solids in cloth, skin and hair.

Body coordinates are (forward, left, up) in metres for a person of 1.75 m; `Stance` places and
scales them. The `lift`s keep the painting order right where parts lie at the same depth: arms
over the coat, the coat over the legs.
"""

import math
from dataclasses import dataclass

import numpy as np

from app.demo.arrays import Array, Color
from app.demo.solids import Solid, solid

Point = tuple[float, float, float]
_SIDES = (1.0, -1.0)


@dataclass(frozen=True, slots=True)
class Outfit:
    """What one person looks like. Colours are B, G, R."""

    height: float = 1.75
    coat: Color = (70, 52, 44)
    trousers: Color = (74, 60, 52)
    shoes: Color = (36, 34, 34)
    skin: Color = (112, 140, 182)
    hair: Color = (34, 40, 52)
    coat_to: float = 0.90  # height of the hem
    girth: float = 1.0
    hat: Color | None = None
    scarf: Color | None = None
    stripe: Color | None = None  # a band around the chest
    backpack: Color | None = None
    satchel: Color | None = None


@dataclass(frozen=True, slots=True)
class Joints:
    """Where the joints are; pairs are (left, right)."""

    hip: Point
    knees: tuple[Point, Point]
    ankles: tuple[Point, Point]
    toes: tuple[Point, Point]
    neck: Point
    shoulders: tuple[Point, Point]
    elbows: tuple[Point, Point]
    hands: tuple[Point, Point]
    gaze: float = 0.0  # radians by which the head is turned


@dataclass(frozen=True, slots=True)
class Stance:
    """Where a body is in the world."""

    x: float
    y: float
    heading: float  # radians, counter-clockwise from +x

    def place(self, points: list[Point], scale: float) -> Array:
        """Return body points in world coordinates, (N, 3)."""
        cos, sin = math.cos(self.heading), math.sin(self.heading)
        axes = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]]) * scale
        return np.asarray(np.asarray(points) @ axes + np.array([self.x, self.y, 0.0]))


class _Tailor:
    """Collects solids of one body."""

    def __init__(self, stance: Stance, outfit: Outfit) -> None:
        self._stance = stance
        self._scale = outfit.height / 1.75
        self.parts: list[Solid] = []

    def sew(
        self, points: list[Point], radii: float | list[float], color: Color, lift: float
    ) -> None:
        """Add the hull of spheres at body points."""
        sizes = [r * self._scale for r in radii] if isinstance(radii, list) else radii * self._scale
        self.parts.append(solid(self._stance.place(points, self._scale), sizes, color, lift=lift))


def dress(joints: Joints, outfit: Outfit, stance: Stance) -> list[Solid]:
    """Return the solids of a dressed body."""
    tailor = _Tailor(stance, outfit)
    _legs(tailor, joints, outfit)
    _coat(tailor, joints, outfit)
    _arms(tailor, joints, outfit)
    _head(tailor, joints, outfit)
    return tailor.parts


def _legs(tailor: _Tailor, joints: Joints, outfit: Outfit) -> None:
    wide = outfit.girth
    x, _, z = joints.hip
    for i, side in enumerate(_SIDES):
        ankle = joints.ankles[i]
        heel = (ankle[0] - 0.05, ankle[1], ankle[2] - 0.03)
        tailor.sew([heel, joints.toes[i]], [0.046, 0.036], outfit.shoes, 0.0)
        tailor.sew([joints.knees[i], ankle], [0.068, 0.05], outfit.trousers, 0.01)
        hip = (x, side * 0.085, z)
        tailor.sew([hip, joints.knees[i]], [0.098 * wide, 0.07], outfit.trousers, 0.02)
    if outfit.coat_to > 0.82:
        tailor.sew([(x, 0.06, z), (x, -0.06, z)], 0.115 * wide, outfit.trousers, 0.0)


def _coat(tailor: _Tailor, joints: Joints, outfit: Outfit) -> None:
    wide = outfit.girth
    x, _, z = joints.hip
    top_x, _, top_z = joints.neck
    # The waist lies on the line from hip to neck, and the hem below the hip.
    waist = [(x + 0.21 * (top_x - x), s * 0.07 * wide, z + 0.21 * (top_z - z)) for s in _SIDES]
    shoulders = [(p[0], p[1] * 0.77, p[2] + 0.015) for p in joints.shoulders]
    yoke = [(top_x, 0.0, top_z - 0.01)]
    sizes = [0.075] * 2 + [0.118 * wide] * 2 + [0.062]
    tailor.sew(shoulders + waist + yoke, sizes, outfit.coat, 0.27)
    hem_z = z + min(outfit.coat_to - 0.9, 0.04)
    flare = 0.02 + 0.15 * max(0.0, 0.9 - outfit.coat_to)
    hem = [(x + 0.015, s * 0.075 * wide, hem_z) for s in _SIDES]
    tailor.sew(waist + hem, [0.118 * wide] * 2 + [0.112 * wide + flare] * 2, outfit.coat, 0.25)
    if outfit.stripe is not None:
        share = (0.52, 0.42)
        band = [
            (x + k * (top_x - x), s * 0.1 * wide, z + k * (top_z - z))
            for s in _SIDES
            for k in share
        ]
        tailor.sew(band, 0.121 * wide, outfit.stripe, 0.295)
    if outfit.backpack is not None:
        bag = [
            (x + k * (top_x - x) - 0.19, s * 0.09, z + k * (top_z - z))
            for s in _SIDES
            for k in (0.76, 0.26)
        ]
        tailor.sew(bag, 0.085, outfit.backpack, 0.24)


def _arms(tailor: _Tailor, joints: Joints, outfit: Outfit) -> None:
    for i in range(2):
        elbow, hand = joints.elbows[i], joints.hands[i]
        tailor.sew([joints.shoulders[i], elbow], [0.064, 0.054], outfit.coat, 0.28)
        tailor.sew([elbow, hand], [0.053, 0.042], outfit.coat, 0.285)
        tailor.sew([hand, (hand[0], hand[1], hand[2] - 0.06)], 0.036, outfit.skin, 0.28)
    if outfit.satchel is not None:
        x, y, z = joints.hands[1]
        bag = [(x * 0.6 + dx, y * 1.1, z - 0.14 - dz) for dx in (-0.13, 0.13) for dz in (0.0, 0.2)]
        tailor.sew(bag, 0.045, outfit.satchel, 0.30)


def _head(tailor: _Tailor, joints: Joints, outfit: Outfit) -> None:
    base_x, _, base_z = joints.neck
    cos, sin = math.cos(joints.gaze), math.sin(joints.gaze)

    def at(ahead: float, aside: float, up: float) -> Point:
        return (base_x + 0.02 + ahead * cos - aside * sin, ahead * sin + aside * cos, base_z + up)

    skin = outfit.skin
    brow: Color = (skin[0] * 0.66, skin[1] * 0.66, skin[2] * 0.66)
    tailor.sew([at(-0.01, 0, -0.04), at(0, 0, 0.06)], [0.06, 0.055], skin, 0.28)
    tailor.sew([at(0.025, 0, 0.19), at(0.05, 0, 0.10)], [0.088, 0.06], skin, 0.29)
    tailor.sew([at(0.098, s * 0.035, 0.17) for s in _SIDES], 0.017, brow, 0.27)
    crown = [at(-0.03, 0, 0.20), at(-0.035, 0, 0.13), at(0.015, 0, 0.235)]
    tailor.sew(crown, [0.095, 0.085, 0.085], outfit.hat or outfit.hair, 0.29)
    if outfit.scarf is not None:
        tailor.sew([at(0, 0, 0), at(0.02, 0, 0.03)], [0.092, 0.088], outfit.scarf, 0.31)
