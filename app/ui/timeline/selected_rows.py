"""Which rows, and which labels, a selection stands in.

Pure. Each painting asks, and a selection may be of 100,000 boxes: what was found is kept while
selection and lanes stay.
"""

from __future__ import annotations

from uuid import UUID

from app.ui.timeline.lanes import LaneBook

# With more selected than this, the lanes are asked for what is selected, not the other way round.
_FEW = 500


class SelectedRows:
    """Finds them for one timeline."""

    def __init__(self, few: int = _FEW) -> None:
        self._few = few
        self._known: tuple[LaneBook, int, frozenset[UUID]] | None = None
        self._rows: frozenset[int] = frozenset()
        self._labels: frozenset[UUID] = frozenset()

    def rows(self, lanes: LaneBook, selection: frozenset[UUID]) -> frozenset[int]:
        """Give the rows of what is selected; a lane that is put away has its group's."""
        self._find(lanes, selection)
        return self._rows

    def labels(self, lanes: LaneBook, selection: frozenset[UUID]) -> frozenset[UUID]:
        """Give the labels of what is selected, as far as it is laid out."""
        self._find(lanes, selection)
        return self._labels

    def _find(self, lanes: LaneBook, selection: frozenset[UUID]) -> None:
        known = self._known
        if (
            known is not None
            and known[0] is lanes
            and known[1] == lanes.version
            and known[2] is selection
        ):
            return
        self._known = lanes, lanes.version, selection
        places = (
            _of_few(lanes, selection) if len(selection) <= self._few else lanes.places(selection)
        )
        rows = {lanes.header_of(label) if row is None else row for row, label in places}
        self._rows = frozenset(row for row in rows if row is not None)
        self._labels = frozenset(label for _, label in places)


def _of_few(lanes: LaneBook, selection: frozenset[UUID]) -> set[tuple[int | None, UUID]]:
    """Give the row, None where it is put away, and the label of each."""
    places = ((lanes.row_of(one), lanes.label_of(one)) for one in selection)
    return {(row, label) for row, label in places if label is not None}
