"""The strip over the picture while objects are looked at one by one."""

from PySide6.QtWidgets import QProgressBar, QWidget

from app.ui.controls import text_label
from app.ui.controls.glyph import Glyph
from app.ui.panels.object_mark import ObjectMark
from app.ui.review.strip_card import StripCard
from app.ui.review.verdicts.texts import standing_text, tally_text
from models.review.verdict import Standing, Tally

_BAR_PX = 90


class SingleBar(StripCard):
    """Says what is looked at, how many there are, and how far the judging is."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, pad_px=7)
        self._name = text_label("", bold=True, tabular=True)
        self._place = text_label("", "small", tone="dim", tabular=True)
        self._glyph = Glyph(14)
        keeps_room = self._glyph.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self._glyph.setSizePolicy(keeps_room)
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
        self,
        name: str,
        *,
        place: tuple[int, int],
        mark: ObjectMark | None,
        standing: str,
        hint: str,
    ) -> None:
        """Say what is looked at, as which of how many, and where it stands."""
        at, count = (f"{one:,}" for one in place)
        whole = self.tr("{0} of {1}")
        self._say(self._name, name)
        self._say(self._place, whole.format(at, count), at_most=(whole.format(count, count),))
        self._glyph.setVisible(mark is not None)
        if mark is not None:
            self._glyph.show_icon(mark.icon, mark.tone)
        self._say(self._standing, standing, at_most=tuple(map(standing_text, Standing)))
        self._hint.setText(hint)
        self._tell()

    def show_progress(self, tally: Tally) -> None:
        """Say how far it is."""
        all_judged = tally_text(Tally(accepted=tally.total))
        self._say(self._progress, tally_text(tally), at_most=(all_judged,))
        self._meter.setRange(0, max(tally.total, 1))
        self._meter.setValue(tally.judged)
        self._tell()
