"""The places behind a figure, as the rows of a table. Made on a worker. No widgets."""

from dataclasses import dataclass, field
from itertools import islice

from PySide6.QtCore import QCoreApplication

from app.quality import Disagreement
from app.session.quality import Measured
from app.ui.review.comparison.texts import what_text
from app.ui.review.quality.tables import Cell, Table, Wanted
from app.ui.review.quality.texts import truth_kind_text

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
            Cell(truth_kind_text(one.kind)),
            Cell(what_text(one, measured.report.candidate.names, measured.report.truth.names)),
            Cell(f"{one.frame_index:,}"),
            Cell(f"{one.last_frame_index:,}"),
        )
        for measured, one in found
    )
    head = (
        translate("Quality", "Clip"),
        translate("Quality", "What"),
        translate("Quality", "Objects"),
        translate("Quality", "From frame"),
        translate("Quality", "To frame"),
    )
    return Places(found, Table(head, rows, names=3))
