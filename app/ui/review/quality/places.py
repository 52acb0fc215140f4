"""The places behind a figure, as the rows of a table. Made on a worker. No widgets."""

from dataclasses import dataclass, field
from itertools import islice

from PySide6.QtCore import QCoreApplication

from app.quality import Disagreement, DisagreementKind
from app.session.review.quality import Measured
from app.ui.review.quality.tables import Cell, Table, Wanted
from app.ui.review.quality.texts import iou_tip, truth_kind_text

# The translators' tool knows this name.
translate = QCoreApplication.translate
MOST_PLACES = 2_000


@dataclass(frozen=True, slots=True)
class Places:
    """What is listed, a row each; there may be more than `MOST_PLACES` of them."""

    found: tuple[tuple[Measured, Disagreement], ...] = ()
    table: Table = field(default=Table((), ()), repr=False)

    @property
    def count_text(self) -> str:
        """How many there are, in words."""
        count = len(self.found)
        if not count:
            return translate("Quality", "No place lies behind this figure.")
        more = "+" if count == MOST_PLACES else ""
        return translate("Quality", "Places behind this figure: {0}").format(f"{count:,}{more}")


def places_of(wanted: Wanted | None) -> Places:
    """Return what lies behind a figure; of several 100,000 disagreements it takes 0.1 s."""
    found = () if wanted is None else tuple(islice(wanted.places(), MOST_PLACES))
    rows = tuple(
        (
            Cell(measured.clip.name or measured.clip.event_id),
            Cell(_frames(one)),
            Cell(truth_kind_text(one.kind)),
            Cell(_truth(measured, one)),
            Cell(_candidate(measured, one)),
            Cell(f"{one.iou:.3f}"),
        )
        for measured, one in found
    )
    head = (
        translate("Quality", "Clip"),
        translate("Quality", "Frames"),
        translate("Quality", "What"),
        translate("Quality", "Truth"),
        translate("Quality", "Candidate"),
        translate("Quality", "IoU"),
    )
    return Places(found, Table(head, rows, names=5, tips=("", "", "", "", "", iou_tip())))


def _frames(one: Disagreement) -> str:
    if one.last_frame_index == one.frame_index:
        return f"{one.frame_index:,}"
    text = translate("Quality", "{0} to {1}")
    return text.format(f"{one.frame_index:,}", f"{one.last_frame_index:,}")


def _truth(measured: Measured, one: Disagreement) -> str:
    """Return what the truth, or the other person, calls the object, and what they say of it."""
    name = "" if one.truth_id is None else measured.report.truth.names.get(one.truth_id, "")
    return _said(name, one, one.truth_says)


def _candidate(measured: Measured, one: Disagreement) -> str:
    names = measured.report.candidate.names
    name = "" if one.candidate_id is None else names.get(one.candidate_id, "")
    if one.kind is DisagreementKind.IDENTITY_SWITCH and one.before_id is not None:
        return translate("Quality", "{0} → {1}").format(names.get(one.before_id, ""), name)
    return _said(name, one, one.candidate_says)


def _said(name: str, one: Disagreement, value: str) -> str:
    if one.kind is not DisagreementKind.ATTRIBUTE:
        return name
    said = value or translate("Quality", "nothing")
    return translate("Quality", "{0} · {1}: {2}").format(name, one.attribute, said)
