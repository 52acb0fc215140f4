"""The main job, by hand: import, open, play, annotate, lock, close, and find everything again."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.compose import create_project
from app.settings.paths import Paths
from app.settings.projects import ProjectConfig
from models.annotation.geometry import Box
from models.annotation.labels import Label
from models.annotation.track import Kind
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person

PASSPHRASE = "a lamp for the darkroom"
LABELS = (
    Label(uuid.UUID(int=1), "person", color="#56B4E9", digit=1, position=0),
    Label(uuid.UUID(int=2), "car", color="#E69F00", digit=2, position=1),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def config(home: Path) -> ProjectConfig:
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    return create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=LABELS)[0]


@pytest.fixture
def hire(home: Path, qapp: object) -> Iterator[Callable[[], Person]]:
    people: list[Person] = []

    def hired() -> Person:
        people.append(Person(home))
        return people[-1]

    yield hired
    for person in people:
        person.quit()


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("plain") / "gate.mp4"
    file.write_bytes(make_clip(pts=even_pts(60), size=(640, 360)))
    return file


@pytest.fixture
def person(hire: Callable[[], Person], config: ProjectConfig, footage: Path) -> Person:
    """Somebody with an imported clip open."""
    hired = hire()
    hired.start(config.id)
    hired.unlock(PASSPHRASE)
    hired.open_clip(hired.import_file(footage).id)
    return hired


def test_everything_is_there_again_after_closing(
    person: Person, hire: Callable[[], Person], config: ProjectConfig
) -> None:
    person.press("2")
    car = person.draw_box(Box(40, 50, 120, 80))
    person.go_to(20)
    person.drag_box(car, 60, 20)
    person.press("1")
    person.draw_box(Box(300, 100, 40, 90), key="Shift+N")
    person.wait_saved()
    kept = person.annotation.tracks
    clip = person.desk.clip.clip
    person.quit()

    again = hire()
    again.start(config.id)
    again.unlock(PASSPHRASE)
    again.wait_until(lambda: again.window.clip_list.total == 1, "for the list")
    again.open_clip(clip.id)

    assert again.annotation.tracks == kept
    track = again.annotation.track(car)
    assert (track.label_id, track.kind) == (LABELS[1].id, Kind.TRACK)
    assert [key.frame_index for key in track.keyframes] == [0, 20]


def test_a_box_belongs_to_the_frame_on_the_screen(person: Person) -> None:
    person.go_to(7)
    made = person.draw_box(Box(40, 50, 120, 80), key="Shift+N")

    (keyframe,) = person.annotation.track(made).keyframes
    index = person.desk.clip.session.index
    assert (keyframe.frame_index, keyframe.pts) == (7, int(index.pts[7]))
    person.go_to(8)
    assert person.annotation.shapes_at(8) == ()


def test_undo_and_redo_lead_back_and_forth(person: Person) -> None:
    made = person.draw_box(Box(40, 50, 120, 80))
    person.go_to(10)
    person.drag_box(made, 30, 0)
    moved = person.annotation.tracks

    person.press("Ctrl+Z")
    person.press("Ctrl+Z")
    assert person.annotation.tracks == {}
    person.press("Ctrl+Shift+Z")
    person.press("Ctrl+Y")
    assert person.annotation.tracks == moved
    person.wait_until(lambda: person.frame == 10, "for the frame of the edit")


def test_the_keys_of_cvat_do_what_they_do_there(person: Person) -> None:
    person.press("F")
    person.press("F")
    person.wait_until(lambda: person.frame == 2, "for two steps")
    person.press("D")
    person.wait_until(lambda: person.frame == 1, "for a step back")
    person.press("V")
    person.wait_until(lambda: person.frame == 11, "for ten frames on")
    made = person.draw_box(Box(40, 50, 120, 80))
    person.press("F")
    person.wait_until(lambda: person.frame == 12, "for a step")
    person.press("K")
    assert person.annotation.track(made).keyframe_at(12) is not None
    person.press("K")
    assert person.annotation.track(made).keyframe_at(12) is None
    person.press("O")
    assert person.annotation.shapes_at(13) == ()
    person.press("O")
    person.press("Q")
    assert person.annotation.shapes_at(12)[0].occluded


@pytest.mark.promise
def test_locking_leaves_nothing_and_unlocking_leads_back(person: Person) -> None:
    made = person.draw_box(Box(40, 50, 120, 80))
    person.go_to(9)
    person.wait_saved()
    project = person.desk.projects.project

    person.lock()

    assert person.desk.projects.project is None
    assert person.picture() is None
    assert person.annotation.tracks == {}
    assert person.window.clip_list.total == 0
    person.wait_until(lambda: project.keyring.closed, "for the keys to be wiped")
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: person.frame == 9 == person.picture_frame(), "to be led back")
    assert set(person.annotation.tracks) == {made}


def test_a_wrong_passphrase_is_said_and_opens_nothing(
    hire: Callable[[], Person], config: ProjectConfig
) -> None:
    person = hire()
    person.start(config.id)
    person.wait_until(person.window.lock_screen.isVisible)
    person.window.lock_screen.unlock_requested.emit("wrong")
    person.wait_until(lambda: "passphrase" in person.window.lock_screen._failure.text().lower())

    assert person.desk.projects.project is None


def test_deleting_a_clip_empties_list_and_canvas(person: Person) -> None:
    clip = person.desk.clip.clip
    person.desk.clips.delete(clip.id)
    person.wait_until(lambda: person.window.clip_list.total == 0, "for the clip to go")

    assert person.desk.clip.clip is None


def test_playing_shows_frames_in_order_and_stops_at_the_end(person: Person) -> None:
    shown: list[int] = []
    person.desk.clip.playback.picture_shown.connect(
        lambda picture: shown.append(picture.frame_index)
    )
    person.play_for(1000)

    assert shown == sorted(shown)
    assert person.frame == person.desk.clip.last_frame
