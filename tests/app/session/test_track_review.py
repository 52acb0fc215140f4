"""What a correction changed, and which round it is compared with."""

from dataclasses import replace
from uuid import UUID, uuid4

from app.session.importing import ImportReport
from app.session.project import Project
from app.session.review.track_review import ChangedObject, How, changed_objects, earlier_round
from app.session.review.workflow import hand_in, take_step
from models.annotation import gestures
from models.annotation.document import Annotation
from models.annotation.geometry import Box
from models.annotation.track import Keyframe, Status, Track
from models.review.clip_event import Step
from tests.support.desk import PERSON

LABEL = UUID(int=1)


def a_track(number: int, *frames: int) -> Track:
    keys = tuple(Keyframe(uuid4(), at, pts=at * 100, box=Box(10 + at, 10, 20, 20)) for at in frames)
    return Track(UUID(int=number), number, label_id=LABEL, keyframes=keys)


def test_objects_are_changed_by_what_is_drawn_and_told_and_by_nothing_else() -> None:
    same, moved, longer, renamed, gone = (a_track(n, 3, 9) for n in range(1, 6))
    first, last = moved.keyframes
    judged = replace(first, status=Status.ACCEPTED, author=UUID(int=9), at_us=7)
    now = Annotation(
        [
            replace(
                same, keyframes=(replace(judged, id=same.keyframes[0].id), *same.keyframes[1:])
            ),
            replace(moved, keyframes=(first, replace(last, box=Box(99, 10, 20, 20)))),
            replace(longer, keyframes=(*longer.keyframes, *a_track(3, 14).keyframes)),
            replace(renamed, label_id=UUID(int=2)),
            a_track(6, 5),
        ]
    )
    before = Annotation([same, moved, longer, renamed, gone])
    assert changed_objects(before, now) == (
        ChangedObject(renamed.id, How.CHANGED, 3),
        ChangedObject(gone.id, How.GONE, 3),
        ChangedObject(UUID(int=6), How.NEW, 5),
        ChangedObject(moved.id, How.CHANGED, 9),
        ChangedObject(longer.id, How.CHANGED, 14),
    )
    assert changed_objects(before, now, cancelled=lambda: True) == ()
    assert changed_objects(before, before) == ()


def test_what_is_shown_is_compared_with_the_last_handing_in_before_it(
    project: Project, imported: ImportReport
) -> None:
    clip_id = imported.clip.id
    assert earlier_round(project, imported.clip) is None
    assert earlier_round(project, hand_in(project, clip_id)) is None
    reopened = take_step(project, clip_id, Step.REOPEN)
    first = earlier_round(project, reopened)
    assert first is not None
    assert (first.round, len(first.annotation.tracks)) == (1, 0)
    session = project.open_clip(clip_id)
    session.apply(
        gestures.draw_track(
            session.annotation,
            Box(10, 10, 20, 20),
            frame_index=3,
            pts=int(session.index.pts[3]),
            label_id=PERSON.id,
        )
    )
    session.flush()
    again = hand_in(project, clip_id)
    still = earlier_round(project, again)
    assert still is not None
    assert still.round == 1
    assert [one.how for one in changed_objects(still.annotation, session.annotation)] == [How.NEW]
    project.close_clip(session)
    later = earlier_round(project, take_step(project, clip_id, Step.REOPEN))
    assert later is not None
    assert (later.round, len(later.annotation.tracks)) == (2, 1)
