"""Which colours can be read on which. No Qt here: colours are `#RRGGBB`."""

from functools import cache

DARK_INK = "#0B0E13"
LIGHT_INK = "#FFFFFF"


@cache
def readable_on(background: str) -> str:
    """Return the ink, dark or light, that has more contrast on a background (WCAG 2.2, 1.4.3)."""
    on_light = contrast(background, DARK_INK)
    return DARK_INK if on_light >= contrast(background, LIGHT_INK) else LIGHT_INK


def contrast(a: str, b: str) -> float:
    """Return the contrast ratio of two colours, 1 … 21."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    channels = (value / 255 for value in bytes.fromhex(color[1:]))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(
        weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )


@cache
def legible(color: str, background: str) -> str:
    """Return a colour, lightened only as far as text in it needs to be read (4.5 to 1)."""
    for percent in range(0, 101, 10):
        mixed = _mixed(color, LIGHT_INK, percent / 100)
        if contrast(mixed, background) >= 4.5:
            return mixed
    return LIGHT_INK


def _mixed(color: str, other: str, share: float) -> str:
    pairs = zip(bytes.fromhex(color[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02X}" for a, b in pairs)
