"""The list of issues: of hundreds, the cards that are seen exist."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

from PySide6.QtCore import QDeadlineTimer, QPoint, QRect, Qt
from PySide6.QtTest import QTest

from app.ui.review.issues.card_text import CardText, card_text
from app.ui.review.issues.issues_panel import IssuesPanel
from app.ui.review.issues.thread_view import ThreadView
from app.ui.review.issues.words import Said, ThreadText
from models.review.issue import Comment, Issue, IssueThread, QuickIssue, Spot

ME, NOW = UUID(int=7), datetime(2026, 3, 1, tzinfo=UTC)


def thread(number: int) -> IssueThread:
    issue = Issue(UUID(int=number), UUID(int=1), QuickIssue.LABEL, Spot(number, 0), ME, NOW)
    said = Comment(UUID(int=number), issue.id, ME, NOW, text="It is a van") if number % 2 else None
    return IssueThread(issue, () if said is None else (said,))


def says(one: IssueThread) -> CardText:
    return card_text(one, name_of=str, person=lambda _person: "Ana")


def until(met: Callable[[], bool]) -> None:
    deadline = QDeadlineTimer(60_000)
    while not met() and not deadline.hasExpired():
        QTest.qWait(1)
    assert met()


def test_of_many_issues_those_in_sight_have_cards_and_what_is_typed_in_another_stays(
    qapp: object,
) -> None:
    panel = IssuesPanel(says, longest=100)
    threads = [thread(n) for n in range(1, 501)]
    ids = [one.issue.id for one in threads]
    bar = panel._scroll.verticalScrollBar()

    def in_sight() -> tuple[UUID, ...]:
        seen = panel._scroll.viewport().rect()
        cards = [panel.card(one) for one in panel.cards.made]
        at = [QRect(one.mapTo(panel._scroll.viewport(), QPoint()), one.size()) for one in cards]
        return tuple(c.issue_id for c, r in zip(cards, at, strict=True) if r.intersects(seen))

    panel.resize(280, 600)
    panel.show_cards(threads, count="", empty="")
    panel.show()
    until(lambda: bar.maximum() > 0)
    assert panel.order == tuple(ids)
    assert in_sight() == ids_from(ids, 0, in_sight())
    few = 3 * len(in_sight())
    assert 5 < len(panel.cards.made) < few

    panel.set_active(ids[3])
    panel.show_thread(ThreadText((), (), withdrawable=False, answers=True))
    open_thread = panel.open_thread
    open_thread.field.setFocus()
    QTest.keyClicks(open_thread.field, "No, it")
    bar.setValue(bar.maximum())
    until(lambda: ids[-1] in in_sight())
    assert in_sight() == ids_from(ids, -len(in_sight()), in_sight())
    assert len(panel.cards.made) < few
    assert panel.cards.made[0] == ids[3], "the open one stays, wherever it is"

    # What is typed stays with an issue whose card is let go of, and no card lies on another.
    panel.set_active(ids[400])
    panel.take_focus()
    panel.bring_into_sight(ids[400])
    until(lambda: ids[400] in in_sight())
    assert ids[3] not in panel.cards.made
    panel.set_active(ids[3])
    assert panel.open_thread is open_thread
    assert open_thread.field.text() == "No, it"
    panel.bring_into_sight(ids[3])
    until(lambda: ids[3] in in_sight())
    rects = [panel.card(one).geometry() for one in panel.cards.made]
    assert all(a.bottom() < b.top() for a, b in pairwise(rects))
    assert panel.card(ids[3]).rect().contains(open_thread.geometry())

    # One is gone, another comes before all.
    panel.show_cards([thread(999), *threads[1:]], count="", empty="")
    assert panel.cards.made[0] == UUID(int=999)
    assert ids[0] not in panel.order
    panel.forget()
    assert panel.cards.made == ()
    panel.close()
    panel.deleteLater()


def ids_from(ids: list[UUID], first: int, like: tuple[UUID, ...]) -> tuple[UUID, ...]:
    """Return so many neighbours as there are in `like`."""
    return tuple(ids[first:][: len(like)])


def test_ones_own_words_are_corrected_where_they_stand_and_what_is_typed_survives_the_clock(
    qapp: object,
) -> None:
    mine, theirs = UUID(int=1), UUID(int=2)
    entries = (
        Said("you · just now", "Too wide.", mine, is_own=True),
        Said("Ana · just now", "Is it?", theirs),
    )
    view = ThreadView(UUID(int=9), longest=100)
    told: list[tuple[object, ...]] = []
    view.corrected.connect(lambda *what: told.append(what))
    view.words_withdrawn.connect(lambda *what: told.append(what))
    view.resize(280, 300)
    view.show()
    QTest.qWaitForWindowExposed(view)
    view.show_thread(ThreadText(entries, (), withdrawable=False, answers=True))
    own, other = view._entries[mine], view._entries[theirs]
    deadline = QDeadlineTimer(60_000)
    while not (own.edit.isVisible() and other.isVisible()) and not deadline.hasExpired():
        QTest.qWait(1)
    assert own.edit.isVisible()
    assert not other.edit.isVisible()
    assert not other.withdraw.isVisible()
    own.edit.click()
    assert own.field.text() == "Too wide."
    QTest.keyClicks(own.field, " By far.")
    later = (replace(entries[0], who="you · 1 min ago"), entries[1])
    view.show_thread(ThreadText(later, (), withdrawable=False, answers=True))
    assert view._entries[mine] is own
    assert own.field.text() == "Too wide. By far."
    QTest.keyClick(own.field, Qt.Key.Key_Return)
    assert told == [(UUID(int=9), mine, "Too wide. By far.")]
    assert not own.is_edited
    own.edit.click()
    QTest.keyClicks(own.field, "?")
    QTest.keyClick(own.field, Qt.Key.Key_Escape)
    assert not own.is_edited
    own.withdraw.click()
    assert told[1:] == [(UUID(int=9), mine)]
    gone = (Said("you · 1 min ago", "Withdrawn", mine, withdrawn=True), entries[1])
    view.show_thread(ThreadText(gone, (), withdrawable=False, answers=True))
    assert not own.edit.isVisible()
    view.close()
    view.deleteLater()
