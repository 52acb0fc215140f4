"""Which clips are to be reviewed: a sample that can be drawn again."""

from uuid import UUID

from models.records import ClipState
from models.review.rules import Rules
from models.review.sampling import is_sampled, is_to_review, newcomers
from tests.support.databases import a_clip

IDS = [UUID(int=number) for number in range(5000)]
ANA, BO = UUID(int=1), UUID(int=2)


def test_a_sample_has_about_the_share_is_stable_and_grows_with_it() -> None:
    fifth = {one for one in IDS if is_sampled(one, Rules(share_percent=20, seed="a"))}
    assert 900 < len(fifth) < 1100
    third = {one for one in IDS if is_sampled(one, Rules(share_percent=30, seed="a"))}
    assert fifth < third
    other = {one for one in IDS if is_sampled(one, Rules(share_percent=20, seed="b"))}
    assert 100 < len(fifth & other) < 300
    assert not any(is_sampled(one, Rules(share_percent=0)) for one in IDS)
    assert all(is_sampled(one, Rules()) for one in IDS)


def test_the_sample_is_the_one_that_was_always_drawn() -> None:
    """A later version must not draw another one: reports name the seed."""
    rules = Rules(share_percent=10, seed="spring")
    assert [one.int for one in IDS[:60] if is_sampled(one, rules)] == [1, 7, 18, 40, 47, 51]


def test_everything_of_a_newcomer_is_reviewed_until_so_many_were_judged() -> None:
    rules = Rules(share_percent=0, all_of_new=2)
    waiting = a_clip(state=ClipState.SUBMITTED, submitted_by=ANA)
    judged = a_clip(state=ClipState.ACCEPTED, submitted_by=ANA)
    back = a_clip(state=ClipState.REJECTED, submitted_by=ANA)
    assert newcomers([waiting, judged], rules) == {ANA}
    assert is_to_review(waiting, rules, newcomers([waiting, judged], rules))
    assert newcomers([waiting, judged, back], rules) == frozenset()
    assert not is_to_review(waiting, rules)
    assert is_to_review(a_clip(state=ClipState.SUBMITTED, submitted_by=ANA, reviewer=BO), rules)
    assert not is_to_review(judged, Rules())
