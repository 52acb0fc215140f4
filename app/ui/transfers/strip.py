"""All transfers in three short lines, below the clip list: the way to the panel."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.ui.controls import ElidedLabel, icon_button, line
from app.ui.controls.glyph import Glyph
from app.ui.controls.tips import plain_tip
from app.ui.keys.tips import KeyText, with_key
from app.ui.transfers.view import TransferSum

_STEPS = 1000


class TransferStrip(QWidget):
    """Hidden while there is nothing to say.

    Signals:
        details_requested(): show the panel.
        read(): the cross, once all is over.
        changed(): work has begun, or all of it has ended.
    """

    details_requested = Signal()
    read = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sum: TransferSum | None = None
        self._glyph = Glyph(14)
        self._title = ElidedLabel("", "small")
        self._line = ElidedLabel("", "tiny", tone="dim", tabular=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._details = icon_button("list", self.tr("Show transfers"), size_px=14)
        self._details.clicked.connect(lambda _on=False: self.details_requested.emit())
        self._cross = icon_button("x", self.tr("Clear finished"), size_px=14)
        self._cross.clicked.connect(lambda _on=False: self.read.emit())
        self._build()
        self.show_sum(None)

    @property
    def is_busy(self) -> bool:
        """Whether some work still runs or waits."""
        return self._sum is not None and self._sum.is_busy

    @property
    def text(self) -> str:
        return "" if self._sum is None else f"{self._title.text()} · {self._line.text()}"

    def set_keys(self, key_text: KeyText) -> None:
        self._details.setToolTip(with_key(self.tr("Show transfers"), key_text("view.transfers")))

    def show_sum(self, total: TransferSum | None) -> None:
        """Show how all of it stands; None: there is nothing, and no name of a file stays."""
        was_busy, self._sum = self.is_busy, total
        self.setVisible(total is not None)
        self._title.setText("" if total is None else total.title)
        self._line.setText("" if total is None else total.line)
        self._line.setVisible(bool(self._line.text()))
        # The line is cut off where it does not fit.
        told = (
            ""
            if total is None
            else "\n".join(p for p in (total.title, total.detail or total.line) if p)
        )
        self.setToolTip(plain_tip(told))
        self.setAccessibleName(told)
        self._bar.setVisible(total is not None and total.share is not None)
        self._bar.setAccessibleName(self._title.text())
        if total is not None:
            self._glyph.show_icon(total.icon, total.tone)
            self._bar.setValue(round((total.share or 0.0) * _STEPS))
            self._cross.setVisible(not total.is_busy)
        if was_busy != self.is_busy:
            self.changed.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lead to the panel from anywhere on the strip."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.details_requested.emit()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self._glyph)
        top.addWidget(self._title, 1)
        top.addWidget(self._details)
        top.addWidget(self._cross)
        top.setContentsMargins(0, 0, -6, 0)
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 4, 12, 8)
        inner.setSpacing(3)
        inner.addLayout(top)
        inner.addWidget(self._bar)
        inner.addWidget(self._line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(line())
        layout.addLayout(inner)
