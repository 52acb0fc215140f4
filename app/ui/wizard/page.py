"""What every page of the wizard has in common."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.controls import WrappedLabel, text_label

INNER_PX = 472
# What a page keeps free at its right, where a scroll bar may come.
SCROLLING_PX = 14


class WizardPage(QWidget):
    """A title, a sentence, fields.

    Signals:
        completeness_changed(): ask `is_complete` again.
    """

    completeness_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, SCROLLING_PX, 0)
        self.body.setSpacing(10)

    def set_words(self, title: str, text: str) -> None:
        """Say what the page is about; call first."""
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        sentence = WrappedLabel(INNER_PX, tone="dim")
        sentence.setText(text)
        self.body.addWidget(text_label(title, "title"))
        self.body.addWidget(sentence)
        self.body.addSpacing(6)

    def is_complete(self) -> bool:
        """Return whether the wizard may go on."""
        return True

    def enter(self) -> None:
        """Get ready to be seen: put the cursor where the first key belongs."""
