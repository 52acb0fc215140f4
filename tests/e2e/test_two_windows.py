"""Two windows on one project: nobody's work is overwritten, and each sees what the other did."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.compose import create_project
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from models.annotation.geometry import Box
from models.annotation.labels import Label
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person

KEY = "a7" * 32
PERSON = Label(uuid.UUID(int=1), "person", color="#56B4E9", digit=1, position=0)


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("plain")
    files = [folder / "gate.mp4", folder / "yard.mp4"]
    for number, file in enumerate(files):
        file.write_bytes(make_clip(pts=even_pts(20 + number), size=(320, 180)))
    return files


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProjectConfig:
    monkeypatch.setenv("ENCRYPTION_KEY", KEY)
    monkeypatch.setenv("SAFELIGHT_HOME", str(tmp_path))
    paths = Paths.of_this_machine()
    return create_project(paths, "Harbour", passphrase=None, labels=(PERSON,))[0]


@pytest.fixture
def windows(
    config: ProjectConfig, footage: list[Path], tmp_path: Path, qapp: object
) -> Iterator[tuple[Person, Person]]:
    """Two people at two windows with the same clip open."""
    first, second = Person(tmp_path), Person(tmp_path)
    for person in (first, second):
        person.start(config.id)
        person.wait_until(lambda p=person: p.desk.projects.project is not None, "for the project")
    clip = first.import_file(footage[0])
    first.open_clip(clip.id)
    look(second)
    second.wait_until(lambda: second.window.clip_list.total == 1, "for the import elsewhere")
    second.open_clip(clip.id)
    yield first, second
    first.quit()
    second.quit()


def at(person: Person) -> Person:
    """Turn to the window of this person."""
    person.window.activateWindow()
    person.wait_until(person.window.isActiveWindow, "to turn to the window")
    return person


def look(person: Person) -> None:
    """Let the window ask now what its timer asks every two seconds."""
    person.desk.watch.look()


def boxes(person: Person) -> list[Box]:
    """Return the boxes on the first frame, from left to right."""
    return sorted((shape.box for shape in person.annotation.shapes_at(0)), key=lambda box: box.x)


def stored(person: Person) -> object:
    project, clip = person.desk.projects.project, person.desk.clip.clip
    return project.store.load_annotation(clip.id).annotation.tracks


def titles(person: Person) -> list[str]:
    return [problem.title for problem in person.window.problems.problems]


@pytest.mark.promise
def test_the_slower_of_two_is_told_and_overwrites_nothing(
    windows: tuple[Person, Person], caplog: pytest.LogCaptureFixture
) -> None:
    first, second = windows
    track = at(first).draw_box(Box(40, 50, 60, 40))
    first.wait_saved()
    look(second)
    second.wait_until(lambda: track in second.annotation.tracks, "for the box drawn elsewhere")

    at(first).drag_box(track, 50, 0)
    first.wait_saved()
    faster = first.annotation.tracks
    at(second).drag_box(track, 0, 30)
    second.wait_until(lambda: second.annotation.tracks == faster, "for the faster one's state")

    second.wait_until(lambda: titles(second) == ["Somebody else was faster"], "to be told")
    assert titles(first) == []
    assert stored(first) == faster
    at(second).drag_box(track, 0, 30)
    second.wait_saved()
    assert stored(first) == second.annotation.tracks != faster


@pytest.mark.promise
def test_both_keep_what_they_drew_at_the_same_time(windows: tuple[Person, Person]) -> None:
    first, second = windows
    mine = at(first).draw_box(Box(20, 20, 60, 40))
    yours = at(second).draw_box(Box(160, 90, 60, 40))
    for person in windows:
        person.wait_saved()
    for person in windows:
        look(person)
        person.wait_until(lambda p=person: len(p.annotation.tracks) == 2, "for the other's box")

    assert set(first.annotation.tracks) == {mine, yours}
    assert stored(first) == first.annotation.tracks == second.annotation.tracks


def test_an_import_and_a_deletion_show_in_the_other_window(
    windows: tuple[Person, Person], footage: list[Path]
) -> None:
    first, second = windows
    clip = first.import_file(footage[1])
    look(second)
    second.wait_until(lambda: second.window.clip_list.total == 2, "for the import elsewhere")
    second.open_clip(clip.id)

    first.desk.clips.delete(clip.id)
    first.wait_until(lambda: first.window.clip_list.total == 1, "for the deletion")
    look(second)
    second.wait_until(lambda: second.window.clip_list.total == 1, "for the deletion elsewhere")

    assert second.desk.clip.clip is None
    assert "deleted" in second.window.toast.text
    assert first.desk.clip.clip is not None


def test_a_label_made_in_one_window_is_there_in_the_other_and_none_is_lost(
    windows: tuple[Person, Person],
) -> None:
    first, second = windows
    first.desk.labels.add("van", "#E69F00")
    second.desk.labels.add("dog", "#009E73")
    for person in windows:
        person.wait_until(lambda p=person: p.shell.jobs.count == 0, "for the labels to be saved")
    for person in windows:
        look(person)
        person.wait_until(lambda p=person: len(p.desk.labels.labels) == 3, "for all labels")

    for person in windows:
        assert {label.name for label in person.desk.labels.labels} == {"person", "van", "dog"}


def test_what_is_undone_after_a_reload_touches_only_ones_own_work(
    windows: tuple[Person, Person],
) -> None:
    first, second = windows
    at(first).draw_box(Box(20, 20, 60, 40))
    first.wait_saved()
    look(second)
    second.wait_until(lambda: len(second.annotation.tracks) == 1, "for the first box")
    yours = at(second).draw_box(Box(160, 90, 60, 40))
    second.wait_saved()
    look(first)
    first.wait_until(lambda: len(first.annotation.tracks) == 2, "for the second box")

    at(first).press("Ctrl+Z")
    first.wait_saved()

    assert set(first.annotation.tracks) == {yours}
    assert stored(second) == first.annotation.tracks


def test_the_windows_look_by_themselves(windows: tuple[Person, Person]) -> None:
    first, second = windows
    track = at(first).draw_box(Box(20, 20, 60, 40))

    second.wait_until(lambda: track in second.annotation.tracks, "for the box drawn elsewhere")
