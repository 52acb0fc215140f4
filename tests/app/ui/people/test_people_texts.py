"""Steps and plans in words."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.ui.people.texts import left_out_text, plan_text, step_text
from models.records import ClipState
from models.review.assigning import Part, Wanted, plan
from models.review.clip_event import ClipEvent, Step
from models.review.rules import Rules
from tests.support.databases import a_clip

ANA, BO = UUID(int=1), UUID(int=2)
NAMES = {ANA: "Ana", BO: "Bo"}


def name_of(person: UUID | None) -> str:
    return NAMES.get(person, "") if person else ""


def event(step: Step, **more: object) -> ClipEvent:
    values: dict[str, object] = {"before": ClipState.SUBMITTED, "after": ClipState.ACCEPTED, **more}
    return ClipEvent(uuid4(), uuid4(), ANA, datetime(2026, 3, 1, tzinfo=UTC), step, **values)  # type: ignore[arg-type]


def test_a_step_says_what_was_done_and_why() -> None:
    assert step_text(event(Step.HAND_IN, round=2), name_of) == "Handed it in, round 2"
    rejected = event(Step.REJECT, reasons=("Too wide", "A car is missing"))
    assert step_text(rejected, name_of) == "Rejected it: Too wide; A car is missing"
    first = event(Step.ACCEPT, after=ClipState.SUBMITTED)
    assert step_text(first, name_of) == "Accepted it · another opinion is needed"
    given = event(Step.ASSIGN, assigned_to=ANA, reviewer=uuid4())
    told = "Assigned · to annotate: Ana, to review: somebody unknown"
    assert step_text(given, name_of) == told
    assert step_text(event(Step.ASSIGN), name_of) == "Assigned · to nobody"


def test_a_plan_says_what_will_happen_before_it_does() -> None:
    clips = [a_clip() for _ in range(12)]
    to_ana = plan(clips, Wanted(Part.ANNOTATE, (ANA,)), Rules())
    assert plan_text(to_ana, name_of) == "12 clips will be assigned to Ana."
    both = plan(clips[:3], Wanted(Part.REVIEW, (ANA, BO)), Rules())
    assert plan_text(both, name_of) == "3 clips will be reviewed by Ana 2, Bo 1."
    nobody = plan([a_clip(assigned_to=ANA)], Wanted(Part.ANNOTATE, ()), Rules())
    assert plan_text(nobody, name_of) == "1 clip will be nobody's."
    none = plan([a_clip(assigned_to=ANA)], Wanted(Part.REVIEW, (ANA,)), Rules())
    assert plan_text(none, name_of) == "No clip would change."
    assert left_out_text(none) == "Left out: 1 clip would be their own work."
