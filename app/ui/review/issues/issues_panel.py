"""The list of issues: cards one below the other, of which one is open."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from app.ui.controls import heading, icon_button, text_label
from app.ui.review.issues.card_text import CardText
from app.ui.review.issues.issue_card import IssueCard
from app.ui.review.issues.thread_view import ThreadView
from app.ui.review.issues.view_menu import ViewMenu
from app.ui.review.issues.words import ThreadText
from app.ui.review.keys_away import give_keys_away
from app.ui.theme import theme

_HEADER_PX = 36
MOST = 200
"""Nobody reads more cards, and each costs; the list says how many it leaves out."""
AT_ONCE = 10
"""So many cards are made in one turn, more than are seen without scrolling."""


class IssuesPanel(QWidget):
    """Shows issues and asks for what a person wants done with them.

    Signals:
        chosen(issue_id: UUID): a card was taken by hand; of the open one, to close it.
        said(issue_id: UUID, text: str), step_wanted(issue_id: UUID, step: IssueStep),
        withdrawal_wanted(issue_id: UUID): of the open thread.
        corrected(issue_id: UUID, comment_id: UUID, text: str),
        words_withdrawn(issue_id: UUID, comment_id: UUID): of the open thread, one's own.
        view_chosen(view: IssueView)
        left(): Esc: the keys go back to the picture.
    """

    chosen = Signal(object)
    said = Signal(object, str)
    step_wanted = Signal(object, object)
    withdrawal_wanted = Signal(object)
    corrected = Signal(object, object, str)
    words_withdrawn = Signal(object, object)
    view_chosen = Signal(object)
    left = Signal()

    def __init__(self, *, longest: int, parent: QWidget | None = None) -> None:
        """Make the panel; an answer has at most `longest` characters."""
        super().__init__(parent)
        self._longest = longest
        self._cards: dict[UUID, IssueCard] = {}
        self._threads: dict[UUID, ThreadView] = {}
        self._order: list[UUID] = []
        self._texts: tuple[CardText, ...] = ()
        # The first show of hundreds would hold up the window: each card is laid out by Qt.
        self._filling = QTimer(self)
        self._filling.setSingleShot(True)
        self._filling.setInterval(0)
        self._filling.timeout.connect(self._fill_on)
        self.active: UUID | None = None
        self._sought: UUID | None = None
        self.menu = ViewMenu(self)
        self.menu.chosen.connect(self.view_chosen)
        self._count = text_label("", "small", tone="faint", tabular=True)
        self._empty = text_label("", "small", tone="faint", wrap=True)
        self._more = text_label("", "small", tone="faint", wrap=True)
        self._filter = self._build_filter()
        self._list = QVBoxLayout()
        self._scroll = self._build_scroll()
        self._lay_out()
        bar = self._scroll.verticalScrollBar()
        # Whoever scrolls by hand is not led back to the card that is open.
        bar.actionTriggered.connect(lambda _action: self._leave_sought())
        bar.rangeChanged.connect(lambda _first, _last: self._bring())

    @property
    def order(self) -> Sequence[UUID]:
        """The issues that are listed, from top to bottom."""
        return tuple(self._order)

    @property
    def open_thread(self) -> ThreadView | None:
        """The open thread."""
        return self._threads.get(self.active) if self.active is not None else None

    def card(self, issue_id: UUID) -> IssueCard:
        """Return the card of an issue that is listed."""
        if issue_id not in self._cards:
            self._fill(MOST)
        return self._cards[issue_id]

    def show_cards(
        self, texts: Sequence[CardText], *, left: int = 0, count: str, empty: str
    ) -> None:
        """List these, `MOST` at the most; `left` are so many more.

        `count` stands in the heading, `empty` where there is nothing to list.
        """
        wanted = [text.issue_id for text in texts]
        for gone in self._cards.keys() - set(wanted):
            self._drop(gone)
        self._texts = tuple(texts)
        self._order = wanted
        self._fill(AT_ONCE)
        self._count.setText(count)
        self._empty.setText(empty)
        self._empty.setVisible(not wanted)
        self._more.setVisible(left > 0)
        self._more.setText(self.tr("… and {0} more: narrow the list to see them.").format(left))
        narrowed = self.menu.view.narrows
        theme.set_icon(self._filter, "list-filter", "accent" if narrowed else "dim", size_px=14)
        self._take_tab()

    def _fill(self, most: int) -> None:
        """Make at most so many cards that lack, from the top; the others in a moment."""
        made = 0
        for place, text in enumerate(self._texts):
            card = self._cards.get(text.issue_id)
            if card is None and made == most:
                self._filling.start()
                return
            if card is None:
                made += 1
                card = self._cards[text.issue_id] = self._made(text)
            elif card.text != text:
                card.show_text(text)
            at = self._list.itemAt(place)
            if at is None or at.widget() is not card:
                self._list.insertWidget(place, card)

    def _fill_on(self) -> None:
        self._fill(AT_ONCE)
        self._take_tab()

    def set_active(self, issue_id: UUID | None) -> None:
        """Open a card and close the one before; what was typed in it stays there."""
        if issue_id == self.active:
            return
        if issue_id in self._order and issue_id not in self._cards:
            self._fill(MOST)
        if self.active in self._cards:
            before = self._cards[self.active]
            before.set_active(False)
            before.close_below()
            # What is typed stays; the keys go to the card, which stays too.
            if give_keys_away(self._threads[self.active], before):
                self.left.emit()
            self._threads[self.active].hide()
        self.active = issue_id if issue_id in self._cards else None
        if self._sought != self.active:
            self._leave_sought()
        if self.active is not None:
            card = self._cards[self.active]
            card.set_active(True)
            view = self._thread_of(self.active)
            card.open_below(view)
            view.follow(card)
        self._take_tab()

    def show_thread(self, text: ThreadText) -> None:
        """Show what was said of the open issue, and what can be done."""
        if (view := self.open_thread) is not None:
            view.show_thread(text)

    def bring_into_sight(self, issue_id: UUID) -> None:
        """Scroll to a card, as soon as the layout knows how high it is when it is open."""
        self._sought = issue_id
        QTimer.singleShot(0, self, self._bring)

    def take_focus(self) -> None:
        """Give the keys to the open card, or to the first."""
        card = self._cards.get(self.active or (self._order[0] if self._order else UUID(int=0)))
        if card is not None:
            card.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Drop all that is shown of a clip, and what was typed."""
        self.set_active(None)
        self.show_cards((), count="", empty="")

    def sizeHint(self) -> QSize:
        return QSize(280, 280)

    def _made(self, text: CardText) -> IssueCard:
        card = IssueCard(text)
        card.chosen.connect(self.chosen)
        card.left.connect(self.left)
        card.stepped.connect(lambda by, card=card: self._step(card, by))
        return card

    def _thread_of(self, issue_id: UUID) -> ThreadView:
        view = self._threads.get(issue_id)
        if view is None:
            view = self._threads[issue_id] = ThreadView(issue_id, longest=self._longest)
            view.said.connect(self.said)
            view.step_wanted.connect(self.step_wanted)
            view.withdrawal_wanted.connect(self.withdrawal_wanted)
            view.corrected.connect(self.corrected)
            view.words_withdrawn.connect(self.words_withdrawn)
        return view

    def _drop(self, issue_id: UUID) -> None:
        if issue_id == self.active:
            self.set_active(None)
        card = self._cards.pop(issue_id)
        if give_keys_away(card, self):
            self.left.emit()
        self._list.removeWidget(card)
        card.deleteLater()
        if (view := self._threads.pop(issue_id, None)) is not None:
            view.deleteLater()

    def _bring(self) -> None:
        """Show all of the card that is sought; of one that is too high, its upper part."""
        card = self._cards.get(self._sought) if self._sought is not None else None
        if card is not None:
            self._column.activate()
            self._scroll.ensureVisible(0, card.geometry().bottom(), 0, 12)
            self._scroll.ensureVisible(0, card.geometry().top(), 0, 12)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Follow a card until a hand scrolls: what it shows gets its height a moment later."""
        if event.type() is QEvent.Type.Wheel:
            self._leave_sought()
        elif event.type() is QEvent.Type.Resize:
            self._bring()
        return False

    def _leave_sought(self) -> None:
        self._sought = None

    def _step(self, card: IssueCard, by: int) -> None:
        at = self._order.index(card.issue_id) + by
        if 0 <= at < len(self._order):
            there = self.card(self._order[at])
            there.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(there, 0, 12)

    def _take_tab(self) -> None:
        """Let Tab lead to one card only, and from there out of the list."""
        first = self.active or (self._order[0] if self._order else None)
        for issue_id, card in self._cards.items():
            stops = issue_id == first
            card.setFocusPolicy(Qt.FocusPolicy.TabFocus if stops else Qt.FocusPolicy.NoFocus)

    def _build_filter(self) -> QToolButton:
        button = icon_button("list-filter", self.tr("Which issues are listed"), size_px=14)
        button.setFixedSize(24, 24)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(self.menu)
        return button

    def _build_scroll(self) -> QScrollArea:
        content = QWidget()
        column = self._column = QVBoxLayout(content)
        column.setContentsMargins(12, 2, 12, 12)
        column.setSpacing(8)
        self._list.setSpacing(8)
        column.addLayout(self._list)
        column.addWidget(self._empty)
        column.addWidget(self._more)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(content)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        scroll.viewport().installEventFilter(self)
        content.installEventFilter(self)
        return scroll

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(12, 0, 8, 0)
        header.setSpacing(6)
        header.addWidget(heading(self.tr("Issues")))
        header.addStretch()
        header.addWidget(self._count)
        header.addWidget(self._filter)
        top = QWidget(self)
        top.setFixedHeight(_HEADER_PX)
        top.setLayout(header)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self._scroll, 1)
        self._more.hide()
