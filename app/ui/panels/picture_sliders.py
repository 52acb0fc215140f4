"""How far a slider stands for how much. Pure.

A slider goes from -100 to 100 and does nothing at 0, or from 0 to 100 where less than nothing makes
no sense. Factors are even steps of their logarithm, so that half and twice are as far away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import log

FULL = 100


@dataclass(frozen=True, slots=True)
class Scale:
    """From a slider's place to a number of `Adjustment`, and back; `least` is where it begins."""

    number: Callable[[int], float]
    place: Callable[[float], int]
    least: int = -FULL


def _factor(most: float) -> Scale:
    return Scale(
        lambda place: float(most ** (place / FULL)),
        lambda number: round(FULL * log(number) / log(most)),
    )


def _added(most: float) -> Scale:
    return Scale(lambda place: most * place / FULL, lambda number: round(FULL * number / most))


def _amount(most: float) -> Scale:
    return Scale(
        lambda place: most * place / FULL, lambda number: round(FULL * number / most), least=0
    )


def _colour() -> Scale:
    # Grey is as far to the left as three times the colour is to the right.
    return Scale(
        lambda place: 1 + (place if place < 0 else 2 * place) / FULL,
        lambda number: round(FULL * (number - 1) / (1 if number < 1 else 2)),
    )


SCALES: dict[str, Scale] = {
    "brightness": _added(0.5),
    "contrast": _factor(4.0),
    "gamma": _factor(4.0),
    "saturation": _colour(),
    "clahe": _amount(1.0),
    "sharpen": _amount(2.0),
}
