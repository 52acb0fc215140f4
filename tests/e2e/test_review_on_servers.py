"""Three people at three computers, clips in a bucket and rows in PostgreSQL: review holds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.compose import create_project, open_project
from app.session.project import Project
from app.session.review import issues
from app.session.review.verdicts import judge_clip, verdicts_of
from app.session.review.workflow import hand_in, history_of
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig, save_project
from models.audit.entry import Entry, Kind
from models.records import ClipState
from models.review.clip_event import Step
from models.review.issue import Issue, QuickIssue, Spot
from models.review.person import Role
from storage.s3.settings import S3Settings
from tests.support.colleague import Colleague, colleague
from tests.support.databases import a_clip
from tests.support.desk import PERSON
from tests.support.footage import even_pts, make_clip
from tests.support.postgres import PostgresServer
from tests.support.s3_server import BUCKET, S3Server

DAY_S = 24 * 3600


@dataclass
class Office:
    """Mia is the admin, in this process; Rea reviews and Ana annotates, each in their own."""

    mia: Project
    rea: Colleague
    ana: Colleague
    ids: dict[str, UUID]

    def handed_in(self) -> UUID:
        """Return a new clip that Ana handed in; it has no footage."""
        clip = self.mia.store.add_clip(a_clip(assigned_to=self.ids["ana"], round=0))
        self.ana.asked("hand_in", clip=clip.id)
        return clip.id

    def tracks(self, clip_id: UUID) -> int:
        return len(self.mia.store.load_annotation(clip_id).annotation.tracks)

    def steps(self, clip_id: UUID) -> list[Step]:
        return [event.step for event in history_of(self.mia, clip_id)]


@pytest.fixture
def office(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    postgres_server: PostgresServer,
    s3_server: S3Server,
    unused_prefix: str,
) -> Iterator[Office]:
    monkeypatch.setenv("ENCRYPTION_KEY", "b8" * 32)
    monkeypatch.setenv("SAFELIGHT_HOME", str(tmp_path / "mia"))
    # Project files take no password.
    monkeypatch.setenv("PGPASSWORD", postgres_server.password)
    with postgres_server.database() as address:
        url = address.replace(f":{postgres_server.password}@", "@")
        config = config_in(tmp_path, url, s3_server, unused_prefix)
        mia = open_project(config, Paths.of_this_machine())
        with (
            colleague(tmp_path / "rea", config.id) as rea,
            colleague(tmp_path / "ana", config.id) as ana,
        ):
            people = {"rea": rea, "ana": ana}
            ids = {name: UUID(one.asked("name", name=name)["id"]) for name, one in people.items()}
            mia.people.refresh()
            person = next(one for one in mia.people.known if one.id == ids["rea"])
            mia.people.give_role(person, Role.REVIEWER)
            assert rea.asked("refresh") == {"role": "reviewer"}
            yield Office(mia, rea, ana, ids)
        mia.close()


def config_in(folder: Path, url: str, s3_server: S3Server, prefix: str) -> ProjectConfig:
    store = S3Settings(BUCKET, prefix, endpoint_url=s3_server.url)
    made = create_project(
        Paths.of_this_machine(),
        "Harbour",
        passphrase=None,
        labels=(PERSON,),
        store_uri=store.to_uri(),
        database_url=url,
    )[0]
    for name in ("rea", "ana"):
        paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(folder / name)})
        paths.make()
        save_project(paths, made)
    return made


def report(project: Project, clip_id: UUID) -> UUID:
    me = project.rights.person.id
    issue = Issue(uuid4(), clip_id, QuickIssue.POSITION, Spot(0, 0), me, datetime.now(UTC))
    return issues.report_issue(project, issue).issue.id


@pytest.mark.promise
def test_review_holds_with_three_people_at_once(office: Office, tmp_path: Path) -> None:
    mia, rea, ana = office.mia, office.rea, office.ana

    # Both judge one clip at the same time: one verdict counts, and the other is refused by name.
    for _ in range(3):
        clip_id = office.handed_in()
        rea.order("judge", clip=clip_id, accepted=False)
        try:
            mine = str(judge_clip(mia, clip_id, accepted=True).state)
        except Exception as error:  # noqa: BLE001 - compared below
            mine = type(error).__name__
        told = rea.answer()
        theirs = told.get("state") or told["error"]
        assert {mine, theirs} in ({"accepted", "WrongStateError"}, {"WrongStateError", "rejected"})
        assert len([one for one in office.steps(clip_id) if one in (Step.ACCEPT, Step.REJECT)]) == 1
        assert len(verdicts_of(mia, clip_id).verdicts) == 1

    # Everybody comments at once: nothing is lost.
    issue = report(mia, clip_id)
    for n in range(5):
        rea.order("say", issue=issue, text=f"r{n}")
        ana.order("say", issue=issue, text=f"a{n}")
        comment = issues.comment_on(issue, person=mia.rights.person.id, text=f"m{n}")
        issues.answer_issue(mia, comment)
        assert rea.answer() == ana.answer() == {}
    (thread,) = issues.issues_of(mia, clip_id)
    assert {one.text for one in thread.comments} == {f"{who}{n}" for who in "ram" for n in range(5)}

    # What is drawn while somebody hands the clip in is in it or refused; nothing comes after.
    file = tmp_path / "gate.mp4"
    file.write_bytes(make_clip(pts=even_pts(8)))
    clip = mia.import_clip(file).clip
    assert ana.asked("draw", clip=clip.id, count=3)["refused"] == 0
    ana.order("draw", clip=clip.id, count=40)
    hand_in(mia, clip.id)
    kept = office.tracks(clip.id)
    told = ana.answer()
    assert kept == office.tracks(clip.id) == 43 - told["refused"]
    assert ana.asked("draw", clip=clip.id) == {"refused": 1, "why": ["ClipHandedInError"]}
    assert office.tracks(clip.id) == kept

    # A clock that is a day behind changes neither the order of steps nor the chain.
    clip_id = office.handed_in()
    rea.asked("clock", seconds=-DAY_S)
    rea.asked("judge", clip=clip_id, accepted=False)
    ana.asked("hand_in", clip=clip_id)
    judge_clip(mia, clip_id, accepted=True)
    assert office.steps(clip_id) == [Step.HAND_IN, Step.REJECT, Step.HAND_IN, Step.ACCEPT]
    assert mia.store.clip(clip_id).state is ClipState.ACCEPTED

    # Two opinions at the same time are two, and one person's are one.
    rules = mia.people.rules
    mia.people.settle(replace(rules, opinions=2), seen=rules)
    rea.asked("refresh")
    both, hers = office.handed_in(), office.handed_in()
    rea.order("judge", clip=both, accepted=True)
    judge_clip(mia, both, accepted=True)
    assert "error" not in rea.answer()
    assert mia.store.clip(both).state is ClipState.ACCEPTED
    assert len(verdicts_of(mia, both).accepted_by(mia.store.clip(both))) == 2
    assert rea.asked("judge", clip=hers, accepted=True)["state"] == "submitted"
    rea.order("judge", clip=hers, accepted=True)
    assert "error" in rea.answer()
    assert mia.store.clip(hers).state is ClipState.SUBMITTED

    # The log has three chains, of which none is out of order or altered.
    rea.asked("audit", count=3)
    mia.audit.flush()
    log = mia.audit.verify()
    assert log.sound
    assert log.chains == 3
    entries = list(mia.audit.reader().oldest_first())
    for device in {one.device_id for one in entries}:
        numbers = [one.seq for one in entries if one.device_id == device]
        assert numbers == sorted(numbers)
    kinds = [one.event.kind for one in entries if isinstance(one, Entry)]
    assert kinds.count(Kind.EDIT) == kept
