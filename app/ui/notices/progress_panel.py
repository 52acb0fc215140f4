"""Long work, shown below the clip list: what runs, how far it is, a way to stop it.

Never modal. What came of it stays in one line until somebody has read it; imports that went well
are summed up in one row, so that a whole folder of them leaves the list of clips its room.
"""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls import line, push_button, text_label
from app.ui.notices.progress_rows import ImportedRow, WorkRow

# Of work that runs or waits so much is shown; of the rest only how much it is.
_MOST_RUNNING = 3
_MOST_ENDED = 5


class ProgressPanel(QWidget):
    """Pieces of work by key, the newest at the bottom; hidden while there is none.

    Signals:
        cancel_requested(str): stop the work of this key; answer with `finish` or `remove`.
        changed(): work was added, has ended, or was taken off.
    """

    cancel_requested = Signal(str)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._rows: dict[str, WorkRow] = {}
        self._imported = ImportedRow()
        self._imported.read.connect(self._on_imported_read)
        self._more = text_label("", "tiny", tone="faint", tabular=True)
        self._more.setContentsMargins(12, 2, 12, 6)
        self._foot = QWidget()
        clear = push_button(self.tr("Clear"), "ghost", tip=self.tr("Clear all that has ended"))
        clear.clicked.connect(lambda _on=False: self.clear_ended())
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(12, 0, 4, 4)
        foot.addStretch(1)
        foot.addWidget(clear)
        self._work = QVBoxLayout()
        self._work.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(line())
        layout.addSpacing(2)
        layout.addWidget(self._imported)
        layout.addLayout(self._work)
        layout.addWidget(self._more)
        layout.addWidget(self._foot)
        self._refresh()

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._rows)

    @property
    def is_busy(self) -> bool:
        """Whether some work still runs."""
        return any(row.runs for row in self._rows.values())

    def start(self, key: str, title: str) -> None:
        """Show a new piece of work; an older one of the same key goes."""
        self._drop(key)
        row = WorkRow(title)
        row.stop_requested.connect(lambda: self.cancel_requested.emit(key))
        row.read.connect(lambda: self.remove(key))
        self._rows[key] = row
        self._work.addWidget(row)
        self._refresh()
        self.changed.emit()

    def advance(self, key: str, share: float, note: str = "") -> None:
        """Show how far it is, 0 to 1, and what it does just now."""
        if (row := self._rows.get(key)) is not None:
            row.advance(share, note)

    def finish(self, key: str, note: str, *, succeeded: bool = True, detail: str = "") -> None:
        """Show in a few words what came of it until the person closes it; `detail` says all."""
        if (row := self._rows.get(key)) is not None:
            icon: str = "circle-check" if succeeded else "triangle-alert"
            row.end(icon, "ok" if succeeded else "warn", note, detail)
            self._refresh()
            self.changed.emit()

    def finish_import(self, key: str, folder: Path) -> None:
        """Count a clip as imported; its plain original still lies in `folder`."""
        if key in self._rows:
            self._drop(key)
            self._imported.add(folder)
            self._refresh()
            self.changed.emit()

    def remove(self, key: str) -> None:
        """Take a piece of work off the panel."""
        if self._drop(key):
            self._refresh()
            self.changed.emit()

    def clear_ended(self) -> None:
        """Take off all that has ended: it was read."""
        for key in [key for key, row in self._rows.items() if not row.runs]:
            self._drop(key)
        self._imported.forget()
        self._refresh()
        self.changed.emit()

    def clear(self) -> None:
        """Take everything off the panel: the program is being locked."""
        for key in self.keys:
            self._drop(key)
        self.clear_ended()

    def _on_imported_read(self) -> None:
        self._imported.forget()
        self._refresh()

    def _drop(self, key: str) -> bool:
        row = self._rows.pop(key, None)
        if row is None:
            return False
        self._work.removeWidget(row)
        row.hide()
        row.deleteLater()
        return True

    def _refresh(self) -> None:
        running = [row for row in self._rows.values() if row.runs]
        ended = [row for row in self._rows.values() if not row.runs]
        hidden = 0
        for rows, shown in ((running, running[:_MOST_RUNNING]), (ended, ended[-_MOST_ENDED:])):
            hidden += len(rows) - len(shown)
            for row in rows:
                row.setVisible(row in shown)
        self._more.setText(self.tr("and %n more", "", hidden))
        self._more.setVisible(bool(hidden))
        imported = bool(self._imported.count)
        self._imported.setVisible(imported)
        self._foot.setVisible(len(ended) + imported > 1)
        self.setVisible(bool(self._rows) or imported)
