"""The strip over the top of the picture that says how far a kind of review is."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.ui.controls import ElidedLabel

_FROM_TOP_PX = 12
# The rail at the left, the zoom at the right.
_MARGIN_PX = 84
# What a label takes beside its letters.
_LABEL_PAD_PX = 2


class StripCard(QFrame):
    """One row in the middle of the top; its hint is whole or not there.

    A kind of it adds its parts to `_row`, the hint last, and calls `_tell` with each change.
    """

    def __init__(self, over: QWidget, *, pad_px: int) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("surface", "card")
        self._hint = ElidedLabel("", "small", tone="faint")
        self._steady: set[QLabel] = set()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, pad_px, 12, pad_px)
        self._row.setSpacing(8)
        over.installEventFilter(self)
        self.hide()

    @property
    def words(self) -> str:
        """All that it says."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Stay in the middle when the parent changes its size."""
        if event.type() is QEvent.Type.Resize and not self.isHidden():
            self._place_it()
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the next walk begin as narrow as it can."""
        super().hideEvent(event)
        for label in self._steady:
            label.setMinimumWidth(0)

    def _say(self, label: QLabel, text: str, *, at_most: Sequence[str] = ()) -> None:
        """Say it in a field that grows but never shrinks, so that nothing moves to and fro.

        `at_most` are the longest texts that may come there: the field has room for them from the
        first on.
        """
        self._steady.add(label)
        metrics = label.fontMetrics()
        room = max(metrics.horizontalAdvance(one) for one in (text, *at_most))
        label.setMinimumWidth(max(label.minimumWidth(), room + _LABEL_PAD_PX))
        label.setText(text)

    def _tell(self) -> None:
        self.setAccessibleName(self.words)
        self.show()
        self._place_it()
        self.raise_()

    def _place_it(self) -> None:
        most = max(self._over.width() - 2 * _MARGIN_PX, 200)
        # Half a hint is none; the keys stand beside the buttons of the verdict, too.
        self._hint.setVisible(bool(self._hint.text()))
        self._row.activate()
        if self.sizeHint().width() > most:
            self._hint.hide()
        self._row.activate()
        self.resize(min(self.sizeHint().width(), most), self.sizeHint().height())
        self.move((self._over.width() - self.width()) // 2, _FROM_TOP_PX)
