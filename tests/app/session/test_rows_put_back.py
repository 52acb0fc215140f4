"""Older rows of people and rules, authentic and put back: the audit log tells what holds."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.compose import open_project, sqlite_file
from app.session.people.people import PeopleBook
from app.session.project import Project
from models.access import StoreAccess
from models.audit import events
from models.audit.entry import Moment
from models.review.errors import HasLeftError, LastAdminError, RowsPutBackError
from models.review.logged_memory import LoggedMemory
from models.review.logged_roles import Logged
from models.review.person import Role
from models.review.rights import Right
from tests.support.desk import PERSON, Desk
from tests.support.people import as_colleague, profile

Rows = list[tuple[Any, ...]]


def rows_of(desk: Desk, table: str) -> Rows:
    path = sqlite_file(desk.config)
    assert path is not None
    with closing(sqlite3.connect(path)) as database:
        return database.execute(f"SELECT * FROM {table}").fetchall()


def put_back(desk: Desk, table: str, rows: Rows) -> None:
    """Write older rows as somebody does who has the database and no key."""
    path = sqlite_file(desk.config)
    assert path is not None
    assert rows
    places = ", ".join("?" for _ in rows[0])
    with closing(sqlite3.connect(path)) as database:
        database.executemany(f"REPLACE INTO {table} VALUES ({places})", rows)
        database.commit()


def give(project: Project, name: str, role: Role) -> None:
    project.people.refresh()
    person = next(one for one in project.people.known if one.name == name)
    project.people.give_role(person, role)


def as_ana(desk: Desk, tmp_path: Path) -> Project:
    return open_project(desk.config, profile(tmp_path, "ana"), recovery_code=desk.recovery_code)


@pytest.mark.promise
def test_a_role_that_was_taken_away_does_not_come_back_with_its_row(
    desk: Desk, tmp_path: Path
) -> None:
    with as_colleague(desk, tmp_path, "ana", role=Role.ADMIN):
        older = rows_of(desk, "people")
    admin = desk.open()
    give(admin, "Ana", Role.ANNOTATOR)
    admin.close()
    put_back(desk, "people", older)
    theirs = as_ana(desk, tmp_path)
    assert theirs.rights.role is Role.ANNOTATOR
    assert isinstance(theirs.people.problem, RowsPutBackError)
    # Also when rows are read again, and when their own row is written.
    theirs.people.rename(theirs.people.me.id, "Ana")
    assert not theirs.rights.may(Right.MANAGE_PEOPLE)
    assert isinstance(theirs.people.problem, RowsPutBackError)
    theirs.close()
    # The other way round: what somebody was given last counts no more than their row.
    admin = desk.open()
    assert isinstance(admin.people.problem, RowsPutBackError)
    assert admin.rights.role is Role.ADMIN
    # A row alone makes nobody the admin who has to stay.
    with pytest.raises(LastAdminError):
        admin.people.give_role(admin.people.me, Role.ANNOTATOR)
    give(admin, "Ana", Role.REVIEWER)
    assert admin.people.problem is None
    admin.close()
    theirs = as_ana(desk, tmp_path)
    assert (theirs.rights.role, theirs.people.problem) == (Role.REVIEWER, None)
    lesser = rows_of(desk, "people")
    theirs.close()
    admin = desk.open()
    give(admin, "Ana", Role.ADMIN)
    admin.close()
    put_back(desk, "people", lesser)
    theirs = as_ana(desk, tmp_path)
    assert theirs.rights.role is Role.REVIEWER
    theirs.close()


def test_a_role_that_is_given_while_the_log_is_read_is_no_older_row(
    desk: Desk, tmp_path: Path
) -> None:
    with as_colleague(desk, tmp_path, "ana") as ana:
        admin = desk.open()

        class Meanwhile(LoggedMemory):
            def read(self, access: StoreAccess) -> Logged:
                give(admin, "Ana", Role.REVIEWER)
                return super().read(access)

        memory = Meanwhile(tmp_path / "people.sealed", admin.keyring)
        book = PeopleBook(ana.store.access, memory=memory)
        assert (book.rights.role, book.problem) == (Role.REVIEWER, None)
        admin.close()


@pytest.mark.promise
def test_who_was_removed_is_not_let_in_by_an_older_row(desk: Desk, tmp_path: Path) -> None:
    with as_colleague(desk, tmp_path, "ana") as ana:
        who, older = ana.people.me.id, rows_of(desk, "people")
    admin = desk.open()
    admin.people.remove(who)
    admin.close()
    put_back(desk, "people", older)
    with pytest.raises(HasLeftError):
        as_ana(desk, tmp_path)


@pytest.mark.promise
@pytest.mark.parametrize("whose", ["own", "another's"])
def test_nor_is_an_altered_row_a_way_round_what_the_log_tells(
    desk: Desk, tmp_path: Path, whose: str
) -> None:
    with as_colleague(desk, tmp_path, "cy") as cy, as_colleague(desk, tmp_path, "ana") as ana:
        who = ana.people.me.id
        altered = who if whose == "own" else cy.people.me.id
    with closing(desk.open()) as admin:
        give(admin, "Ana", Role.ADMIN)
        older = rows_of(desk, "people")
        give(admin, "Ana", Role.ANNOTATOR)

    def put_back_and_alter() -> None:
        put_back(desk, "people", older)
        path = sqlite_file(desk.config)
        assert path is not None
        with closing(sqlite3.connect(path)) as database:
            altering = "UPDATE people SET joined_at_us = joined_at_us + 1 WHERE id = ?"
            database.execute(altering, (altered.bytes,))
            database.commit()

    put_back_and_alter()
    with closing(as_ana(desk, tmp_path)) as theirs:
        assert theirs.rights.role is Role.ANNOTATOR
        assert theirs.people.problem is not None
    put_back(desk, "people", older)
    with closing(desk.open()) as admin:
        admin.people.remove(who)
    put_back_and_alter()
    with pytest.raises(HasLeftError):
        as_ana(desk, tmp_path)


def test_whose_clock_is_ahead_has_not_the_last_word(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_colleague(desk, tmp_path, "ana", role=Role.REVIEWER) as ana:
        who = ana.people.me.id
    now = Moment.now
    with monkeypatch.context() as tomorrow:
        ahead = staticmethod(lambda: replace(now(), at_us=now().at_us + 86_400_000_000))
        tomorrow.setattr(Moment, "now", ahead)
        with closing(desk.open()) as admin:
            give(admin, "Ana", Role.ADMIN)
            admin.people.remove(who)
    with closing(desk.open()) as admin:
        admin.people.take_back(who)
        give(admin, "Ana", Role.ANNOTATOR)
        assert admin.people.problem is None
    with closing(as_ana(desk, tmp_path)) as theirs:
        assert (theirs.rights.role, theirs.people.problem) == (Role.ANNOTATOR, None)


@pytest.mark.promise
def test_a_rule_that_is_put_back_covers_everything_until_an_admin_settles_it_anew(
    desk: Desk, tmp_path: Path
) -> None:
    with as_colleague(desk, tmp_path, "ana", role=Role.REVIEWER):
        pass
    admin = desk.open()
    rules = admin.people.rules
    rules = admin.people.settle(replace(rules, private_labels=frozenset()), seen=rules)
    rules = admin.people.settle(replace(rules, own_work=True), seen=rules)
    older = rows_of(desk, "project_rules")
    rules = admin.people.settle(replace(rules, own_work=False), seen=rules)
    admin.close()
    put_back(desk, "project_rules", older)
    theirs = as_ana(desk, tmp_path)
    assert isinstance(theirs.people.problem, RowsPutBackError)
    assert not theirs.people.rules_known
    assert theirs.rights.role is Role.ANNOTATOR
    assert theirs.masking.labels is None
    theirs.people.refresh()
    assert theirs.rights.role is Role.ANNOTATOR
    theirs.close()
    admin = desk.open()
    assert isinstance(admin.people.problem, RowsPutBackError)
    shown = admin.people.rules
    admin.people.settle(replace(shown, own_work=False), seen=shown)
    assert admin.people.problem is None
    admin.close()
    theirs = as_ana(desk, tmp_path)
    assert theirs.people.problem is None
    assert theirs.rights.role is Role.REVIEWER
    assert not theirs.people.rules.own_work
    theirs.close()


def test_what_the_log_tells_after_a_backup_was_restored_counts(desk: Desk, tmp_path: Path) -> None:
    path = sqlite_file(desk.config)
    assert path is not None
    with as_colleague(desk, tmp_path, "ana"):
        pass
    with closing(sqlite3.connect(path)) as database, closing(sqlite3.connect(":memory:")) as backup:
        database.backup(backup)
        admin = desk.open()
        for number in range(9):
            admin.audit.keep(events.clip_opened(UUID(int=number)))
        give(admin, "Ana", Role.REVIEWER)
        admin.close()
        theirs = as_ana(desk, tmp_path)
        assert theirs.rights.role is Role.REVIEWER
        theirs.close()
        backup.backup(database)
    theirs = as_ana(desk, tmp_path)
    assert theirs.rights.role is Role.ANNOTATOR, "the less of what is remembered and restored"
    theirs.close()
    admin = desk.open()
    give(admin, "Ana", Role.ADMIN)
    admin.close()
    for _ in range(2):
        theirs = as_ana(desk, tmp_path)
        assert (theirs.rights.role, theirs.people.problem) == (Role.ADMIN, None)
        theirs.close()


def test_what_was_read_of_the_log_is_kept_sealed_and_read_on_from_there(
    desk: Desk, tmp_path: Path
) -> None:
    with as_colleague(desk, tmp_path, "ana", role=Role.REVIEWER) as ana:
        who = ana.people.me.id
    (note,) = desk.paths.project_state(desk.config.id).rglob("people.sealed")
    kept = note.read_text()
    assert who.hex not in kept
    assert "reviewer" not in kept
    # One that is older, another's or none at all changes nothing but how much is read.
    for content in (kept, "sl1.nonsense", ""):
        note.write_text(content)
        project = desk.open()
        assert project.people.problem is None
        assert project.people.name_of(who) == "Ana"
        project.close()
        assert note.read_text() not in (content, kept)
    assert PERSON.name not in note.read_text()
