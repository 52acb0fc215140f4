"""Ground materials: asphalt, slabs, lawn; each a (H, W, 3) float32 picture of the whole ground.

Detail finer than a pixel fades out with the footprint of the pixel, as it does in a lens.
"""

import numpy as np

from app.demo.arrays import Array, Color, rng
from app.demo.camera import GroundMap
from app.demo.noise import sample, tile


def _fade(ground: GroundMap, grain_m: float) -> Array:
    """Return how much of a detail of `grain_m` metres is left at each pixel, 0..1."""
    return np.asarray(np.clip(1.6 * grain_m / ground.footprint - 0.25, 0.0, 1.0))


def _colored(value: Array, color: Color) -> Array:
    return np.asarray(value[:, :, None] * np.asarray(color, np.float32), np.float32)


def asphalt(ground: GroundMap, *, seed: int, color: Color, wear: float = 1.0) -> Array:
    """Return worn asphalt: blotches, stones and hairline cracks."""
    broad, fine = tile(seed), tile(seed + 1, octaves=6, fall=0.85)
    value = 1 + wear * 0.055 * sample(broad, ground.x, ground.y, metres=17)
    value += wear * 0.028 * sample(broad, ground.y, ground.x, metres=6.3)
    value += 0.075 * sample(fine, ground.x, ground.y, metres=2.1) * _fade(ground, 0.02)
    value += 0.05 * sample(fine, ground.y, ground.x, metres=1.1) * _fade(ground, 0.012)
    ridge = np.abs(sample(tile(seed + 2, octaves=4), ground.x, ground.y, metres=23))
    crack = np.exp(-((ridge / np.maximum(0.005, ground.footprint * 0.08)) ** 2))
    # Cracks open where the ground is weak only, else they would close into rings.
    weak = np.clip(2.5 * sample(broad, ground.y, ground.x, metres=13) - 0.6, 0, 1)
    value -= wear * 0.14 * crack * weak * np.clip(0.05 / ground.footprint, 0, 1)
    return _colored(value, color)


def slabs(
    ground: GroundMap, *, seed: int, color: Color, size: tuple[float, float] = (0.9, 0.6)
) -> Array:
    """Return paving slabs laid in half bond, each a little different."""
    row = np.floor(ground.y / size[1])
    row_number = row.astype(np.int32)
    shifted = ground.x + (row_number & 1) * np.float32(size[0] / 2)
    column = np.floor(shifted / size[0])
    tints = rng(seed).normal(1.0, 0.045, 4096).astype(np.float32)
    pick = (column.astype(np.int32) * 73 + row_number * 179) & 4095
    value = 1 + (tints[pick] - 1) * _fade(ground, 0.25)
    across = np.abs(shifted - (column + 0.5) * size[0])
    along = np.abs(ground.y - (row + 0.5) * size[1])
    gap = np.minimum(size[0] / 2 - across, size[1] / 2 - along)
    joint = np.clip(1 - gap / np.maximum(0.014, ground.footprint * 0.7), 0, 1)
    value -= 0.30 * joint * np.clip(0.02 / ground.footprint, 0.12, 1)
    value += 0.06 * sample(tile(seed + 1), ground.x, ground.y, metres=11)
    value += (
        0.05
        * sample(tile(seed + 2, fall=0.9), ground.x, ground.y, metres=2.3)
        * _fade(ground, 0.03)
    )
    return _colored(value, color)


def lawn(ground: GroundMap, *, seed: int, color: Color, dry: Color) -> Array:
    """Return mown grass with bare and yellowed patches."""
    broad, blades = tile(seed), tile(seed + 1, octaves=7, fall=0.95)
    patch = sample(broad, ground.x, ground.y, metres=21)
    patch += 0.6 * sample(broad, ground.y, ground.x, metres=7)
    mix = np.clip(0.32 + 0.30 * patch, 0, 1)[:, :, None].astype(np.float32)
    base = np.asarray(color, np.float32) * (1 - mix) + np.asarray(dry, np.float32) * mix
    value = 1 + 0.16 * sample(blades, ground.x * 1.6, ground.y * 0.8, metres=2.4) * _fade(
        ground, 0.03
    )
    value += 0.11 * sample(blades, ground.y, ground.x, metres=6.5) * _fade(ground, 0.10)
    value += 0.06 * sample(broad, ground.x, ground.y, metres=3.7)
    return np.asarray(base * value[:, :, None], np.float32)
