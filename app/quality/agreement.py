"""Several people's annotations of one clip, each compared with each."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.quality.boxes import Cancelled
from app.quality.detection import detection_figures, matched_boxes
from app.quality.kappa import cohen_kappa
from app.quality.overlap import overlapping
from app.quality.sampling import sample
from app.quality.settings import CompareSettings
from models.annotation.document import Annotation
from models.annotation.labels import Label

Matrix = tuple[tuple[float | None, ...], ...]
_AS_USUAL = CompareSettings()


@dataclass(frozen=True, slots=True)
class Agreement:
    """A row and a column for each person, in the order given; on the diagonal each with oneself.

    Attributes:
        f1: of boxes with the same label; it is the same whoever is called the truth.
        mean_iou: of boxes that belong together; None where none do.
        label_kappa: Cohen's, of the labels of these; None where it is not defined.
    """

    f1: Matrix
    mean_iou: Matrix
    label_kappa: Matrix


def agreement(
    annotations: Sequence[Annotation],
    *,
    frames: range,
    labels: Sequence[Label],
    settings: CompareSettings = _AS_USUAL,
    cancelled: Cancelled = lambda: False,
) -> Agreement:
    """Compare each person's boxes with each other's on these frames; for a worker.

    Raises:
        CompareCancelledError: `cancelled` said so.
        ValueError: the frames do not ascend from 0 on.
    """
    codes = {label.id: code for code, label in enumerate(labels)}
    tables = [sample(one, frames, codes, cancelled=cancelled).table for one in annotations]
    names = tuple(label.name for label in labels)
    found: dict[tuple[int, int], tuple[float, float | None, float | None]] = {}
    for row, ours in enumerate(tables):
        for column, theirs in enumerate(tables[row:], start=row):
            pairs = overlapping(ours, theirs, cancelled=cancelled)
            matched = matched_boxes(
                ours, theirs, pairs, threshold=settings.threshold, cancelled=cancelled
            )
            figures = detection_figures(
                ours, theirs, matched, names=(*names, ""), low_overlap=settings.low_overlap
            )
            kappa = cohen_kappa(ours.labels[matched.truth], theirs.labels[matched.candidate])
            both = figures.overall.f1, figures.mean_iou, kappa
            found[row, column] = found[column, row] = both
    people = range(len(tables))
    f1, mean_iou, label_kappa = (
        tuple(tuple(found[row, column][figure] for column in people) for row in people)
        for figure in range(3)
    )
    return Agreement(f1, mean_iou, label_kappa)
