"""Says something about the clip and offers what can be done now, each by a key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls import text_label
from app.ui.controls.key_button import KeyButton, Kind
from app.ui.controls.key_card import KeyCard

_WIDTH_PX = 420
_SECOND_KEYS = {Qt.Key.Key_Return: Qt.Key.Key_Enter}


@dataclass(frozen=True, slots=True)
class Choice:
    """`key` is what does it, `act` is called when the card is gone; None only closes it."""

    key: Qt.Key
    text: str
    act: Callable[[], object] | None = None
    kind: Kind = "secondary"
    icon: str = ""


class ChoiceCard(KeyCard):
    """Stays until something is chosen; Esc always closes it and changes nothing."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setFixedWidth(_WIDTH_PX)
        self._title = text_label("", bold=True, wrap=True)
        self._text = text_label("", "small", tone="dim", wrap=True)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self.buttons: list[KeyButton] = []
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(self._row)

    @property
    def words(self) -> str:
        """What it says; "" while it is not there."""
        if self.isHidden():
            return ""
        return "\n".join(part for part in (self._title.text(), self._text.text()) if part)

    def offer(self, title: str, lines: Sequence[str], choices: Sequence[Choice]) -> None:
        """Say this, and wait for a choice."""
        self._title.setText(title)
        self._text.setText("\n".join(lines))
        self._text.setVisible(bool(lines))
        self.setAccessibleName(title)
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        self.forget_keys()
        self.on_key(Qt.Key.Key_Escape, self.close_card)
        for choice in choices:
            self._add(choice)
        self.open_card()

    def place(self) -> None:
        """Be wide enough for what every button says."""
        self.setFixedWidth(max(_WIDTH_PX, self._column.totalMinimumSize().width()))
        super().place()

    def forget(self) -> None:
        """Go away without a word."""
        self.forget_keys()
        self._title.clear()
        self._text.clear()
        self.put_away()

    def _add(self, choice: Choice) -> None:
        button = KeyButton(choice.text, choice.kind, icon=choice.icon)
        button.show_key(self._key_text(choice.key))

        def chosen() -> None:
            self.close_card()
            if choice.act is not None:
                choice.act()

        button.clicked.connect(lambda _on=False: chosen())
        self.on_key(choice.key, chosen)
        if choice.key in _SECOND_KEYS:
            self.on_key(_SECOND_KEYS[choice.key], chosen)
        self._row.addWidget(button, 1)
        self.buttons.append(button)

    def _key_text(self, key: Qt.Key) -> str:
        if key is Qt.Key.Key_Return:
            return self.tr("Enter")
        return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
