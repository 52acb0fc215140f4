"""Who joins, with which role, and what a project never gives away. On both databases."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from models.engine import Database
from models.errors import RowMissingError, StaleRevisionError
from models.review.errors import HasLeftError, LastAdminError, OwnRemovalError
from models.review.people import PeopleStore
from models.review.person import Role
from models.review.rights import NotAllowedError
from models.review.rule_store import RuleStore
from models.review.rules import Rules
from models.store import ProjectStore
from tests.support.databases import AUTHOR, COLLEAGUE

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_the_first_who_joins_becomes_admin_and_whoever_follows_an_annotator(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    first, is_new = PeopleStore(store.access).join("Ana")
    assert (first.id, first.name, first.role, is_new) == (AUTHOR, "Ana", Role.ADMIN, True)
    second, _ = PeopleStore(colleague.access).join("Bo")
    assert (second.id, second.role) == (COLLEAGUE, Role.ANNOTATOR)
    again, is_new = PeopleStore(store.access).join("Somebody else")
    assert (again, is_new) == (first, False)
    assert PeopleStore(store.access).all() == (first, second)


def test_when_somebody_was_seen_is_told_to_the_hour(store: ProjectStore) -> None:
    moment = [NOW]
    people = PeopleStore(store.access, now=lambda: moment[0])
    people.join("Ana")
    moment[0] += timedelta(minutes=59)
    assert people.join("Ana")[0].last_seen_at == NOW
    moment[0] += timedelta(minutes=1)
    later, _ = people.join("Ana")
    assert later.last_seen_at == NOW + timedelta(hours=1)
    assert (later.name, later.role, later.joined_at) == ("Ana", Role.ADMIN, NOW)


def test_roles_and_names_change_but_an_admin_always_stays(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    people = PeopleStore(store.access)
    ana, _ = people.join("Ana")
    bo, _ = PeopleStore(colleague.access).join("Bo")
    with pytest.raises(LastAdminError):
        people.give_role(ana, Role.REVIEWER)
    people.give_role(bo, Role.ADMIN)
    with pytest.raises(StaleRevisionError):
        people.give_role(bo, Role.REVIEWER)
    with pytest.raises(RowMissingError):
        people.rename(uuid4(), "Nobody")
    assert people.give_role(ana, Role.REVIEWER).role is Role.REVIEWER
    assert people.rename(AUTHOR, "Ana Silva").name == "Ana Silva"


def test_who_is_removed_keeps_name_and_role_and_an_admin_always_stays(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    people, theirs = PeopleStore(store.access, now=lambda: NOW), PeopleStore(colleague.access)
    ana, _ = people.join("Ana")
    bo, _ = theirs.join("Bo")
    with pytest.raises(OwnRemovalError):
        people.remove(ana.id)
    people.give_role(bo, Role.ADMIN)
    assert people.take_back(bo.id) == people.one(bo.id), "who has not left stays as they are"
    assert theirs.remove(ana.id).has_left, "Bo is an admin, so one stays"
    theirs.take_back(ana.id)
    gone = people.remove(bo.id)
    assert (gone.name, gone.role, gone.left_at) == ("Bo", Role.ADMIN, NOW)
    assert people.remove(bo.id) == gone
    with pytest.raises(LastAdminError):
        people.give_role(ana, Role.ANNOTATOR)
    with pytest.raises(HasLeftError):
        people.give_role(gone, Role.ANNOTATOR)
    assert theirs.join("Bo again") == (gone, False), "it is not even noted that they were here"


@pytest.mark.promise
def test_of_two_admins_who_remove_each_other_the_first_stays(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    people, theirs = PeopleStore(store.access), PeopleStore(colleague.access)
    ana, _ = people.join("Ana")
    bo, _ = theirs.join("Bo")
    bo = people.give_role(bo, Role.ADMIN)
    people.remove(bo.id)
    rules = RuleStore(colleague.access)
    for doing in (
        lambda: theirs.remove(ana.id),
        lambda: theirs.take_back(bo.id),
        lambda: theirs.give_role(ana, Role.ANNOTATOR),
        lambda: theirs.rename(bo.id, "Boss"),
        lambda: rules.save(Rules(own_work=True), seen=Rules()),
        lambda: colleague.save_labels([]),
    ):
        with pytest.raises(HasLeftError):
            doing()
    assert people.one(ana.id) == ana
    # Who has another role by now does no more than that, whatever their window believes.
    bo = people.give_role(people.take_back(bo.id), Role.REVIEWER)
    for refused in (
        lambda: theirs.give_role(bo, Role.ADMIN),
        lambda: theirs.remove(ana.id),
        lambda: theirs.rename(ana.id, "Nobody"),
        lambda: rules.save(Rules(own_work=True), seen=Rules()),
    ):
        with pytest.raises(NotAllowedError):
            refused()
    colleague.save_labels([])
    assert rules.rules() == Rules()


def test_neither_name_nor_role_can_be_read_in_the_database(
    store: ProjectStore, database: Database
) -> None:
    PeopleStore(store.access).join("Ana Silva")
    with database.reading() as connection:
        (row,) = connection.execute(text("SELECT name, role, details FROM people"))
    assert all(value.startswith("sl1.") for value in row)
