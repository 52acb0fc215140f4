"""The strip over the picture while objects are looked at one by one."""

from PySide6.QtWidgets import QProgressBar, QWidget

from app.ui.controls import text_label
from app.ui.controls.glyph import Glyph
from app.ui.panels.object_mark import ObjectMark
from app.ui.review.strip_card import StripCard

_BAR_PX = 90


class SingleBar(StripCard):
    """Says what is looked at, how many there are, and how far the judging is."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, pad_px=7)
        self._name = text_label("", bold=True, tabular=True)
        self._place = text_label("", "small", tone="dim", tabular=True)
        self._glyph = Glyph(14)
        self._standing = text_label("", "small", tone="dim")
        self._progress = text_label("", "small", tone="dim", tabular=True)
        self._meter = QProgressBar()
        self._meter.setTextVisible(False)
        self._meter.setFixedWidth(_BAR_PX)
        for part in (self._name, self._place, self._glyph, self._standing):
            self._row.addWidget(part)
        self._row.addSpacing(8)
        self._row.addWidget(self._meter)
        self._row.addWidget(self._progress)
        self._row.addWidget(self._hint)

    @property
    def words(self) -> str:
        """All that it says."""
        parts = (self._name, self._place, self._standing, self._progress)
        return " · ".join(part.text() for part in parts if part.text())

    def show_object(
        self, name: str, *, place: str, mark: ObjectMark | None, standing: str, hint: str
    ) -> None:
        """Say what is looked at and where it stands."""
        self._name.setText(name)
        self._place.setText(place)
        self._glyph.setVisible(mark is not None)
        if mark is not None:
            self._glyph.show_icon(mark.icon, mark.tone)
        self._standing.setText(standing)
        self._hint.setText(hint)
        self._tell()

    def show_progress(self, text: str, *, done: int, total: int) -> None:
        """Say how far it is."""
        self._progress.setText(text)
        self._meter.setRange(0, max(total, 1))
        self._meter.setValue(done)
        self._tell()
