"""The entries of the audit log as a Qt model: texts are made as the view asks for them.

Filtering works in slices, between which the window lives on.
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

from app.ui.audit.names import Names
from app.ui.audit.texts import detail_text, time_text, tip_text, tone_of, what_text
from app.ui.controls.tips import plain_tip
from app.ui.theme import theme
from models.audit.entry import Entry
from models.audit.reading import UnreadableEntry
from models.audit.wanted import Wanted

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_FETCHED = 200
_SLICE = 5_000
WHEN, WHAT, CLIP, DETAIL, PERSON, DEVICE = range(6)


class AuditModel(QAbstractTableModel):
    """Those of the entries that are wanted, the newest first.

    Signals:
        counts_changed(): `total` or `matching` are others.
    """

    counts_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Entry | UnreadableEntry] = []
        self._matches: list[int] = []
        self._scanned = self._fetched = 0
        self._wanted = Wanted()
        self.names = Names()
        self._scan = QTimer(self)
        self._scan.setInterval(0)
        self._scan.timeout.connect(self._on_scan)

    @property
    def total(self) -> int:
        return len(self._all)

    @property
    def matching(self) -> int:
        """How many are wanted, as far as the filter has got."""
        return len(self._matches)

    @property
    def wanted(self) -> Wanted:
        """What is shown of the log."""
        return self._wanted

    @property
    def filtering(self) -> bool:
        return self._scan.isActive()

    def entry(self, row: int) -> Entry | UnreadableEntry | None:
        """Return the entry in a row."""
        return self._all[self._matches[row]] if 0 <= row < self._fetched else None

    def append(self, entries: Sequence[Entry | UnreadableEntry]) -> None:
        """Put older entries below those that are there."""
        self._all.extend(entries)
        if entries:
            self._scan.start()
            self.counts_changed.emit()

    def set_wanted(self, wanted: Wanted) -> None:
        """Show only what is wanted."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self.beginResetModel()
        self._matches, self._scanned, self._fetched = [], 0, 0
        self.endResetModel()
        self._scan.start()
        self.counts_changed.emit()

    def forget(self) -> None:
        """Drop every entry and every name."""
        self._scan.stop()
        self.beginResetModel()
        self._all, self._matches, self.names = [], [], Names()
        self._scanned = self._fetched = 0
        self.endResetModel()
        self.counts_changed.emit()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._fetched

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else 6

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and self._fetched < len(self._matches)

    def fetchMore(self, parent: _Index) -> None:
        count = min(_FETCHED, len(self._matches) - self._fetched)
        if parent.isValid() or count <= 0:
            return
        self.beginInsertRows(_ROOT, self._fetched, self._fetched + count - 1)
        self._fetched += count
        self.endInsertRows()

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None:
            return None
        if isinstance(entry, UnreadableEntry):
            return self._unreadable(entry, index.column(), role)
        if role == int(Qt.ItemDataRole.DisplayRole):
            return self._text(entry, index.column())
        if role == int(Qt.ItemDataRole.ToolTipRole):
            if index.column() in (CLIP, DETAIL):
                return plain_tip(self._text(entry, index.column())) or None
            return plain_tip(tip_text(entry, self.names))
        if role == int(Qt.ItemDataRole.ForegroundRole):
            tone = tone_of(entry.event) if index.column() == WHAT else "text"
            return theme.color("dim" if index.column() in (PERSON, DEVICE) else tone)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == int(Qt.ItemDataRole.DisplayRole):
            return (
                self.tr("When"),
                self.tr("What"),
                self.tr("Clip"),
                self.tr("More"),
                self.tr("Who"),
                self.tr("Device"),
            )[section]
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, entry: Entry, column: int) -> str:
        event, names = entry.event, self.names
        match column:
            case 0:
                return time_text(entry)
            case 1:
                return what_text(event)
            case 2:
                return "" if event.clip_id is None else names.clip(event.clip_id)
            case 3:
                return detail_text(event, names)
            case 4:
                return names.person(entry.signer.person)
            case _:
                return names.device(entry.device_id)

    def _unreadable(self, entry: UnreadableEntry, column: int, role: int) -> object:
        if role == int(Qt.ItemDataRole.ForegroundRole):
            return theme.color("bad")
        if role != int(Qt.ItemDataRole.DisplayRole):
            return None
        if column == WHAT:
            return self.tr("Entry {0} can't be read").format(entry.seq)
        return self.names.device(entry.device_id) if column == DEVICE else ""

    def _on_scan(self) -> None:
        """Filter one slice more."""
        end = min(self._scanned + _SLICE, len(self._all))
        takes = self._wanted.takes
        self._matches.extend(at for at in range(self._scanned, end) if takes(self._all[at]))
        self._scanned = end
        if end == len(self._all):
            self._scan.stop()
        if self._fetched < _FETCHED:
            self.fetchMore(_ROOT)
        self.counts_changed.emit()
