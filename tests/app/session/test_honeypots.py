"""Test clips: what a person is told, and what they are not."""

from pathlib import Path

import pytest

from app.session.importing import ImportReport
from app.session.project import Project
from app.session.review.comparing import keep_set, others_of
from app.session.review.honeypots import Bar, bar_of, mark_test_clip, score_handed_in, scores_of
from app.session.review.replicas import make_replica
from app.session.review.workflow import Step, hand_in, take_step
from models.annotation import Box, gestures
from models.errors import RowMissingError
from models.review.rights import NotAllowedError
from models.review.sets import SetKind
from tests.support.desk import PERSON, Desk
from tests.support.people import as_colleague


def draw(project: Project, clip_id: object, *boxes: Box) -> None:
    session = project.open_clip(clip_id)
    for box in boxes:
        edit = gestures.draw_track(
            session.annotation, box, frame_index=0, pts=0, label_id=PERSON.id, ends_after=9
        )
        session.apply(edit)
    project.close_clip(session)


def test_who_annotates_a_test_clip_is_told_a_score_and_no_place(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    clip = imported.clip
    with pytest.raises(RowMissingError):
        mark_test_clip(project, clip.id, Bar())
    one, two = Box(10, 10, 40, 60), Box(120, 20, 50, 50)
    draw(project, clip.id, one, two)
    keep_set(project, clip.id, project.store.load_annotation(clip.id).annotation, SetKind.TRUTH)
    mark_test_clip(project, clip.id, Bar(0.9))
    mark_test_clip(project, clip.id, Bar(0.95))
    assert bar_of(project, clip.id) == Bar(0.95)
    assert len(others_of(project, clip.id)) == 2, "suggestions and the truth, and no mark"
    with as_colleague(desk, tmp_path, "ana") as ana:
        mine = make_replica(project, clip.id, ana.people.me.id)
        for refused in (
            lambda: bar_of(ana, mine.id),
            lambda: scores_of(ana, mine.id),
            lambda: mark_test_clip(ana, mine.id, None),
            lambda: score_handed_in(ana, clip.id),
        ):
            with pytest.raises(NotAllowedError):
                refused()
        draw(ana, mine.id, one, Box(10, 130, 30, 30))
        hand_in(ana, mine.id)
        first = score_handed_in(ana, mine.id)
        assert (first.f1, first.missing, first.extra, first.attempt) == (0.5, 1, 1, 1)
        assert not first.passed
        take_step(project, mine.id, Step.REJECT, reasons=["again"])
        session = ana.open_clip(mine.id)
        wrong = next(t.id for t in session.annotation.tracks.values() if t.number == 2)
        session.apply(gestures.delete_tracks(session.annotation, [wrong], frame_index=0))
        ana.close_clip(session)
        draw(ana, mine.id, two)
        hand_in(ana, mine.id)
        assert score_handed_in(ana, mine.id).passed
    assert [each.attempt for each in scores_of(project, mine.id)] == [1, 2]
    mark_test_clip(project, clip.id, None)
    assert bar_of(project, clip.id) is None
    assert scores_of(project, mine.id) == ()
