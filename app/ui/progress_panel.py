"""Long work, shown below the clip list: what runs, how far it is, a way to stop it.

Never modal. What came of it stays until somebody has read it.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.ui.controls import ElidedLabel, icon_button, line
from app.ui.controls.glyph import Glyph
from app.ui.controls.labels import Tone
from app.ui.theme import theme


class _Row(QWidget):
    """One piece of work.

    Signals:
        stop_requested(): the cross while it runs.
        read(): the cross once it has ended.
    """

    stop_requested = Signal()
    read = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.runs = True
        self._glyph = Glyph(14)
        self._glyph.setVisible(False)
        self._title = ElidedLabel(title, "small")
        self._note = ElidedLabel("", "tiny", tone="dim", tabular=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title)
        self._cross = icon_button("x", self.tr("Cancel"), size_px=14)
        self._cross.clicked.connect(lambda _on=False: self._on_cross())
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self._glyph)
        top.addWidget(self._title, 1)
        top.addWidget(self._cross)
        top.setContentsMargins(0, 0, -6, 0)  # the cross ends where the bar ends, not its frame
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 8)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addWidget(self._bar)
        layout.addWidget(self._note)

    def advance(self, share: float, note: str) -> None:
        self._bar.setValue(round(share * 1000))
        self._note.setText(note or f"{share * 100:.0f} %")

    def stop(self) -> None:
        self._cross.setEnabled(False)
        self._note.setText(self.tr("Stopping…"))

    def end(self, icon: str, tone: Tone, note: str) -> None:
        self.runs = False
        self._bar.setVisible(False)
        self._glyph.show_icon(icon, tone)
        self._glyph.setVisible(True)
        self._note.setText(note)
        self._note.setToolTip(note)
        self._cross.setEnabled(True)
        self._cross.setToolTip(self.tr("Close"))
        self._cross.setAccessibleName(self.tr("Close"))
        theme.set_icon(self._cross, "x", "dim", size_px=14)

    def _on_cross(self) -> None:
        if self.runs:
            self.stop()
            self.stop_requested.emit()
        else:
            self.read.emit()


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
        self._rows: dict[str, _Row] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(line())
        self.setVisible(False)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._rows)

    @property
    def is_busy(self) -> bool:
        """Whether some work still runs."""
        return any(row.runs for row in self._rows.values())

    def start(self, key: str, title: str) -> None:
        """Show a new piece of work; an older one of the same key goes."""
        self.remove(key)
        row = _Row(title)
        row.stop_requested.connect(lambda: self.cancel_requested.emit(key))
        row.read.connect(lambda: self.remove(key))
        self._rows[key] = row
        self._layout.addWidget(row)
        self.setVisible(True)
        self.changed.emit()

    def advance(self, key: str, share: float, note: str = "") -> None:
        """Show how far it is, 0 to 1, and what it does just now."""
        if (row := self._rows.get(key)) is not None:
            row.advance(share, note)

    def finish(self, key: str, note: str, *, succeeded: bool = True) -> None:
        """Show what came of it until the person closes it."""
        if (row := self._rows.get(key)) is not None:
            icon: str = "circle-check" if succeeded else "triangle-alert"
            row.end(icon, "ok" if succeeded else "warn", note)
            self.changed.emit()

    def remove(self, key: str) -> None:
        """Take a piece of work off the panel."""
        if (row := self._rows.pop(key, None)) is not None:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
            self.changed.emit()
        self.setVisible(bool(self._rows))

    def clear(self) -> None:
        """Take everything off the panel: the program is being locked."""
        for key in self.keys:
            self.remove(key)
