"""What an empty view says: what this is, and what to do next."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.controls import WrappedLabel, press_by_return, text_label
from app.ui.controls.glyph import Glyph

_TEXT_WIDTH_PX = 380


class EmptyState(QWidget):
    """An icon, a title, a sentence and the buttons that lead on, in the middle of the view.

    While it has the focus itself, Return presses the first button.
    """

    def __init__(
        self,
        icon: str,
        title: str,
        *,
        text: str,
        buttons: Sequence[QPushButton] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._buttons = tuple(buttons)
        self.setAccessibleName(title)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._sentence = WrappedLabel(_TEXT_WIDTH_PX, tone="dim", centred=True)
        self.set_text(text)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(0)
        layout.addStretch(5)
        layout.addWidget(Glyph(32, icon, "faint"), 0, middle)
        layout.addSpacing(16)
        heading = text_label(title, "title")
        layout.addWidget(heading, 0, middle)
        layout.addSpacing(8)
        layout.addWidget(self._sentence, 0, middle)
        layout.addSpacing(20)
        layout.addLayout(row)
        layout.addStretch(6)

    def set_text(self, text: str) -> None:
        """Say this in the sentence below the title."""
        self._sentence.setText(text)
        self.setAccessibleDescription(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self._buttons and press_by_return(self._buttons[0], event)):
            super().keyPressEvent(event)
