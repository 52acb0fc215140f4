"""How a picture is brightened for the eye: values only. No pixels here, and no libraries for them.

It is never part of the footage: stills, exports, thumbnails and what models look at stay as they
were recorded.
"""

import math
from dataclasses import dataclass, fields
from typing import Any

# Where each number may lie. What goes to a decoder, and what comes back, keeps to it.
RANGES: dict[str, tuple[float, float]] = {
    "brightness": (-1.0, 1.0),
    "contrast": (0.25, 4.0),
    "gamma": (0.25, 4.0),
    "saturation": (0.0, 3.0),
    "clahe": (0.0, 1.0),
    "sharpen": (0.0, 2.0),
}


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is done to a picture on its way to the screen; `Adjustment()` is nothing.

    Attributes:
        brightness: added, as a share of the whole range; 0 is nothing.
        contrast: factor around middle grey; 1 is nothing.
        gamma: above 1 lifts the shadows; 1 is nothing.
        saturation: factor; 0 is grey, 1 is nothing.
        clahe: how much contrast is evened out from place to place, 0 … 1.
        invert: whether it is shown as its negative.
        sharpen: how much edges are raised; 0 is nothing.

    Raises:
        ValueError: a number is out of its range.
    """

    brightness: float = 0.0
    contrast: float = 1.0
    gamma: float = 1.0
    saturation: float = 1.0
    clahe: float = 0.0
    invert: bool = False
    sharpen: float = 0.0

    def __post_init__(self) -> None:
        for name, (least, most) in RANGES.items():
            value = getattr(self, name)
            if not math.isfinite(value) or not least <= value <= most:
                raise ValueError(f"{name} is out of its range")

    @property
    def is_none(self) -> bool:
        """Whether the picture stays as it is."""
        return self == NO_ADJUSTMENT

    def to_value(self) -> dict[str, float | bool]:
        """Give what differs from nothing, to be stored as JSON."""
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }

    @classmethod
    def of_value(cls, untrusted_value: Any) -> "Adjustment":
        """Take what was stored; what cannot be understood, or no longer, is left out."""
        if not isinstance(untrusted_value, dict):
            return NO_ADJUSTMENT
        known: dict[str, Any] = {
            name: float(value)
            for name, value in untrusted_value.items()
            if name in RANGES and _is_within(value, *RANGES[name])
        }
        return cls(**known, invert=untrusted_value.get("invert") is True)


def _is_within(untrusted: object, least: float, most: float) -> bool:
    if isinstance(untrusted, bool) or not isinstance(untrusted, int | float):
        return False
    return least <= untrusted <= most


NO_ADJUSTMENT = Adjustment()
# A dark picture is lifted and its places evened out; what then comes up of the sensor's noise has
# little colour to lose.
NIGHT = Adjustment(gamma=1.8, contrast=1.1, clahe=0.5, saturation=0.8)
# Fog takes the range from all colours alike: it is given back, from place to place.
HAZE = Adjustment(brightness=-0.08, contrast=1.35, gamma=0.85, saturation=1.3, clahe=0.6)
