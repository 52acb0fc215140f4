"""One row of the transfers panel: title, bar, line, and two buttons."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QVBoxLayout, QWidget

from app.ui.controls import ElidedLabel, icon_button
from app.ui.controls.glyph import Glyph
from app.ui.controls.tips import plain_tip
from app.ui.theme import theme
from app.ui.transfers.view import TransferRow

_STEPS = 1000


class TransferRowWidget(QWidget):
    """Shows a transfer. A button keeps its place when its meaning changes, and so the focus.

    Signals:
        pause_requested(), resume_requested(), retry_requested(): the first button.
        cancel_requested(): the cross while it is not over. forget_requested(): … once it is.
    """

    pause_requested = Signal()
    resume_requested = Signal()
    retry_requested = Signal()
    cancel_requested = Signal()
    forget_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: TransferRow | None = None
        self._glyph = Glyph(16)
        self._title = ElidedLabel("", "body", elide=Qt.TextElideMode.ElideMiddle)
        self._line = ElidedLabel("", "small", tone="dim", tabular=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._go = icon_button("pause", self.tr("Pause"), size_px=14)
        self._cross = icon_button("x", self.tr("Cancel"), size_px=14)
        self._go.clicked.connect(lambda _on=False: self._on_go())
        self._cross.clicked.connect(lambda _on=False: self._on_cross())
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._title)
        words.addWidget(self._bar)
        words.addWidget(self._line)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 7, 8, 7)
        row.setSpacing(4)
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addSpacing(6)
        row.addLayout(words, 1)
        row.addSpacing(4)
        row.addWidget(self._go, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._cross, 0, Qt.AlignmentFlag.AlignVCenter)

    @property
    def view(self) -> TransferRow | None:
        """What is shown."""
        return self._view

    def show_row(self, view: TransferRow) -> None:
        before, self._view = self._view, view
        if view == before:
            return
        self._glyph.show_icon(view.icon, view.tone)
        self._title.setText(view.title)
        self._line.setText(view.line)
        self._line.setProperty("tone", view.tone if view.tone in ("warn", "bad") else "dim")
        self._bar.setVisible(view.share is not None)
        self._bar.setValue(round((view.share or 0.0) * _STEPS))
        self._bar.setAccessibleName(view.title)
        told = "\n".join(part for part in (view.title, view.detail or view.line) if part)
        self.setToolTip(plain_tip(told))
        self.setAccessibleName(told)
        self._show_buttons(view)

    def _show_buttons(self, view: TransferRow) -> None:
        if view.can_retry:
            self._dress(self._go, "rotate-ccw", self.tr("Try again"), view)
        elif view.can_resume:
            self._dress(self._go, "play", self.tr("Resume"), view)
        else:
            self._dress(self._go, "pause", self.tr("Pause"), view)
        self._go.setVisible(not view.is_over or view.can_retry)
        self._go.setEnabled(view.can_retry or view.can_resume or view.can_pause)
        name = self.tr("Take off the list") if view.is_over else self.tr("Cancel")
        self._dress(self._cross, "x", name, view)
        self._cross.setEnabled(view.can_cancel or view.is_over)

    def _dress(self, button: QToolButton, icon: str, name: str, view: TransferRow) -> None:
        theme.set_icon(button, icon, "dim", size_px=14)
        button.setToolTip(name)
        button.setAccessibleName(f"{name}: {view.title}")

    def _on_go(self) -> None:
        if self._view is None:
            return
        if self._view.can_retry:
            self.retry_requested.emit()
        elif self._view.can_resume:
            self.resume_requested.emit()
        else:
            self.pause_requested.emit()

    def _on_cross(self) -> None:
        if self._view is not None and self._view.is_over:
            self.forget_requested.emit()
        else:
            self.cancel_requested.emit()
