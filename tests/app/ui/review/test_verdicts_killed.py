"""Promise: a verdict is in the database before the next one is given, and nothing loses it."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.session.importing import ImportReport
from app.session.project import Project
from app.session.review.verdicts import verdicts_of
from app.session.review.workflow import hand_in
from models.annotation import gestures
from models.annotation.geometry import Box
from models.review.verdict import newest
from tests.app.ui.review.test_judging_at_the_window import at_a_clip
from tests.support.desk import PERSON, Desk
from tests.support.hiring import PASSPHRASE
from tests.support.killed_program import kept_when_killed

JUDGES = """
from app.ui.review.verdicts.keeper import VerdictKeeper

revisions = project.store.load_annotation(UUID(clip)).revisions.by_track
keeper = VerdictKeeper(jobs, jobs)
keeper.set_project(project)
keeper.set_clip(project.store.clip(UUID(clip)))
given = 0

def on_changed():
    global given
    if not keeper.unwritten and keeper.is_known and given < len(arguments):
        # What the last gesture decided is written: the next one may begin.
        print(given, flush=True)
        track = UUID(arguments[given])
        given += 1
        keeper.judge([(track, revisions[track])], accepted=False, reasons=[f"number {given}"])

keeper.changed.connect(on_changed)
on_changed()
application.exec()
"""


@pytest.mark.promise
def test_a_kill_loses_no_verdict_that_was_given_before_the_last_gesture(
    desk: Desk, project: Project, imported: ImportReport
) -> None:
    clip_id, rules = imported.clip.id, project.people.rules
    project.people.settle(replace(rules, own_work=True), seen=rules)
    session = project.open_clip(clip_id)
    pts, tracks = int(session.index.pts[3]), []
    for n in range(8):
        drawn = gestures.draw_track(
            session.annotation, Box(10 + n, 9, 20, 20), frame_index=3, pts=pts, label_id=PERSON.id
        )
        session.apply(drawn)
        (made,) = set(session.annotation.tracks) - set(tracks)
        tracks.append(made)
    session.flush()
    project.close_clip(session)
    hand_in(project, clip_id)
    kept = kept_when_killed(JUDGES, desk, clip_id, *map(str, tracks), at=5)

    counted = newest(verdicts_of(project, clip_id).verdicts)
    assert kept == 5
    assert len(counted) >= kept
    assert [counted[one].reasons for one in tracks[:kept]] == [
        (f"number {n}",) for n in range(1, kept + 1)
    ]


@pytest.mark.promise
def test_a_verdict_outlives_the_clip_and_the_window_that_it_was_given_in(
    tmp_path: Path, qapp: object
) -> None:
    with at_a_clip(tmp_path, 2) as person:
        keeper, clips = person.desk.review.verdicts.keeper, person.desk.clip
        project, clip_id = person.desk.projects.project, clips.clip.id
        one, two = person.annotation.tracks
        clips.editor.select((one,))
        person.press("Shift+A")
        assert keeper.unwritten == 1, "its writing has not been told of yet"
        clips.close()
        assert keeper.clip is None
        person.wait_until(lambda: not keeper.unwritten, "for it to be written")
        assert [v.track_id for v in verdicts_of(project, clip_id).verdicts] == [one]
        person.open_clip(clip_id)
        person.wait_until(lambda: not person.desk.review.verdicts.why_not(), "to judge again")
        clips.editor.select((two,))
        person.canvas.setFocus()
        person.press("Shift+A")
        assert keeper.unwritten == 1
        person.lock()
        person.unlock(PASSPHRASE)
        project = person.desk.projects.project
        assert {v.track_id for v in verdicts_of(project, clip_id).verdicts} == {one, two}
