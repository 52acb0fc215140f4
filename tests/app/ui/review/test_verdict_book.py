"""What a window believes of verdicts: single ones cost nothing, and are counted as if all were."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from PySide6.QtCore import QDeadlineTimer, QObject
from PySide6.QtTest import QTest

from app.session.review.verdicts import ClipVerdicts
from app.ui.notices.progress_panel import ProgressPanel
from app.ui.review.verdicts.book import Count, Known, VerdictBook
from app.ui.review.verdicts.slow_write import SlowWrite
from models.review.verdict import Outcome, Standing, Verdict

NOW = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
ME, OTHER, CLIP = UUID(int=1), UUID(int=2), UUID(int=99)


def verdict(number: int, track: int, *, accepted: bool, revision: int = 1) -> Verdict:
    return Verdict(
        uuid4(),
        CLIP,
        (ME, OTHER)[number % 3 == 0],
        NOW + timedelta(seconds=number),
        Outcome.ACCEPTED if accepted else Outcome.REJECTED,
        1,
        track_id=UUID(int=track),
        judged_revision=revision,
    )


def test_a_tally_follows_each_verdict_as_if_all_were_counted_anew() -> None:
    dice = random.Random(7)
    for person in (None, ME):
        book = VerdictBook()
        book.count_for(1, person)
        revisions = {UUID(int=n): 1 + n % 2 for n in range(12)}
        believed: list[Verdict] = []
        for number in range(300):
            if believed and dice.random() < 0.45:
                gone = believed.pop(dice.randrange(len(believed)))
                book.drop([gone.id])
            else:
                one = verdict(number, dice.randrange(14), accepted=dice.random() < 0.6)
                believed.append(one)
                book.add([one])
            fresh = Known.of(ClipVerdicts(tuple(believed)), person)
            assert {key: one.id for key, one in fresh.counted.items()} == {
                key: one.id for key, one in book.standings().counted.items()
            }
            assert book.tally(revisions) == Count.of(book.standings(), revisions).tally()
            assert book.is_counted(revisions)
        told = book.tally(dict(revisions))
        assert told.total == len(revisions)
        assert told == book.tally(revisions)


def test_the_verdict_before_counts_again_where_the_newer_one_is_taken_back() -> None:
    book, track = VerdictBook(), UUID(int=5)
    book.count_for(1, None)
    first, second = verdict(1, 5, accepted=True), verdict(2, 5, accepted=False)
    book.add([first, second])
    assert book.standing_of(track, 1) is Standing.REJECTED
    book.drop([second.id])
    assert book.standing_of(track, 1) is Standing.ACCEPTED
    book.drop([first.id, first.id])
    assert book.standing_of(track, 1) is Standing.UNJUDGED
    assert book.is_empty


def test_a_write_that_takes_long_is_shown_and_stopped_between_two_parts(qapp: object) -> None:
    panel, parent = ProgressPanel(), QObject()
    slow = SlowWrite(panel, "Accepting 100,000 objects", in_parts=True, parent=parent)
    assert panel.keys == ()
    assert slow.watch(0.25)
    deadline = QDeadlineTimer(60_000)
    while not panel.keys and not deadline.hasExpired():
        QTest.qWait(10)
    (key,) = panel.keys
    panel.cancel_requested.emit(key)
    assert not slow.watch(0.5)
    slow.end()
    assert panel.keys == ()
    whole = SlowWrite(panel, "Accepting cam-1", in_parts=False, parent=parent)
    panel.cancel_requested.emit(whole._key)
    assert whole.watch(0.5), "a transaction is not left half-way"
    whole.end()
    panel.deleteLater()
