"""What is shown of issues while changes of them are on their way."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from app.ui.review.issues.book import IssueBook
from models.review.issue import Comment, Issue, IssueState, IssueStep, IssueThread, Spot

NOW = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
ME = UUID(int=1)


def thread(number: int, frame: int = 0, **fields: object) -> IssueThread:
    issue = Issue(UUID(int=number), UUID(int=99), "label", Spot(frame, frame), ME, NOW)
    return IssueThread(replace(issue, **fields))


def moved(step: IssueStep):
    return lambda before: IssueThread(before.issue.moved(step, by=ME, at=NOW), before.comments)


def states(book: IssueBook) -> list[str]:
    return [str(one.issue.state) for one in book.threads]


def test_a_change_is_seen_at_once_and_replaced_by_what_was_written() -> None:
    book = IssueBook()
    assert book.set_stored([thread(2, frame=9), thread(1, frame=3)])
    assert not book.set_stored([thread(1, frame=3), thread(2, frame=9)])
    change = book.begin(UUID(int=1), moved(IssueStep.FIX))
    assert states(book) == ["fixed", "open"], "by frame"
    assert book.pending == {UUID(int=1)}
    written = thread(1, frame=3, state=IssueState.FIXED, revision=2)
    book.end(change, written)
    assert book.thread(UUID(int=1)) == written
    assert book.pending == frozenset()


def test_a_change_that_failed_is_taken_back_and_those_after_it_stay() -> None:
    book = IssueBook()
    first = book.begin(UUID(int=5), lambda _before: thread(5))
    said = Comment(UUID(int=7), UUID(int=5), ME, NOW, "why")
    second = book.begin(UUID(int=5), lambda before: before and IssueThread(before.issue, (said,)))
    third = book.begin(UUID(int=6), lambda _before: thread(6))
    assert [one.first_line for one in book.threads] == ["why", ""]
    book.fail(first)
    assert [one.issue.id for one in book.threads] == [UUID(int=6)]
    book.fail(second)
    book.end(third, thread(6))
    assert [one.issue.id for one in book.threads] == [UUID(int=6)]


def test_a_step_that_somebody_else_took_already_changes_nothing_more() -> None:
    book = IssueBook()
    book.set_stored([thread(1)])
    change = book.begin(UUID(int=1), moved(IssueStep.FIX))
    # What others wrote is read while the own step is still on its way.
    book.set_stored([thread(1, state=IssueState.RESOLVED)])
    assert states(book) == ["resolved"]
    book.fail(change)
    assert states(book) == ["resolved"]


def test_what_was_withdrawn_is_gone_and_another_clip_knows_nothing_of_it() -> None:
    book = IssueBook()
    book.set_stored([thread(1), thread(2)])
    change = book.begin(UUID(int=1), lambda _before: None)
    assert [one.issue.id for one in book.threads] == [UUID(int=2)]
    book.end(change, None)
    late = book.begin(UUID(int=2), moved(IssueStep.FIX))
    book.forget()
    assert book.threads == ()
    book.end(late, thread(2, state=IssueState.FIXED))
    assert book.threads == (), "what was written belongs to the clip before"
