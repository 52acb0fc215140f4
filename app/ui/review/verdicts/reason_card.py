"""Asks why something is rejected: digits choose a reason, else words are typed, Enter confirms."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls import text_label
from app.ui.controls.key_button import KeyButton
from app.ui.controls.key_card import KeyCard
from app.ui.panels.attribute_field import QuietField
from app.ui.review.clear_place import clear_place
from app.ui.theme import theme
from models.review.verdict import LONGEST_REASON

_MOST_DIGITS = 9
_WIDTH_PX = 300
# What lies over the top and the foot of the picture, and what is left free at the sides.
_TOP_PX, _FOOT_PX, _SIDE_PX = 56, 44, 12
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReasonCard(KeyCard):
    """One question at a time; nothing happens before it is confirmed.

    Signals:
        asked(): it has come up.
    """

    asked = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setFixedWidth(_WIDTH_PX)
        # Where on the picture that is what it is about: it covers least of it.
        self.about: Callable[[], Sequence[QRect]] = tuple
        self._confirmed: Callable[[tuple[str, ...]], object] = lambda _reasons: None
        self._title = text_label("", bold=True, wrap=True)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(6)
        self.boxes: list[QCheckBox] = []
        self.field = QuietField(self)
        self.field.setMaxLength(LONGEST_REASON)
        self.field.setPlaceholderText(self.tr("Or type in your own words"))
        self.field.setAccessibleName(self.tr("Reason in your own words"))
        self.field.installEventFilter(self)
        self.confirm = KeyButton(self.tr("Reject"), "danger", icon="x")
        self.confirm.show_key(self.tr("Enter"))
        self.confirm.clicked.connect(lambda _on=False: self._on_confirmed())
        self.cancel = KeyButton(self.tr("Back"))
        self.cancel.show_key(self.tr("Esc"))
        self.cancel.clicked.connect(lambda _on=False: self.close_card())
        self._hint = text_label(
            self.tr("A digit chooses a reason, letters begin your own."), "tiny", tone="faint"
        )
        self._lay_out()

    def ask(
        self,
        title: str,
        reasons: Sequence[str],
        confirmed: Callable[[tuple[str, ...]], object],
        *,
        chosen: Sequence[str] = (),
    ) -> None:
        """Ask, and call back with at least one reason; `chosen` are ticked already."""
        self._confirmed = confirmed
        self._title.setText(title)
        self.setAccessibleName(title)
        self.field.setText("")
        self._fill(reasons, chosen)
        self.forget_keys()
        for number in range(len(self.boxes[:_MOST_DIGITS])):
            self.on_key(Qt.Key(Qt.Key.Key_1 + number), self.boxes[number].toggle)
        for key in _ENTER:
            self.on_key(key, self._on_confirmed)
        self.on_key(Qt.Key.Key_Escape, self.close_card)
        self._follow()
        self.open_card()
        self.asked.emit()

    def place(self) -> None:
        """Take the size that is needed now, beside what it is about."""
        self.adjustSize()
        room = self._over.rect().adjusted(_SIDE_PX, _TOP_PX, -_SIDE_PX, -_FOOT_PX)
        self.move(clear_place(self.size(), room, self.about()))

    @property
    def reasons(self) -> tuple[str, ...]:
        """What is chosen, then what is typed."""
        chosen = [str(box.property("reason")) for box in self.boxes if box.isChecked()]
        typed = self.field.text().strip()
        return (*chosen, typed) if typed else tuple(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let letters begin the person's own words."""
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        )
        if plain and event.key() not in self._keys and event.text().isprintable() and event.text():
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.field.insert(event.text())
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.field:
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _ENTER:
                self._on_confirmed()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_card()
                return True
        return False

    def forget(self) -> None:
        """Go away with all that was typed."""
        self.field.setText("")
        self._fill((), ())
        self._confirmed = lambda _reasons: None
        self.put_away()

    def _on_confirmed(self) -> None:
        reasons = self.reasons
        if not reasons:
            self._hint.setText(self.tr("Say why: choose a reason or type one."))
            return
        confirmed = self._confirmed
        self.close_card()
        self.forget()
        confirmed(reasons)

    def _fill(self, reasons: Sequence[str], chosen: Sequence[str]) -> None:
        for box in self.boxes:
            self._choices.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = []
        for number, reason in enumerate(reasons, 1):
            box = QCheckBox(f"{number}   {reason}" if number <= _MOST_DIGITS else reason, self)
            box.setFont(theme.font("body", tabular=True))
            box.setProperty("reason", reason)
            box.setChecked(reason in chosen)
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.toggled.connect(lambda _on: self._follow())
            self._choices.addWidget(box)
            box.show()
            self.boxes.append(box)

    def _follow(self) -> None:
        self._hint.setText(self.tr("A digit chooses a reason, letters begin your own."))

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.cancel, 1)
        foot.addWidget(self.confirm, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addLayout(self._choices)
        column.addWidget(self.field)
        column.addWidget(self._hint)
        column.addLayout(foot)
