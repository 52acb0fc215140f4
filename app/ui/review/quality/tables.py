"""The figures as tables of texts, each cell with what it leads to. Made on a worker. No widgets."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from app.quality import Disagreement, DisagreementKind
from app.session.pooling import MISSING, Pooled, pooled
from app.session.review.quality import Against, Measured, Quality
from app.session.review.quality_report import figures_of, held_to, labels_in
from app.ui.review.comparison.texts import who_text
from app.ui.review.quality.texts import figure_tips

# The translators' tool knows this name.
translate = QCoreApplication.translate
NameOf = Callable[[UUID | None], str]

_PLACE = frozenset({DisagreementKind.LOW_OVERLAP})
_BOXES = frozenset({DisagreementKind.MISSING, DisagreementKind.EXTRA, DisagreementKind.LABEL})
_IDENTITY = frozenset({DisagreementKind.IDENTITY_SWITCH})
# What lowers each of `FIGURES`.
_LOWERS: tuple[frozenset[DisagreementKind], ...] = (
    _BOXES,
    _BOXES - {DisagreementKind.MISSING},
    _BOXES - {DisagreementKind.EXTRA},
    _PLACE,
    _BOXES | _IDENTITY,
    _BOXES | _IDENTITY,
    _BOXES | _IDENTITY | _PLACE,
    _IDENTITY,
    frozenset({DisagreementKind.LABEL}),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which disagreements a cell is about.

    Attributes:
        kinds: None is all.
        labels: what the truth and the candidate call the box, `MISSING` for a side that has none;
            None is whatever.
    """

    measured: tuple[Measured, ...]
    kinds: Collection[DisagreementKind] | None = None
    labels: tuple[str, str] | None = None

    def places(self) -> Iterator[tuple[Measured, Disagreement]]:
        """Yield them, clip by clip, in order of their frames."""
        for measured in self.measured:
            for one in measured.report.disagreements:
                if self.kinds is not None and one.kind not in self.kinds:
                    continue
                if self.labels is None or _labels_of(measured, one) == self.labels:
                    yield measured, one


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, and what it leads to; None leads nowhere."""

    text: str
    wanted: Wanted | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a head; so many columns at the left are names.

    Attributes:
        tips: what the columns mean, a sentence each; shorter than the head, or "", where nobody
            has to be told.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    names: int = 1
    tips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """All that the window shows."""

    clips: Table
    labels: Table
    people: Table


def tables_of(quality: Quality, name_of: NameOf) -> Tables:
    """Write all figures down."""
    by_people = quality.against is Against.PEOPLE
    people = _agreement(quality, name_of) if by_people else _of_people(quality, name_of)
    return Tables(_clips(quality, name_of), _labels(quality), people)


def number_text(value: float | int | None) -> str:
    """Write a figure; what is not defined is a dash."""
    if value is None:
        return "—"
    return f"{value:.3f}" if isinstance(value, float) else f"{value:,}"


def _figure_names() -> tuple[str, ...]:
    return (
        "F1",
        translate("Quality", "Precision"),
        translate("Quality", "Recall"),
        translate("Quality", "Mean IoU"),
        "MOTA",
        "IDF1",
        "HOTA",
        translate("Quality", "Switches"),
        "κ",
    )


def _figures(of: Pooled, measured: Sequence[Measured]) -> tuple[Cell, ...]:
    return tuple(
        Cell(number_text(value), Wanted(tuple(measured), kinds))
        for value, kinds in zip(figures_of(of), _LOWERS, strict=True)
    )


def _clips(quality: Quality, name_of: NameOf) -> Table:
    every = quality.measured
    all_of = Wanted(every)
    rows = [
        (
            Cell(translate("Quality", "All"), all_of),
            Cell(""),
            Cell(""),
            *_figures(quality.total, every),
        )
    ]
    for one in every:
        wanted = Wanted((one,))
        rows.append(
            (
                Cell(one.clip.name or one.clip.event_id, wanted),
                Cell(who_text(one.person, name_of), wanted),
                Cell(held_to(one, partial(who_text, name_of=name_of)), wanted),
                *_figures(pooled([one.report]), (one,)),
            )
        )
    head = (
        translate("Quality", "Clip"),
        translate("Quality", "Whose"),
        translate("Quality", "Held to"),
        *_figure_names(),
    )
    return Table(head, tuple(rows), names=3, tips=("", "", "", *figure_tips()))


def _labels(quality: Quality) -> Table:
    """Return the matrix of labels: rows of the truth, columns of the candidate."""
    names, every = labels_in(quality.total), quality.measured
    missing, extra = translate("Quality", "Missing"), translate("Quality", "Extra")
    rows = []
    for name, ours in (*((name, name) for name in names), (extra, MISSING)):
        cells = [Cell(name)]
        for theirs in (*names, MISSING):
            if ours == theirs == MISSING:
                cells.append(Cell(""))
                continue
            wanted = Wanted(every, labels=(ours, theirs))
            cells.append(Cell(f"{quality.total.confusion[ours, theirs]:,}", wanted))
        rows.append(tuple(cells))
    head = (translate("Quality", "Truth ↓  is called →"), *names, missing)
    return Table(head, tuple(rows))


def _of_people(quality: Quality, name_of: NameOf) -> Table:
    of: defaultdict[UUID | None, list[Measured]] = defaultdict(list)
    for one in quality.measured:
        of[one.person].append(one)
    rows = [
        (
            Cell(who_text(person, name_of), Wanted(tuple(found))),
            Cell(f"{len(found):,}", Wanted(tuple(found))),
            *_figures(pooled([one.report for one in found]), found),
        )
        for person, found in sorted(of.items(), key=lambda pair: name_of(pair[0]))
    ]
    head = (translate("Quality", "Whose"), translate("Quality", "Clips"), *_figure_names())
    return Table(head, tuple(rows), tips=("", "", *figure_tips()))


def _agreement(quality: Quality, name_of: NameOf) -> Table:
    """Return the matrix of people: F1, mean IoU and kappa of each two."""
    people = sorted({one for pair in quality.pairs for one in pair}, key=name_of)
    rows = []
    for row in people:
        cells = [Cell(who_text(row, name_of))]
        for column in people:
            both = sorted((row, column), key=str)
            found = quality.pairs.get((both[0], both[1]))
            if found is None:
                cells.append(Cell(""))
                continue
            figures = (found.f1, found.mean_iou, found.kappa)
            text = " · ".join("—" if one is None else f"{one:.2f}" for one in figures)
            about = tuple(
                one
                for one in quality.measured
                if sorted((one.other.person, one.person), key=str) == both
            )
            cells.append(Cell(text, Wanted(about)))
        rows.append(tuple(cells))
    head = (translate("Quality", "F1 · IoU · κ"), *(who_text(one, name_of) for one in people))
    f1, iou, kappa = (figure_tips()[at] for at in (0, 3, 8))
    return Table(head, tuple(rows), tips=("\n".join((f1, iou, kappa)),))


def _labels_of(measured: Measured, one: Disagreement) -> tuple[str, str] | None:
    """Return what both sides call the boxes; None where it is about something else."""
    match one.kind:
        case DisagreementKind.LABEL:
            return one.truth_says, one.candidate_says
        case DisagreementKind.MISSING if one.truth_id is not None:
            return _label(measured.report.truth.names[one.truth_id]), MISSING
        case DisagreementKind.EXTRA if one.candidate_id is not None:
            return MISSING, _label(measured.report.candidate.names[one.candidate_id])
    return None


def _label(name: str) -> str:
    """Return the label of "person 14"."""
    return name.rsplit(" ", maxsplit=1)[0]
