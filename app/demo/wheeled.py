"""What rolls with a person: a bicycle and who rides it, and a suitcase."""

import math

import numpy as np

from app.demo.arrays import Color
from app.demo.clothes import Joints, Outfit, Point, Stance, dress
from app.demo.solids import Solid, solid

CRANK_TURN_M = 4.6  # metres that one turn of the pedals moves the bicycle
_SIDES = (1.0, -1.0)
_CRANK: Point = (0.02, 0.0, 0.29)
_SADDLE: Point = (-0.16, 0.0, 0.95)
_WHEEL_M = 0.34


def bicycle(stance: Stance, color: Color) -> list[Solid]:
    """Return a bicycle; it rolls along +x of its stance."""
    rear, front = (-0.52, 0.0, _WHEEL_M), (0.56, 0.0, _WHEEL_M)
    head, low_head = (0.38, 0.0, 0.90), (0.41, 0.0, 0.74)
    tubes: list[tuple[Point, Point, float, Color]] = [
        (rear, _CRANK, 0.018, color),
        (_CRANK, (-0.13, 0.0, 0.82), 0.02, color),
        ((-0.12, 0.0, 0.80), head, 0.02, color),
        (_CRANK, low_head, 0.022, color),
        (rear, (-0.12, 0.0, 0.76), 0.014, color),
        (head, front, 0.02, (70, 70, 70)),
        ((-0.26, 0.0, 0.95), (-0.04, 0.0, 0.95), 0.045, (34, 34, 34)),
        ((0.40, -0.28, 1.03), (0.40, 0.28, 1.03), 0.02, (60, 60, 60)),
        ((0.40, 0.0, 0.88), (0.40, 0.0, 1.03), 0.018, (120, 120, 120)),
    ]
    parts = [solid(stance.place([a, b], 1.0), radius, tube) for a, b, radius, tube in tubes]
    turns = np.linspace(0, 2 * math.pi, 17)
    for x, _, z in (rear, front):
        rim: list[Point] = [
            (x + _WHEEL_M * math.cos(t), 0.0, z + _WHEEL_M * math.sin(t)) for t in turns
        ]
        placed = stance.place(rim, 1.0)
        parts += [
            solid(placed[i : i + 2], 0.021, (38, 38, 38), flat=True) for i in range(len(rim) - 1)
        ]
    return parts


def rider(stance: Stance, outfit: Outfit, crank: float) -> list[Solid]:
    """Return a person on a bicycle; `crank` is the angle of the pedals in radians."""
    knees, ankles, toes = zip(
        *(_pedalling(crank + (0.0 if side > 0 else math.pi), side=side) for side in _SIDES),
        strict=True,
    )
    joints = Joints(
        hip=(_SADDLE[0] + 0.02, 0.0, _SADDLE[2] + 0.07),
        knees=knees,
        ankles=ankles,
        toes=toes,
        neck=(0.17, 0.0, 1.54),
        shoulders=((0.13, 0.195, 1.44), (0.13, -0.195, 1.44)),
        elbows=((0.22, 0.25, 1.18), (0.22, -0.25, 1.18)),
        hands=((0.40, 0.24, 1.08), (0.40, -0.24, 1.08)),
    )
    return dress(joints, outfit, stance)


def _pedalling(crank: float, *, side: float) -> tuple[Point, Point, Point]:
    """Return knee, ankle and toe of a leg whose pedal stands at an angle."""
    pedal = (_CRANK[0] + 0.17 * math.cos(crank), _CRANK[2] + 0.17 * math.sin(crank))
    ankle = (pedal[0] - 0.06, side * 0.1, pedal[1] + 0.09)
    hip = (_SADDLE[0] + 0.02, _SADDLE[2] + 0.07)
    gap = math.hypot(ankle[0] - hip[0], ankle[2] - hip[1])
    bone = 0.46
    # The knee lies off the middle of the line from hip to ankle, ahead of it.
    aside = math.sqrt(max(0.0, bone * bone - (gap / 2) ** 2))
    along = ((ankle[0] - hip[0]) / gap, (ankle[2] - hip[1]) / gap)
    knee = (
        (hip[0] + ankle[0]) / 2 - along[1] * aside,
        side * 0.1,
        (hip[1] + ankle[2]) / 2 + along[0] * aside,
    )
    return knee, ankle, (ankle[0] + 0.15, side * 0.1, ankle[2] - 0.05)


def suitcase(stance: Stance, color: Color) -> list[Solid]:
    """Return a trolley case that is pulled along +x, tilted towards the hand."""
    low: list[Point] = [(dx - 0.12, dy, 0.10) for dx in (-0.08, 0.08) for dy in (-0.13, 0.13)]
    high: list[Point] = [(dx + 0.10, dy, 0.55) for dx in (-0.08, 0.08) for dy in (-0.13, 0.13)]
    handle: list[Point] = [(0.10, 0.0, 0.55), (0.32, 0.0, 0.92)]
    wheels: list[Point] = [(-0.16, -0.13, 0.05), (-0.16, 0.13, 0.05)]
    return [
        solid(stance.place(low + high, 1.0), 0.05, color),
        solid(stance.place(handle, 1.0), 0.014, (150, 150, 150), lift=-0.2),
        solid(stance.place(wheels, 1.0), 0.045, (30, 30, 30), lift=-0.1),
    ]
