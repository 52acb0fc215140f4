"""The history at the window: over two clips, a lock and a restart, to the same boxes again."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.compose import create_project, open_project
from app.session.importing import ClipDetails
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from models.annotation.geometry import Box
from models.annotation.labels import Label
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person

PASSPHRASE = "a lamp for the darkroom"
PERSON = Label(uuid.UUID(int=1), "person", color="#56B4E9", digit=1, position=0)
GATE, YARD = "gate 07", "yard 02"


@pytest.fixture
def config(tmp_path: Path) -> ProjectConfig:
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path / "home")})
    config, _ = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=(PERSON,))
    footage = tmp_path / "plain.mp4"
    project = open_project(config, paths, passphrase=PASSPHRASE)
    for name, frames in ((GATE, 20), (YARD, 24)):
        footage.write_bytes(make_clip(pts=even_pts(frames), size=(320, 180)))
        project.import_clip(footage, ClipDetails(name=name))
    project.close()
    return config


@pytest.fixture
def person(tmp_path: Path, config: ProjectConfig, qapp: object) -> Iterator[Person]:
    person = begin(tmp_path, config)
    yield person
    person.quit()


def begin(tmp_path: Path, config: ProjectConfig) -> Person:
    person = Person(tmp_path / "home")
    person.start(config.id)
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: person.window.clip_list.total == 2, "for the clips")
    return person


def clip_named(person: Person, name: str) -> uuid.UUID:
    return next(clip.id for clip in person.window.clip_list.clips if clip.name == name)


def boxes(person: Person) -> int:
    return len(person.annotation.shapes_at(person.frame))


def at(person: Person, name: str, frame: int, *, shown: int) -> None:
    """Wait until a clip is open on a frame, with so many boxes on it."""
    person.wait_until(
        lambda: (
            person.desk.clip.clip is not None
            and person.desk.clip.clip.name == name
            and person.picture_frame() == person.frame == frame
            and boxes(person) == shown
        ),
        f"for {shown} boxes on frame {frame} of {name}",
    )


def steps(person: Person) -> list[bool]:
    return [step.done for step in person.desk.clip.editor.undoing.history.steps]


def undo_says(person: Person) -> str:
    return person.window.registry.action("edit.undo").text()


@pytest.mark.promise
def test_steps_in_two_clips_are_undone_after_a_lock_and_after_a_restart(
    person: Person, tmp_path: Path, config: ProjectConfig
) -> None:
    assert not person.window.registry.action("edit.undo").isEnabled()
    person.open_clip(clip_named(person, GATE))
    person.go_to(5)
    person.draw_box(Box(20, 20, 60, 50))
    assert undo_says(person) == f"Undo Draw track ({GATE}, frame 5)"
    person.open_clip(clip_named(person, YARD))
    person.go_to(9)
    person.draw_box(Box(40, 40, 60, 50))
    person.draw_box(Box(140, 40, 60, 50))
    assert steps(person) == [True, True, True]

    # While a box is being drawn, Ctrl+Z drops that and nothing else.
    person.press("N")
    person.canvas.setFocus()
    left, start = Qt.MouseButton.LeftButton, person.at(200, 100)
    QTest.mousePress(person.canvas, left, pos=start)
    QTest.mouseMove(person.canvas, person.at(260, 150))
    assert person.canvas.drafting
    person.press("Ctrl+Z")
    assert not person.canvas.drafting
    QTest.mouseRelease(person.canvas, left, pos=person.at(260, 150))
    person.press("Esc")
    assert boxes(person) == 2
    assert steps(person) == [True, True, True]

    person.go_to(2)
    person.press("Ctrl+Z")
    at(person, YARD, 9, shown=1)
    person.press("Ctrl+Z")
    at(person, YARD, 9, shown=0)
    person.press("Ctrl+Z")
    # What is pressed while the other clip is on its way does no harm.
    person.press("Ctrl+Z")
    at(person, GATE, 5, shown=0)
    assert steps(person) == [False, False, False]
    person.press("Ctrl+Y")
    at(person, GATE, 5, shown=1)
    person.press("Ctrl+Y")
    at(person, YARD, 9, shown=1)

    person.wait_saved()
    person.lock()
    assert steps(person) == []
    assert undo_says(person) == "Undo"
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: len(steps(person)) == 3, "for the history")
    at(person, YARD, 9, shown=1)
    person.press("Ctrl+Y")
    at(person, YARD, 9, shown=2)
    person.quit()

    again = begin(tmp_path, config)
    try:
        again.wait_until(lambda: len(steps(again)) == 3, "for the history")
        assert again.desk.clip.clip is None
        panel = again.shell.parts.history
        again.wait_until(
            lambda: undo_says(again) == f"Undo Draw track ({YARD}, frame 9)", "for the names"
        )
        again.press("Ctrl+Z")
        at(again, YARD, 9, shown=1)
        panel.state_requested.emit(None)
        at(again, GATE, 5, shown=0)
        assert steps(again) == [False, False, False]
        panel.state_requested.emit(panel._model.step_id_at(0))
        at(again, YARD, 9, shown=2)
        assert steps(again) == [True, True, True]

        again.desk.projects.project.delete_clip(clip_named(again, GATE))
        again.desk.clips.refresh()
        again.wait_until(lambda: again.window.clip_list.total == 1, "for the list")
        for shown in (1, 0):
            again.press("Ctrl+Z")
            at(again, YARD, 9, shown=shown)
        again.press("Ctrl+Z")
        again.wait_until(
            lambda: not again.window.registry.action("edit.undo").isEnabled(),
            "for the step of the clip that is gone to be passed over",
        )
        assert steps(again) == [True, False, False]
    finally:
        again.quit()
