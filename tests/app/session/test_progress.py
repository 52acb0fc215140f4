"""The figures of a project that two people work on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.session.people.activity import Activity
from app.session.people.progress import PersonProgress, Progress
from app.session.people.progress_export import export_progress
from app.session.people.progress_reading import read_progress
from app.session.project import Project
from app.session.review.verdicts import judge_clip
from models.annotation import gestures
from models.annotation.geometry import Box
from models.errors import RowAlteredError
from models.records import ClipRecord, ClipState
from models.review.issue import Issue, IssueState, QuickIssue, Spot
from models.review.issues import IssueStore
from models.review.person import Role
from models.review.rights import NotAllowedError
from tests.support.databases import Annotator, a_clip
from tests.support.desk import PERSON, Desk
from tests.support.people import as_colleague

NOW = datetime.now(UTC)
# No step of a test reaches another day.
NOON = NOW.astimezone().replace(hour=12) - timedelta(days=2)


def figures(project: Project, seen: list[Progress] | None = None) -> Progress:
    return read_progress(
        project,
        known=None,
        progress=(seen if seen is not None else []).append,
        cancelled=lambda: False,
    )


def person_of(progress: Progress, name: str) -> PersonProgress:
    return next(one for one in progress.people if one.name == name)


def add(project: Project, **fields: object) -> ClipRecord:
    return project.store.add_clip(a_clip(frame_count=100, fingerprint=None, **fields))


def draw(project: Project, clip: ClipRecord, count: int, at: datetime) -> None:
    annotator = Annotator.at(project.store, clip.id)
    for n in range(count):
        edit = gestures.draw_track(
            annotator.annotation,
            Box(10 + n, 10, 20, 20),
            frame_index=3,
            pts=3,
            label_id=PERSON.id,
        )
        annotator.apply(edit.signed(project.people.me.id, at_us=round(at.timestamp() * 1e6)))


def work(project: Project, clip: ClipRecord, seconds: int, at: datetime) -> None:
    activity = Activity(project.store.access, project.people.me.id)
    activity.at_clip(clip.id)
    for second in range(0, seconds + 1, 60):
        activity.sign(at + timedelta(seconds=second))
    activity.close()


@pytest.fixture
def team(desk: Desk, project: Project, tmp_path: Path) -> Iterator[tuple[Project, Project]]:
    """An admin, and Ana who annotates, with some clips."""
    with as_colleague(desk, tmp_path, "ana", role=Role.ANNOTATOR) as ana:
        project.people.refresh()
        yield project, ana


def test_the_figures_tell_clips_people_labels_issues_and_days(
    team: tuple[Project, Project],
) -> None:
    admin, ana = team
    ana_id, admin_id = ana.people.me.id, admin.people.me.id
    late = add(admin, camera="north", due_at=NOW - timedelta(days=1), assigned_to=ana_id)
    drawn = add(admin, camera="south", assigned_to=ana_id)
    draw(ana, drawn, 3, NOON)
    draw(admin, late, 1, NOON + timedelta(days=2))
    work(ana, drawn, 3600, NOON)
    waiting = add(admin, camera="south", state=ClipState.SUBMITTED, submitted_by=ana_id, round=1)
    judge_clip(admin, waiting.id, accepted=True)
    issue = Issue(uuid4(), drawn.id, QuickIssue.MISSING, Spot(3, 3), admin_id, NOW)
    IssueStore(admin.store.access).report(issue)

    seen: list[Progress] = []
    told = figures(admin, seen)
    assert [one.share for one in seen] == sorted(one.share for one in seen)
    assert seen[0].labels is None
    assert seen[0].clips == told.clips
    assert told.clips.ids() == {late.id, drawn.id, waiting.id}
    assert told.clips.ids(ClipState.ACCEPTED) == {waiting.id}
    assert [(name, len(group.ids())) for name, group in told.cameras] == [
        ("north", 1),
        ("south", 2),
    ]
    assert told.overdue == {late.id}
    assert (told.frames, told.frames_judged) == (300, 100)
    assert told.issues is not None
    assert told.issues[IssueState.OPEN] == {drawn.id: 1}
    assert not told.issues[IssueState.RESOLVED]
    assert told.verdicts == (1, 0)
    assert told.labels is not None
    assert [(one.name, one.objects, one.clips) for one in told.labels] == [
        ("person", 4, {late.id, drawn.id})
    ]
    assert told.days is not None
    assert [one.boxes for one in told.days] == [3, 0, 1]
    hers = person_of(told, "Ana")
    assert hers.clips.ids() == {late.id, drawn.id}
    assert (hers.submitted, hers.boxes) == ({waiting.id}, 3)
    assert (hers.worked, hers.boxes_per_hour) == (timedelta(hours=1), 0)
    own = next(one for one in told.people if one.person == admin_id)
    assert (own.accepted, own.rejected, own.judged) == (1, 0, {waiting.id})
    nobody = next(one for one in told.people if one.person is None)
    assert nobody.clips.ids() == {waiting.id}


@pytest.mark.promise
def test_how_long_others_work_is_told_to_those_alone_who_may_see_it(
    team: tuple[Project, Project],
) -> None:
    admin, ana = team
    clip = add(admin)
    work(ana, clip, 60, NOON)
    work(admin, clip, 120, NOON)
    hers = figures(ana)
    assert person_of(hers, "Ana").worked == timedelta(minutes=1)
    others = [one for one in hers.people if one.name != "Ana"]
    assert others
    assert all(one.worked is None and one.boxes_per_hour is None for one in others)
    assert all(one.accepted is None for one in others)
    assert hers.own_days is not None
    assert [(one.worked, one.clips) for one in hers.own_days] == [(timedelta(minutes=1), {clip.id})]
    theirs = figures(admin)
    assert person_of(theirs, "Ana").worked == timedelta(minutes=1)
    assert theirs.own_days is not None
    assert [one.worked for one in theirs.own_days] == [timedelta(minutes=2)]


def test_a_project_without_clips_has_figures_too(project: Project) -> None:
    told = figures(project)
    assert told.clips.ids() == frozenset()
    assert (told.frames, told.cameras, told.days, told.own_days) == (0, (), (), ())
    assert told.share == 1.0


def test_a_reading_that_is_called_off_tells_what_it_has(project: Project) -> None:
    add(project)
    seen: list[Progress] = []
    told = read_progress(project, known=None, progress=seen.append, cancelled=lambda: bool(seen))
    assert told == seen[-1]
    assert told.labels is None
    assert len(told.clips.ids()) == 1


@pytest.mark.promise
@pytest.mark.parametrize("table", ["issues", "verdicts"])
def test_what_was_altered_is_not_counted_but_refused(project: Project, table: str) -> None:
    clip = add(project, state=ClipState.SUBMITTED, submitted_by=UUID(int=3), round=1)
    judge_clip(project, clip.id, accepted=True)
    issue = Issue(uuid4(), clip.id, QuickIssue.MISSING, Spot(3, 3), project.people.me.id, NOW)
    IssueStore(project.store.access).report(issue)
    changed = {"issues": "state = 'resolved'", "verdicts": "outcome = 'rejected'"}[table]
    with project.store.database.writing() as connection:
        connection.execute(text(f"UPDATE {table} SET {changed}"))
    with pytest.raises(RowAlteredError):
        figures(project)


def test_a_table_is_written_in_clear_for_those_who_may_and_noted(
    team: tuple[Project, Project], tmp_path: Path
) -> None:
    admin, ana = team
    target = tmp_path / "progress.csv"
    rows = (("Camera", "Clips"), ("=north, 1", "12"))
    with pytest.raises(NotAllowedError):
        export_progress(ana, rows, target)
    assert not target.exists()
    assert export_progress(admin, rows, target) == 1
    assert target.read_text("utf-8").splitlines() == ["Camera,Clips", '"\'=north, 1",12']
    noted = [one.event.detail for one in admin.audit.reader().newest_first()]
    assert any(one.get("export") == "progress" for one in noted)
