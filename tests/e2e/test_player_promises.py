"""What is promised of a player, in every way of watching: the right frame, and nothing kept."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from app.compose import create_project, open_project
from app.media.pictures.picture import Picture
from app.session.importing import ClipDetails
from app.settings.paths import Paths
from app.ui.timeline.thumb_images import ThumbImages
from tests.support.cleanliness import decoder_pids
from tests.support.desk import PERSON
from tests.support.gated import GatedObjects, gated_clip, put_stores_behind_gate
from tests.support.painted import PaintedFrames, Sight, grabbed
from tests.support.watching import (
    FRAMES,
    PASSPHRASE,
    Made,
    Watching,
    draw_moving_box,
    left_of,
    make_cameras,
    watching,
)

pytestmark = pytest.mark.promise


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_cameras(tmp_path_factory.mktemp("cameras"))


@pytest.fixture
def watched(made: Made, qapp: object) -> Iterator[Watching]:
    with watching(made) as hired:
        yield hired


def wrong(sights: list[Sight]) -> list[Sight]:
    """Return the paintings whose pixels or boxes are those of another frame."""
    return [
        sight
        for sight in sights
        if sight.mark != sight.frame_index
        or list(sight.lefts) != [pytest.approx(left_of(sight.frame_index))]
    ]


# -- ways of watching


def backwards(watched: Watching) -> None:
    watched.person.go_to(150)
    watched.person.press("Shift+Space")
    watched.person.wait_until(lambda: watched.person.frame < 100, "for a second backwards")
    watched.pause()


def fast_backwards(watched: Watching) -> None:
    watched.person.go_to(FRAMES - 1)
    watched.person.desk.playback.set_rate(4.0)
    watched.person.press("Shift+Space")
    watched.person.wait_until(lambda: watched.person.frame == 0, "for the first frame")
    watched.person.wait_until(lambda: not watched.playback.state.playing, "for it to end")


def scrubbing(watched: Watching) -> None:
    for frame in (170, 12, 90, 60, 180, 5):
        watched.person.scrub_to(frame)


def low_end(watched: Watching) -> None:
    watched.person.desk.playback.set_low_end(True)
    watched.person.play_for(30)
    scrubbing(watched)


def turning_round_and_stepping(watched: Watching) -> None:
    person = watched.person
    person.go_to(100)
    watched.play_round_and_round()
    for key, way in (("Shift+Space", -1), ("Space", 0), ("Space", 1), ("Shift+Space", -1)):
        here = person.frame
        person.press(key)
        moved = lambda here=here, way=way: (person.frame - here) * way >= 6 * abs(way)  # noqa: E731
        person.wait_until(moved, "for frames of the other direction")
        person.wait_until(lambda way=way: watched.playback.state.playing is bool(way))
    watched.pause()
    for key in ("Left", "Left", "Right", "Left"):
        here = person.frame
        person.press(key)
        person.wait_until(lambda here=here: person.frame != here, "for another frame")


@pytest.mark.parametrize(
    "way", [backwards, fast_backwards, scrubbing, low_end, turning_round_and_stepping]
)
def test_boxes_belong_to_the_frame_that_is_painted(
    watched: Watching, way: Callable[[Watching], None]
) -> None:
    watched.open()
    with PaintedFrames(watched.person.canvas) as painted:
        way(watched)
    assert len({sight.frame_index for sight in painted.sights}) > 5
    assert wrong(painted.sights) == []


def test_boxes_that_lag_behind_the_picture_are_found_out(
    watched: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.open()
    monkeypatch.setattr(watched.person.canvas._stage.scene, "set_frame", lambda _: None)
    with PaintedFrames(watched.person.canvas) as painted:
        watched.person.play_for(10)
    assert wrong(painted.sights)


def test_boxes_of_companions_belong_to_the_frame_that_is_painted(watched: Watching) -> None:
    person = watched.person
    watched.open()
    yard, door = watched.add("yard"), watched.add("door")
    door.nudge_frames(3)
    with (
        PaintedFrames(person.canvas) as main,
        PaintedFrames(yard.tile.area) as beside,
        PaintedFrames(door.tile.area) as later,
    ):
        person.play_for(30)
        person.press("Shift+Space")
        person.wait_until(lambda: person.frame < 8, "for it to play backwards")
        watched.pause()
        scrubbing(watched)
    for painted in (main, beside, later):
        assert len({sight.frame_index for sight in painted.sights}) > 5
        assert wrong(painted.sights) == []


def test_boxes_belong_to_the_frame_that_is_painted_while_the_index_grows(
    tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = GatedObjects()
    put_stores_behind_gate(monkeypatch, objects)
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(tmp_path)})
    config, _ = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=(PERSON,))
    project = open_project(config, paths, passphrase=PASSPHRASE)
    clip = project.import_cleartext(gated_clip(), ClipDetails(name="gate", camera="gate")).clip
    draw_moving_box(project, clip.id)
    project.close()
    objects.remove([entry.name for entry in objects.entries() if entry.name.endswith(".sld")])
    objects.hold_back_after(0.6)
    with watching(Made(tmp_path, config, {"gate": clip.id})) as watched:
        person = watched.person
        with PaintedFrames(person.canvas) as painted:
            watched.open("gate")
            known = person.desk.clip.last_frame
            assert known < 399
            person.scrub_to(known)
            person.press("Shift+Space")
            person.wait_until(lambda: person.frame < known - 10, "for it to play backwards")
            objects.hold_back_after(1.0)
            person.press("Space")
            person.wait_until(lambda: person.desk.clip.editor.editable, "for the index")
            watched.pause()
            person.scrub_to(399)
            person.scrub_to(known + 10)
    assert len({sight.frame_index for sight in painted.sights}) > 10
    assert wrong(painted.sights) == []


# -- locking


def is_dark(widget: QWidget) -> bool:
    """Tell whether no footage is painted, which is made of stripes all over."""
    return float(grabbed(widget)[..., 1].std()) < 20


def test_locking_in_the_midst_of_everything_leaves_no_picture_no_process_and_no_key(
    watched: Watching,
) -> None:
    person = watched.person
    watched.open()
    watched.wait_for_strips()
    watched.hover()
    watched.add("yard")
    door = watched.add("door")
    person.press("Shift+M")
    person.press("F12")
    watched.play_round_and_round()
    project = person.desk.projects.project
    assert not is_dark(person.canvas)
    assert len(decoder_pids()) >= 3

    locked_at_s = time.monotonic()
    person.press("Ctrl+L")
    # Before the loop has turned once.
    assert person.window.lock_screen.isVisible()
    assert person.picture() is None
    assert is_dark(person.canvas)
    assert watched.hovered() is None
    assert watched.timeline.strips._preview.image is None
    assert watched.timeline.findChild(ThumbImages).size_bytes == 0
    assert watched.timeline.view.strips.pictures == ()
    assert watched.timeline.view.strips.motion is None
    assert watched.companions == ()
    assert door.tile.area.picture is None
    assert person.desk.diagnostics.panel.text == ""
    assert person.desk.projects.project is None

    person.wait_until(
        lambda: decoder_pids() == [] and project.keyring.closed and not players_left(),
        "for processes, players and keys to go",
    )
    print(f"gone after {time.monotonic() - locked_at_s:.2f} s")
    assert pictures_left() == []


def players_left() -> list[str]:
    names = [thread.name for thread in threading.enumerate()]
    return [name for name in names if name.startswith(("isolated", "player", "sound"))]


def pictures_left() -> list[Picture]:
    """Return every decoded picture that anything in this process still holds."""
    gc.collect()
    return [thing for thing in gc.get_objects() if isinstance(thing, Picture)]


def test_unlocking_leads_back_to_the_frame_that_was_watched(watched: Watching) -> None:
    person = watched.person
    watched.open()
    watched.add("yard")
    watched.play_round_and_round()
    person.wait_until(lambda: person.frame > 20, "for it to play")
    person.press("Ctrl+L")
    frame = person.frame
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: person.picture_frame() == frame, "to be led back")
    assert not watched.playback.state.playing
