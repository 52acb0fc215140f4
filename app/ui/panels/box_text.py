"""How a box is written in the inspector, and read again.

Pure. A box is shown rounded, so what a person did not touch must not be rounded by reading it back:
a number whose text is as it was shown keeps its exact value. To look at, whole pixels are enough;
to edit, the hundredths are shown in which boxes are kept.
"""

from __future__ import annotations

import re
from math import isfinite

from models.annotation import Box

_NUMBER = re.compile(r"[-\N{MINUS SIGN}]?\d+(?:\.\d+)?")
TO_READ, TO_EDIT = 0, 2
"""Decimals of a box that is looked at, and of one that is edited."""


def box_text(box: Box, *, decimals: int) -> str:
    """Write a box: x, y, a middle dot, width and height with the multiplication sign.

    Without a unit, so that four digits each fit in the dock: all are pixels of the frame.
    """
    x, y, w, h = (_number_text(value, decimals) for value in box.to_list())
    return f"{x}, {y} \N{MIDDLE DOT} {w} \N{MULTIPLICATION SIGN} {h}"


def box_from_text(untrusted_text: str, shown: Box, *, decimals: int) -> Box | None:
    """Read four numbers, whatever stands between them; None where they are no box.

    `shown` is the box whose `box_text`, with as many `decimals`, was edited.
    """
    texts = _NUMBER.findall(untrusted_text)
    if len(texts) != 4:
        return None
    values = [
        exact if text == _number_text(exact, decimals) else _number(text)
        for text, exact in zip(texts, shown.to_list(), strict=True)
    ]
    if values[2] <= 0 or values[3] <= 0 or not isfinite(sum(values)):
        return None
    return Box(*values)


def _number_text(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    if decimals:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-"))
