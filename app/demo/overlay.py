"""The burnt-in camera name and clock, as a recorder writes them.

The letters are a 5 by 7 dot font of our own, enlarged twice with Scale2x so that slopes become
smooth, white with a dark rim.
"""

from functools import cache

import cv2
import numpy as np

from app.demo.arrays import Array

# Seven rows of five dots, as hexadecimal digits pairs: one pair a row, the high bit on the left.
_DOTS = {
    "0": "0e11131519110e", "1": "040c040404040e", "2": "0e11010204081f", "3": "1f02040201110e",
    "4": "02060a121f0202", "5": "1f101e0101110e", "6": "0608101e11110e", "7": "1f010204080808",
    "8": "0e11110e11110e", "9": "0e11110f01020c", "A": "0e11111f111111", "B": "1e11111e11111e",
    "C": "0e11101010110e", "D": "1c12111111121c", "E": "1f10101e10101f", "F": "1f10101e101010",
    "G": "0e11101713110f", "H": "1111111f111111", "I": "0e04040404040e", "J": "0702020202120c",
    "K": "11121418141211", "L": "1010101010101f", "M": "111b1515111111", "N": "11111915131111",
    "O": "0e11111111110e", "P": "1e11111e101010", "Q": "0e11111115120d", "R": "1e11111e141211",
    "S": "0f10100e01011e", "T": "1f040404040404", "U": "1111111111110e", "V": "11111111110a04",
    "W": "1111111515150a", "X": "11110a040a1111", "Y": "1111110a040404", "Z": "1f01020408101f",
    "-": "0000001f000000", ":": "000c0c000c0c00", ".": "00000000000c0c", "/": "00010204081000",
    " ": "00000000000000",
}  # fmt: skip


def _scale2x(dots: Array) -> Array:
    """Double a bitmap, filling the inner corners of its slopes."""
    padded = np.pad(dots, 1)
    up, down = padded[:-2, 1:-1], padded[2:, 1:-1]
    left, right = padded[1:-1, :-2], padded[1:-1, 2:]
    large = np.repeat(np.repeat(dots, 2, axis=0), 2, axis=1)
    turns = (up != down) & (left != right)
    large[0::2, 0::2] = np.where(turns & (left == up), left, dots)
    large[0::2, 1::2] = np.where(turns & (up == right), right, dots)
    large[1::2, 0::2] = np.where(turns & (left == down), left, dots)
    large[1::2, 1::2] = np.where(turns & (down == right), right, dots)
    return large


@cache
def _glyph(letter: str, scale: int) -> tuple[Array, Array]:
    """Return the fill and the rim of a letter, uint8 0..255, `scale` doubled dots high."""
    rows = _DOTS[letter]
    dots = np.array(
        [[(int(rows[2 * r : 2 * r + 2], 16) >> (4 - c)) & 1 for c in range(5)] for r in range(7)],
        np.uint8,
    )
    large = _scale2x(_scale2x(np.pad(dots, 1)))
    size = (7 * scale, 9 * scale)
    fill = cv2.resize(large * 255, size, interpolation=cv2.INTER_AREA)
    rim = cv2.dilate(fill, np.ones((3, 3), np.uint8), iterations=max(1, scale // 2))
    return np.asarray(fill), np.asarray(rim)


def write(frame: Array, text: str, *, x: int, y: int, scale: int) -> None:
    """Write capital letters, digits and -:./ into a (H, W, 3) uint8 frame, in place."""
    for letter in text:
        fill, rim = _glyph(letter, scale)
        height, width = fill.shape
        spot = frame[y : y + height, x : x + width]
        dark = cv2.cvtColor(255 - (rim * 0.82).astype(np.uint8), cv2.COLOR_GRAY2BGR)
        spot[:] = cv2.multiply(spot, dark, scale=1 / 255)
        light = cv2.cvtColor((fill * 0.94).astype(np.uint8), cv2.COLOR_GRAY2BGR)
        spot[:] = cv2.max(spot, light)
        x += 6 * scale
