"""The thread of an open card: what was said, a field to answer in, and what can be done."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.controls import push_button
from app.ui.panels.attribute_field import QuietField
from app.ui.review.issues.entry_view import EntryView
from app.ui.review.issues.words import Doing, Said, ThreadText


class ThreadView(QWidget):
    """Belongs to one issue at a time; what is typed and not sent stays with it.

    Signals:
        said(issue_id: UUID, text: str)
        step_wanted(issue_id: UUID, step: IssueStep)
        withdrawal_wanted(issue_id: UUID)
        corrected(issue_id: UUID, comment_id: UUID, text: str): one's own words shall be these.
        words_withdrawn(issue_id: UUID, comment_id: UUID)
    """

    said = Signal(object, str)
    step_wanted = Signal(object, object)
    withdrawal_wanted = Signal(object)
    corrected = Signal(object, object, str)
    words_withdrawn = Signal(object, object)

    def __init__(self, issue_id: UUID, *, longest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.issue_id = issue_id
        self._longest = longest
        self._doings: tuple[Doing, ...] = ()
        self._withdrawable = False
        self._before: QWidget | None = None
        self._shown: list[QPushButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 0, 10, 10)
        self._column.setSpacing(8)
        self._thread = QVBoxLayout()
        self._thread.setSpacing(6)
        self._entries: dict[UUID, EntryView] = {}
        self.field = QuietField(self)
        self.field.setMaxLength(longest)
        self.field.setPlaceholderText(self.tr("Answer…"))
        self.field.setAccessibleName(self.tr("Answer"))
        self.field.allows = lambda text: bool(text.strip())
        self.field.entered.connect(self._on_entered)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(6)
        self._column.addLayout(self._thread)
        self._column.addWidget(self.field)
        self._column.addLayout(self.buttons)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def show_thread(self, text: ThreadText) -> None:
        """Show what was said and what can be done; what is the same already is left alone."""
        self._show_entries(text.entries)
        if (text.doings, text.withdrawable) != (self._doings, self._withdrawable):
            self._doings, self._withdrawable = text.doings, text.withdrawable
            self._show_buttons()
        self.field.setVisible(text.answers)
        self.updateGeometry()

    def follow(self, card: QWidget) -> None:
        """Come next when Tab is pressed on the card: field, buttons, then what was said."""
        self._before = card
        before = card
        said = (
            button
            for view in self._entries.values()
            for button in (view.edit, view.withdraw)
            if view.entry.is_own
        )
        for widget in (self.field, *self._shown, *said):
            QWidget.setTabOrder(before, widget)
            before = widget

    def sizeHint(self) -> QSize:
        width = self.width() or 240
        height = self._column.heightForWidth(width)
        return QSize(240, height if height > 0 else self._column.sizeHint().height())

    def _show_entries(self, entries: Sequence[Said]) -> None:
        """Show the entries; one that is shown already stays, with what is typed in it."""
        wanted = [entry.comment_id for entry in entries]
        for gone in self._entries.keys() - set(wanted):
            view = self._entries.pop(gone)
            self._thread.removeWidget(view)
            view.deleteLater()
        for place, entry in enumerate(entries):
            known = self._entries.get(entry.comment_id)
            if known is None:
                known = self._entries[entry.comment_id] = self._made(entry)
                self._thread.insertWidget(place, known)
            elif known.entry != entry:
                known.show_entry(entry)

    def _made(self, entry: Said) -> EntryView:
        view, comment_id = EntryView(entry, longest=self._longest), entry.comment_id
        view.corrected.connect(
            lambda text: self.corrected.emit(self.issue_id, comment_id, text),
        )
        view.withdrawal_wanted.connect(lambda: self.words_withdrawn.emit(self.issue_id, comment_id))
        view.height_changed.connect(self.updateGeometry)
        return view

    def _show_buttons(self) -> None:
        while self.buttons.takeAt(0) is not None:
            pass
        for button in self._shown:
            button.deleteLater()
        self._shown = [self._button(doing) for doing in self._doings]
        if self._withdrawable:
            taken = push_button(self.tr("Withdraw"), "ghost")
            taken.setObjectName("withdraw")
            taken.clicked.connect(lambda _on=False: self.withdrawal_wanted.emit(self.issue_id))
            self._shown.append(taken)
        for button in self._shown:
            self.buttons.addWidget(button)
        self.buttons.addStretch(1)
        if self._before is not None:
            self.follow(self._before)

    def _button(self, doing: Doing) -> QPushButton:
        tip = f"{doing.text}  ({doing.key})" if doing.key else doing.text
        button = push_button(doing.text, tip=tip)
        button.setObjectName(str(doing.step))
        button.clicked.connect(
            lambda _on=False, step=doing.step: self.step_wanted.emit(self.issue_id, step)
        )
        return button

    def _on_entered(self, text: str) -> None:
        self.field.show_text("")
        self.said.emit(self.issue_id, text)
