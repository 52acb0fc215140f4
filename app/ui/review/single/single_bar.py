"""The strip over the picture while objects are looked at one by one."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from app.ui.controls import ElidedLabel, text_label
from app.ui.controls.glyph import Glyph
from app.ui.panels.object_mark import ObjectMark

_FROM_TOP_PX = 12
# The rail at the left, the zoom at the right.
_MARGIN_PX = 84
_BAR_PX = 90


class SingleBar(QFrame):
    """Says what is looked at, how many there are, and how far the judging is."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("surface", "card")
        self._name = text_label("", bold=True, tabular=True)
        self._place = text_label("", "small", tone="dim", tabular=True)
        self._glyph = Glyph(14)
        self._standing = text_label("", "small", tone="dim")
        self._progress = text_label("", "small", tone="dim", tabular=True)
        self._meter = QProgressBar()
        self._meter.setTextVisible(False)
        self._meter.setFixedWidth(_BAR_PX)
        self._hint = ElidedLabel("", "small", tone="faint")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 7, 12, 7)
        self._row.setSpacing(8)
        for part in (self._name, self._place, self._glyph, self._standing):
            self._row.addWidget(part)
        self._row.addSpacing(8)
        self._row.addWidget(self._meter)
        self._row.addWidget(self._progress)
        self._row.addWidget(self._hint)
        over.installEventFilter(self)
        self.hide()

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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Stay in the middle when the parent changes its size."""
        if event.type() is QEvent.Type.Resize and not self.isHidden():
            self._place_it()
        return False

    def _tell(self) -> None:
        self.setAccessibleName(self.words)
        self.show()
        self._place_it()
        self.raise_()

    def _place_it(self) -> None:
        most = max(self._over.width() - 2 * _MARGIN_PX, 200)
        # Half a hint is none; the keys stand beside the buttons of the verdict, too.
        self._hint.show()
        self._row.activate()
        self._hint.setVisible(self.sizeHint().width() <= most)
        self._row.activate()
        self.resize(min(self.sizeHint().width(), most), self.sizeHint().height())
        self.move((self._over.width() - self.width()) // 2, _FROM_TOP_PX)
