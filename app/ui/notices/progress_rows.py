"""The rows of the progress panel: work under way, what came of it, and the sum of imports."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from app.ui.controls import ElidedLabel, icon_button, text_label
from app.ui.controls.glyph import Glyph
from app.ui.controls.labels import Tone
from app.ui.controls.tips import plain_tip
from app.ui.theme import theme

_MIDDLE = Qt.TextElideMode.ElideMiddle


class WorkRow(QWidget):
    """One piece of work: two lines and a bar while it runs, one line before and after.

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
        self._title = ElidedLabel(title, "small", elide=_MIDDLE)
        self._title.setToolTip(plain_tip(title))
        self._outcome = ElidedLabel(self.tr("Waiting"), "tiny", tone="dim")
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
        top.addWidget(self._outcome)
        top.addWidget(self._cross)
        top.setContentsMargins(0, 0, -6, 0)  # the cross ends where the bar ends, not its frame
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(12, 2, 12, 2)
        self._all.setSpacing(3)
        self._all.addLayout(top)
        self._all.addWidget(self._bar)
        self._all.addWidget(self._note)
        self._bar.setVisible(False)
        self._note.setVisible(False)

    def advance(self, share: float, note: str) -> None:
        if self._bar.isHidden():
            self._all.setContentsMargins(12, 4, 12, 8)
            self._outcome.setVisible(False)
            self._bar.setVisible(True)
            self._note.setVisible(True)
        self._bar.setValue(round(share * 1000))
        self._note.setText(note or f"{share * 100:.0f} %")

    def stop(self) -> None:
        self._cross.setEnabled(False)
        for label in (self._note, self._outcome):
            label.setText(self.tr("Stopping…"))

    def end(self, icon: str, tone: Tone, note: str, detail: str) -> None:
        """Say in a few words what came of it; all of it is in the tooltip."""
        self.runs = False
        self._bar.setVisible(False)
        self._note.setVisible(False)
        self._all.setContentsMargins(12, 2, 12, 2)
        self._glyph.show_icon(icon, tone)
        self._glyph.setVisible(True)
        self._outcome.setText(note)
        self._outcome.setVisible(bool(note))
        told = "\n".join(part for part in (self._title.text(), detail or note) if part)
        self.setToolTip(plain_tip(told))
        self._title.setToolTip(plain_tip(told))
        self.setAccessibleName(told)
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


class ImportedRow(QWidget):
    """How many clips were imported, and where their plain originals still lie.

    Signals:
        read(): the cross.
    """

    read = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._folders: list[Path] = []
        self._title = text_label("", "small")
        self._words = text_label("", "tiny", tone="dim")
        self._place = ElidedLabel("", "tiny", tone="dim", elide=_MIDDLE)
        # Takes the room that is left, however long the path is.
        self._place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        cross = icon_button("x", self.tr("Close"), size_px=14)
        cross.clicked.connect(lambda _on=False: self.read.emit())
        glyph = Glyph(14)
        glyph.show_icon("circle-check", "ok")
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, -6, 0)
        top.setSpacing(6)
        top.addWidget(glyph)
        top.addWidget(self._title, 1)
        top.addWidget(cross)
        below = QHBoxLayout()
        below.setSpacing(4)
        below.addWidget(self._words)
        below.addWidget(self._place, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 2, 12, 6)
        layout.setSpacing(1)
        layout.addLayout(top)
        layout.addLayout(below)

    @property
    def count(self) -> int:
        return self._count

    def add(self, folder: Path) -> None:
        """Count one more clip, whose original lies in `folder`."""
        self._count += 1
        if folder not in self._folders:
            self._folders.append(folder)
        one, single = self._count == 1, len(self._folders) == 1
        self._title.setText(
            self.tr("1 clip imported") if one else self.tr("%n clips imported", "", self._count)
        )
        if single:
            self._words.setText(self.tr("Original still in") if one else self.tr("Originals in"))
        else:
            self._words.setText(self.tr("Originals are still where they were"))
        self._place.setText(str(folder) if single else "")
        places = "\n".join(str(known) for known in self._folders)
        told = self.tr("Encrypted. The plain originals are still there, not encrypted:")
        self.setToolTip(plain_tip(f"{told}\n{places}"))
        self.setAccessibleName(f"{self._title.text()}. {told} {places}")

    def forget(self) -> None:
        """Begin to count anew; no path stays."""
        self._count = 0
        self._folders.clear()
        for label in (self._title, self._words, self._place):
            label.clear()
        self.setToolTip("")
        self.setAccessibleName("")
