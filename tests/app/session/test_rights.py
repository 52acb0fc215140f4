"""Each use case, with each role, on a real project: done or refused. One project for all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.failures import explain
from app.session.adopting import Adopter
from app.session.importing import ClipDetails
from app.session.migrating.run import discard_old, migrate
from app.session.people.assigning import assign, take_on
from app.session.people.queue import waive
from app.session.project import Project
from app.session.review.issues import report_issue
from app.session.review.replicas import annotators_of, make_replica
from app.session.review.track_review import earlier_round
from app.session.review.verdicts import judge_clip, judge_objects, verdicts_of, withdraw_verdicts
from app.session.review.workflow import hand_in, history_of, take_step
from models.access import StoreAccess
from models.annotation.labels import Label
from models.records import ClipRecord, ClipState
from models.review.assigning import Part, Wanted, plan
from models.review.clip_event import Step
from models.review.issue import Issue, QuickIssue, Spot
from models.review.people import PeopleStore
from models.review.person import Person, Role
from models.review.rights import NotAllowedError, Right
from models.review.rules import Rules
from storage.clip_object import ListedClip
from tests.support.databases import a_clip
from tests.support.desk import Desk

THEM, BOSS = UUID(int=0xB0), UUID(int=0xB055)
ALL = frozenset(Role)
REVIEWERS = frozenset({Role.REVIEWER, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})


@dataclass
class Place:
    """A project with one clip that has footage, and somebody else who is admin for good."""

    project: Project
    footage: ClipRecord
    listed: ListedClip
    folder: Path

    @property
    def boss(self) -> PeopleStore:
        access = self.project.store.access
        return PeopleStore(StoreAccess(access.database, access.keyring, BOSS))

    def become(self, role: Role) -> None:
        self.boss.give_role(self.project.people.me, role)
        self.project.people.refresh()

    def new_file(self) -> Path:
        return self.folder / uuid4().hex

    def clip(self, state: ClipState = ClipState.NEW) -> ClipRecord:
        """Return a clip of somebody else's, as far as this."""
        handed_in = state in (ClipState.SUBMITTED, ClipState.ACCEPTED)
        return self.project.store.add_clip(
            a_clip(
                state=state,
                round=int(handed_in),
                submitted_by=THEM if handed_in else None,
                assigned_to=THEM if handed_in else None,
                fingerprint=None,
                objects=(),
            )
        )


