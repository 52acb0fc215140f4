"""Where an actor is at a given time: smooth lines on the ground and a timetable along them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.demo.arrays import Array

_STEP_M = 0.1
_DOOR_S = 0.7


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a route. `distance` counts metres gone; `speed` is metres a second."""

    x: float
    y: float
    heading: float
    distance: float
    speed: float
    presence: float = 1.0  # below 1 while somebody steps into or out of a dark doorway


@dataclass(frozen=True, slots=True)
class Route:
    """A line on the ground with a timetable; `walk` and `drive` build one.

    Before its first time the actor is absent, and after its last too, unless it `waits` there.
    """

    xy: Array  # (N, 2) metres, every 0.1 m
    heading: Array  # (N,) radians, unwrapped
    times: Array  # (K,) seconds
    distances: Array  # (K,) metres along the line
    slopes: Array  # (K,) metres a second
    waits: tuple[bool, bool] = (False, False)  # before the first, after the last time
    doors: tuple[bool, bool] = (False, False)  # starts in a doorway, ends in one

    def at(self, time_s: float) -> Spot | None:
        """Return the spot at a time, or None when the actor is not there."""
        if time_s < self.times[0] and not self.waits[0]:
            return None
        if time_s > self.times[-1] and not self.waits[1]:
            return None
        clamped = min(max(time_s, float(self.times[0])), float(self.times[-1]))
        distance, speed = self._travel(clamped)
        place = distance / _STEP_M
        low = min(int(place), len(self.xy) - 2)
        share = place - low
        x, y = self.xy[low] * (1 - share) + self.xy[low + 1] * share
        heading = float(self.heading[low] * (1 - share) + self.heading[low + 1] * share)
        presence = 1.0
        if self.doors[0]:
            presence = min(presence, (time_s - float(self.times[0])) / _DOOR_S)
        if self.doors[1]:
            presence = min(presence, (float(self.times[-1]) - time_s) / _DOOR_S)
        return Spot(
            x=float(x),
            y=float(y),
            heading=heading,
            distance=distance,
            speed=speed,
            presence=max(0.0, presence),
        )

    def _travel(self, time_s: float) -> tuple[float, float]:
        """Return distance and speed by cubic Hermite interpolation of the timetable."""
        span = int(np.clip(np.searchsorted(self.times, time_s) - 1, 0, len(self.times) - 2))
        t0, t1 = float(self.times[span]), float(self.times[span + 1])
        d0, d1 = float(self.distances[span]), float(self.distances[span + 1])
        m0, m1 = float(self.slopes[span]) * (t1 - t0), float(self.slopes[span + 1]) * (t1 - t0)
        u = (time_s - t0) / (t1 - t0)
        a, b = 2 * d0 - 2 * d1 + m0 + m1, -3 * d0 + 3 * d1 - 2 * m0 - m1
        distance = ((a * u + b) * u + m0) * u + d0
        speed = ((3 * a * u + 2 * b) * u + m0) / (t1 - t0)
        length = (len(self.xy) - 1) * _STEP_M
        return min(max(distance, 0.0), length - 1e-6), speed


def _smooth(points: Sequence[tuple[float, float]]) -> Array:
    """Return a centripetal-enough Catmull-Rom curve through the points, every 0.1 m."""
    knots = np.asarray(points, dtype=np.float64)
    padded = np.concatenate([[2 * knots[0] - knots[1]], knots, [2 * knots[-1] - knots[-2]]])
    dense = []
    share = np.linspace(0, 1, 60, endpoint=False)[:, None]
    for p0, p1, p2, p3 in zip(padded[:-3], padded[1:-2], padded[2:-1], padded[3:], strict=True):
        dense.append(
            0.5
            * (
                2 * p1
                + (p2 - p0) * share
                + (2 * p0 - 5 * p1 + 4 * p2 - p3) * share**2
                + (3 * p1 - p0 - 3 * p2 + p3) * share**3
            )
        )
    line = np.concatenate([*dense, knots[-1:]])
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    even = np.arange(0, along[-1], _STEP_M)
    return np.stack(
        [np.interp(even, along, line[:, 0]), np.interp(even, along, line[:, 1])], axis=1
    )


def _headings(line: Array, *, blur: int) -> Array:
    ahead = np.gradient(line, axis=0)
    angle = np.unwrap(np.arctan2(ahead[:, 1], ahead[:, 0]))
    padded = np.pad(angle, blur, mode="edge")
    kernel = np.ones(2 * blur + 1) / (2 * blur + 1)
    return np.asarray(np.convolve(padded, kernel, mode="valid"))


def walk(
    points: Sequence[tuple[float, float]],
    *,
    start_s: float,
    speed: float = 1.35,
    pauses: Sequence[tuple[float, float]] = (),
    doors: tuple[bool, bool] = (False, False),
) -> Route:
    """Return a walk at an even speed; `pauses` are (metres from the start, seconds)."""
    line = _smooth(points)
    length = (len(line) - 1) * _STEP_M
    times, distances, slopes = [start_s], [0.0], [speed]
    for where, seconds in pauses:
        # The last and the first half metre around a pause take twice their usual time.
        times.append(times[-1] + (where - 0.5 - distances[-1]) / speed)
        distances.append(where - 0.5)
        slopes.append(speed)
        times.append(times[-1] + 1.0 / speed)
        distances.append(where)
        slopes.append(0.0)
        times.append(times[-1] + seconds)
        distances.append(where)
        slopes.append(0.0)
        times.append(times[-1] + 1.0 / speed)
        distances.append(where + 0.5)
        slopes.append(speed)
    times.append(times[-1] + (length - distances[-1]) / speed)
    distances.append(length)
    slopes.append(speed)
    return Route(
        xy=line,
        heading=_headings(line, blur=6),
        times=np.array(times),
        distances=np.array(distances),
        slopes=np.array(slopes),
        doors=doors,
    )


def drive(
    legs: Sequence[tuple[Sequence[tuple[float, float]], bool]],
    *,
    timetable: Sequence[tuple[float, float, float]],
    waits: tuple[bool, bool] = (False, False),
) -> Route:
    """Return a drive along legs of (points, backwards).

    `timetable` holds (seconds, share of the whole way 0..1, metres a second).
    """
    lines: list[Array] = []
    headings: list[Array] = []
    for points, backwards in legs:
        line = _smooth(points)
        angle = _headings(line, blur=10) + (math.pi if backwards else 0.0)
        if headings:
            angle = angle - 2 * math.pi * round((angle[0] - headings[-1][-1]) / (2 * math.pi))
        lines.append(line)
        headings.append(angle)
    line = np.concatenate(lines)
    length = (len(line) - 1) * _STEP_M
    table = np.array(timetable, dtype=np.float64)
    return Route(
        xy=line,
        heading=np.concatenate(headings),
        times=table[:, 0],
        distances=table[:, 1] * length,
        slopes=table[:, 2],
        waits=waits,
    )
