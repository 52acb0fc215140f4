"""The figures of several comparisons as those of one. Pure.

Counts are added up and the figures computed from the sums, as TrackEval 1.3.0 joins sequences: a
long clip counts for more than a short one, and an average of averages is taken nowhere.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt

from app.quality.clear import ClearFigures
from app.quality.identity import IdentityFigures
from app.quality.report import Report

MISSING = ""
_Counts = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pooled:
    """Figures of one comparison or of many; None where one is not defined.

    Attributes:
        confusion: by what the truth and the candidate call a box, `MISSING` where a side has none.
    """

    precision: float
    recall: float
    f1: float
    mean_iou: float | None
    mota: float | None
    idf1: float | None
    hota: float | None
    switches: int
    kappa: float | None
    boxes: tuple[int, int]
    confusion: _Counts = field(repr=False)


def pooled(reports: Sequence[Report]) -> Pooled:
    """Add up what these say."""
    confusion: _Counts = Counter()
    for report in reports:
        confusion.update(_confusion(report))
    correct = sum(count for (ours, theirs), count in confusion.items() if ours == theirs)
    truth = sum(count for (ours, _), count in confusion.items() if ours != MISSING)
    candidate = sum(count for (_, theirs), count in confusion.items() if theirs != MISSING)
    matched = sum(report.detection.matched for report in reports)
    overlap = sum((r.detection.mean_iou or 0.0) * r.detection.matched for r in reports)
    clear = _clear(reports)
    identity = IdentityFigures(
        sum(r.identity.matched for r in reports),
        sum(r.identity.missing for r in reports),
        sum(r.identity.extra for r in reports),
    )
    has_tracks = any(_of_tracks(report) != (0, 0) for report in reports)
    return Pooled(
        correct / max(1, candidate),
        correct / max(1, truth),
        f1=2 * correct / max(1, truth + candidate),
        mean_iou=overlap / matched if matched else None,
        mota=clear.mota if has_tracks else None,
        idf1=identity.idf1 if has_tracks else None,
        hota=_hota(reports) if has_tracks else None,
        switches=clear.switches,
        kappa=_kappa(confusion),
        boxes=(truth, candidate),
        confusion=confusion,
    )


def _confusion(report: Report) -> _Counts:
    names = (*report.detection.names, MISSING)
    return Counter(
        {
            (ours, theirs): count
            for ours, row in zip(names, report.detection.confusion, strict=True)
            for theirs, count in zip(names, row, strict=True)
            if count and (ours, theirs) != (MISSING, MISSING)
        }
    )


def _clear(reports: Sequence[Report]) -> ClearFigures:
    every = [report.clear for report in reports]
    return ClearFigures(
        matched=sum(one.matched for one in every),
        missing=sum(one.missing for one in every),
        extra=sum(one.extra for one in every),
        switches=sum(one.switches for one in every),
        fragmentations=sum(one.fragmentations for one in every),
        mostly_tracked=sum(one.mostly_tracked for one in every),
        partly_tracked=sum(one.partly_tracked for one in every),
        mostly_lost=sum(one.mostly_lost for one in every),
        iou_sum=sum(one.iou_sum for one in every),
    )


def _of_tracks(report: Report) -> tuple[int, int]:
    sides = report.truth, report.candidate
    ours, theirs = (side.boxes - side.single_boxes for side in sides)
    return ours, theirs


def _hota(reports: Sequence[Report]) -> float:
    """Join HOTA: of DetA = TP / (truth + candidate - TP) the TP are known again."""
    every = [(report.hota, sum(_of_tracks(report))) for report in reports]
    levels = range(len(every[0][0].hota_at)) if every else range(0)
    found = []
    for at in levels:
        right = [boxes * one.det_a_at[at] / (1 + one.det_a_at[at]) for one, boxes in every]
        total = sum(boxes for _, boxes in every)
        det_a = sum(right) / max(1.0, total - sum(right))
        along = sum(count * one.ass_a_at[at] for count, (one, _) in zip(right, every, strict=True))
        found.append(sqrt(det_a * along / max(1.0, sum(right))))
    return sum(found) / max(1, len(found))


def _kappa(confusion: _Counts) -> float | None:
    """Return Cohen's kappa of the labels of boxes that belong together, or None."""
    both = {pair: count for pair, count in confusion.items() if MISSING not in pair}
    total = sum(both.values())
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for (mine, other), count in both.items():
        ours[mine] += count
        theirs[other] += count
    if not total:
        return None
    seen = sum(count for (mine, other), count in both.items() if mine == other) / total
    chance = sum(ours[name] * theirs[name] for name in ours) / total**2
    return None if chance == 1 else (seen - chance) / (1 - chance)
