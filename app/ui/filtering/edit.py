"""A line in which a filter is typed; it proposes how the word at the cursor may go on."""

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QWidget

from app.ui.controls.completions import dress_completions
from models.annotation.filter_completions import Completion, completions
from models.annotation.filter_text import Vocabulary

_GAP_PX = 4


class FilterEdit(QLineEdit):
    """Knows words and values; says nothing of what they mean.

    Signals:
        left(): Esc was pressed, and there was nothing to close.
        entered_below(): Down was pressed without proposals.
    """

    left = Signal()
    entered_below = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vocabulary = Vocabulary()
        self._offered: dict[str, Completion] = {}
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        popup = self._completer.popup()
        assert popup is not None  # noqa: S101 - the type checker's sake
        self._popup: QAbstractItemView = popup
        dress_completions(self._completer)
        self._completer.activated.connect(self._take)
        self.textEdited.connect(lambda _text: self._offer())

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    @property
    def offered(self) -> tuple[str, ...]:
        """What is proposed now."""
        return tuple(self._model.stringList())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down and not self._popup.isVisible():
            self.entered_below.emit()
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                # Else a dialog's button would take it as well.
                event.accept()

    def _offer(self) -> None:
        cursor = self.cursorPosition()
        found = completions(self.text(), cursor, self._vocabulary)
        # Before anything is typed the words are told by the placeholder and the popup.
        is_word = bool(self.text()[:cursor].strip()) and not self.text()[:cursor].endswith(" ")
        self._offered = {one.text: one for one in found} if is_word else {}
        self._model.setStringList(list(self._offered))
        if self._offered and self.hasFocus():
            # Below the frame that the field stands in.
            self._completer.complete(self.rect().adjusted(0, 0, 0, _GAP_PX))
        else:
            self._popup.hide()

    def _take(self, text: str) -> None:
        completion = self._offered.get(text)
        if completion is None:
            return
        rest = self.text()[self.cursorPosition() :]
        ends = not text.endswith(":") and not rest.startswith(" ")
        before = self.text()[: completion.start] + completion.text + (" " if ends else "")
        self.setText(before + rest)
        self.setCursorPosition(len(before))
        self.textEdited.emit(self.text())
