"""The barrier of the gate: an arm that rises for a car and falls behind it."""

import math
from dataclasses import dataclass

import numpy as np

from app.demo.arrays import Color
from app.demo.solids import Solid, solid

_RED: Color = (58, 54, 172)
_WHITE: Color = (214, 216, 216)


@dataclass(frozen=True, slots=True)
class Barrier:
    """Hinged at (x, y), `height` over the ground; the arm points to the left when it is down.

    openings: (start, end) in seconds: when the arm begins to rise and begins to fall.
    """

    x: float
    y: float
    height: float
    length: float
    openings: tuple[tuple[float, float], ...]

    def angle(self, time_s: float) -> float:
        """Return the arm's angle in radians, 0 = down."""
        share = 0.0
        for start, end in self.openings:
            up = min(1.0, max(0.0, (time_s - start) / 2.2))
            down = min(1.0, max(0.0, (time_s - end) / 2.6))
            share = max(share, up - down)
        smooth = share * share * (3 - 2 * share)
        return smooth * math.radians(80)

    def solids(self, time_s: float) -> list[Solid]:
        """Return the arm at a time, in red and white lengths."""
        angle = self.angle(time_s)
        along = np.array([-math.cos(angle), 0.0, math.sin(angle)])
        hinge = np.array([self.x, self.y, self.height])
        count = 9
        parts = []
        for i in range(count):
            a, b = self.length * i / count, self.length * (i + 1) / count
            color = _RED if i % 2 else _WHITE
            parts.append(solid([hinge + along * a, hinge + along * b], 0.05, color))
        return parts
