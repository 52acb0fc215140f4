"""The foot of the Review column: how far the judging is, and the two buttons that decide."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.controls import text_label
from app.ui.controls.key_button import KeyButton
from app.ui.controls.tips import plain_tip


class VerdictBar(QWidget):
    """Decides on what `show_target` names: the clip, or what is singled out.

    Signals:
        accept_requested()
        reject_requested()
    """

    accept_requested = Signal()
    reject_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tally = text_label("", "small", tone="dim", tabular=True, wrap=True)
        self._others = text_label("", "small", tone="dim", wrap=True)
        self._why_not = text_label("", "small", tone="dim", wrap=True)
        self.accept = KeyButton("", "accept", icon="check")
        self.reject = KeyButton("", "danger", icon="x")
        self.accept.clicked.connect(lambda _on=False: self.accept_requested.emit())
        self.reject.clicked.connect(lambda _on=False: self.reject_requested.emit())
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(6)
        for row, text in enumerate((self._tally, self._others, self._why_not)):
            layout.addWidget(text, row, 0, 1, 2)
        layout.addWidget(self.accept, 3, 0)
        layout.addWidget(self.reject, 3, 1)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(1, 1)
        self.show_target("")
        self.show_state("", "", "")

    @property
    def words(self) -> str:
        """All that it says."""
        texts = (self._tally, self._others, self._why_not)
        return "\n".join(one.text() for one in texts if one.text())

    def show_keys(self, accept: str, reject: str) -> None:
        """Tell the keys."""
        self.accept.show_key(accept)
        self.reject.show_key(reject)

    def show_target(self, name: str) -> None:
        """Say what is decided on; "" is the clip."""
        self.accept.show_text(self.tr("Accept"))
        self.reject.show_text(self.tr("Reject"))
        target = name or self.tr("the clip")
        self.accept.setAccessibleName(self.tr("Accept {0}").format(target))
        self.reject.setAccessibleName(self.tr("Reject {0}").format(target))
        self.accept.setToolTip(plain_tip(self.tr("Accept {0}").format(target)))
        self.reject.setToolTip(plain_tip(self.tr("Reject {0}").format(target)))

    def show_state(self, tally: str, others: str, why_not: str) -> None:
        """Say how far the judging is, what others think, and why nothing can be decided."""
        for label, text in ((self._tally, tally), (self._others, others), (self._why_not, why_not)):
            label.setText(text)
            label.setVisible(bool(text))
        for button in (self.accept, self.reject):
            button.setEnabled(not why_not)
