from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.session.people.activity import Activity
from app.session.project import Project
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.geometry import Box
from models.annotation.gestures import draw_track
from models.annotation.track import Source
from models.review.work_span import WorkSpan
from models.review.work_spans import WorkSpanStore

# Noon here, wherever the test runs: no step of it reaches another day.
AT = datetime(2026, 11, 28, 12, 0).astimezone().astimezone(UTC)
CLIP = UUID(int=7)


def later(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def drawn(at: datetime, *, source: Source = Source.MANUAL) -> Edit:
    """Return the edit of a new track that was signed at a moment."""
    edit = draw_track(
        Annotation(), Box(10, 10, 20, 20), frame_index=0, pts=0, label_id=UUID(int=1)
    ).signed(UUID(int=2), at_us=int(at.timestamp() * 1e6))
    changes = tuple(
        replace(
            change,
            keyframes=tuple(
                replace(one, after=one.after and replace(one.after, source=source))
                for one in change.keyframes
            ),
        )
        for change in edit.changes
    )
    return replace(edit, changes=changes)


def stored(project: Project) -> tuple[WorkSpan, ...]:
    return WorkSpanStore(project.store.access).of_person(project.people.me.id)


def activity_of(project: Project, **how: object) -> Activity:
    return Activity(project.store.access, project.people.me.id, **how)  # type: ignore[arg-type]


def test_work_is_counted_clip_by_clip_without_pauses_and_written_when_asked(
    project: Project,
) -> None:
    activity = activity_of(project)
    activity.at_clip(CLIP)
    for at_s in (0, 30, 60, 1000, 1010):
        activity.sign(later(at_s))
    assert stored(project) == ()
    activity.write()
    (first,) = stored(project)
    assert (first.clip_id, first.active_s, first.revision) == (CLIP, 70, 1)
    activity.write()
    assert stored(project) == (first,)
    activity.sign(later(1015))
    activity.write()
    (grown,) = stored(project)
    assert (grown.id, grown.active_s, grown.revision) == (first.id, 75, 2)
    activity.at_clip(None)
    activity.sign(later(1020))
    activity.sign(later(1025))
    activity.close()
    assert [(one.clip_id, one.active_s) for one in stored(project)] == [(CLIP, 75), (None, 5)]


def test_a_day_has_spans_of_its_own(project: Project) -> None:
    activity = activity_of(project)
    midnight = (AT.astimezone() + timedelta(hours=12)).astimezone(UTC)
    for at_s in (-20, -10, 10, 30):
        activity.sign(midnight + timedelta(seconds=at_s))
    activity.close()
    assert [one.active_s for one in stored(project)] == [10, 20]


def test_boxes_count_once_when_a_person_set_them(project: Project) -> None:
    activity = activity_of(project)
    edit = drawn(AT)
    activity.edited(AT, edit)
    activity.edited(later(1), edit.inverse())
    activity.edited(later(2), edit.renewed())
    activity.edited(later(3), drawn(later(3), source=Source.SUGGESTED))
    activity.edited(later(4), drawn(later(4)))
    activity.close()
    (span,) = stored(project)
    assert (span.edits, span.boxes) == (5, 2)


@pytest.mark.promise
def test_nothing_is_counted_where_the_rules_or_the_person_say_so(project: Project) -> None:
    wanted = [False]
    activity = activity_of(project, counts=lambda: wanted[0])
    activity.sign(AT)
    activity.edited(later(5), drawn(later(5)))
    activity.write()
    assert stored(project) == ()
    wanted[0] = True
    activity.sign(later(10))
    activity.sign(later(15))
    wanted[0] = False
    activity.sign(later(20))
    activity.close()
    assert [one.active_s for one in stored(project)] == [5]


def test_what_a_person_lets_forget_is_gone_and_does_not_come_back(project: Project) -> None:
    activity, other = activity_of(project), activity_of(project)
    for at_s in (0, 20):
        activity.sign(later(at_s))
    activity.write()
    other.forget()
    assert stored(project) == ()
    # This one does not know of it yet.
    activity.sign(later(30))
    activity.write()
    assert stored(project) == ()
    activity.sign(later(40))
    activity.sign(later(45))
    activity.close()
    assert [one.active_s for one in stored(project)] == [5]


def test_what_the_database_does_not_take_now_is_written_the_next_time(project: Project) -> None:
    activity = activity_of(project)
    activity.at_clip(uuid4())
    for at_s in (0, 20):
        activity.sign(later(at_s))
    activity.at_clip(None)
    database = project.store.database
    with database.writing() as connection:
        connection.execute(text("ALTER TABLE work_spans RENAME TO elsewhere"))
    activity.write()
    with database.writing() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO work_spans"))
    assert stored(project) == ()
    activity.write()
    assert [one.active_s for one in stored(project)] == [20]