@pytest.fixture(scope="module")
def place(
    desk_of_session: Desk, plain_clip: bytes, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("rights")
    project = desk_of_session.copied_to(folder / "home").open()
    footage = project.import_cleartext(plain_clip, ClipDetails(name="gate")).clip
    (listed,) = project.storage.entries()
    made = Place(project, footage, listed, folder)
    made.boss.join("The Boss")
    project.people.refresh()
    project.people.give_role(_boss(made), Role.ADMIN)
    yield made
    project.close()


def _boss(at: Place) -> Person:
    return next(one for one in at.project.people.known if one.id == BOSS)


def _step(step: Step, state: ClipState) -> Callable[[Place], object]:
    return lambda at: take_step(at.project, at.clip(state).id, step, reasons=["A car is missing"])


def _assign(at: Place) -> object:
    wanted = Wanted(Part.REVIEW, (at.project.people.me.id,))
    return assign(at.project, plan([at.clip()], wanted, Rules()))


def _report(at: Place) -> object:
    me = at.project.people.me.id
    issue = Issue(
        uuid4(), at.clip().id, QuickIssue.OTHER, Spot(0, 0), made_by=me, made_at=datetime.now(UTC)
    )
    return report_issue(at.project, issue)


def a_label() -> Label:
    return Label(uuid4(), uuid4().hex, color="#56B4E9")


def _settle(at: Place) -> object:
    rules = at.project.people.rules
    return at.project.people.settle(replace(rules, all_of_new=rules.all_of_new + 1), seen=rules)


def _save_labels(at: Place) -> object:
    labels = at.project.labels()
    return at.project.label_book.save(labels, seen=labels)


def _open(at: Place) -> None:
    at.project.close_clip(at.project.open_clip(at.footage.id))


def _import(at: Place) -> object:
    return at.project.import_cleartext(at.project.open_stream(at.footage).read(), ClipDetails())


CASES: dict[str, tuple[frozenset[Role], Callable[[Place], object]]] = {
    "open a clip": (ALL, _open),
    "read a clip's steps": (ALL, lambda at: history_of(at.project, at.footage.id)),
    "begin": (ALL, _step(Step.BEGIN, ClipState.NEW)),
    "take a clip on": (ALL, lambda at: take_on(at.project, at.clip().id)),
    "waive a finding": (ALL, lambda at: waive(at.project, at.footage.id, frozenset())),
    "hand in": (ALL, lambda at: hand_in(at.project, at.clip().id)),
    "import": (ALL, _import),
    "adopt": (ALL, lambda at: Adopter(at.project).adopt(at.listed)),
    "accept": (REVIEWERS, _step(Step.ACCEPT, ClipState.SUBMITTED)),
    "reject": (REVIEWERS, _step(Step.REJECT, ClipState.SUBMITTED)),
    "reopen": (REVIEWERS, _step(Step.REOPEN, ClipState.ACCEPTED)),
    "judge objects": (
        REVIEWERS,
        lambda at: judge_objects(at.project, at.clip(ClipState.SUBMITTED).id, []),
    ),
    "take verdicts back": (
        REVIEWERS,
        lambda at: withdraw_verdicts(at.project, at.clip(ClipState.SUBMITTED).id, []),
    ),
    "read verdicts": (ALL, lambda at: verdicts_of(at.project, at.footage.id)),
    "judge a clip": (
        REVIEWERS,
        lambda at: judge_clip(at.project, at.clip(ClipState.SUBMITTED).id, accepted=True),
    ),
    "see the round before": (ALL, lambda at: earlier_round(at.project, at.footage)),
    "assign": (REVIEWERS, _assign),
    "report an issue": (REVIEWERS, _report),
    "add a label": (REVIEWERS, lambda at: at.project.add_label(a_label())),
    "save labels": (REVIEWERS, _save_labels),
    "end labels": (REVIEWERS, lambda at: at.project.label_book.end({})),
    "export a frame": (
        REVIEWERS,
        lambda at: at.project.exports.write_frame(at.footage, 0, at.new_file()),
    ),
    "export a clip": (
        REVIEWERS,
        lambda at: at.project.exports.write_clip(at.footage, at.new_file()),
    ),
    "make a replica": (REVIEWERS, lambda at: make_replica(at.project, at.footage.id)),
    "see who else annotated": (
        REVIEWERS,
        lambda at: annotators_of(at.project, at.footage.id),
    ),
    "read the audit log": (ADMINS, lambda at: at.project.audit.reader()),
    "delete a clip": (ADMINS, lambda at: at.project.delete_clip(at.clip().id)),
    "give a role": (ADMINS, lambda at: at.project.people.give_role(_boss(at), Role.ADMIN)),
    "name somebody else": (ADMINS, lambda at: at.project.people.rename(BOSS, "The Boss")),
    "settle a rule": (ADMINS, _settle),
    "migrate": (ADMINS, lambda at: migrate(at.project, at.folder, dry_run=True)),
    "discard old objects": (ADMINS, lambda at: discard_old(at.project, at.folder)),
}


@pytest.mark.promise
@pytest.mark.parametrize("role", Role, ids=str)
@pytest.mark.parametrize("case", CASES)
def test_a_use_case_is_for_these_roles_and_refused_to_all_others(
    place: Place, case: str, role: Role
) -> None:
    roles, use_case = CASES[case]
    place.become(role)
    if role in roles:
        use_case(place)
        return
    with pytest.raises(NotAllowedError) as refused:
        use_case(place)
    problem = explain(refused.value)
    assert problem.text.startswith(f"As a{'n' if role is Role.ANNOTATOR else ''} {role} you cannot")
    assert "The Boss" in problem.remedy
    assert "The Boss" not in str(refused.value)


def test_every_refusal_has_a_sentence() -> None:
    for role in Role:
        for right in Right:
            error = NotAllowedError(role, right)
            assert explain(error).text.endswith(".")
            assert explain(error).remedy.endswith("admin of the project.")
