"""The list of issues: hundreds of cards come a few at a time."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtTest import QTest

from app.ui.review.issues.card_text import CardText
from app.ui.review.issues.issues_panel import AT_ONCE, IssuesPanel
from app.ui.review.issues.thread_view import ThreadView
from app.ui.review.issues.words import Said, ThreadText


def text(number: int) -> CardText:
    fields = dict.fromkeys(CardText.__dataclass_fields__, "")
    return CardText(
        **{**fields, "issue_id": UUID(int=number), "filled": True, "answers": 0, "tone": "bad"}
    )


def made(panel: IssuesPanel) -> list[UUID]:
    places = range(panel._list.count())
    return [panel._list.itemAt(place).widget().issue_id for place in places]


def test_many_cards_are_made_in_turns_and_the_one_that_is_wanted_at_once(qapp: object) -> None:
    panel = IssuesPanel(longest=100)
    ids = [UUID(int=n) for n in range(1, 61)]
    panel.show_cards([text(n) for n in range(1, 61)], count="", empty="")
    assert panel.order == tuple(ids)
    assert made(panel) == ids[:AT_ONCE]
    deadline = QDeadlineTimer(60_000)
    while len(made(panel)) < 60 and not deadline.hasExpired():
        QTest.qWait(1)
    assert made(panel) == ids
    # One is gone, another comes before all.
    panel.show_cards([text(n) for n in (99, *range(2, 61))], count="", empty="")
    assert made(panel) == [UUID(int=99), *ids[1:]]
    panel.forget()
    panel.show_cards([text(n) for n in range(1, 61)], count="", empty="")
    panel.set_active(ids[-1])
    assert panel.active == ids[-1]
    assert made(panel) == ids
    panel.deleteLater()


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
