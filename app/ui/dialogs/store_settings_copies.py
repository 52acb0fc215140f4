"""The copies of a distant store that are kept on this computer: how much, how much at most."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.ui.controls import push_button, text_label
from app.ui.controls.sizes import size_text
from app.ui.dialogs.frame import note, pad
from storage.offline import OfflineUsage

GIGABYTE = 1_000_000_000
_SMALLEST_GB = 0.1
_LARGEST_GB = 16_000


class CopiesPanel(QWidget):
    """Shows what the copies take.

    Signals:
        clear_requested()
        budget_changed(): ask `budget_bytes` again.
    """

    clear_requested = Signal()
    budget_changed = Signal()

    def __init__(self, width_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = QProgressBar()
        self._used = text_label("", "small", tabular=True)
        self._pinned = text_label("", "small", tone="dim", tabular=True)
        self._budget = QDoubleSpinBox()
        self._clear = push_button(self.tr("Clear copies"))
        self._shown_budget: int | None = None
        self._build(width_px)
        self._show_known(False)

    @property
    def budget_bytes(self) -> int | None:
        """What the copies may take, None while it is not known or was not changed."""
        wanted = round(self._budget.value() * GIGABYTE)
        if self._shown_budget is None or wanted == _rounded(self._shown_budget):
            return None
        return wanted

    def show_usage(self, usage: OfflineUsage) -> None:
        """Show what the copies take now; a budget that the person has changed stays."""
        changed = self.budget_bytes is not None
        # Clips kept offline are no part of what the budget bounds.
        used = max(usage.kept_bytes - usage.pinned_bytes, 0)
        self._used.setText(
            self.tr("{0} of {1} used").format(size_text(used), size_text(usage.budget_bytes))
        )
        self._pinned.setText(
            self.tr("{0} kept offline besides").format(size_text(usage.pinned_bytes))
        )
        self._pinned.setVisible(usage.pinned_bytes > 0)
        self._bar.setValue(min(round(1000 * used / max(usage.budget_bytes, 1)), 1000))
        self._budget.setMinimum(_SMALLEST_GB)
        self._shown_budget = usage.budget_bytes
        if not changed:
            self._budget.setValue(_rounded(usage.budget_bytes) / GIGABYTE)
        self._clear.setEnabled(usage.kept_bytes > usage.pinned_bytes)
        self._show_known(True)

    def set_busy(self) -> None:
        """Show that the copies are being cleared."""
        self._clear.setEnabled(False)

    def _build(self, width_px: int) -> None:
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Room that the copies take"))
        # Below what can be chosen, and shown as unknown, until it is known.
        self._budget.setRange(0, _LARGEST_GB)
        self._budget.setSpecialValueText("…")
        self._budget.setDecimals(1)
        self._budget.setSingleStep(1)
        self._budget.setSuffix(self.tr(" GB"))
        self._budget.setAccessibleName(self.tr("Room for copies at most, in GB"))
        self._budget.setMinimumWidth(104)
        pad(self._budget)
        self._budget.valueChanged.connect(lambda _value: self.budget_changed.emit())
        self._clear.clicked.connect(lambda _on=False: self.clear_requested.emit())
        texts = QHBoxLayout()
        texts.addWidget(self._used)
        texts.addStretch(1)
        texts.addWidget(self._pinned)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(text_label(self.tr("At most"), "small", tone="dim"))
        row.addWidget(self._budget)
        row.addStretch(1)
        row.addWidget(self._clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(texts)
        layout.addWidget(self._bar)
        layout.addLayout(row)
        remark = self.tr("Encrypted, like the store. Clips kept offline stay, and do not count.")
        layout.addWidget(note(remark, width_px))

    def _show_known(self, known: bool) -> None:
        self._budget.setEnabled(known)
        if not known:
            self._used.setText(self.tr("Counting…"))
            self._clear.setEnabled(False)


def _rounded(budget_bytes: int) -> int:
    """Return the budget as the field shows it."""
    return round(round(budget_bytes / GIGABYTE, 1) * GIGABYTE)
