"""The way of an issue, without a database."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from models.review.errors import IssueMovedError
from models.review.issue import Issue, IssueState, IssueStep, IssueThread, QuickIssue, Spot
from models.review.rights import Right

NOW = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANA, BO = UUID(int=1), UUID(int=2)


def issue(**fields: object) -> Issue:
    given: dict[str, object] = {"first": Spot(10, 400), "made_by": ANA, "made_at": NOW}
    return Issue(UUID(int=9), UUID(int=8), QuickIssue.POSITION, **{**given, **fields})


FIX, RESOLVE, REOPEN = IssueStep.FIX, IssueStep.RESOLVE, IssueStep.REOPEN


@pytest.mark.parametrize(
    ("steps", "state", "reopened"),
    [
        ((FIX,), "fixed", False),
        ((FIX, RESOLVE), "resolved", False),
        ((RESOLVE,), "resolved", False),
        ((FIX, REOPEN), "open", True),
        ((FIX, REOPEN, FIX), "fixed", True),
        ((RESOLVE, REOPEN), "open", True),
        ((FIX, REOPEN, RESOLVE), "resolved", False),
        ((FIX, IssueStep.TAKE_BACK), "open", False),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else str(value),
)
def test_an_issue_goes_its_way_step_by_step(steps, state: str, reopened: bool) -> None:
    here = issue()
    for step in steps:
        here = here.moved(step, by=BO, at=LATER)
    assert (here.state, here.reopened) == (state, reopened)
    assert (here.moved_by, here.moved_at) == (BO, LATER)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (IssueState.FIXED, FIX),
        (IssueState.RESOLVED, FIX),
        (IssueState.RESOLVED, RESOLVE),
        (IssueState.OPEN, REOPEN),
        (IssueState.OPEN, IssueStep.TAKE_BACK),
    ],
)
def test_a_step_that_begins_elsewhere_is_refused(state: IssueState, step: IssueStep) -> None:
    here = issue(state=state)
    assert not here.allows(step)
    with pytest.raises(IssueMovedError) as refused:
        here.moved(step, by=BO, at=LATER)
    assert refused.value.state == state


def test_what_is_put_back_is_as_it_was() -> None:
    fixed = issue().moved(FIX, by=BO, at=NOW)
    assert fixed.moved(REOPEN, by=ANA, at=LATER).put_back(fixed) == fixed


def test_annotators_fix_and_reviewers_settle() -> None:
    assert FIX.right is IssueStep.TAKE_BACK.right is Right.ANSWER_ISSUES
    assert RESOLVE.right is REOPEN.right is Right.REPORT_ISSUES


def test_an_issue_is_on_its_frame_or_on_each_of_its_span() -> None:
    assert [frame for frame in range(20) if issue().is_on(frame)] == [10]
    span = issue(last=Spot(13, 520), track_id=ANA, other_track_id=BO)
    assert [frame for frame in range(20) if span.is_on(frame)] == [10, 11, 12, 13]
    assert span.track_ids == (ANA, BO)
    assert IssueThread(span).first_line == ""
