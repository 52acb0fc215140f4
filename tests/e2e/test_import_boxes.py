"""Boxes of other programs come into the open clip, and go out again with one undo."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.session.adding import made_ready
from app.session.box_files import put_in
from app.session.editing.ready_edits import MANY
from app.ui.desk.clips.bringing_in import BringingIn
from app.ui.dialogs.import_boxes import ImportBoxesDialog
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.geometry import Box
from models.annotation.track import Kind
from models.errors import DatabaseReadOnlyError, JournalUnwritableError
from tests.support.annotations import single
from tests.support.desk import PERSON
from tests.support.footage import even_pts, make_clip
from tests.support.hiring import hired
from tests.support.person import Person

CVAT = """<?xml version="1.0"?>
<annotations><track id="0" label="bus" source="manual">
<box frame="3" outside="0" occluded="0" keyframe="1" xtl="10" ytl="10" xbr="60" ybr="50"/>
<box frame="9" outside="1" occluded="0" keyframe="1" xtl="10" ytl="10" xbr="60" ybr="50"/>
</track></annotations>
"""


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    with hired(tmp_path, clip=make_clip(pts=even_pts(60), size=(320, 180))) as person:
        yield person


def answer(person: Person, path: Path, *, accept: bool = True) -> list[str]:
    """Read a file and answer the dialog; return what it said."""
    said: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ImportBoxesDialog):
            said.append(dialog.accessibleDescription())
            dialog.accept() if accept else dialog.reject()
        else:
            QTimer.singleShot(5, look)

    QTimer.singleShot(5, look)
    person.desk.box_files.read(path)
    person.wait_until(lambda: bool(said), "to be asked")
    return said


def test_tracks_of_cvat_bring_their_label_and_go_with_one_undo(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cvat.xml"
    file.write_text(CVAT)
    signers: list[str] = []
    sign = Edit.signed

    def signed(edit: Edit, *args: Any, **named: Any) -> Edit:
        signers.append(threading.current_thread().name)
        return sign(edit, *args, **named)

    monkeypatch.setattr(Edit, "signed", signed)
    assert "1" in answer(person, file)[0]
    person.wait_until(lambda: len(person.annotation.tracks) == 1, "for the track")
    (track,) = person.annotation.tracks.values()
    person.wait_until(
        lambda: person.desk.labels.name_of(track.label_id) == "bus", "for the label to be known"
    )
    # Once, and not on the window's thread.
    assert [name.split("_")[0] for name in signers] == ["safelight-read"]
    assert person.desk.clip.session is not None
    assert {key.author for key in track.keyframes} == {person.desk.clip.session.author}
    assert person.desk.clip.editor.selection == (track.id,)
    toast = person.window.toast
    assert toast.text.startswith("1 object came in.")
    person.desk.clip.editor.undo()
    person.wait_until(lambda: not person.annotation.tracks, "for the undo")
    assert toast.text == "The label “bus” that came with it stays."
    person.desk.clip.editor.redo()
    person.wait_until(lambda: bool(person.annotation.tracks), "for it to come in again")


def test_detections_come_in_as_suggestions_and_a_cancelled_import_leaves_nothing(
    person: Person, tmp_path: Path
) -> None:
    file = tmp_path / "det.txt"
    file.write_text("".join(f"{frame},-1,{frame},20,30,40,0.9,-1,-1,-1\n" for frame in range(1, 9)))
    answer(person, file, accept=False)
    assert not person.annotation.tracks
    answer(person, file)
    person.wait_until(lambda: len(person.annotation.tracks) == 1, "for the suggestion")
    (track,) = person.annotation.tracks.values()
    assert track.has_suggestions
    assert track.label_id == PERSON.id


def test_a_file_of_another_kind_is_named_and_refused(person: Person, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("nothing of the kind\n")
    person.desk.box_files.read(file)
    person.wait_until(lambda: bool(person.window.problems.problems), "to be told")
    (problem,) = person.window.problems.problems
    assert "can't be read" in problem.line
    # Another file that is read settles it, whatever becomes of its boxes.
    readable = tmp_path / "det.txt"
    readable.write_text("1,-1,5,20,30,40,0.9,-1,-1,-1\n")
    answer(person, readable, accept=False)
    assert not person.window.problems.problems


def test_a_clip_that_takes_no_edits_says_why_no_boxes_come_in(
    person: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "det.txt"
    file.write_text("1,-1,5,20,30,40,0.9,-1,-1,-1\n")
    session, project = person.desk.clip.session, person.desk.labels.project
    assert session is not None
    assert project is not None
    person.wait_until(lambda: person.desk.clip.editor.editable, "for the index")
    session._stop(JournalUnwritableError("the disk is full"))
    assert "JournalUnwritableError" in caplog.text
    person.desk.box_files.read(file)
    assert "editing is stopped" in person.window.toast.text
    project.read_only = DatabaseReadOnlyError("read only")
    person.desk.box_files.read(file)
    assert "open for reading only" in person.window.toast.text


def test_very_many_objects_are_one_step_and_other_edits_wait_for_them(person: Person) -> None:
    clip, told = person.desk.clip, list[int]()
    editor, coming = clip.editor, BringingIn(clip)
    refused: list[str] = []
    editor.refused.connect(refused.append)
    person.wait_until(lambda: editor.editable, "for the index")
    session = clip.session
    assert session is not None
    # More than are made at once on the window's thread.
    new = [single(frame % 60) for frame in range(MANY + 50)]
    edits = made_ready(session, lambda a: put_in(a, new, frame_index=0), at_us=5)

    def tell(came: Sequence[Edit]) -> None:
        told.append(len(came))

    def numbers() -> list[int]:
        return sorted(track.number for track in person.annotation.tracks.values())

    def begin() -> None:
        coming.begin(session, edits, tell)

    begin()
    # What it comes to waits for this thread: until then nothing is changed, and nothing else may.
    editor.draw(Box(1, 2, 30, 40), Kind.BOX, label_id=PERSON.id)
    editor.undo()
    assert (editor.is_busy, numbers(), told) == (True, [], [])
    assert [text.startswith("One moment") for text in refused] == [True, True]
    person.window.progress.cancel_requested.emit("making")
    assert (editor.is_busy, numbers(), told) == (False, [], [])

    every = [*range(1, len(new) + 1)]
    begin()
    person.wait_until(lambda: told == [1], "for the objects")
    assert numbers() == every
    assert [step.edit.name for step in editor.undoing.history.steps] == [edits[0].name]
    for turn, left in ((editor.undo, []), (editor.redo, every), (editor.undo, [])):
        turn()
        assert editor.is_busy
        person.wait_until(lambda: not editor.is_busy, "for the step to be turned")
        assert numbers() == left
    person.wait_saved()
    assert not session._store.load_annotation(session.clip.id).annotation.tracks

    begin()
    coming.begin(session, made_ready(session, _one_more, at_us=5), tell)
    person.wait_until(lambda: told == [1, 1, 1], "for what waited for the others")
    assert numbers() == [*every, len(every) + 1]
    coming.begin(session, (), tell)
    assert told == [1, 1, 1, 0]


def _one_more(annotation: Annotation) -> Edit:
    return put_in(annotation, [single(3)], frame_index=0)
