"""People, rules and clips that two admins write at the same instant. On both databases."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from crypto.keyring import Keyring
from models.engine import open_database
from models.records import ClipRecord
from models.review.clip_event import ClipEvent, Step
from models.review.clip_events import ClipEventStore
from models.review.people import PeopleStore
from models.review.person import Role
from models.review.rule_store import RuleStore
from models.review.rules import Rules
from models.review.settled_count import SettledCount
from models.review.workflow import Taker, event_for
from models.store import ProjectStore
from tests.support.databases import AUTHOR, COLLEAGUE, a_clip

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def stores(database_url: str, keyring: Keyring) -> Iterator[tuple[ProjectStore, ProjectStore]]:
    """Two admins, each at a connection of their own."""
    with open_database(database_url) as hers, open_database(database_url) as his:
        ana = ProjectStore(hers, keyring, author=AUTHOR)
        bo = ProjectStore(his, keyring, author=COLLEAGUE)
        people = PeopleStore(ana.access)
        people.join("Ana")
        joined, _ = PeopleStore(bo.access, now=lambda: NOW).join("Bo")
        people.give_role(joined, Role.ADMIN)
        yield ana, bo


def at_once(*jobs: Callable[[], object]) -> None:
    """Begin all at the same instant; whatever one raises is raised."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        start.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as threads:
        for running in [threads.submit(run, job) for job in jobs]:
            running.result()


@pytest.mark.promise
def test_two_who_settle_rules_at_once_both_do_and_no_rule_is_left_uncounted(
    stores: tuple[ProjectStore, ProjectStore], keyring: Keyring
) -> None:
    ana, bo = stores
    hers, his = RuleStore(ana.access), RuleStore(bo.access)

    at_once(
        lambda: hers.save(Rules(own_work=True), seen=Rules()),
        lambda: his.save(Rules(opinions=2), seen=Rules()),
    )
    assert hers.rules() == Rules(own_work=True, opinions=2)
    with ana.access.reading() as connection:
        assert SettledCount(keyring).read(connection) == 2, "else one could be taken away unseen"

    seen = hers.rules()
    at_once(
        lambda: hers.save(replace(seen, notice="Be kind."), seen=seen),
        lambda: his.save(replace(seen, notice="Be careful."), seen=seen),
    )
    assert hers.rules().notice in {"Be kind.", "Be careful."}


def test_who_opens_the_project_and_who_changes_people_or_rules_do_not_hold_up_each_other(
    stores: tuple[ProjectStore, ProjectStore],
) -> None:
    ana, bo = stores
    moment = [NOW]
    people, rules = PeopleStore(ana.access), RuleStore(ana.access)
    theirs = PeopleStore(bo.access, now=lambda: moment[0])
    kinds = ({"own_work": True}, {"opinions": 2}, {"seed": "x"}, {"all_of_new": 3})

    for hour, change in enumerate(kinds):
        moment[0] = NOW + timedelta(hours=2 * hour + 1)
        at_once(lambda: people.rename(COLLEAGUE, "Bob"), lambda: theirs.join("Bo"))
        moment[0] += timedelta(hours=1)
        seen = rules.rules()
        at_once(
            lambda seen=seen, change=change: rules.save(replace(seen, **change), seen=seen),
            lambda: theirs.join("Bo"),
        )

    person = theirs.one(COLLEAGUE)
    assert person is not None
    assert (person.name, person.last_seen_at) == ("Bob", moment[0])
    with ana.access.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM project_rules")) == len(kinds)


def test_of_two_who_assign_the_same_clips_at_once_each_clip_is_given_once(
    stores: tuple[ProjectStore, ProjectStore],
) -> None:
    ana, bo = stores
    clips = [ana.add_clip(a_clip(assigned_to=None)).id for _ in range(30)]
    taken: list[int] = []

    def assign(store: ProjectStore, clip_ids: list[UUID]) -> None:
        taker = Taker(store.author, Role.ADMIN, Rules(), NOW)

        def change(clip: ClipRecord) -> tuple[ClipRecord, ClipEvent] | None:
            if clip.assigned_to is not None:
                return None
            after = replace(clip, assigned_to=store.author)
            return after, event_for(clip, after, Step.ASSIGN, taker)

        taken.append(len(ClipEventStore(store.access).take_many(clip_ids, change)))

    at_once(lambda: assign(ana, clips), lambda: assign(bo, clips[::-1]))
    assert sum(taken) == len(clips), "what somebody else has by now is left, and refuses nothing"
    assert {clip.assigned_to for clip in ana.clips()} <= {AUTHOR, COLLEAGUE}
