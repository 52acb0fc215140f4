"""The colours of what lies over footage: the dark scheme's, in both schemes.

Footage is judged on a dark surround, so the canvas stays dark when the window is light, and what
is written on it must not follow the window.
"""

from functools import cache

from PySide6.QtGui import QColor

from app.ui.theme.tokens import Scheme, load_tokens


@cache
def over_footage(token: str, alpha: float = 1.0) -> QColor:
    """Return a token of the dark scheme; the colour is shared: do not change it.

    Raises:
        KeyError: there is no such token.
    """
    return tinted(load_tokens(Scheme.DARK).colors[token], alpha)


@cache
def tinted(color: str, alpha: float) -> QColor:
    """Return `#RRGGBB` at an opacity of 0 … 1; the colour is shared: do not change it."""
    made = QColor(color)
    made.setAlphaF(alpha)
    return made


def mixed(color: str, under: str, opacity: float) -> QColor:
    """Return what a color of that opacity looks like on an opaque one, itself opaque."""
    over, below = QColor(color), QColor(under)
    return QColor(
        round(over.red() * opacity + below.red() * (1 - opacity)),
        round(over.green() * opacity + below.green() * (1 - opacity)),
        round(over.blue() * opacity + below.blue() * (1 - opacity)),
    )
