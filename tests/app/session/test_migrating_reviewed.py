"""A clip of the older system that was reviewed stays so when it is migrated."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.compose import open_project
from app.session.migrating.run import discard_old, migrate
from app.session.project import Project
from app.session.review import issues
from app.session.review.verdicts import judge_clip, judge_objects, verdict_on, verdicts_of
from app.session.review.workflow import hand_in, history_of
from crypto.keyring_file import change_passphrase, set_read_policy
from crypto.policy import ReadPolicy
from models.annotation import gestures
from models.annotation.geometry import Box
from models.audit.entry import Entry
from models.records import ClipState
from models.review.issue import Issue, QuickIssue, Spot
from models.review.person import Role
from tests.support.desk import PASSPHRASE, PERSON, Desk
from tests.support.older_clips import add_row, put_old
from tests.support.people import as_colleague


@pytest.fixture
def project(desk: Desk) -> Iterator[Project]:
    """A project whose keyring lets all forms be read."""
    assert desk.config.keyring_file is not None
    set_read_policy(desk.config.keyring_file, ReadPolicy.PLAIN, passphrase=PASSPHRASE)
    with closing(desk.open()) as opened:
        yield opened


def draw(project: Project, clip_id: UUID) -> None:
    with closing(project.open_clip(clip_id)) as session:
        session.apply(
            gestures.draw_track(
                session.annotation, Box(9, 9, 20, 20), frame_index=0, pts=0, label_id=PERSON.id
            )
        )
        session.flush()


def review(project: Project, reviewer: Project, clip_id: UUID) -> None:
    """Judge what was handed in: its object, with an issue and a comment, and then all of it."""
    reviewer.people.refresh()
    clip, loaded = reviewer.store.clip(clip_id), reviewer.store.load_annotation(clip_id)
    ((track_id, revision),) = loaded.revisions.by_track.items()
    judge_objects(
        reviewer, clip_id, [verdict_on(reviewer, clip, track_id, revision, accepted=True)]
    )
    me = reviewer.rights.person.id
    issue = Issue(uuid4(), clip_id, QuickIssue.LABEL, Spot(0, 0), me, datetime.now(UTC))
    issues.report_issue(reviewer, issue)
    issues.answer_issue(reviewer, issues.comment_on(issue.id, person=me, text="Who is it?"))
    judge_clip(reviewer, clip_id, accepted=True)


def kept(project: Project, clip_id: UUID) -> tuple[object, ...]:
    """Return all that is known of the review of a clip; what does not verify raises."""
    clip = project.store.clip(clip_id)
    known, loaded = verdicts_of(project, clip_id), project.store.load_annotation(clip_id)
    return (
        (clip.state, clip.round, clip.assigned_to, clip.submitted_by, clip.reviewer),
        issues.issues_of(project, clip_id),
        known.verdicts,
        known.standings(loaded.revisions.by_track, in_round=clip.round),
        known.accepted_by(clip),
        loaded.annotation,
        history_of(project, clip_id),
        project.people.known,
        project.people.rules,
    )


@pytest.mark.promise
def test_what_was_said_of_a_clip_and_who_accepted_it_outlives_its_migration(
    desk: Desk, project: Project, tmp_path: Path, plain_clip: bytes
) -> None:
    clip_id = add_row(project, put_old(project, "gate-7", plain_clip, "raw-cbc"), "raw-cbc").id
    state = desk.paths.project_state(desk.config.id)
    draw(project, clip_id)
    hand_in(project, clip_id)
    with as_colleague(desk, tmp_path, "rea", role=Role.REVIEWER) as rea:
        review(project, rea, clip_id)
    project.people.refresh()
    before = kept(project, clip_id)
    assert project.store.clip(clip_id).state is ClipState.ACCEPTED

    report = migrate(project, state)
    assert report.finished
    assert discard_old(project, state).discarded == 1
    assert kept(project, clip_id) == before
    log = project.audit.verify()
    assert log.sound
    entries = [one for one in project.audit.reader().oldest_first() if isinstance(one, Entry)]
    project.close()

    # A new passphrase wraps the same keys: every proof of before holds.
    assert desk.config.keyring_file is not None
    code = change_passphrase(
        desk.config.keyring_file, new_passphrase="another lamp", recovery_code=desk.recovery_code
    )
    with closing(open_project(desk.config, desk.paths, recovery_code=code)) as again:
        assert kept(again, clip_id) == before
        assert again.audit.verify().sound
        told = [one for one in again.audit.reader().oldest_first() if isinstance(one, Entry)]
        assert told[: len(entries)] == entries
