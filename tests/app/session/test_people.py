"""Who is at a project, what they may do, and what they settle, at the service."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from app.compose import open_project, sqlite_file
from app.session.importing import ImportReport
from app.session.people.people import PeopleBook
from app.session.project import Project
from app.session.review.workflow import hand_in
from models.annotation import gestures
from models.annotation.geometry import Box
from models.audit.entry import Entry, Kind
from models.errors import RowAlteredError
from models.review.errors import HasLeftError, LastAdminError, RowsGoneError
from models.review.person import Role
from models.review.rights import NotAllowedError, Right
from models.review.rules import Rules
from tests.support.desk import PERSON, Desk
from tests.support.people import as_colleague, profile


def test_who_makes_a_project_is_its_admin_and_a_later_profile_an_annotator(
    desk: Desk, project: Project, tmp_path: Path
) -> None:
    assert project.rights.role is Role.ADMIN
    with as_colleague(desk, tmp_path) as theirs:
        assert theirs.people.is_new
        assert theirs.rights.role is Role.ANNOTATOR
        with pytest.raises(NotAllowedError) as refused:
            theirs.people.settle(Rules(own_work=True), seen=Rules())
        assert refused.value.ask == (project.people.me.name,)
        with pytest.raises(NotAllowedError):
            theirs.people.give_role(theirs.people.me, Role.ADMIN)
        with pytest.raises(NotAllowedError):
            theirs.people.rename(project.people.me.id, "Boss")
        assert theirs.people.rename(theirs.people.me.id, "  Bo   Berg ").name == "Bo Berg"
        with pytest.raises(ValueError, match="name"):
            theirs.people.rename(theirs.people.me.id, "  ")
        assert project.people.refresh()
        assert not project.people.refresh()
        bo = next(one for one in project.people.known if one.name == "Bo Berg")
        project.people.give_role(bo, Role.REVIEWER)
        assert theirs.people.refresh()
        assert theirs.rights.may(Right.JUDGE)
        assert project.people.name_of(bo.id) == "Bo Berg"
        with pytest.raises(LastAdminError):
            project.people.give_role(project.people.me, Role.ANNOTATOR)
        project.people.settle(replace(project.people.rules, opinions=2), seen=project.people.rules)
        theirs.people.refresh()
        assert theirs.people.rules == Rules(opinions=2)


def alter(desk: Desk, person: UUID) -> None:
    """Change a row of people as somebody does who has the database and no key."""
    with closing(sqlite3.connect(str(sqlite_file(desk.config)))) as database:
        altered = "UPDATE people SET joined_at_us = joined_at_us + 1 WHERE id = ?"
        assert database.execute(altered, (person.bytes,)).rowcount == 1
        database.commit()


def test_what_is_denied_is_told(project: Project) -> None:
    told: list[Right] = []
    book = PeopleBook(project.store.access, denied=told.append)
    book.rights.require(Right.MANAGE_PEOPLE)
    assert told == []
    annotator = replace(book.rights, person=replace(book.me, role=Role.ANNOTATOR))
    with pytest.raises(NotAllowedError):
        annotator.require(Right.EXPORT)
    assert told == [Right.EXPORT]


@pytest.mark.promise
def test_who_was_removed_does_nothing_more_and_opens_the_project_no_more_until_taken_back(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    with as_colleague(desk, tmp_path, "bo", role=Role.REVIEWER) as theirs:
        bo, boss = theirs.people.me.id, project.people.me.name
        with pytest.raises(NotAllowedError):
            theirs.people.give_role(theirs.people.me, Role.ADMIN)
        session = theirs.open_clip(imported.clip.id)
        draw = gestures.draw_box(
            session.annotation, Box(1, 2, 30, 40), frame_index=0, pts=0, label_id=PERSON.id
        )
        project.people.remove(bo)
        assert project.people.name_of(bo) == "Bo", "what they did is still told under their name"
        assert bo not in {one.id for one in project.people.present}
        assert boss == ", ".join(project.people.who_may(Right.JUDGE)), "nobody is sent to them"
        assert theirs.people.refresh()
        assert not any(theirs.rights.may(right) for right in Right)
        with pytest.raises(HasLeftError):
            session.apply(draw)
        with pytest.raises(HasLeftError) as refused:
            theirs.open_clip(imported.clip.id)
        assert refused.value.ask == (boss,)
    let_in = partial(open_project, desk.config, profile(tmp_path, "bo"))
    with pytest.raises(HasLeftError):
        let_in(recovery_code=desk.recovery_code)
    with closing(sqlite3.connect(str(sqlite_file(desk.config)))) as database:
        database.execute("DELETE FROM people WHERE id = ?", (bo.bytes,))
        database.commit()
    with pytest.raises(HasLeftError):
        let_in(recovery_code=desk.recovery_code)
    entries = [one for one in project.audit.reader().oldest_first() if isinstance(one, Entry)]
    roles = [one.event.detail["to"] for one in entries if one.event.kind is Kind.ROLE_CHANGED]
    assert roles[-1] == ""
    denied = [
        one.event.detail["action"]
        for one in entries
        if one.signer.person == bo and one.event.kind is Kind.DENIED
    ]
    assert denied.count(Right.VIEW) > 1, "that they asked is known"


@pytest.mark.promise
def test_nothing_is_written_in_the_name_of_who_was_removed_before_their_window_has_heard_of_it(
    desk: Desk,
    project: Project,
    imported: ImportReport,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    clip_id = imported.clip.id
    with as_colleague(desk, tmp_path, "bo", role=Role.ADMIN) as theirs:
        bo = theirs.people.me.id
        session = theirs.open_clip(clip_id)
        draw = gestures.draw_box(
            session.annotation, Box(1, 2, 30, 40), frame_index=0, pts=0, label_id=PERSON.id
        )
        project.people.remove(bo)
        session.apply(draw)
        session.flush()
        assert isinstance(session.stopped, HasLeftError)
        assert not project.store.load_annotation(clip_id).annotation.tracks
        for doing in (
            partial(theirs.people.take_back, bo),
            partial(hand_in, theirs, clip_id),
            partial(theirs.audit.endorse, theirs.audit.device_id),
        ):
            with pytest.raises(HasLeftError):
                doing()
    assert "editing stopped: HasLeftError" in caplog.text
    # What they drew waits, sealed, and is there when they are of the project again.
    project.people.take_back(bo)
    with as_colleague(desk, tmp_path, "bo") as again:
        assert again.replayed.saved == 1
        assert len(again.store.load_annotation(clip_id).annotation.tracks) == 1


@pytest.mark.promise
def test_an_altered_row_keeps_no_window_from_hearing_that_its_person_was_removed(
    desk: Desk, project: Project, tmp_path: Path
) -> None:
    with (
        as_colleague(desk, tmp_path, "cy") as cy,
        as_colleague(desk, tmp_path, "bo", role=Role.REVIEWER) as bo,
    ):
        alter(desk, cy.people.me.id)
        assert bo.people.refresh()
        assert isinstance(bo.people.problem, RowAlteredError)
        assert bo.rights.role is Role.REVIEWER, "their own row is as it was"
        assert bo.masking.labels is None
        assert cy.people.refresh()
        assert cy.rights.role is Role.ANNOTATOR
        project.people.remove(bo.people.me.id)
        assert bo.people.refresh()
        assert not any(bo.rights.may(right) for right in Right)


@pytest.mark.promise
def test_who_was_taken_back_has_the_role_that_they_had(
    desk: Desk, project: Project, tmp_path: Path
) -> None:
    with as_colleague(desk, tmp_path, "bo", role=Role.REVIEWER) as theirs:
        bo = theirs.people.me.id
    project.people.refresh()
    project.people.remove(bo)
    project.people.take_back(bo)
    with as_colleague(desk, tmp_path, "bo") as again:
        assert again.rights.role is Role.REVIEWER
        assert again.people.present == again.people.known


@pytest.mark.promise
def test_whoever_deletes_the_rows_of_people_does_not_become_admin_by_it(
    desk: Desk, tmp_path: Path
) -> None:
    with as_colleague(desk, tmp_path, "ana") as ana:
        assert ana.rights.role is Role.ANNOTATOR
    with as_colleague(desk, tmp_path, "rae", role=Role.REVIEWER):
        pass
    with closing(sqlite3.connect(str(sqlite_file(desk.config)))) as database:
        database.execute("DELETE FROM people")
        database.commit()
    for name, role in (("ana", Role.ANNOTATOR), ("new", Role.ANNOTATOR), ("rae", Role.REVIEWER)):
        with as_colleague(desk, tmp_path, name) as theirs:
            assert theirs.rights.role is role, name
            assert theirs.people.problem is not None, "nobody is admin"
    with closing(desk.open()) as boss:
        assert boss.rights.role is Role.ADMIN, "as the log has it"
        assert boss.people.problem is None


@pytest.mark.promise
@pytest.mark.parametrize("gone", ["project_rules", "people, project_rules"])
def test_a_rule_that_is_deleted_is_not_taken_for_one_that_was_never_settled(
    desk: Desk, tmp_path: Path, gone: str
) -> None:
    with closing(desk.open()) as boss:
        rules = replace(boss.people.rules, private_labels=frozenset({PERSON.id}))
        boss.people.settle(rules, seen=boss.people.rules)
        assert boss.masking.labels == {PERSON.id}
    with as_colleague(desk, tmp_path, "ana") as ana:
        assert ana.masking.labels == {PERSON.id}
    with closing(sqlite3.connect(str(sqlite_file(desk.config)))) as database:
        for table in gone.split(", "):
            database.execute(f"DELETE FROM {table}")
        database.commit()
    ana = open_project(desk.config, profile(tmp_path, "ana"), recovery_code=desk.recovery_code)
    with closing(ana):
        assert ana.masking.labels is None, "all is covered"
        assert ana.rights.role is Role.ANNOTATOR
    with closing(desk.open()) as boss:
        assert boss.masking.labels is None
        with pytest.raises(RowsGoneError):
            boss.people.settle(replace(rules, own_work=True), seen=rules)
        boss.people.settle(replace(Rules(), own_work=True), seen=Rules())
        assert boss.masking.labels == frozenset(), "an admin settled it anew"


def test_a_name_shows_nothing_but_itself(project: Project) -> None:
    me = project.people.me.id
    told = project.people.rename(me, "A\x1b[2J\u202eva\u2066 \x00\nLi\u200b").name
    assert told == "A[2Jva Li"
    for name in ("\u200b", "\u202e \u2066", "\u200d", "…"):
        with pytest.raises(ValueError, match="name"):
            project.people.rename(me, name)


@pytest.mark.promise
def test_an_altered_row_of_people_gives_the_least_rights_and_is_told(
    desk: Desk, project: Project
) -> None:
    with project.store.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE people SET joined_at_us = joined_at_us + 1")
    book = PeopleBook(project.store.access)
    assert book.problem is not None
    assert book.rights.role is Role.ANNOTATOR
