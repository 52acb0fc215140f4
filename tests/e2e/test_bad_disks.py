"""Disks that are full, read-only, damaged or gone: what was kept stays, and the person is told."""

import os
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.compose import create_project, open_project, sqlite_file
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from models.annotation.geometry import Box
from models.annotation.labels import Label
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person

KEY = "c3" * 32
PERSON = Label(uuid.UUID(int=1), "person", color="#56B4E9", digit=1, position=0)
PAGE = 4096


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("plain") / "gate.mp4"
    file.write_bytes(make_clip(pts=even_pts(20), size=(320, 180)))
    return file


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.setenv("ENCRYPTION_KEY", KEY)
    monkeypatch.setenv("SAFELIGHT_HOME", str(tmp_path / "home"))
    return Paths.of_this_machine()


@pytest.fixture
def config(paths: Paths, footage: Path) -> ProjectConfig:
    """A project with one clip."""
    config, _ = create_project(paths, "Harbour", passphrase=None, labels=(PERSON,))
    project = open_project(config, paths)
    project.import_clip(footage)
    project.close()
    return config


@pytest.fixture
def hire(tmp_path: Path, qapp: object) -> Iterator[Callable[[ProjectConfig], Person]]:
    people: list[Person] = []

    def hired(config: ProjectConfig) -> Person:
        person = Person(tmp_path / "home")
        people.append(person)
        person.start(config.id)
        return person

    yield hired
    for person in people:
        person.quit()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Leave no room on a disk; return the file that takes it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, PAGE):
            while True:
                try:
                    file.write(bytes(size))
                except OSError:
                    break
    return ballast


def titles(person: Person) -> list[str]:
    return [problem.title for problem in person.window.problems.problems]


def wait_told(person: Person, title: str) -> None:
    person.wait_until(lambda: title in titles(person), f"for {title!r}")


def open_only_clip(person: Person) -> None:
    person.wait_until(lambda: person.window.clip_list.total == 1, "for the list")
    person.open_clip(person.window.clip_list.clips[0].id)


def stored_tracks(config: ProjectConfig, paths: Paths) -> set[uuid.UUID]:
    """Return what a new process finds, after it has taken over what was left behind."""
    project = open_project(config, paths)
    try:
        (clip,) = project.clips()
        return set(project.store.load_annotation(clip.id).annotation.tracks)
    finally:
        project.close()


@pytest.mark.promise
def test_a_database_that_is_no_database_is_said_and_copied_before_anything_else(
    config: ProjectConfig, hire: Callable[[ProjectConfig], Person]
) -> None:
    file = sqlite_file(config)
    damaged = b"\xff" * 100 + file.read_bytes()[100:]
    file.write_bytes(damaged)

    person = hire(config)
    wait_told(person, "The database is damaged")

    (copy,) = file.parent.glob("*.rescue-*")
    assert copy.read_bytes() == file.read_bytes() == damaged
    person.quit()
    wait_told(hire(config), "The database is damaged")
    assert list(file.parent.glob("*.rescue-*")) == [copy]


@pytest.mark.promise
def test_a_database_with_a_damaged_page_opens_for_reading_or_says_why_not(
    config: ProjectConfig, hire: Callable[[ProjectConfig], Person]
) -> None:
    file = sqlite_file(config)
    content = bytearray(file.read_bytes())
    content[PAGE : 2 * PAGE] = os.urandom(PAGE)
    file.write_bytes(content)

    person = hire(config)
    person.wait_until(lambda: titles(person) != [], "to be told")

    assert titles(person) == ["The database is damaged"]
    assert file.read_bytes() == content
    assert len(list(file.parent.glob("*.rescue-*"))) == 1


def test_an_import_that_does_not_fit_leaves_everything_as_it_was(
    paths: Paths,
    footage: Path,
    tmp_path: Path,
    small_disk: Path,
    hire: Callable[[ProjectConfig], Person],
) -> None:
    config, _ = create_project(
        paths, "Harbour", passphrase=None, labels=(PERSON,), clips_folder=small_disk / "clips"
    )
    person = hire(config)
    person.wait_until(lambda: person.desk.projects.project is not None, "for the project")
    clip = person.import_file(footage)
    before = {file.name: file.read_bytes() for file in (small_disk / "clips").iterdir()}
    big = tmp_path / "big.mp4"
    big.write_bytes(make_clip(pts=even_pts(21), size=(320, 180)) + bytes(3 << 20))

    from app.session.importing import ClipDetails

    person.desk.clips.import_files(((big, ClipDetails()),))
    wait_told(person, "The store is full")

    after = {file.name: file.read_bytes() for file in (small_disk / "clips").iterdir()}
    assert after == before
    assert [known.id for known in person.window.clip_list.clips] == [clip.id]
    person.open_clip(clip.id)


