"""The way of a clip: every step from every state, and who may take it. Pure."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from models.records import ClipRecord, ClipState
from models.review.clip_event import ClipEvent, Step, event_of
from models.review.errors import (
    ClipHandedInError,
    JudgedAlreadyError,
    NotTheirsError,
    OthersClipError,
    OwnWorkError,
    ReasonMissingError,
    StepRefusedError,
    WrongStateError,
)
from models.review.person import Role
from models.review.rights import NotAllowedError
from models.review.rules import Rules
from models.review.workflow import (
    Taker,
    acceptances,
    check_may_edit,
    check_may_judge,
    transition,
)
from tests.support.databases import a_clip

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
ANA, REA, ROB, ADA = (UUID(int=number) for number in range(1, 5))
ROLES = {ANA: Role.ANNOTATOR, REA: Role.REVIEWER, ROB: Role.REVIEWER, ADA: Role.ADMIN}


class Way:
    """A clip that goes its way, with what is kept of it."""

    def __init__(self, rules: Rules | None = None, **values: object) -> None:
        self.rules = rules or Rules()
        self.clip: ClipRecord = a_clip(**values)
        self.history: list[ClipEvent] = []

    def take(self, step: Step, person: UUID, *reasons: str) -> ClipState:
        taker = Taker(person, ROLES[person], self.rules, NOW)
        self.clip, event = transition(self.clip, step, taker, history=self.history, reasons=reasons)
        self.history.append(event)
        return self.clip.state

    def handed_in(self) -> "Way":
        self.take(Step.HAND_IN, ANA)
        return self


def test_the_usual_way_of_a_clip_with_one_rejection() -> None:
    way = Way(assigned_to=None)
    assert way.take(Step.BEGIN, ANA) is ClipState.IN_PROGRESS
    assert way.clip.assigned_to == ANA
    assert way.take(Step.HAND_IN, ANA) is ClipState.SUBMITTED
    assert (way.clip.round, way.clip.submitted_by) == (1, ANA)
    assert way.take(Step.REJECT, REA, " Boxes too wide ", "") is ClipState.REJECTED
    assert way.take(Step.BEGIN, ANA) is ClipState.IN_PROGRESS
    assert way.take(Step.HAND_IN, ANA) is ClipState.SUBMITTED
    assert way.take(Step.ACCEPT, REA) is ClipState.ACCEPTED
    assert way.take(Step.REOPEN, ROB) is ClipState.IN_PROGRESS
    assert [(event.step, event.before, event.after, event.round) for event in way.history] == [
        (Step.BEGIN, "new", "in_progress", 0),
        (Step.HAND_IN, "in_progress", "submitted", 1),
        (Step.REJECT, "submitted", "rejected", 1),
        (Step.BEGIN, "rejected", "in_progress", 1),
        (Step.HAND_IN, "in_progress", "submitted", 2),
        (Step.ACCEPT, "submitted", "accepted", 2),
        (Step.REOPEN, "accepted", "in_progress", 2),
    ]
    assert way.history[2].reasons == ("Boxes too wide",)
    assert {event.at for event in way.history} == {NOW}


_LEADS = {
    (Step.BEGIN, ClipState.NEW): ClipState.IN_PROGRESS,
    (Step.BEGIN, ClipState.IN_PROGRESS): ClipState.IN_PROGRESS,
    (Step.BEGIN, ClipState.REJECTED): ClipState.IN_PROGRESS,
    (Step.HAND_IN, ClipState.NEW): ClipState.SUBMITTED,
    (Step.HAND_IN, ClipState.IN_PROGRESS): ClipState.SUBMITTED,
    (Step.HAND_IN, ClipState.REJECTED): ClipState.SUBMITTED,
    (Step.ACCEPT, ClipState.SUBMITTED): ClipState.ACCEPTED,
    (Step.REJECT, ClipState.SUBMITTED): ClipState.REJECTED,
    (Step.REOPEN, ClipState.SUBMITTED): ClipState.IN_PROGRESS,
    (Step.REOPEN, ClipState.ACCEPTED): ClipState.IN_PROGRESS,
}


@pytest.mark.parametrize("state", ClipState, ids=str)
@pytest.mark.parametrize("step", sorted({step for step, _ in _LEADS}), ids=str)
def test_each_step_leads_where_it_should_or_says_why_not(step: Step, state: ClipState) -> None:
    way = Way(state=state, submitted_by=ANA, round=1)
    if (expected := _LEADS.get((step, state))) is not None:
        assert way.take(step, ADA, "because") is expected
        return
    before = way.clip
    with pytest.raises(WrongStateError, match="clip has"):
        way.take(step, ADA, "because")
    assert (way.clip, way.history) == (before, [])


@pytest.mark.parametrize("step", [Step.ACCEPT, Step.REJECT, Step.REOPEN], ids=str)
def test_an_annotator_neither_judges_nor_reopens(step: Step) -> None:
    with pytest.raises(NotAllowedError):
        Way().handed_in().take(step, ANA, "because")


def test_a_rejection_says_why() -> None:
    with pytest.raises(ReasonMissingError):
        Way().handed_in().take(Step.REJECT, REA, "  ")


@pytest.mark.parametrize("step", [Step.ACCEPT, Step.REJECT], ids=str)
@pytest.mark.parametrize(
    "owner",
    [{"submitted_by": REA}, {"assigned_to": REA}],
    ids=["handed it in", "is assigned it"],
)
def test_nobody_judges_their_own_work_unless_the_rules_allow_it(
    owner: dict[str, UUID], step: Step
) -> None:
    way = Way(**{"state": ClipState.SUBMITTED, "round": 1, "submitted_by": ANA, **owner})
    with pytest.raises(OwnWorkError):
        way.take(step, REA, "because")
    way.rules = Rules(own_work=True)
    assert way.take(step, REA, "because") in (ClipState.ACCEPTED, ClipState.REJECTED)


def test_who_handed_it_in_once_does_not_judge_it_after_it_went_to_somebody_else() -> None:
    way = Way(assigned_to=None)
    way.take(Step.HAND_IN, REA)
    way.take(Step.REJECT, ROB, "Boxes too wide")
    way.clip = replace(way.clip, assigned_to=ANA)
    way.take(Step.HAND_IN, ANA)
    with pytest.raises(OwnWorkError):
        way.take(Step.ACCEPT, REA)
    with pytest.raises(OwnWorkError):
        check_may_judge(way.clip, Taker(REA, Role.REVIEWER, Rules(), NOW), way.history)


def test_who_has_worked_on_a_clip_does_not_judge_it_and_may_hand_it_in() -> None:
    def taker(person: UUID, *, has_worked: bool, rules: Rules | None = None) -> Taker:
        role = ROLES[person]
        return Taker(person, role, rules or Rules(), NOW, has_worked=lambda: has_worked)

    waiting = a_clip(state=ClipState.SUBMITTED, round=1, submitted_by=ANA, assigned_to=ANA)
    for opinions in (1, 2):
        rules = Rules(opinions=opinions)
        with pytest.raises(OwnWorkError, match="changed objects") as refused:
            transition(waiting, Step.ACCEPT, taker(REA, has_worked=True, rules=rules))
        assert refused.value.changed
    transition(waiting, Step.ACCEPT, taker(REA, has_worked=True, rules=Rules(own_work=True)))
    theirs = a_clip(state=ClipState.IN_PROGRESS, assigned_to=REA)
    with pytest.raises(OthersClipError) as others:
        transition(theirs, Step.HAND_IN, taker(ANA, has_worked=False))
    assert others.value.owner == REA
    for person, has_worked in ((ANA, True), (REA, False), (ROB, False), (ADA, False)):
        transition(theirs, Step.HAND_IN, taker(person, has_worked=has_worked))
    transition(replace(theirs, assigned_to=None), Step.HAND_IN, taker(ANA, has_worked=False))


def test_a_second_opinion_is_somebody_elses_and_one_rejection_rejects() -> None:
    way = Way(Rules(opinions=2)).handed_in()
    assert way.take(Step.ACCEPT, REA) is ClipState.SUBMITTED
    assert acceptances(way.clip, way.history) == {REA}
    with pytest.raises(JudgedAlreadyError):
        way.take(Step.ACCEPT, REA)
    assert way.take(Step.ACCEPT, ROB) is ClipState.ACCEPTED
    other = Way(Rules(opinions=2)).handed_in()
    other.take(Step.ACCEPT, REA)
    assert other.take(Step.REJECT, ROB, "A car is missing") is ClipState.REJECTED
    # What was accepted in the round before counts no more.
    other.take(Step.HAND_IN, ANA)
    assert other.take(Step.ACCEPT, ROB) is ClipState.SUBMITTED


def test_a_verdict_is_taken_back_by_who_gave_it_while_nothing_came_of_it() -> None:
    way = Way().handed_in()
    way.take(Step.ACCEPT, REA)
    with pytest.raises(WrongStateError):
        way.take(Step.WITHDRAW, ROB)
    assert way.take(Step.WITHDRAW, REA) is ClipState.SUBMITTED
    assert acceptances(way.clip, way.history) == frozenset()
    with pytest.raises(WrongStateError):
        way.take(Step.WITHDRAW, REA)
    way.take(Step.REJECT, REA, "A car is missing")
    way.take(Step.BEGIN, ANA)
    with pytest.raises(WrongStateError):
        way.take(Step.WITHDRAW, REA)


def test_an_annotator_takes_back_their_own_handing_in_while_nobody_has_judged() -> None:
    assert Way().handed_in().take(Step.TAKE_BACK, ANA) is ClipState.IN_PROGRESS
    with pytest.raises(NotTheirsError):
        Way().handed_in().take(Step.TAKE_BACK, REA)
    begun = Way(Rules(opinions=2)).handed_in()
    begun.take(Step.ACCEPT, REA)
    with pytest.raises(WrongStateError, match="begun to judge"):
        begun.take(Step.TAKE_BACK, ANA)


def test_what_was_handed_in_is_not_edited() -> None:
    for state in (ClipState.SUBMITTED, ClipState.ACCEPTED):
        with pytest.raises(ClipHandedInError) as refused:
            check_may_edit(a_clip(state=state), Role.ADMIN)
        assert refused.value.accepted == (state is ClipState.ACCEPTED)
    for state in (ClipState.NEW, ClipState.IN_PROGRESS, ClipState.REJECTED):
        check_may_edit(a_clip(state=state), Role.ANNOTATOR)


def test_refusals_are_sentences_for_people() -> None:
    for kind in (OwnWorkError, NotTheirsError, JudgedAlreadyError, ReasonMissingError):
        assert issubclass(kind, StepRefusedError)
        assert str(kind())[0].isupper()


def test_an_event_comes_back_from_what_is_sealed_of_it() -> None:
    event = ClipEvent(
        uuid4(),
        uuid4(),
        REA,
        NOW,
        Step.REJECT,
        ClipState.SUBMITTED,
        ClipState.REJECTED,
        order=7,
        round=2,
        assigned_to=ANA,
        reviewer=REA,
        due_at=NOW,
        reasons=("Boxes too wide",),
    )
    bare = replace(event, assigned_to=None, reviewer=None, due_at=None, reasons=())
    for one in (event, bare):
        told = one.to_json()
        again = event_of(told, event_id=one.id, clip_id=one.clip_id, person=REA, at=NOW)
        assert again == one
