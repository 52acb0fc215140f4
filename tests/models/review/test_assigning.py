"""Plans of whose the clips become: shared out evenly, by the rules, and to be taken back. Pure."""

from datetime import UTC, datetime
from uuid import UUID

from models.records import ClipState
from models.review.assigning import LeftOut, Owners, Part, Wanted, plan
from models.review.rules import Rules
from tests.support.databases import a_clip

ANA, BO, REA = (UUID(int=number) for number in range(1, 4))
DUE = datetime(2026, 4, 1, tzinfo=UTC)


def test_clips_are_shared_out_evenly_and_what_is_done_or_the_same_is_left_out() -> None:
    clips = [a_clip() for _ in range(5)]
    clips += [a_clip(state=ClipState.ACCEPTED), a_clip(assigned_to=ANA)]
    made = plan(clips, Wanted(Part.ANNOTATE, (ANA, BO)), Rules())
    assert made.shares == {ANA: 3, BO: 3} or made.shares == {ANA: 3, BO: 2}
    assert dict(made.left_out)[LeftOut.ACCEPTED] == 1
    assert sum(made.shares.values()) + sum(count for _, count in made.left_out) == 7
    assert all(one.after.reviewer is None for one in made.clips)


def test_nobody_gets_their_own_work_to_review_unless_the_rules_allow_it() -> None:
    theirs, other = a_clip(assigned_to=REA), a_clip(submitted_by=BO)
    wanted = Wanted(Part.REVIEW, (REA,))
    made = plan([theirs, other], wanted, Rules())
    assert [one.clip_id for one in made.clips] == [other.id]
    assert made.left_out == ((LeftOut.OWN_WORK, 1),)
    assert len(plan([theirs, other], wanted, Rules(own_work=True)).clips) == 2
    # Another reviewer gets what the first may not have.
    shared = plan([theirs, theirs], Wanted(Part.REVIEW, (REA, BO)), Rules())
    assert shared.shares == {BO: 2}


def test_nobody_is_given_two_clips_of_one_footage_to_annotate() -> None:
    first = a_clip(assigned_to=ANA)
    second, third = (a_clip(copy_of=first.id) for _ in range(2))
    every = (first, second, third)
    made = plan([second], Wanted(Part.ANNOTATE, (ANA,)), Rules(), among=every)
    assert (made.clips, made.left_out) == ((), ((LeftOut.SAME_FOOTAGE, 1),))
    # Each gets one of what is shared out together, and nobody is left for the last.
    made = plan(every, Wanted(Part.ANNOTATE, (ANA, BO)), Rules())
    assert [(one.clip_id, one.after.assigned_to) for one in made.clips] == [(second.id, BO)]
    assert made.left_out == ((LeftOut.SAME, 1), (LeftOut.SAME_FOOTAGE, 1))
    # Who handed one in has seen it as well; to review, and to take away, is another matter.
    handed_in = a_clip(submitted_by=REA)
    copy = a_clip(copy_of=handed_in.id)
    made = plan([copy], Wanted(Part.ANNOTATE, (REA,)), Rules(), among=[handed_in])
    assert made.left_out == ((LeftOut.SAME_FOOTAGE, 1),)
    assert len(plan(every, Wanted(Part.REVIEW, (REA,)), Rules()).clips) == 3
    assert len(plan(every, Wanted(Part.ANNOTATE, ()), Rules()).clips) == 1


def test_a_plan_sets_a_date_or_leaves_it_and_turned_round_takes_itself_back() -> None:
    clip = a_clip(assigned_to=ANA, due_at=DUE)
    kept = plan([clip], Wanted(Part.ANNOTATE, (BO,)), Rules())
    assert kept.clips[0].after == Owners(BO, None, DUE)
    taken = plan([clip], Wanted(Part.ANNOTATE, (), sets_due=True), Rules())
    assert taken.clips[0].after == Owners(None, None, None)
    assert taken.shares == {None: 1}
    back = taken.turned_round()
    assert (back.clips[0].before, back.clips[0].after) == (
        taken.clips[0].after,
        taken.clips[0].before,
    )
    assert back.only(()).clips == ()