def test_a_database_without_room_delays_saving_and_loses_nothing(
    paths: Paths,
    footage: Path,
    small_disk: Path,
    hire: Callable[[ProjectConfig], Person],
    caplog: pytest.LogCaptureFixture,
) -> None:
    config, _ = create_project(
        paths,
        "Harbour",
        passphrase=None,
        labels=(PERSON,),
        database_url=f"sqlite:///{small_disk / 'annotations.db'}",
    )
    person = hire(config)
    person.wait_until(lambda: person.desk.projects.project is not None, "for the project")
    person.open_clip(person.import_file(footage).id)
    person.draw_box(Box(20, 20, 60, 40))
    person.wait_saved()

    ballast = fill(small_disk)
    draw_until_told(person, "The disk is full")
    drawn = set(person.annotation.tracks)
    assert person.desk.clip.editor.editable
    assert person.desk.clip.session.pending > 0
    ballast.unlink()
    person.wait_saved()
    assert set(person.annotation.tracks) == drawn
    person.quit()

    assert stored_tracks(config, paths) == drawn


def test_a_journal_without_room_stops_editing_and_keeps_what_was_kept(
    paths: Paths,
    footage: Path,
    small_disk: Path,
    hire: Callable[[ProjectConfig], Person],
    caplog: pytest.LogCaptureFixture,
) -> None:
    config, _ = create_project(paths, "Harbour", passphrase=None, labels=(PERSON,))
    state = paths.project_state(config.id)
    state.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "--bind", str(small_disk), str(state)], check=True)
    try:
        person = hire(config)
        person.wait_until(lambda: person.desk.projects.project is not None, "for the project")
        person.open_clip(person.import_file(footage).id)
        person.draw_box(Box(20, 20, 60, 40))
        person.wait_saved()

        fill(small_disk)
        draw_until_told(person, "Changes cannot be kept")
        assert not person.desk.clip.editor.editable
        person.wait_saved()
        kept = set(person.annotation.tracks)
        person.quit()
        (small_disk / "ballast").unlink()

        assert stored_tracks(config, paths) == kept
    finally:
        subprocess.run(["umount", "-l", str(state)], check=True)


def draw_until_told(person: Person, title: str) -> None:
    """Draw boxes until the disk refuses."""
    for number in range(300):
        if title in titles(person):
            return
        person.canvas.setFocus()
        person.press("N")
        x, y = 5 + 3 * (number % 60), 5 + 2 * (number % 50)
        person.drag((x, y), (x + 40, y + 30))
        person.breathe()
    wait_told(person, title)


def test_a_read_only_database_is_shown_and_not_edited(
    config: ProjectConfig, hire: Callable[[ProjectConfig], Person]
) -> None:
    folder = sqlite_file(config).parent
    if os.geteuid() != 0:
        pytest.skip("only root may mount a folder for reading")
    subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
    try:
        person = hire(config)
        wait_told(person, "The database cannot be written")
        open_only_clip(person)

        assert not person.desk.clip.editor.editable
        person.press("N")
        person.drag((20, 20), (80, 60))
        assert person.annotation.tracks == {}
        person.quit()
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_clips_folder_that_is_gone_is_said_and_none_is_made_in_its_place(
    config: ProjectConfig,
    footage: Path,
    tmp_path: Path,
    hire: Callable[[ProjectConfig], Person],
) -> None:
    folder = config.store_folder
    folder.rename(tmp_path / "unmounted")

    person = hire(config)
    wait_told(person, "The clip store cannot be reached")
    clip = person.window.clip_list.clips[0]
    person.window.clip_list.open_requested.emit(clip.id)
    from app.session.importing import ClipDetails

    person.desk.clips.import_files(((footage.parent / "other.mp4", ClipDetails()),))
    person.wait_until(lambda: person.shell.jobs.count == 0, "for both to be refused")

    assert not folder.exists()
    assert person.desk.clip.clip is None
    (tmp_path / "unmounted").rename(folder)
    person.open_clip(clip.id)
