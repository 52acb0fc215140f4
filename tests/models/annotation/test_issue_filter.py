"""Objects by what reviewers say of them, in the one language of filters."""

import pytest

from models.annotation.document import Annotation
from models.annotation.filter_completions import completions
from models.annotation.filter_json import filter_from_json, filter_to_json
from models.annotation.filter_text import Vocabulary, filter_from_text, filter_to_text
from models.annotation.geometry import Box
from models.annotation.track_filter import IssueMark, TrackFilter, passing
from models.review.issue import IssueState
from tests.support.annotations import key, track

ONE, TWO, THREE = (track(key(0, Box(0, 0, 9, 9)), number=number) for number in (1, 2, 3))
ALL = Annotation((ONE, TWO, THREE))
STATES = {ONE.id: {"open"}, TWO.id: {"fixed", "resolved"}}
KNOWN = Vocabulary()


def numbers(text: str) -> list[int]:
    wanted = filter_from_text(text, KNOWN).wanted
    ids = passing(ALL, wanted, frame_count=9, issues=STATES)
    assert ids is not None
    return sorted(ALL.track(one).number for one in ids)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("issue:open", [1]),
        ("issue:fixed", [2]),
        ("issue:resolved", [2]),
        ("issue:open,fixed", [1, 2]),
        ("issue:any", [1, 2]),
        ("issue:none", [3]),
        ("issue:none,open", [1, 3]),
        ("issue:any #2", [2]),
        ("issue:ANY #3", []),
    ],
)
def test_objects_pass_by_what_is_said_of_them(text: str, found: list[int]) -> None:
    assert numbers(text) == found


def test_what_is_asked_for_can_be_written_kept_and_proposed() -> None:
    wanted = TrackFilter(issues=frozenset({IssueMark.OPEN, IssueMark.NONE}))
    assert filter_to_text(wanted, KNOWN) == "issue:none,open"
    assert filter_from_text("issue:none,open", KNOWN).wanted == wanted
    assert filter_from_json(filter_to_json(wanted)) == wanted
    assert not wanted.is_empty
    assert [one.text for one in completions("iss", 3, KNOWN)] == ["issue:"]
    assert "issue:fixed" in [one.text for one in completions("issue:", 6, KNOWN)]
    (problem,) = filter_from_text("issue:opne", KNOWN).problems
    assert "open" in problem.meant


def test_every_state_of_an_issue_can_be_asked_for() -> None:
    assert {str(state) for state in IssueState} < {str(mark) for mark in IssueMark}
