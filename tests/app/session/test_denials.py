"""Asking in vain a thousand times makes a few entries that say so."""

from app.session.audit.denials import EVERY_S, Denials
from models.audit.entry import Event
from models.review.rights import Right


def test_a_right_is_noted_at_once_then_once_a_minute_and_none_is_lost() -> None:
    told: list[Event] = []
    now = [5.0]
    denials = Denials(told.append, clock=lambda: now[0])
    for _ in range(1000):
        denials.denied(Right.EXPORT)
    denials.denied(Right.JUDGE)
    assert [one.detail for one in told] == [{"action": "export"}, {"action": "judge"}]
    now[0] += EVERY_S
    denials.denied(Right.EXPORT)
    denials.denied(Right.EXPORT)
    assert told[2:] == [told[2]]
    assert told[2].detail == {"action": "export", "times": 1000}
    denials.flush()
    denials.flush()
    assert [one.detail for one in told[3:]] == [{"action": "export"}]
