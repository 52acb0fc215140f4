"""Frame by frame: which boxes are there, and do they bear the right label?

Boxes are matched on each frame by themselves, whatever tracks they belong to. Of all matchings with
an IoU of at least the threshold the one with the largest sum is taken, where a pair of equal labels
counts 1 more than its IoU: so a car's box does not take the place of the person's beneath it.
"""

from dataclasses import dataclass

import numpy as np

from app.quality.assignment import best_pairs
from app.quality.boxes import BoxTable, Cancelled, Ints
from app.quality.overlap import EPSILON, Pairs


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """How well the boxes of one label were found; `correct` are those with the same label."""

    name: str
    truth_boxes: int
    candidate_boxes: int
    correct: int

    @property
    def precision(self) -> float:
        """Which part of what was found is right; 0 where nothing was found."""
        return self.correct / max(1, self.candidate_boxes)

    @property
    def recall(self) -> float:
        """Which part of what is there was found; 0 where nothing is there."""
        return self.correct / max(1, self.truth_boxes)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.correct / max(1, self.truth_boxes + self.candidate_boxes)


@dataclass(frozen=True, slots=True)
class DetectionFigures:
    """Boxes of all labels.

    Attributes:
        matched: pairs of boxes that belong together, whatever their labels.
        low_overlap: how many of these overlap little.
        mean_iou: of the matched pairs; None without any.
        names: of the labels, in the order of the matrix.
        confusion: a row for each label of the truth and a last one for boxes that are too many, a
            column for each label of the candidate and a last one for boxes that are missing.
    """

    matched: int
    low_overlap: int
    mean_iou: float | None
    names: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]

    @property
    def labels(self) -> tuple[LabelFigures, ...]:
        """The figures of each label."""
        return tuple(
            LabelFigures(
                name,
                truth_boxes=sum(self.confusion[code]),
                candidate_boxes=sum(row[code] for row in self.confusion),
                correct=self.confusion[code][code],
            )
            for code, name in enumerate(self.names)
        )

    @property
    def overall(self) -> LabelFigures:
        """Those of all labels together: a box with the wrong label is not correct."""
        labels = self.labels
        return LabelFigures(
            "",
            truth_boxes=sum(one.truth_boxes for one in labels),
            candidate_boxes=sum(one.candidate_boxes for one in labels),
            correct=sum(one.correct for one in labels),
        )


def matched_boxes(
    truth: BoxTable, candidate: BoxTable, pairs: Pairs, *, threshold: float, cancelled: Cancelled
) -> Pairs:
    """Return those of the overlapping pairs that belong together.

    Raises:
        CompareCancelledError: it was called off.
    """
    close = pairs.at_least(threshold)
    alike = truth.labels[close.truth] == candidate.labels[close.candidate]
    # One more for the label outweighs what any single pair gains by its IoU.
    scores = close.iou + alike
    return close.only(best_pairs(close.truth, close.candidate, scores, cancelled=cancelled))


def detection_figures(
    truth: BoxTable,
    candidate: BoxTable,
    matched: Pairs,
    *,
    names: tuple[str, ...],
    low_overlap: float,
) -> DetectionFigures:
    """Count; labels are codes into `names`."""
    return DetectionFigures(
        matched=len(matched),
        low_overlap=int((matched.iou < low_overlap - EPSILON).sum()),
        mean_iou=float(matched.iou.mean()) if len(matched) else None,
        names=names,
        confusion=tuple(tuple(row) for row in _confusion(truth, candidate, matched, len(names))),
    )


def _confusion(truth: BoxTable, candidate: BoxTable, matched: Pairs, count: int) -> list[list[int]]:
    here, there = truth.labels[matched.truth], candidate.labels[matched.candidate]
    counts: Ints = np.zeros((count + 1, count + 1), np.int64)
    np.add.at(counts, (here, there), 1)
    counts[:count, count] = np.bincount(truth.labels, minlength=count) - counts[:count].sum(axis=1)
    counts[count, :count] = np.bincount(candidate.labels, minlength=count) - counts[
        :count, :count
    ].sum(axis=0)
    rows: list[list[int]] = counts.tolist()
    return rows
