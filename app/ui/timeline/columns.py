"""What a lane shows in each pixel column, for lanes too dense to draw piece by piece.

Pure, on arrays. Where keyframes or spans lie closer than can be told apart, a lane is sampled a
column at a time: the cost is the strip's width, whatever the number of keyframes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.ui.timeline.spans import Span, SpanKind

KIND_CODES = {kind: code for code, kind in enumerate(SpanKind, start=1)}
"""What stands for each kind in `span_columns`; 0 is nothing."""

_Floats = npt.NDArray[np.float64]


class LaneArrays:
    """A lane's frames and spans as arrays, made once and sampled at every paint."""

    __slots__ = ("_codes", "_ends", "_frames", "_starts")

    def __init__(self, frames: Sequence[int], spans: Sequence[Span]) -> None:
        self._frames = np.array(frames, dtype=np.int64)
        self._starts = np.array([span.start for span in spans], dtype=np.int64)
        self._ends = np.array([span.end for span in spans], dtype=np.int64)
        self._codes = np.array([KIND_CODES[span.kind] for span in spans], dtype=np.uint8)

    def key_columns(self, edges: _Floats) -> npt.NDArray[np.bool_]:
        """Tell for each column between two neighbouring `edges` whether a keyframe lies in it."""
        counts = np.searchsorted(self._frames, edges)
        return np.diff(counts) > 0

    def span_columns(self, middles: _Floats) -> npt.NDArray[np.uint8]:
        """Give the code of what is shown at each of the (fractional) frames, 0 for nothing."""
        if not len(self._starts):
            return np.zeros(len(middles), dtype=np.uint8)
        at = np.searchsorted(self._starts, middles, side="right") - 1
        inside = (at >= 0) & (middles <= self._ends[at])
        return np.where(inside, self._codes[at], 0).astype(np.uint8)
