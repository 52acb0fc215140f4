"""The design tokens: every colour, radius and type size of the interface.

They are read from `resources/styles/tokens.json`, the one place that states them. No Qt here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from resources import resource_path


class Scheme(StrEnum):
    """Which of the two palettes is shown."""

    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one scheme; colours are `#RRGGBB`, sizes are logical pixels."""

    scheme: Scheme
    colors: Mapping[str, str]
    labels: tuple[str, ...]
    grid_px: int
    control_radius_px: int
    card_radius_px: int
    type_px: Mapping[str, int]
    families: tuple[str, ...]


@cache
def load_tokens(scheme: Scheme) -> Tokens:
    """Read the tokens of one scheme.

    A shade `onaccent` is added: what is written on a surface filled with the accent colour,
    dark on the dark scheme's amber and white on the light scheme's brown.
    """
    stored = json.loads(resource_path("styles", "tokens.json").read_text(encoding="utf-8"))
    colors = dict(stored[scheme.value])
    colors["onaccent"] = colors["bg"] if scheme is Scheme.DARK else "#FFFFFF"
    return Tokens(
        scheme=scheme,
        colors=colors,
        labels=tuple(stored["labels"]),
        grid_px=stored["grid_px"],
        control_radius_px=stored["radius_px"]["control"],
        card_radius_px=stored["radius_px"]["card"],
        type_px=stored["type_px"],
        families=tuple(stored["font"]),
    )
