"""The clips found in a store as a Qt model: rows come as the view asks for them.

A store may hold hundreds of thousands: nothing here takes longer the more there are but the filter,
which works in slices, between which the window lives on.
"""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from app.session.adopting_many import FoundClip
from app.ui.sizes import size_text

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_FETCHED = 200
_SLICE = 5_000
NAME, SIZE, WRITTEN = range(3)


class FoundClipsModel(QAbstractTableModel):
    """Those of the found clips that pass the filter, each with a tick of its own.

    Signals:
        counts_changed(): `total`, `matching` or `ticked` are others.
    """

    counts_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[FoundClip] = []
        self._matches: list[int] = []
        self._ticked: set[int] = set()
        self._scanned = 0
        self._fetched = 0
        self._wanted = ""
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
    def ticked_count(self) -> int:
        return len(self._ticked)

    @property
    def ticked(self) -> tuple[FoundClip, ...]:
        """The clips that are ticked, in their order, also those that the filter hides."""
        return tuple(self._all[at] for at in sorted(self._ticked))

    @property
    def filtering(self) -> bool:
        return self._scan.isActive()

    def append(self, clips: Sequence[FoundClip]) -> None:
        """Put clips behind those that are there."""
        self._all.extend(clips)
        if clips:
            self._scan.start()
            self.counts_changed.emit()

    def set_filter(self, text: str) -> None:
        """Show only the clips whose name has `text` in it, in whatever case."""
        if text.casefold() == self._wanted:
            return
        self._wanted = text.casefold()
        self.beginResetModel()
        self._matches, self._scanned, self._fetched = [], 0, 0
        self.endResetModel()
        self._scan.start()
        self.counts_changed.emit()

    def tick_matching(self, ticked: bool) -> None:
        """Tick all that pass the filter, or none of them."""
        if ticked:
            self._ticked.update(self._matches)
        else:
            self._ticked.difference_update(self._matches)
        if self._fetched:
            last = self.index(self._fetched - 1, NAME)
            self.dataChanged.emit(self.index(0, NAME), last, [Qt.ItemDataRole.CheckStateRole])
        self.counts_changed.emit()

    def toggle(self, row: int) -> None:
        """Tick a row, or take its tick away."""
        if not 0 <= row < self._fetched:
            return
        self._ticked ^= {self._matches[row]}
        index = self.index(row, NAME)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.counts_changed.emit()

    def forget(self) -> None:
        """Drop every clip."""
        self._scan.stop()
        self.beginResetModel()
        self._all, self._matches, self._ticked = [], [], set()
        self._scanned = self._fetched = 0
        self.endResetModel()
        self.counts_changed.emit()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._fetched

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else 3

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and self._fetched < len(self._matches)

    def fetchMore(self, parent: _Index) -> None:
        count = min(_FETCHED, len(self._matches) - self._fetched)
        if parent.isValid() or count <= 0:
            return
        self.beginInsertRows(_ROOT, self._fetched, self._fetched + count - 1)
        self._fetched += count
        self.endInsertRows()

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == NAME else flags

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or index.row() >= self._fetched:
            return None
        at = self._matches[index.row()]
        clip = self._all[at]
        if role == int(Qt.ItemDataRole.DisplayRole):
            return self._text(clip, index.column())
        if role == int(Qt.ItemDataRole.ToolTipRole) and index.column() == NAME:
            return clip[NAME]
        if role == int(Qt.ItemDataRole.CheckStateRole) and index.column() == NAME:
            ticked = at in self._ticked
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == int(Qt.ItemDataRole.TextAlignmentRole) and index.column() != NAME:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(
        self, index: _Index, value: object, role: int = int(Qt.ItemDataRole.EditRole)
    ) -> bool:
        if role != int(Qt.ItemDataRole.CheckStateRole) or index.column() != NAME:
            return False
        wanted = Qt.CheckState(value) is Qt.CheckState.Checked
        if wanted != (self._matches[index.row()] in self._ticked):
            self.toggle(index.row())
        return True

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == int(Qt.ItemDataRole.DisplayRole):
            return (self.tr("Event id"), self.tr("Size"), self.tr("Written"))[section]
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            side = Qt.AlignmentFlag.AlignLeft if section == NAME else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, clip: FoundClip, column: int) -> str:
        stem, _, stored_size, modified_at = clip
        if column == NAME:
            return stem
        if column == SIZE:
            return size_text(stored_size)
        return f"{modified_at.astimezone():%d %b %Y  %H:%M}"

    def _on_scan(self) -> None:
        """Filter one slice more."""
        end = min(self._scanned + _SLICE, len(self._all))
        if not self._wanted:
            self._matches.extend(range(self._scanned, end))
        else:
            self._matches.extend(
                at
                for at in range(self._scanned, end)
                if self._wanted in self._all[at][0].casefold()
            )
        self._scanned = end
        if end == len(self._all):
            self._scan.stop()
        if self._fetched < _FETCHED:
            self.fetchMore(_ROOT)
        self.counts_changed.emit()
