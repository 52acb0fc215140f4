"""The array types of this package, and the seeds that keep each drawing the same.

Pictures are (H, W, 3) BGR, float32 in 0..255 while a backdrop is painted and uint8 afterwards.
"""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
Color: TypeAlias = tuple[float, float, float]  # B, G, R in 0..255


def rng(seed: int) -> np.random.Generator:
    """Return the generator of a seed; PCG64 gives the same numbers on every machine."""
    return np.random.Generator(np.random.PCG64(seed))
