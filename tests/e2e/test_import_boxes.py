"""Boxes of other programs come into the open clip, and go out again with one undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.compose import create_project
from app.settings.paths import Paths
from app.ui.dialogs.import_boxes import ImportBoxesDialog
from tests.support.desk import PERSON
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person

PASSPHRASE = "a lamp for the darkroom"
CVAT = """<?xml version="1.0"?>
<annotations><track id="0" label="bus" source="manual">
<box frame="3" outside="0" occluded="0" keyframe="1" xtl="10" ytl="10" xbr="60" ybr="50"/>
<box frame="9" outside="1" occluded="0" keyframe="1" xtl="10" ytl="10" xbr="60" ybr="50"/>
</track></annotations>
"""


@pytest.fixture
def person(tmp_path: Path, qapp: object) -> Iterator[Person]:
    home = tmp_path / "home"
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    config, _ = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=(PERSON,))
    hired = Person(home)
    hired.start(config.id)
    hired.unlock(PASSPHRASE)
    file = tmp_path / "gate.mp4"
    file.write_bytes(make_clip(pts=even_pts(60), size=(320, 180)))
    hired.open_clip(hired.import_file(file).id)
    yield hired
    hired.quit()


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
    person: Person, tmp_path: Path
) -> None:
    file = tmp_path / "cvat.xml"
    file.write_text(CVAT)
    assert "1" in answer(person, file)[0]
    person.wait_until(lambda: len(person.annotation.tracks) == 1, "for the track")
    (track,) = person.annotation.tracks.values()
    person.wait_until(
        lambda: person.desk.labels.name_of(track.label_id) == "bus", "for the label to be known"
    )
    assert person.desk.clip.editor.selection == (track.id,)
    person.desk.clip.editor.undo()
    person.wait_until(lambda: not person.annotation.tracks, "for the undo")


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
