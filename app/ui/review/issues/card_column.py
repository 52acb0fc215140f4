"""The cards of issues, one below the other, of which only those near what is seen exist.

Each card costs Qt a layout, and a clip may have thousands of issues. How high a card is that is not
there follows from its thread; the open one is there always, whatever is seen.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.review.issues.card_text import CardText
from app.ui.review.issues.issue_card import IssueCard, closed_px
from app.ui.review.keys_away import give_keys_away
from models.review.issue import IssueThread

_SPACING_PX = 8
_BEYOND_PX = 160
"""Cards so near to what is seen are made already."""

TextOf = Callable[[IssueThread], CardText]


class CardColumn(QWidget):
    """Makes cards and lays them out; it is told what of it is seen.

    Signals:
        chosen(issue_id: UUID), left(): of its cards.
        stepped(issue_id: UUID, by: int): up or down from this card.
    """

    chosen = Signal(object)
    stepped = Signal(object, int)
    left = Signal()

    def __init__(self, text_of: TextOf, parent: QWidget | None = None) -> None:
        """List nothing yet; `text_of` is asked for what a card says, for as long as it exists."""
        super().__init__(parent)
        self._text_of = text_of
        self._threads: tuple[IssueThread, ...] = ()
        self._places: dict[UUID, int] = {}
        # How high each card would be if it were not open, how high it is, and where it begins.
        self._closed_px: tuple[int, ...] = ()
        self._heights: list[int] = []
        self._tops: list[int] = []
        self._cards: dict[UUID, IssueCard] = {}
        self._open: UUID | None = None
        self._seen = 0, 0
        self.setFixedHeight(0)

    @property
    def order(self) -> tuple[UUID, ...]:
        """The issues that are listed, from top to bottom."""
        return tuple(self._places)

    @property
    def made(self) -> tuple[UUID, ...]:
        """Those whose cards exist, from top to bottom."""
        return tuple(sorted(self._cards, key=self._places.__getitem__))

    @property
    def tab_stop(self) -> UUID | None:
        """The card that Tab leads to: the open one, else the first."""
        return self._open or next(iter(self._places), None)

    def __contains__(self, issue_id: object) -> bool:
        return issue_id in self._places

    def card(self, issue_id: UUID) -> IssueCard:
        """Return the card of an issue that is listed; one that is not seen does not stay."""
        if issue_id not in self._cards:
            self._make(issue_id)
            self._place(issue_id)
        return self._cards[issue_id]

    def show_threads(self, threads: Sequence[IssueThread]) -> None:
        """List these."""
        self._threads = tuple(threads)
        self._places = {thread.issue.id: place for place, thread in enumerate(threads)}
        self._closed_px = tuple(closed_px(has_line=bool(one.first_line)) for one in threads)
        for gone in self._cards.keys() - self._places.keys():
            self._drop(gone)
        for issue_id, card in self._cards.items():
            text = self._text_of(self._threads[self._places[issue_id]])
            if card.text != text:
                card.show_text(text)
        self.lay_out()

    def set_open(self, issue_id: UUID | None) -> None:
        """Keep the card of the issue that is looked at."""
        self._open = issue_id
        self.lay_out()

    def see(self, top_px: int, bottom_px: int) -> None:
        """Have the cards of this part, and no more."""
        self._seen = top_px, bottom_px
        self._fill()

    def lay_out(self) -> None:
        """Put each card where it belongs by the heights of those above."""
        heights = list(self._closed_px)
        if self._open is not None and self._open in self._cards:
            heights[self._places[self._open]] = self._cards[self._open].height_px(self.width())
        self._heights = heights
        *self._tops, end = accumulate((one + _SPACING_PX for one in heights), initial=0)
        self.setFixedHeight(max(end - _SPACING_PX, 0))
        self._fill()
        for issue_id in self._cards:
            self._place(issue_id)

    def event(self, event: QEvent) -> bool:
        """Follow the open card: what it shows gets its height a moment later."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.lay_out()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self.lay_out()

    def _fill(self) -> None:
        """Make what is seen and lacks, and let go of what is seen no more."""
        first = max(bisect_right(self._tops, self._seen[0] - _BEYOND_PX) - 1, 0)
        last = bisect_left(self._tops, self._seen[1] + _BEYOND_PX)
        wanted = {thread.issue.id for thread in self._threads[first:last]}
        stop = self.tab_stop
        if stop is not None:
            wanted.add(stop)
        for issue_id in self._cards.keys() - wanted:
            if not self._has_keys(self._cards[issue_id]):
                self._drop(issue_id)
        for issue_id in wanted - self._cards.keys():
            self._make(issue_id)
            self._place(issue_id)
        for issue_id, card in self._cards.items():
            stops = Qt.FocusPolicy.TabFocus if issue_id == stop else Qt.FocusPolicy.NoFocus
            card.setFocusPolicy(stops)

    def _make(self, issue_id: UUID) -> None:
        card = IssueCard(self._text_of(self._threads[self._places[issue_id]]), self)
        card.chosen.connect(self.chosen)
        card.left.connect(self.left)
        card.stepped.connect(lambda by: self.stepped.emit(issue_id, by))
        card.show()
        self._cards[issue_id] = card

    def _place(self, issue_id: UUID) -> None:
        place = self._places[issue_id]
        self._cards[issue_id].setGeometry(0, self._tops[place], self.width(), self._heights[place])

    def _drop(self, issue_id: UUID) -> None:
        card = self._cards.pop(issue_id)
        if give_keys_away(card, self):
            self.left.emit()
        card.hide()
        card.deleteLater()

    def _has_keys(self, card: IssueCard) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and (focused is card or card.isAncestorOf(focused))
