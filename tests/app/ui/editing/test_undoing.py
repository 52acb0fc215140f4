"""The history at the editor's hand, on real clips: what fits goes back, what does not is told."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from app.session.clip_session import ClipSession
from app.session.events import ClipEvent, EditApplied
from app.session.project import Project
from app.ui.editing.editor import Editor
from models.annotation import Annotation, Box, gestures
from models.annotation.edits import Edit
from models.annotation.track import Kind
from tests.support.desk import PERSON


@pytest.fixture
def session(project: Project, plain_file: Path) -> Iterator[ClipSession]:
    session = project.open_clip(project.import_clip(plain_file).clip.id)
    yield session
    project.close_clip(session)


@pytest.fixture
def editor(session: ClipSession, qtbot: QtBot) -> Iterator[Editor]:
    editor = Editor()
    editor.open(session)
    stand(editor, session, 3)
    yield editor
    editor.close()


def stand(editor: Editor, session: ClipSession, frame: int) -> None:
    editor.set_frame(frame, int(session.index.pts[frame]))


def draw(editor: Editor, x: float) -> UUID:
    editor.draw(Box(x, 10, 20, 20), Kind.TRACK, label_id=PERSON.id)
    (track_id,) = editor.selection
    return track_id


def by_somebody_else(session: ClipSession, track_id: UUID) -> None:
    def moved(annotation: Annotation) -> Edit:
        return gestures.put_box(
            annotation, track_id, box=Box(1, 2, 30, 40), frame_index=3, pts=session.index.pts[3]
        )

    session.apply(moved(session.annotation))


def test_a_step_that_does_not_fit_is_told_and_the_others_go_back(
    editor: Editor, session: ClipSession
) -> None:
    told: list[str] = []
    editor.refused.connect(told.append)
    first, second, third = (draw(editor, x) for x in (10, 60, 110))
    by_somebody_else(session, second)
    editor.undo()
    assert session.annotation.tracks.keys() == {first, second}
    assert told == []
    editor.undo()
    assert told == ["“Draw track” cannot be undone: somebody has changed the object since."]
    assert session.annotation.tracks.keys() == {first, second}
    editor.undo()
    assert session.annotation.tracks.keys() == {second}
    editor.redo()
    editor.redo()
    assert session.annotation.tracks.keys() == {first, second, third}
    assert len(told) == 1


def test_a_far_state_of_the_open_clip_is_reached_by_one_edit_and_leads_to_its_frame(
    editor: Editor, session: ClipSession
) -> None:
    frames: list[int] = []
    events: list[ClipEvent] = []
    for frame in (3, 5, 8):
        stand(editor, session, frame)
        draw(editor, 10.0 * frame)
    done = session.annotation.tracks
    editor.frame_requested.connect(frames.append)
    session.subscribe(events.append)
    editor.undoing.go_to(None)
    assert session.annotation.tracks == {}
    assert len([event for event in events if isinstance(event, EditApplied)]) == 1
    editor.undoing.go_to(editor.undoing.history.steps[-1].id)
    assert session.annotation.tracks == done
    assert frames == [3, 8]
    assert session.stopped is None


def test_nudges_of_one_burst_are_undone_together(editor: Editor, session: ClipSession) -> None:
    track_id = draw(editor, 10)
    for x in (11, 12, 13):
        editor.put_box(track_id, Box(x, 10, 20, 20), merge_key="burst-1")
    editor.undo()
    assert session.annotation.track(track_id).keyframes[0].box.x == 10
    editor.redo()
    assert session.annotation.track(track_id).keyframes[0].box.x == 13


def test_steps_stay_when_the_clip_is_closed_and_lead_back_to_it(
    editor: Editor, session: ClipSession, qtbot: QtBot
) -> None:
    stand(editor, session, 7)
    track_id = draw(editor, 10)
    asked: list[tuple[UUID, int]] = []
    editor.undoing.clip_requested.connect(lambda clip_id, frame, _: asked.append((clip_id, frame)))
    editor.close()
    editor.undo()
    editor.undo()
    assert asked == [(session.clip.id, 7)] * 2
    assert track_id in session.annotation.tracks
    editor.open(session)
    qtbot.waitUntil(lambda: track_id not in session.annotation.tracks, timeout=20_000)
    assert editor.undoing.awaited is None
    # What was asked for and then left alone is not done later.
    editor.close()
    editor.redo()
    editor.undoing.stop()
    editor.open(session)
    assert not editor.undoing._go_on.isActive()


@pytest.mark.promise
def test_what_the_journal_does_not_have_is_no_step(
    editor: Editor,
    session: ClipSession,
    project: Project,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    draw(editor, 10)
    session.flush()
    assert project._way.journal is not None
    project._way.journal._connection.execute("PRAGMA query_only=ON")
    # It may be taken back before anything more is asked of it.
    editor.draw(Box(60, 10, 20, 20), Kind.TRACK, label_id=PERSON.id)
    qtbot.waitUntil(lambda: not editor.editable, timeout=20_000)
    qtbot.waitUntil(lambda: len(editor.undoing.history.steps) == 1, timeout=20_000)
    assert len(session.annotation.tracks) == 1
    assert "editing stopped" in caplog.text
