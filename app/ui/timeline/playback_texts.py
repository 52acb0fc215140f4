"""How speeds are written, and which the menu and the keys offer.

Pure.
"""

SPEEDS = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0, 16.0)


def rate_text(rate: float) -> str:
    """Write a speed as a factor: "0.25" and the multiplication sign; backwards with a minus."""
    sign = "\N{MINUS SIGN}" if rate < 0 else ""
    return f"{sign}{round(abs(rate), 2):g}\N{MULTIPLICATION SIGN}"


def faster(rate: float) -> float:
    """Return the next speed that is offered above this one; the fastest stays."""
    return next((speed for speed in SPEEDS if speed > rate), SPEEDS[-1])


def slower(rate: float) -> float:
    """Return the next speed that is offered below this one; the slowest stays."""
    return next((speed for speed in reversed(SPEEDS) if speed < rate), SPEEDS[0])
