"""What a person does stays within the clip and its frame, or is refused in words."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from pytestqt.qtbot import QtBot

from app.session.clip_session import ClipSession
from app.session.project import Project
from app.ui.editing.editor import Editor
from models.annotation import Box, gestures
from models.annotation.errors import BeyondClipError
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
    editor.set_frame(3, int(session.index.pts[3]))
    yield editor
    editor.close()


def test_no_frame_outside_the_clip_has_a_pts_and_no_keyframe_goes_there(
    editor: Editor, session: ClipSession
) -> None:
    count = session.index.frame_count
    assert editor.pts_of(count - 1) == int(session.index.pts[count - 1])
    for beyond in (-1, count):
        with pytest.raises(BeyondClipError):
            editor.pts_of(beyond)
    editor.draw(Box(10, 10, 20, 20), Kind.TRACK, label_id=PERSON.id)
    (track_id,) = editor.selection
    before = session.annotation
    told: list[str] = []
    editor.refused.connect(told.append)
    move = partial(
        gestures.move_keyframes, frames={track_id: [3]}, frame_index=3, pts_of=editor.pts_of
    )
    for delta in (-4, count - 3):
        assert editor.perform(partial(move, delta=delta)) is None
    assert told == ["The clip has no frame there."] * 2
    assert session.annotation == before
    editor.perform(partial(move, delta=count - 1 - 3))
    assert session.annotation.track(track_id).keyframes[0].frame_index == count - 1


def test_what_is_pasted_lies_in_the_frame_but_is_not_moved_within_its_clip(
    editor: Editor, session: ClipSession
) -> None:
    width, height = session.index.width, session.index.height
    sticks_out, elsewhere = Box(-5, 10, 20, 20), Box(width + 400, height + 400, 20, 20)

    def pasted() -> Box:
        editor.paste()
        (track_id,) = editor.selection
        return session.annotation.track(track_id).keyframes[0].box

    editor.draw(sticks_out, Kind.BOX, label_id=PERSON.id)
    (first,) = editor.selection
    editor.copy()
    assert pasted() == sticks_out
    editor.draw(elsewhere, Kind.BOX, label_id=PERSON.id)
    editor.copy()
    assert pasted() == Box(width - 20, height - 20, 20, 20)
    editor.select([first])
    editor.copy()
    # As if the copy had been made in another clip.
    editor._copied_from = uuid4()
    assert pasted() == replace(sticks_out, x=0)
