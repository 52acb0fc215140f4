"""HOTA: finding, following and placing objects in one figure, over 19 thresholds of overlap.

J. Luiten, A. Osep, P. Dendorfer, P. Torr, A. Geiger, L. Leal-Taixe and B. Leibe, "HOTA: A Higher
Order Metric for Evaluating Multi-Object Tracking", International Journal of Computer Vision 129,
2021. As TrackEval 1.3.0 computes it.

For each threshold alpha of 0.05, 0.10 … 0.95, with TP, FN and FP the boxes matched, missing and
extra, and TPA, FNA and FPA the same counted along the two tracks of a match c:

    DetA = TP / (TP + FN + FP)         AssA = mean over c of TPA(c) / (TPA(c) + FNA(c) + FPA(c))
    LocA = mean IoU of the matches     HOTA = sqrt(DetA * AssA)

Boxes are matched once for all thresholds, by the largest sum of IoU times how well the two tracks
go together on the whole.
"""

from dataclasses import dataclass

import numpy as np

from app.quality.assignment import best_pairs
from app.quality.boxes import BoxTable, Cancelled, Floats, Ints
from app.quality.overlap import EPSILON, Pairs

ALPHAS: Floats = np.arange(0.05, 0.99, 0.05)
# TrackEval's, so that LocA of no match is 1.
_NEXT_TO_NOTHING = 1e-10


@dataclass(frozen=True, slots=True)
class HotaFigures:
    """Each a value for each threshold; the usual figure is their mean."""

    hota_at: tuple[float, ...]
    det_a_at: tuple[float, ...]
    ass_a_at: tuple[float, ...]
    loc_a_at: tuple[float, ...]

    @property
    def hota(self) -> float:
        return _mean(self.hota_at)

    @property
    def det_a(self) -> float:
        """How well objects were found."""
        return _mean(self.det_a_at)

    @property
    def ass_a(self) -> float:
        """How well they were followed."""
        return _mean(self.ass_a_at)

    @property
    def loc_a(self) -> float:
        """How well the matched boxes lie."""
        return _mean(self.loc_a_at)


def hota_figures(
    truth: BoxTable, candidate: BoxTable, pairs: Pairs, *, cancelled: Cancelled
) -> HotaFigures:
    """Compute them from all overlapping pairs.

    Raises:
        CompareCancelledError: it was called off.
    """
    width = max(candidate.track_count, 1)
    codes = truth.tracks[pairs.truth] * width + candidate.tracks[pairs.candidate]
    found, together = np.unique(codes, return_inverse=True)
    ours = truth.frames_of_tracks()[found // width]
    theirs = candidate.frames_of_tracks()[found % width]
    potential = np.bincount(together, weights=_shares(truth, candidate, pairs))
    alignment = potential / (ours + theirs - potential)
    scores = alignment[together] * pairs.iou
    best = best_pairs(pairs.truth, pairs.candidate, scores, cancelled=cancelled)
    iou, together = pairs.iou[best], together[best]
    rows = [
        _at(alpha, iou, together, ours=ours, theirs=theirs, boxes=(len(truth), len(candidate)))
        for alpha in ALPHAS
    ]
    det_a, ass_a, loc_a = (tuple(column) for column in zip(*rows, strict=True))
    hota = tuple(float(np.sqrt(det * ass)) for det, ass in zip(det_a, ass_a, strict=True))
    return HotaFigures(hota, det_a_at=det_a, ass_a_at=ass_a, loc_a_at=loc_a)


def _shares(truth: BoxTable, candidate: BoxTable, pairs: Pairs) -> Floats:
    """Return (P,): a pair's IoU as a share of all IoUs of its two boxes."""
    of_truth = np.bincount(pairs.truth, weights=pairs.iou, minlength=len(truth))
    of_candidate = np.bincount(pairs.candidate, weights=pairs.iou, minlength=len(candidate))
    shares: Floats = pairs.iou / (of_truth[pairs.truth] + of_candidate[pairs.candidate] - pairs.iou)
    return shares


def _at(
    alpha: float, iou: Floats, together: Ints, *, ours: Ints, theirs: Ints, boxes: tuple[int, int]
) -> tuple[float, float, float]:
    """Return DetA, AssA and LocA for one threshold."""
    good = iou >= alpha - EPSILON
    matched = int(good.sum())
    counts = np.bincount(together[good], minlength=len(ours))
    association = counts / np.maximum(1, ours + theirs - counts)
    return (
        matched / max(1, sum(boxes) - matched),
        float((counts * association).sum()) / max(1, matched),
        max(_NEXT_TO_NOTHING, float(iou[good].sum())) / max(_NEXT_TO_NOTHING, matched),
    )


def _mean(values: tuple[float, ...]) -> float:
    return sum(values) / len(values)
