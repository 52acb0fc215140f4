"""One entry of a thread: who said what and when; one's own can be corrected and withdrawn."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls import icon_button, restyle, text_label
from app.ui.panels.attribute_field import QuietField
from app.ui.review.issues.words import Said

_ICON_PX, _BUTTON_PX = 13, 20


class EntryView(QWidget):
    """Shows an entry; changes nothing itself.

    Signals:
        corrected(text: str): it shall say this instead.
        withdrawal_wanted()
        height_changed(): a field has come in the place of the text, or gone.
    """

    corrected = Signal(str)
    withdrawal_wanted = Signal()
    height_changed = Signal()

    def __init__(self, entry: Said, *, longest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry = entry
        self._who = text_label("", "tiny", tone="faint", tabular=True)
        self._text = text_label("", "small", wrap=True)
        self.field = QuietField(self)
        self.field.setMaxLength(longest)
        self.field.setAccessibleName(self.tr("Your words"))
        self.field.allows = lambda text: bool(text.strip())
        self.field.entered.connect(self._on_entered)
        self.field.installEventFilter(self)
        self.field.hide()
        self.edit = icon_button("pencil", self.tr("Correct what you said"), size_px=_ICON_PX)
        self.edit.clicked.connect(lambda _on=False: self._begin())
        self.withdraw = icon_button("trash-2", self.tr("Withdraw what you said"), size_px=_ICON_PX)
        self.withdraw.clicked.connect(lambda _on=False: self.withdrawal_wanted.emit())
        self._lay_out()
        self.show_entry(entry)

    def show_entry(self, entry: Said) -> None:
        """Show the entry as it is now; what is being typed stays."""
        self._entry = entry
        self._who.setText(entry.who)
        self._text.setText(entry.text)
        restyle(self._text, tone="faint" if entry.withdrawn else "text")
        for button in (self.edit, self.withdraw):
            button.setVisible(entry.is_own)

    @property
    def entry(self) -> Said:
        return self._entry

    @property
    def is_edited(self) -> bool:
        """Whether the person is at correcting it."""
        return not self.field.isHidden()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Let Esc leave it as it was, and any other way out keep what was typed."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.field.drop_draft()
                self._end()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.field.allows(self.field.text()):
                    self.field.take()
                    self._end()
                return True
        elif event.type() is QEvent.Type.FocusOut and self.is_edited:
            # Once the field itself has taken what was typed, or let go of it.
            QTimer.singleShot(0, self, self._end)
        return False

    def _begin(self) -> None:
        """Put a field in the place of the text."""
        self.field.show_text(self._entry.text)
        self._text.hide()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.end(False)
        self.height_changed.emit()

    def _end(self) -> None:
        if not self.is_edited:
            return
        had_keys = self.field.hasFocus()
        self.field.hide()
        self._text.show()
        if had_keys:
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.height_changed.emit()

    def _on_entered(self, text: str) -> None:
        self.corrected.emit(text.strip())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._who, 1)
        for button in (self.edit, self.withdraw):
            button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._text)
        column.addWidget(self.field)
