"""The list of issues: cards one below the other, of which one is open."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from app.ui.controls import heading, icon_button, text_label
from app.ui.review.issues.card_column import CardColumn, TextOf
from app.ui.review.issues.issue_card import IssueCard
from app.ui.review.issues.thread_view import ThreadView
from app.ui.review.issues.view_menu import ViewMenu
from app.ui.review.issues.words import ThreadText
from app.ui.review.keys_away import give_keys_away
from app.ui.theme import theme
from models.review.issue import IssueThread

_HEADER_PX = 36


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

    def __init__(self, text_of: TextOf, *, longest: int, parent: QWidget | None = None) -> None:
        """Make the panel; `text_of` tells what a card says.

        An answer has at most `longest` characters.
        """
        super().__init__(parent)
        self._longest = longest
        self.cards = CardColumn(text_of)
        self._threads: dict[UUID, ThreadView] = {}
        self.active: UUID | None = None
        self._sought: UUID | None = None
        self.menu = ViewMenu(self)
        self.menu.chosen.connect(self.view_chosen)
        self._count = text_label("", "small", tone="faint", tabular=True)
        self._empty = text_label("", "small", tone="faint", wrap=True)
        self._filter = self._build_filter()
        self._scroll = self._build_scroll()
        self._lay_out()
        self.cards.chosen.connect(self.chosen)
        self.cards.left.connect(self.left)
        self.cards.stepped.connect(self._step)
        bar = self._scroll.verticalScrollBar()
        bar.valueChanged.connect(lambda _at: self._see())
        # Whoever scrolls by hand is not led back to the card that is open.
        bar.actionTriggered.connect(lambda _action: self._leave_sought())
        bar.rangeChanged.connect(lambda _first, _last: self._bring())

    @property
    def order(self) -> Sequence[UUID]:
        """The issues that are listed, from top to bottom."""
        return self.cards.order

    @property
    def open_thread(self) -> ThreadView | None:
        """The open thread."""
        return self._threads.get(self.active) if self.active is not None else None

    def card(self, issue_id: UUID) -> IssueCard:
        """Return the card of an issue that is listed."""
        return self.cards.card(issue_id)

    def show_cards(self, threads: Sequence[IssueThread], *, count: str, empty: str) -> None:
        """List these; `count` stands in the heading, `empty` where there is nothing to list."""
        listed = {thread.issue.id for thread in threads}
        if self.active is not None and self.active not in listed:
            self.set_active(None)
        for gone in self._threads.keys() - listed:
            self._threads.pop(gone).deleteLater()
        self.cards.show_threads(threads)
        self._count.setText(count)
        self._empty.setText(empty)
        self._empty.setVisible(not listed)
        narrowed = self.menu.view.narrows
        theme.set_icon(self._filter, "list-filter", "accent" if narrowed else "dim", size_px=14)
        self._see()

    def set_active(self, issue_id: UUID | None) -> None:
        """Open a card and close the one before; what was typed in it stays there."""
        if issue_id == self.active:
            return
        if self.active is not None and self.active in self.cards:
            self._close(self.cards.card(self.active), self._threads[self.active])
        self.active = issue_id if issue_id in self.cards else None
        if self._sought != self.active:
            self._leave_sought()
        if self.active is not None:
            card = self.cards.card(self.active)
            card.set_active(True)
            view = self._thread_of(self.active)
            card.open_below(view)
            view.follow(card)
        self.cards.set_open(self.active)

    def _close(self, card: IssueCard, view: ThreadView) -> None:
        """Close a card; what is typed stays, and the keys go to the card."""
        card.set_active(False)
        card.close_below()
        if give_keys_away(view, card):
            self.left.emit()
        view.hide()
        # The card may be let go of, and what is typed may not go with it.
        view.setParent(self)

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
        stop = self.cards.tab_stop
        if stop is not None:
            self.card(stop).setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Drop all that is shown of a clip, and what was typed."""
        self.set_active(None)
        self.show_cards((), count="", empty="")

    def sizeHint(self) -> QSize:
        return QSize(280, 280)

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

    def _bring(self) -> None:
        """Show all of the card that is sought; of one that is too high, its upper part."""
        if self._sought is not None and self._sought in self.cards:
            self.cards.lay_out()
            self._column.activate()
            self._show_whole(self.card(self._sought))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Follow a card until a hand scrolls: what it shows gets its height a moment later."""
        if event.type() is QEvent.Type.Wheel:
            self._leave_sought()
        elif event.type() is QEvent.Type.Resize:
            self._bring()
            self._see()
        return False

    def _leave_sought(self) -> None:
        self._sought = None

    def _step(self, issue_id: UUID, by: int) -> None:
        order = self.order
        at = order.index(issue_id) + by
        if 0 <= at < len(order):
            there = self.card(order[at])
            there.setFocus(Qt.FocusReason.OtherFocusReason)
            self._show_whole(there)

    def _show_whole(self, card: IssueCard) -> None:
        """Scroll to a card; of one that is too high, show the upper part."""
        top = self.cards.y() + card.y()
        self._scroll.ensureVisible(0, top + card.height(), 0, 12)
        self._scroll.ensureVisible(0, top, 0, 12)

    def _see(self) -> None:
        """Tell the cards which of them are seen."""
        top = self.cards.mapFrom(self._scroll.viewport(), QPoint()).y()
        self.cards.see(top, top + self._scroll.viewport().height())

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
        column.addWidget(self.cards)
        column.addWidget(self._empty)
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
