"""How speeds are written, and which the menu offers.

Pure.
"""

SPEEDS = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0, 16.0)


def rate_text(rate: float) -> str:
    """Write a speed as a factor: "0.25" and the multiplication sign; backwards with a minus."""
    sign = "\N{MINUS SIGN}" if rate < 0 else ""
    return f"{sign}{abs(rate):g}\N{MULTIPLICATION SIGN}"
