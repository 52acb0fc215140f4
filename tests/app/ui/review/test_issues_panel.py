"""The list of issues: hundreds of cards come a few at a time."""

from uuid import UUID

from PySide6.QtCore import QDeadlineTimer
from PySide6.QtTest import QTest

from app.ui.review.issues.card_text import CardText
from app.ui.review.issues.issues_panel import AT_ONCE, IssuesPanel


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
