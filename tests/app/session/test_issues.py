"""Issues on a real project: who may do what, what is kept, and what nobody can read."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.session.importing import ImportReport
from app.session.project import Project
from app.session.review import issues
from models.annotation import gestures
from models.annotation.geometry import Box
from models.annotation.track_filter import IssueMark, TrackFilter
from models.audit.entry import Entry, Kind
from models.errors import RowAlteredError, RowMissingError
from models.review.errors import IssueAnsweredError, IssueMovedError, NotTheirWordsError
from models.review.issue import Issue, IssueState, IssueStep, QuickIssue, Spot
from models.review.person import Role
from models.review.rights import NotAllowedError
from tests.support.desk import PERSON, Desk
from tests.support.people import as_colleague

TRACK, OTHER = UUID(int=70), UUID(int=71)
WORDS = "Box leaves the feet out from here on."


@pytest.fixture
def clip_id(imported: ImportReport) -> UUID:
    return imported.clip.id


def draft(project: Project, clip_id: UUID, frame: int = 3, **fields: object) -> Issue:
    made = Issue(
        uuid4(),
        clip_id,
        QuickIssue.POSITION,
        Spot(frame, frame * 40),
        made_by=project.rights.person.id,
        made_at=datetime.now(UTC),
    )
    return replace(made, **fields)


def say(project: Project, issue_id: UUID, text: str) -> None:
    me = project.rights.person.id
    issues.answer_issue(project, issues.comment_on(issue_id, person=me, text=text))


def test_an_issue_is_read_back_as_it_was_written(project: Project, clip_id: UUID) -> None:
    late = draft(project, clip_id, 9, region=Box(1.5, 2, 30, 40))
    swap = draft(
        project,
        clip_id,
        3,
        kind=QuickIssue.IDENTITY,
        last=Spot(5, 200),
        track_id=TRACK,
        other_track_id=OTHER,
    )
    for one in (late, swap):
        thread = issues.report_issue(project, one)
        assert thread.issue == replace(one, revision=1)
    say(project, late.id, f"{WORDS}\nTo frame 402.")
    first, second = issues.issues_of(project, clip_id)
    assert (first.issue.id, second.issue.id) == (swap.id, late.id), "by frame"
    assert second.first_line == WORDS
    assert issues.issues_of(project, uuid4()) == ()
    assert issues.issue_states(project) == {
        clip_id: {TRACK: frozenset({IssueState.OPEN}), OTHER: frozenset({IssueState.OPEN})}
    }


def test_an_annotator_fixes_and_a_reviewer_settles(
    desk: Desk, project: Project, clip_id: UUID, tmp_path: Path
) -> None:
    made = draft(project, clip_id)
    issues.report_issue(project, made)
    with as_colleague(desk, tmp_path, "ana") as ana:
        with pytest.raises(NotAllowedError):
            issues.report_issue(ana, draft(ana, clip_id))
        for step in (IssueStep.RESOLVE, IssueStep.REOPEN):
            with pytest.raises(NotAllowedError):
                issues.move_issue(ana, made.id, step)
        with pytest.raises(NotAllowedError):
            issues.withdraw_issue(ana, made.id)
        with pytest.raises(NotAllowedError):
            issues.call_issue(ana, made.id, QuickIssue.LABEL)
        say(ana, made.id, "Now to the feet.")
        fixed = issues.move_issue(ana, made.id, IssueStep.FIX)
        assert fixed.issue.moved_by == ana.rights.person.id
        with pytest.raises(IssueMovedError):
            issues.move_issue(ana, made.id, IssueStep.FIX)
        with pytest.raises(ValueError, match="speak for themselves"):
            issues.answer_issue(
                ana, issues.comment_on(made.id, person=project.rights.person.id, text="Good.")
            )
    reopened = issues.move_issue(project, made.id, IssueStep.REOPEN)
    assert reopened.issue.reopened
    with pytest.raises(IssueAnsweredError):
        issues.withdraw_issue(project, made.id)
    resolved = issues.move_issue(project, made.id, IssueStep.RESOLVE)
    assert resolved.issue.state is IssueState.RESOLVED
    assert [one.text for one in resolved.comments] == ["Now to the feet."]


@pytest.mark.promise
def test_words_are_corrected_and_withdrawn_by_who_said_them_alone_and_nothing_of_them_is_left(
    desk: Desk, project: Project, clip_id: UUID, tmp_path: Path
) -> None:
    made = draft(project, clip_id)
    issues.report_issue(project, made)
    say(project, made.id, WORDS)
    with as_colleague(desk, tmp_path, "ana") as ana:
        say(ana, made.id, "Now to the feet.")
        mine, theirs = issues.issues_of(ana, clip_id)[0].comments
        for change in (
            lambda: issues.correct_comment(ana, mine.id, "It is fine."),
            lambda: issues.withdraw_comment(ana, mine.id),
            lambda: issues.say_again(ana, mine),
        ):
            with pytest.raises(NotTheirWordsError):
                change()
        with pytest.raises(NotTheirWordsError):
            issues.correct_comment(project, theirs.id, "I did nothing.")
        with pytest.raises(ValueError, match="bearable"):
            issues.correct_comment(ana, theirs.id, "")
        changed = issues.correct_comment(ana, theirs.id, "Now to the shoes.").comments[1]
        assert (changed.text, changed.at, changed.person) == (
            "Now to the shoes.",
            theirs.at,
            ana.rights.person.id,
        )
        assert changed.edited_at is not None
        assert changed.edited_at >= theirs.at
        gone = issues.withdraw_comment(ana, theirs.id)
        assert gone == issues.withdraw_comment(ana, theirs.id), "twice is once"
        assert [one.withdrawn for one in gone.comments] == [False, True]
        assert gone.comments[1].text == ""
        assert gone.said == (mine,)
        with pytest.raises(RowMissingError):
            issues.correct_comment(ana, theirs.id, "Once more.")
        again = issues.say_again(ana, replace(changed, edited_at=None))
        assert again.comments == (mine, changed), "it was a slip, and edited it stays"
        with pytest.raises(RowMissingError):
            issues.say_again(ana, replace(changed, text="I said nothing."))
        assert issues.issues_of(ana, clip_id)[0].comments == (mine, changed), "it is corrected"
        issues.withdraw_comment(ana, theirs.id)
    issues.withdraw_issue(project, made.id)
    with pytest.raises(RowMissingError):
        issues.withdraw_comment(project, mine.id)
    actions = [
        one.event.detail["action"]
        for one in project.audit.reader().oldest_first()
        if isinstance(one, Entry) and one.event.kind is Kind.ISSUE
    ]
    assert actions[2:4] == ["comment", "comment_corrected"]
    assert "comment_withdrawn" in actions
    assert "shoes" not in repr(list(project.audit.reader().oldest_first()))


def test_a_reviewer_reports_and_nobody_in_anothers_name(
    desk: Desk, project: Project, clip_id: UUID, tmp_path: Path
) -> None:
    with as_colleague(desk, tmp_path, "rae", role=Role.REVIEWER) as rae:
        with pytest.raises(ValueError, match="own name"):
            issues.report_issue(rae, draft(project, clip_id))
        made = draft(rae, clip_id)
        issues.report_issue(rae, made)
        called = issues.call_issue(rae, made.id, QuickIssue.LABEL)
        assert called.issue.kind == QuickIssue.LABEL


def test_a_slip_is_undone_unless_somebody_has_gone_on_from_it(
    desk: Desk, project: Project, clip_id: UUID, tmp_path: Path
) -> None:
    before = issues.report_issue(project, draft(project, clip_id)).issue
    issues.move_issue(project, before.id, IssueStep.RESOLVE)
    back = issues.undo_issue_step(project, before, IssueStep.RESOLVE).issue
    assert (back.state, back.reopened, back.moved_by) == (IssueState.OPEN, False, None)
    issues.move_issue(project, before.id, IssueStep.RESOLVE)
    with pytest.raises(IssueMovedError):
        issues.undo_issue_step(project, before, IssueStep.RESOLVE)
    with as_colleague(desk, tmp_path, "rae", role=Role.REVIEWER) as rae:
        now = issues.issues_of(rae, clip_id)[0].issue
        issues.move_issue(rae, before.id, IssueStep.REOPEN)
        with pytest.raises(IssueMovedError):
            issues.undo_issue_step(project, now, IssueStep.REOPEN)


@pytest.mark.promise
def test_nobody_settles_an_issue_by_undoing_a_step_from_a_state_that_it_never_had(
    desk: Desk, project: Project, clip_id: UUID, tmp_path: Path
) -> None:
    made = issues.report_issue(project, draft(project, clip_id)).issue
    with as_colleague(desk, tmp_path, "ana") as ana:
        issues.move_issue(ana, made.id, IssueStep.FIX)
        for forged in (replace(made, state=IssueState.RESOLVED), replace(made, reopened=True)):
            with pytest.raises(IssueMovedError):
                issues.undo_issue_step(ana, forged, IssueStep.FIX)
        with pytest.raises(IssueMovedError):
            issues.undo_issue_step(ana, replace(made, state=IssueState.FIXED), IssueStep.TAKE_BACK)
        assert issues.issues_of(ana, clip_id)[0].issue.state is IssueState.FIXED
        assert issues.undo_issue_step(ana, made, IssueStep.FIX).issue.state is IssueState.OPEN


def test_an_issue_is_withdrawn_by_nobody_but_who_reported_it_and_its_kind_is_a_word(
    desk: Desk, project: Project, clip_id: UUID, tmp_path: Path
) -> None:
    made = issues.report_issue(project, draft(project, clip_id)).issue
    with as_colleague(desk, tmp_path, "rae", role=Role.REVIEWER) as rae:
        with pytest.raises(ValueError, match="they reported"):
            issues.withdraw_issue(rae, made.id)
        for kind in ("", "x" * 65):
            with pytest.raises(ValueError, match="a word"):
                issues.call_issue(rae, made.id, kind)
            with pytest.raises(ValueError, match="a word"):
                issues.report_issue(rae, draft(rae, clip_id, kind=kind))
    assert issues.issues_of(project, clip_id)[0].issue == made


def test_a_withdrawn_issue_leaves_nothing_behind(project: Project, clip_id: UUID) -> None:
    made = draft(project, clip_id)
    issues.report_issue(project, made)
    say(project, made.id, WORDS)
    issues.withdraw_issue(project, made.id)
    assert issues.issues_of(project, clip_id) == ()
    for act in (
        lambda: issues.withdraw_issue(project, made.id),
        lambda: issues.move_issue(project, made.id, IssueStep.FIX),
        lambda: say(project, made.id, "too late"),
    ):
        with pytest.raises(RowMissingError):
            act()


@pytest.mark.promise
def test_nobody_reads_what_is_said_and_nobody_alters_it_unseen(
    project: Project, clip_id: UUID
) -> None:
    made = draft(project, clip_id, region=Box(1, 2, 3, 4))
    issues.report_issue(project, made)
    say(project, made.id, WORDS)
    file = Path(project.config.database_url.removeprefix("sqlite:///"))
    with sqlite3.connect(file) as database:
        rows = [
            *database.execute("SELECT * FROM issues"),
            *database.execute("SELECT * FROM comments"),
        ]
        for secret in ("feet", "position", "region"):
            assert secret not in repr(rows)
        database.execute("UPDATE issues SET state = 'resolved'")
    database.close()
    with pytest.raises(RowAlteredError):
        issues.issues_of(project, clip_id)


def test_what_was_said_of_a_deleted_clip_goes_with_it(project: Project, clip_id: UUID) -> None:
    made = draft(project, clip_id)
    issues.report_issue(project, made)
    say(project, made.id, WORDS)
    project.delete_clip(clip_id)
    assert issues.issues_of(project, clip_id) == ()
    with pytest.raises(RowMissingError):
        say(project, made.id, WORDS)


def test_boxes_of_all_clips_are_found_by_what_is_said_of_their_objects(
    project: Project, clip_id: UUID
) -> None:
    session = project.open_clip(clip_id)
    made = []
    for number in range(3):
        edit = gestures.draw_track(
            session.annotation,
            Box(10 * number, 10, 8, 8),
            frame_index=number,
            pts=int(session.index.pts[number]),
            label_id=PERSON.id,
        )
        session.apply(edit)
        made.extend(edit.touched)
    single = gestures.draw_box(
        session.annotation, Box(5, 5, 9, 9), frame_index=4, pts=160, label_id=PERSON.id
    )
    session.apply(single)
    made.extend(single.touched)
    project.close_clip(session)
    one, other = (
        draft(project, clip_id, track_id=made[0]),
        draft(project, clip_id, track_id=made[3]),
    )
    for issue in (one, other):
        issues.report_issue(project, issue)
    issues.move_issue(project, other.id, IssueStep.FIX)

    def found(*marks: IssueMark) -> set[UUID]:
        pages = project.store.find_boxes(TrackFilter(issues=frozenset(marks)))
        return {hit.track_id for page in pages for hit in page.hits}

    assert found(IssueMark.OPEN) == {made[0]}
    assert found(IssueMark.ANY) == {made[0], made[3]}
    assert found(IssueMark.NONE) == {made[1], made[2]}
    assert found(IssueMark.FIXED, IssueMark.NONE) == set(made[1:])


def test_a_comment_has_a_text_of_bearable_length(project: Project, clip_id: UUID) -> None:
    made = draft(project, clip_id)
    issues.report_issue(project, made)
    with pytest.raises(ValueError, match="bearable"):
        say(project, made.id, "   ")
    say(project, made.id, "x" * (issues.LONGEST_TEXT + 5))
    (thread,) = issues.issues_of(project, clip_id)
    assert len(thread.comments[0].text) == issues.LONGEST_TEXT
