"""PostgreSQL ends the connection in the midst of a verdict, a comment, an assignment, a hand-in.

Whatever the statement: either all of the step is there, with its entry in the log, or nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from app.compose import create_project, open_project
from app.session.people.assigning import assign
from app.session.project import Project
from app.session.review import issues
from app.session.review.verdicts import judge_clip, verdicts_of
from app.session.review.workflow import hand_in, history_of
from app.settings.paths import Paths
from models.audit.entry import Entry, Kind
from models.errors import DatabaseUnavailableError
from models.records import ClipState
from models.review.assigning import Owners, Part, Plan, Reassigned
from models.review.issue import Issue, QuickIssue, Spot
from tests.support.databases import COLLEAGUE, a_clip
from tests.support.desk import PERSON
from tests.support.postgres import PostgresServer

_MOST_STATEMENTS = 60


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_server: PostgresServer
) -> Iterator[Project]:
    """A project of one person, who may judge what they handed in."""
    monkeypatch.setenv("ENCRYPTION_KEY", "b8" * 32)
    monkeypatch.setenv("PGPASSWORD", postgres_server.password)
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path / "home")})
    with postgres_server.database() as address:
        url = address.replace(f":{postgres_server.password}@", "@")
        config, _ = create_project(
            paths, "Harbour", passphrase=None, labels=(PERSON,), database_url=url
        )
        opened = open_project(config, paths)
        rules = opened.people.rules
        opened.people.settle(replace(rules, own_work=True), seen=rules)
        yield opened
        opened.close()


@contextmanager
def cut_at(project: Project, server: PostgresServer, at: int) -> Iterator[list[int]]:
    """Let the server end the connection before its `at`th statement, or the commit behind it."""
    done = [0]
    engine = project.store.database.engine

    def count(connection: Any, *_: Any) -> None:
        done[0] += 1
        if done[0] == at:
            pid = connection.connection.driver_connection.info.backend_pid
            server.run(f"SELECT pg_terminate_backend({pid}, 5000)")

    def on_statement(connection: Any, *_: Any) -> None:
        count(connection)

    event.listen(engine, "before_cursor_execute", on_statement)
    event.listen(engine, "commit", count)
    try:
        yield done
    finally:
        event.remove(engine, "before_cursor_execute", on_statement)
        event.remove(engine, "commit", count)


def at_its_statements(
    project: Project,
    server: PostgresServer,
    do: Callable[[UUID], object],
    make: Callable[[], UUID],
    seen: Callable[[UUID], Counter[str]],
    *,
    each: int = 3,
) -> None:
    """Do it to one clip after the other, cut `each` statements later, until it is not cut."""
    whole = make()
    do(whole)
    project.audit.flush()
    after, before = seen(whole), seen(make())
    assert after != before
    cuts = 0
    for at in range(2, _MOST_STATEMENTS, each):
        clip_id = make()
        project.audit.flush()
        with cut_at(project, server, at) as done:
            try:
                do(clip_id)
            except DatabaseUnavailableError:
                cuts += 1
            else:
                if done[0] < at:
                    break
        project.audit.flush()
        assert seen(clip_id) in (before, after), f"cut at {at}"
    else:
        pytest.fail("it takes more statements than are tried")
    assert cuts >= 2


@pytest.mark.promise
def test_each_step_of_review_is_there_wholly_or_not_at_all(
    project: Project, postgres_server: PostgresServer
) -> None:
    me = project.rights.person.id

    def clip() -> UUID:
        return project.store.add_clip(a_clip(assigned_to=me, fingerprint=uuid4().bytes)).id

    def handed_in() -> UUID:
        made = clip()
        hand_in(project, made)
        return made

    def with_issue() -> UUID:
        made = clip()
        issue = Issue(uuid4(), made, QuickIssue.LABEL, Spot(0, 0), me, datetime.now(UTC))
        issues.report_issue(project, issue)
        return made

    def say(clip_id: UUID) -> None:
        (thread,) = issues.issues_of(project, clip_id)
        comment = issues.comment_on(thread.issue.id, person=me, text="Feet are out.")
        issues.answer_issue(project, comment)

    def give(clip_id: UUID) -> None:
        before = Owners.of(project.store.clip(clip_id))
        after = replace(before, assigned_to=COLLEAGUE)
        plan = Plan(Part.ANNOTATE, (Reassigned(clip_id, before, after),))
        assert len(assign(project, plan).clips) == 1

    def seen(clip_id: UUID) -> Counter[str]:
        """Return all that is kept of a clip, in the rows and in the log."""
        record = project.store.clip(clip_id)
        told = Counter({f"{record.state} {record.round} {record.assigned_to == me}": 1})
        told.update(f"step {one.step}" for one in history_of(project, clip_id))
        told.update("verdict" for _ in verdicts_of(project, clip_id).verdicts)
        for thread in issues.issues_of(project, clip_id):
            told.update(["issue", *("comment" for _ in thread.comments)])
        kinds = (Kind.VERDICT, Kind.ISSUE, Kind.ASSIGNMENT, Kind.CLIP_CHANGED)
        told.update(
            f"log {one.event.kind}"
            for one in islice(project.audit.reader().newest_first(), 10)
            if isinstance(one, Entry) and one.event.clip_id == clip_id and one.event.kind in kinds
        )
        return told

    server = postgres_server
    at_its_statements(project, server, lambda c: hand_in(project, c), clip, seen)
    at_its_statements(
        project, server, lambda c: judge_clip(project, c, accepted=True), handed_in, seen, each=1
    )
    at_its_statements(project, server, say, with_issue, seen)
    at_its_statements(project, server, give, clip, seen)
    assert ClipState.ACCEPTED in {one.state for one in project.clips()}
    assert project.audit.verify().sound
