"""The entries of the audit log as a Qt model: texts are made as the view asks for them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt

from app.ui.audit.names import Names
from app.ui.audit.texts import detail_text, time_text, tip_text, tone_of, what_text
from app.ui.controls.tips import plain_tip
from app.ui.tables.headed import Index
from app.ui.tables.sifted import SiftedModel
from app.ui.theme import theme
from models.audit.entry import Entry
from models.audit.reading import UnreadableEntry
from models.audit.wanted import Wanted

WHEN, WHAT, CLIP, DETAIL, PERSON, DEVICE = range(6)


class AuditModel(SiftedModel[Entry | UnreadableEntry]):
    """Those of the entries that are wanted, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = Wanted()
        self.names = Names()

    @property
    def wanted(self) -> Wanted:
        """What is shown of the log."""
        return self._wanted

    def entry(self, row: int) -> Entry | UnreadableEntry | None:
        """Return the entry in a row."""
        return self._row(row)

    def set_wanted(self, wanted: Wanted) -> None:
        """Show only what is wanted."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self._sift_anew()

    def forget(self) -> None:
        """Drop every entry and every name."""
        self.names = Names()
        super().forget()

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
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

    def _headings(self) -> tuple[str, ...]:
        return (
            self.tr("When"),
            self.tr("What"),
            self.tr("Clip"),
            self.tr("More"),
            self.tr("Who"),
            self.tr("Device"),
        )

    def _passes(self) -> Callable[[Entry | UnreadableEntry], bool]:
        return self._wanted.takes

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
