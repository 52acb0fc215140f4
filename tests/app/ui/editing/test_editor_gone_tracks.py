"""Objects that somebody else deletes while a person has them selected: told, never an error."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from app.session.clip_session import ClipSession
from app.session.project import Project
from app.ui.editing.editor import Editor
from models.annotation import Box, gestures
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


def drawn(editor: Editor) -> UUID:
    editor.draw(Box(10, 10, 20, 20), Kind.TRACK, label_id=PERSON.id)
    (track_id,) = editor.selection
    return track_id


def gone_before_it_is_told(session: ClipSession, track_id: UUID) -> None:
    """Delete a track as a reload does: the annotation is another, the news is on its way."""
    edit = gestures.delete_tracks(session.annotation, (track_id,), frame_index=3)
    session._working.annotation = edit.applied_to(session.annotation)


@pytest.mark.parametrize(
    "act",
    [Editor.toggle_keyframe, Editor.delete_tracks, Editor.toggle_lock, Editor.accept_suggestions],
    ids=["keyframe", "delete", "lock", "accept"],
)
def test_a_key_on_a_track_that_is_gone_is_answered_in_words(
    editor: Editor, session: ClipSession, act: Callable[[Editor], object]
) -> None:
    gone_before_it_is_told(session, drawn(editor))
    told: list[str] = []
    editor.refused.connect(told.append)
    act(editor)
    assert told == ["This object is not there any more."]
    assert editor.selected_tracks == []


def test_what_a_list_still_names_is_not_selected_when_it_is_gone(
    editor: Editor, session: ClipSession
) -> None:
    gone, there = drawn(editor), drawn(editor)
    gone_before_it_is_told(session, gone)
    editor.select([gone, there])
    assert editor.selection == (there,)
    editor.copy()
    editor.paste()
    assert len(session.annotation.tracks) == 2


def test_hidden_tracks_are_marked_in_one_annotation_until_something_changes(
    editor: Editor, session: ClipSession
) -> None:
    track_id = drawn(editor)
    editor.toggle_hidden()
    shown = editor.annotation
    assert shown.track(track_id).hidden
    assert editor.annotation is shown
    other = drawn(editor)
    assert editor.annotation.track(track_id).hidden
    assert not editor.annotation.track(other).hidden
    editor.toggle_hidden([track_id])
    assert editor.annotation is session.annotation
