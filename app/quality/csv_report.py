"""A report as tables for a spreadsheet. Text is returned; who writes it to a file is asked to.

RFC 4180, with the lines ended by CR LF. What a person typed runs in no spreadsheet, see
`models.csv_cells`.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from app.quality.report import Report
from app.quality.words import figures_of
from models.csv_cells import csv_text

_DIGITS = 6


def figures_csv(report: Report) -> str:
    """Return the figures, a row each: of the whole, of each label, attribute and track."""
    rows: list[tuple[object, ...]] = [("of", "name", "figure", "value")]
    rows += [
        ("all", "", "first frame", report.frames[0] if report.frames else None),
        ("all", "", "last frame", report.frames[-1] if report.frames else None),
        ("all", "", "compared frames", len(report.frames)),
        ("all", "", "threshold", report.settings.threshold),
        ("all", "", "low overlap", report.settings.low_overlap),
        ("all", "", "labels must agree", report.settings.labels_must_agree),
        ("all", "", "boxes of the truth", report.truth.boxes),
        ("all", "", "boxes of the candidate", report.candidate.boxes),
        ("all", "", "tracks of the truth", report.truth.tracks),
        ("all", "", "tracks of the candidate", report.candidate.tracks),
    ]
    rows += [("all", "", name, value) for name, value in figures_of(report)]
    for label in report.detection.labels:
        named = (
            ("boxes of the truth", label.truth_boxes),
            ("boxes of the candidate", label.candidate_boxes),
            ("precision", label.precision),
            ("recall", label.recall),
            ("F1", label.f1),
        )
        rows += [("label", label.name, name, value) for name, value in named]
    for one in report.attributes:
        agreement = (
            ("rated", one.rated),
            ("agreed", one.agreed),
            ("kappa", one.kappa),
            ("kappa, linear weights", one.linear),
            ("kappa, quadratic weights", one.quadratic),
        )
        of = f"{one.label}: {one.name}"
        rows += [("attribute", of, name, value) for name, value in agreement]
    for track in report.tracks:
        followed = (
            ("frames", track.frames),
            ("matched", track.matched),
            ("mean IoU", track.mean_iou),
            ("identity switches", track.switches),
        )
        of = f"{track.label} {track.number}"
        rows += [("track", of, name, value) for name, value in followed]
    return _written(rows)


def confusion_csv(report: Report) -> str:
    """Return the matrix of labels: rows of the truth, columns of the candidate."""
    names = report.detection.names
    rows: list[tuple[object, ...]] = [("", *names, "missing")]
    for name, counts in zip((*names, "extra"), report.detection.confusion, strict=True):
        rows.append((name, *counts))
    return _written(rows)


def disagreements_csv(report: Report) -> str:
    """Return all disagreements, a row each."""
    ours, theirs = report.truth.names, report.candidate.names
    rows: list[tuple[object, ...]] = [
        (
            *("kind", "first frame", "last frame", "frames", "truth", "candidate", "before"),
            *("IoU", "attribute", "truth says", "candidate says", "truth id", "candidate id"),
        )
    ]
    rows += [
        (
            str(one.kind),
            one.frame_index,
            one.last_frame_index,
            one.frame_count,
            _named(one.truth_id, ours),
            _named(one.candidate_id, theirs),
            _named(one.before_id, theirs),
            one.iou,
            one.attribute,
            one.truth_says,
            one.candidate_says,
            one.truth_id,
            one.candidate_id,
        )
        for one in report.disagreements
    ]
    return _written(rows)


def _named(track_id: UUID | None, names: Mapping[UUID, str]) -> str:
    return "" if track_id is None else names[track_id]


def _written(rows: Iterable[tuple[object, ...]]) -> str:
    return csv_text([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> object:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return round(value, _DIGITS)
        case _:
            return value
