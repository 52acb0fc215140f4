"""Motion and thumbnails in the real window: made behind a person's back, never in their way."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.compose import create_project
from app.settings.paths import Paths
from app.settings.preferences import Preferences, load_preferences
from app.ui.timeline.thumb_images import ThumbImages
from models.annotation.labels import Label
from tests.support.footage import even_pts, make_clip
from tests.support.person import Person

PASSPHRASE = "correct horse battery"
PERSON = Label(uuid.UUID(int=1), "person", color="#56B4E9", digit=1, position=0)

Hire = Callable[..., Person]


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("plain") / "gate.mp4"
    file.write_bytes(make_clip(pts=even_pts(50), size=(320, 192), options={"g": "10"}))
    return file


@pytest.fixture
def hire(qapp: object, tmp_path: Path, footage: Path) -> Iterator[Hire]:
    people: list[Person] = []
    home = tmp_path / "home"

    def hired(*, strips: str = "on") -> Person:
        preferences = replace(Preferences(), strips=strips)
        paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
        config, _ = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=(PERSON,))
        person = Person(home, preferences=preferences)
        people.append(person)
        person.start(config.id)
        person.unlock(PASSPHRASE)
        person.open_clip(person.import_file(footage).id)
        return person

    yield hired
    for person in people:
        person.quit()


def strips_are_done(person: Person) -> bool:
    strips = person.shell.parts.timeline.view.strips
    return strips.share == 1.0 and not strips.is_working


def test_an_open_clip_gets_its_strips_and_locking_leaves_none_in_memory(hire: Hire) -> None:
    person = hire()
    timeline = person.shell.parts.timeline
    person.wait_until(lambda: strips_are_done(person), "for the strips")
    assert timeline.view.strips.motion is not None
    assert len(timeline.view.strips.pictures) > 20
    worker = person.desk.strips.worker
    person.lock()
    assert timeline.view.strips.motion is None
    assert timeline.view.strips.pictures == ()
    assert timeline.findChild(ThumbImages).size_bytes == 0
    person.wait_until(lambda: not worker.is_working, "for the worker's end")
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: strips_are_done(person), "for what is stored")


def test_nothing_is_made_while_a_clip_plays(hire: Hire) -> None:
    person = hire(strips="off")
    person.desk.playback.set_loop_on(True)
    person.press("Space")
    person.wait_until(lambda: person.desk.clip.playback.state.playing, "for playback")
    person.window.registry.action("view.strips").trigger()
    person.wait_until(lambda: person.desk.strips.worker is not None, "for the worker")
    start = person.frame
    person.wait_until(lambda: person.frame != start, "for frames")
    view = person.shell.parts.timeline.view
    person.wait_until(lambda: person.frame == start, "for a whole round")
    assert view.strips.motion is None
    assert view.strips.is_working
    person.press("Space")
    person.wait_until(lambda: strips_are_done(person), "for the strips")


def test_the_switch_is_remembered_and_takes_the_rows_away(hire: Hire) -> None:
    person = hire()
    action = person.window.registry.action("view.strips")
    layout = lambda: person.shell.parts.timeline.view.layout  # noqa: E731
    assert action.isChecked()
    assert layout().motion_px
    action.trigger()
    assert not layout().motion_px
    assert person.desk.strips.worker is None
    person.shell.parts.timeline.film_toggled.emit(False)
    person.wait_until(
        lambda: (
            person.paths.preferences_file.exists() and load_preferences(person.paths).film == "off"
        ),
        "for the preferences",
    )
    assert load_preferences(person.paths).strips == "off"
    person.go_to(7)
