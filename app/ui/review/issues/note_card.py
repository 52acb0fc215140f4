"""The small card that comes up where an issue was just reported, for words that can be left out."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.ui.controls import push_button, text_label
from app.ui.controls.menu_button import MenuButton
from app.ui.panels.attribute_field import QuietField
from app.ui.review.clear_place import clear_place
from app.ui.review.keys_away import give_keys_away

_WIDTH_PX, _EDGE_PX, _PIN_PX = 280, 4, 24


class NoteCard(QFrame):
    """Is about one issue, which is reported already: whatever happens to the card, it stays.

    Signals:
        said(issue_id: UUID, text: str): Enter, or the keys went elsewhere, with something typed.
        kind_chosen(issue_id: UUID, kind: str): something else is wrong.
        undone(issue_id: UUID): it was a slip.
        left(): the card is gone; the canvas gets the keys.
    """

    said = Signal(object, str)
    kind_chosen = Signal(object, str)
    undone = Signal(object)
    left = Signal()

    def __init__(self, canvas: QWidget, *, longest: int) -> None:
        super().__init__(canvas)
        self.setProperty("surface", "card")
        self.setFixedWidth(_WIDTH_PX)
        self._canvas = canvas
        self.issue_id: UUID | None = None
        self._menu = QMenu(self)
        self.kind = MenuButton(self._menu, self)
        self._place = text_label("", "small", tone="dim", tabular=True)
        self.field = QuietField(self)
        self.field.setMaxLength(longest)
        self.field.setPlaceholderText(self.tr("What is wrong? (can be left out)"))
        self.field.setAccessibleName(self.tr("What is wrong"))
        self.field.allows = lambda text: bool(text.strip())
        self.field.entered.connect(self._on_entered)
        self.field.installEventFilter(self)
        self._hint = text_label(self.tr("Enter or Esc goes on"), "tiny", tone="faint")
        self.undo = push_button(self.tr("Undo"), "ghost")
        self.undo.clicked.connect(lambda _on=False: self._on_undo())
        self._lay_out()
        self.hide()

    def open_for(
        self,
        issue_id: UUID,
        *,
        kind: str,
        kinds: Sequence[tuple[str, str]],
        place: str,
        about: QRect,
    ) -> None:
        """Come up beside what is wrong, on the canvas; `kinds` are keys and texts, `kind` one."""
        self.close_card()
        self.issue_id = issue_id
        self._menu.clear()
        for key, text in kinds:
            action = self._menu.addAction(text)
            action.triggered.connect(lambda _on=False, key=key, text=text: self._on_kind(key, text))
        self.kind.setText(next((text for key, text in kinds if key == kind), kind))
        self.kind.setAccessibleName(self.tr("Kind: {0}").format(self.kind.text()))
        self._place.setText(place)
        self.field.show_text("")
        self.adjustSize()
        room = self._canvas.rect().adjusted(_EDGE_PX, _EDGE_PX, -_EDGE_PX, -_EDGE_PX)
        # The pin stands on the upper right corner.
        kept = () if about.isEmpty() else (about.adjusted(0, -_PIN_PX, _PIN_PX // 2, 0),)
        self.move(clear_place(self.size(), room, kept))
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_card(self) -> None:
        """Go away; what is typed is kept first."""
        if self.issue_id is None:
            return
        self.field.take()
        had_keys = give_keys_away(self, self._canvas)
        self.issue_id = None
        self.hide()
        if had_keys:
            self.left.emit()

    def forget(self) -> None:
        """Go away, and drop what is typed: the clip is gone."""
        self.field.drop_draft()
        self.issue_id = None
        give_keys_away(self, self._canvas)
        self.hide()

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # noqa: ARG002 - the field
        """Enter and Esc close; what is typed is never lost by either."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.close_card()
            return True
        return False

    def _on_entered(self, text: str) -> None:
        if self.issue_id is not None:
            self.said.emit(self.issue_id, text)

    def _on_kind(self, key: str, text: str) -> None:
        if self.issue_id is not None:
            self.kind.setText(text)
            self.kind_chosen.emit(self.issue_id, key)
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_undo(self) -> None:
        issue_id = self.issue_id
        self.field.drop_draft()
        self.close_card()
        if issue_id is not None:
            self.undone.emit(issue_id)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        # So far in from the field as the texts of the buttons stand by themselves.
        head.setContentsMargins(0, 0, 8, 0)
        head.addWidget(self.kind)
        head.addStretch(1)
        head.addWidget(self._place)
        foot = QHBoxLayout()
        foot.setContentsMargins(6, 0, 0, 0)
        foot.addWidget(self._hint)
        foot.addStretch(1)
        foot.addWidget(self.undo)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.field)
        column.addLayout(foot)
