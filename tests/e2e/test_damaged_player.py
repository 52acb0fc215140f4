"""A clip that was tampered with in its middle, in every way of watching: never a wrong picture."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtGui import QImage

from app.compose import create_project
from app.settings.paths import Paths
from crypto.clip_header import BODY_OFFSET, SEALED_CHUNK_SIZE
from tests.support.desk import PERSON
from tests.support.footage import even_pts, heavy_clip, make_clip, read_barcode
from tests.support.painted import PaintedFrames, pixels_of
from tests.support.person import Person
from tests.support.watching import PASSPHRASE, Made, Watching

LAST = 119
# These lie within the chunk, whatever else it takes with it.
BROKEN = range(61, 64)


@pytest.fixture
def watched(qapp: object, tmp_path: Path) -> Iterator[Watching]:
    """A person with a clip of which one chunk in the middle is not what was sealed."""
    home = tmp_path / "home"
    paths = Paths.of_this_machine({"SAFELIGHT_HOME": str(home)})
    config, _ = create_project(paths, "Harbour", passphrase=PASSPHRASE, labels=(PERSON,))
    person = Person(home)
    person.start(config.id)
    person.unlock(PASSPHRASE)
    ids = {"sound": imported(person, tmp_path, make_clip(pts=even_pts(120), size=(320, 192)))}
    ids["spoiled"] = imported(person, tmp_path, heavy_clip("mp4"))
    sealed = max(home.rglob("*.slc"), key=lambda path: path.stat().st_size)
    middle = sealed.stat().st_size // 2 // SEALED_CHUNK_SIZE * SEALED_CHUNK_SIZE
    with sealed.open("r+b") as stored:
        stored.seek(BODY_OFFSET + middle)
        stored.write(b"no tag fits this")
    yield Watching(person, Made(home, config, ids))
    person.quit()


def imported(person: Person, folder: Path, content: bytes) -> UUID:
    file = folder / "plain.mp4"
    file.write_bytes(content)
    return person.import_file(file).id


def lines(watched: Watching) -> list[str]:
    return [problem.line for problem in watched.person.window.problems.problems]


def wrong(painted: PaintedFrames) -> list[object]:
    return [sight for sight in painted.sights if sight.mark != sight.frame_index]


@pytest.mark.promise
def test_playing_over_what_was_tampered_with_says_so_and_shows_no_wrong_picture(
    watched: Watching,
) -> None:
    person = watched.person
    watched.open("spoiled")
    companion = watched.add("sound")
    for start, key in ((LAST, "Shift+Space"), (0, "Space")):
        person.go_to(start)
        with PaintedFrames(person.canvas) as main, PaintedFrames(companion.tile.area) as beside:
            person.press(key)
            person.wait_until(lambda start=start: person.frame != start, "for it to play")
            # Whether it stops where a chunk was tampered with or goes on past it, it is said.
            person.wait_until(lambda: not watched.playback.state.playing, "for it to end")
            print(f"from {start} to {person.frame}, {len(main.sights)} painted, {lines(watched)}")
            watched.pause()
        assert wrong(main) == wrong(beside) == []
        assert len({sight.frame_index for sight in main.sights}) > 5
        person.wait_until(lambda: bool(lines(watched)), "to be told")
    for frame in (5, 110, 20, LAST):
        person.go_to(frame)
        assert read_barcode(person.picture().bgra) == frame


@pytest.mark.promise
def test_a_companion_that_was_tampered_with_is_said_in_its_tile_and_shows_no_wrong_picture(
    watched: Watching,
) -> None:
    person = watched.person
    watched.open("sound")
    companion = watched.add("spoiled")
    area = companion.tile.area
    with PaintedFrames(area) as beside, PaintedFrames(person.canvas) as main:
        for frame in (30, 64, 65, 66, 100):
            person.desk.clip.go_to(frame)
            person.wait_until(
                lambda frame=frame: (
                    person.picture_frame() == frame
                    and (companion.frame_shown == frame or bool(area.words[0]) or bool(area.notice))
                ),
                f"for frame {frame} or words",
            )
        person.press("Shift+Space")
        person.wait_until(lambda: person.frame < 10, "for it to play backwards")
        watched.pause()
        person.go_to(5)
        person.wait_until(lambda: companion.frame_shown == 5 and not area.words[0], "for frame 5")
    assert wrong(beside) == wrong(main) == []
    assert read_barcode(area.picture.bgra) == 5


@pytest.mark.promise
def test_strips_of_a_clip_that_was_tampered_with_end_and_leave_the_frames_to_be_watched(
    watched: Watching,
) -> None:
    person = watched.person
    watched.open("spoiled")
    strips = lambda: watched.timeline.view.strips  # noqa: E731
    person.wait_until(lambda: not strips().is_working, "for the strips to end")
    print(f"{len(strips().pictures)} pictures, {strips().share:.0%}, {lines(watched)}")
    assert len(strips().pictures) > 5
    for picture in strips().pictures:
        assert picture.frame_index not in BROKEN
        assert read_barcode(pixels_of(QImage.fromData(picture.jpeg))) == picture.frame_index
    person.go_to(110)
    assert read_barcode(person.picture().bgra) == 110
