"""What a person decides about the counting of their own time."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.ui.controls import ElidedLabel, push_button


class OwnTime(QWidget):
    """A switch, and a button that has all forgotten.

    Signals:
        count_toggled(bool): the person wants their time to be counted from now on, or not.
        forget_requested(): all of it that is stored is to go; asked for twice.
    """

    count_toggled = Signal(bool)
    forget_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = QCheckBox(self.tr("Count my time"))
        self._note = ElidedLabel("", "small", tone="dim")
        self._forget = push_button(self.tr("Delete my time…"), "ghost", icon="trash-2")
        self._is_sure = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._count)
        row.addWidget(self._note, 1)
        row.addWidget(self._forget)
        self._count.clicked.connect(self.count_toggled)
        self._forget.clicked.connect(lambda _on=False: self._on_forget())

    def show_state(self, *, counts: bool, allowed: bool, seen_by_others: str) -> None:
        """Show whether time is counted, whether the rules allow it, and who sees it."""
        self._count.setChecked(counts and allowed)
        self._count.setEnabled(allowed)
        off = self.tr("The project's rules have it that nobody's time is counted.")
        told = seen_by_others if allowed else off
        self._note.setText(told)
        self._note.setToolTip(told)
        self._count.setAccessibleDescription(told)

    def reset(self) -> None:
        """Ask anew before anything is deleted."""
        self._is_sure = False
        self._forget.setText(" " + self.tr("Delete my time…"))

    def _on_forget(self) -> None:
        if self._is_sure:
            self.reset()
            self.forget_requested.emit()
            return
        self._is_sure = True
        self._forget.setText(" " + self.tr("Delete it for good"))
