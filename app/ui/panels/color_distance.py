"""How far two colours are apart, also for colour-blind eyes.

Pure. Distances are Euclidean in OKLab (Ottosson 2020), as the smallest of three pairs of eyes:
those that see all hues, and those that lack the red or the green cones (Machado, Oliveira and
Fernandes 2009, severity 1.0). White and black are 1 apart.
"""

from __future__ import annotations

from functools import cache
from math import dist

_Triple = tuple[float, float, float]
_Matrix = tuple[_Triple, _Triple, _Triple]

_NORMAL: _Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
_PROTAN: _Matrix = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
_DEUTAN: _Matrix = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
_TO_LMS: _Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB: _Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def color_distance(one: str, other: str) -> float:
    """Return how far two colours, `#RRGGBB`, are apart for the eyes that part them worst."""
    return min(dist(a, b) for a, b in zip(_seen(one), _seen(other), strict=True))


@cache
def _seen(color: str) -> tuple[_Triple, ...]:
    """Return the colour in OKLab as each of the three pairs of eyes sees it."""
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (_linear(channel) for channel in channels)
    return tuple(_lab(_times(eyes, (red, green, blue))) for eyes in (_NORMAL, _PROTAN, _DEUTAN))


def _lab(rgb: _Triple) -> _Triple:
    long, medium, short = _times(_TO_LMS, rgb)
    return _times(_TO_LAB, (_root(long), _root(medium), _root(short)))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _root(value: float) -> float:
    return float(max(value, 0.0) ** (1 / 3))


def _times(matrix: _Matrix, vector: _Triple) -> _Triple:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third
