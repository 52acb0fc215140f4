"""A table model of very many rows: those that pass a filter, as many as the view has asked for.

Nothing here takes longer the more rows there are but the filter, which works in slices, between
which the window lives on.
"""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.ui.tables.headed import ROOT, HeadedModel, Index

_FETCHED = 200
_SLICE = 5_000

_Row = TypeVar("_Row")


class SiftedModel(HeadedModel, Generic[_Row]):
    """A base: say in `_passes` what is wanted.

    Signals:
        counts_changed(): `total` or `matching` are others.
    """

    counts_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[_Row] = []
        # The places in `_all` of those that pass, as far as the filter has got.
        self._matches: list[int] = []
        self._scanned = self._fetched = 0
        self._scan = QTimer(self)
        self._scan.setInterval(0)
        self._scan.timeout.connect(self._on_scan)

    @property
    def total(self) -> int:
        return len(self._all)

    @property
    def matching(self) -> int:
        """How many pass the filter, as far as it has got."""
        return len(self._matches)

    @property
    def filtering(self) -> bool:
        return self._scan.isActive()

    def append(self, rows: Sequence[_Row]) -> None:
        """Put rows behind those that are there."""
        self._all.extend(rows)
        if rows:
            self._scan.start()
            self.counts_changed.emit()

    def forget(self) -> None:
        """Drop every row."""
        self._scan.stop()
        self.beginResetModel()
        self._all, self._matches = [], []
        self._scanned = self._fetched = 0
        self.endResetModel()
        self.counts_changed.emit()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else self._fetched

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._fetched < len(self._matches)

    def fetchMore(self, parent: Index) -> None:
        count = min(_FETCHED, len(self._matches) - self._fetched)
        if parent.isValid() or count <= 0:
            return
        self.beginInsertRows(ROOT, self._fetched, self._fetched + count - 1)
        self._fetched += count
        self.endInsertRows()

    def _row(self, row: int) -> _Row | None:
        """Return what is in a row of the table, None where there is no such row."""
        return self._all[self._matches[row]] if 0 <= row < self._fetched else None

    def _passes(self) -> Callable[[_Row], bool] | None:
        """Return what tells whether a row is wanted; None where all are."""
        raise NotImplementedError

    def _sift_anew(self) -> None:
        """Begin the filter again: another thing is wanted."""
        self.beginResetModel()
        self._matches, self._scanned, self._fetched = [], 0, 0
        self.endResetModel()
        self._scan.start()
        self.counts_changed.emit()

    def _on_scan(self) -> None:
        """Filter one slice more."""
        end = min(self._scanned + _SLICE, len(self._all))
        places, passes = range(self._scanned, end), self._passes()
        if passes is None:
            self._matches.extend(places)
        else:
            self._matches.extend(at for at in places if passes(self._all[at]))
        self._scanned = end
        if end == len(self._all):
            self._scan.stop()
        if self._fetched < _FETCHED:
            self.fetchMore(ROOT)
        self.counts_changed.emit()
