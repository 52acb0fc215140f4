"""IDF1: how much of the time one track stands for one object.

E. Ristani, F. Solera, R. Zou, R. Cucchiara and C. Tomasi, "Performance Measures and a Data Set for
Multi-Target, Multi-Camera Tracking", ECCV 2016 workshops. Tracks are matched with objects once, for
the whole clip, such that as many boxes as possible belong together.
"""

from dataclasses import dataclass

import numpy as np

from app.quality.assignment import best_pairs
from app.quality.boxes import BoxTable, Cancelled, Ints
from app.quality.overlap import Pairs


@dataclass(frozen=True, slots=True)
class IdentityFigures:
    """Boxes of the matched tracks that belong together, and those left over on either side."""

    matched: int
    missing: int
    extra: int

    @property
    def idf1(self) -> float:
        """The harmonic mean of the two below."""
        return 2 * self.matched / max(1, 2 * self.matched + self.missing + self.extra)

    @property
    def precision(self) -> float:
        """IDP: which part of the candidate's boxes is right."""
        return self.matched / max(1, self.matched + self.extra)

    @property
    def recall(self) -> float:
        """IDR: which part of the truth's boxes was found."""
        return self.matched / max(1, self.matched + self.missing)


def identity_figures(
    truth: BoxTable, candidate: BoxTable, pairs: Pairs, *, threshold: float, cancelled: Cancelled
) -> tuple[IdentityFigures, dict[int, int]]:
    """Return the figures, and which of the candidate's tracks stands for which of the truth's.

    Raises:
        CompareCancelledError: it was called off.
    """
    close = pairs.only(pairs.iou >= threshold)
    here, there, counts = _together(truth, candidate, close)
    best = best_pairs(here, there, counts.astype(np.float64), cancelled=cancelled)
    matched = int(counts[best].sum())
    figures = IdentityFigures(matched, len(truth) - matched, len(candidate) - matched)
    return figures, dict(zip(here[best].tolist(), there[best].tolist(), strict=True))


def _together(truth: BoxTable, candidate: BoxTable, pairs: Pairs) -> tuple[Ints, Ints, Ints]:
    """Return pairs of tracks that meet, and on how many frames."""
    width = max(candidate.track_count, 1)
    codes = truth.tracks[pairs.truth] * width + candidate.tracks[pairs.candidate]
    found, counts = np.unique(codes, return_counts=True)
    return found // width, found % width, counts.astype(np.int64)
