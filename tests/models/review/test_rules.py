"""What a project has settled, and what it refuses to settle."""

from dataclasses import fields, replace
from typing import Any
from uuid import uuid4

import pytest

from models.review.rule_store import _READ, RuleStore
from models.review.rules import Rules
from models.store import ProjectStore

SETTLED = Rules(
    own_work=True,
    share_percent=20,
    seed="spring",
    all_of_new=5,
    opinions=2,
    reasons=("Box too wide",),
    notice="Footage of a school.",
    private_labels=frozenset({uuid4(), uuid4()}),
    idle_minutes=5,
    count_time=False,
)


def test_rules_come_back_and_what_others_settled_meanwhile_stays(
    store: ProjectStore, colleague: ProjectStore
) -> None:
    rules, theirs = RuleStore(store.access), RuleStore(colleague.access)
    assert rules.rules() == Rules()
    theirs.save(Rules(notice="Be kind."), seen=Rules())
    assert rules.save(replace(SETTLED, notice=""), seen=Rules()).notice == "Be kind."
    assert rules.save(SETTLED, seen=rules.rules()) == SETTLED == theirs.rules()
    assert rules.save(Rules(), seen=SETTLED) == Rules()


@pytest.mark.parametrize(
    "wrong",
    [
        {"share_percent": 101},
        {"share_percent": True},
        {"opinions": 3},
        {"all_of_new": -1},
        {"idle_minutes": 100_000},
        {"notice": "x" * 5000},
    ],
    ids=["share", "flag for a number", "opinions", "negative", "too long idle", "long text"],
)
def test_a_value_that_no_rule_can_have_is_not_kept(
    store: ProjectStore, wrong: dict[str, Any]
) -> None:
    rules = RuleStore(store.access)
    with pytest.raises(ValueError, match="rule"):
        rules.save(replace(Rules(), **wrong), seen=Rules())
    assert rules.rules() == Rules()


def test_every_rule_is_checked_when_it_is_read() -> None:
    assert set(_READ) == {field.name for field in fields(Rules)}
