"""Decoder processes that are killed or stand still, in the real window: nothing else is lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.media import isolated
from app.media.isolated import IsolatedPlayer, spawning
from app.settings.preferences import Preferences
from crypto.clip_header import MAGIC
from tests.support.cleanliness import decoder_pids
from tests.support.footage import read_barcode
from tests.support.heartbeat import Heartbeat
from tests.support.person import Person
from tests.support.waiting import is_gone, wait_until
from tests.support.watching import FRAMES, PASSPHRASE, Made, Watching, make_cameras, watching

CRASHED = "The decoder of this clip stopped"
HANGS_S = 2.0
MOST_MS, TRIES = 10, 4
ROOT = Path(__file__).resolve().parents[2]
# Every test here takes `caplog`: that a decoder broke down is a warning in the log.
pytestmark = [
    pytest.mark.promise,
    pytest.mark.skipif(not isolated.is_supported(), reason="no decoder processes on this system"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_cameras(tmp_path_factory.mktemp("cameras"))


@pytest.fixture
def watched(made: Made, qapp: object) -> Iterator[Watching]:
    # Only the player decodes then.
    with watching(made, preferences=replace(Preferences(), strips="off")) as hired:
        hired.open()
        yield hired


def only_decoder(watched: Watching) -> int:
    watched.person.wait_until(lambda: len(decoder_pids()) == 1, "for one decoder alone")
    (pid,) = decoder_pids()
    return pid


def problems(watched: Watching) -> list[str]:
    return [problem.line for problem in watched.person.window.problems.problems]


def mark(watched: Watching) -> int:
    picture = watched.person.picture()
    assert picture is not None
    return read_barcode(picture.bgra)


def test_a_decoder_killed_while_playing_is_told_and_the_next_request_shows_its_frame(
    watched: Watching, caplog: pytest.LogCaptureFixture
) -> None:
    person = watched.person
    bar, failures = person.window.problems, person.desk.clip.failures
    failures._works_again.setInterval(300)
    watched.play_round_and_round()
    person.wait_until(lambda: person.frame > 10, "for it to play")
    os.kill(only_decoder(watched), signal.SIGKILL)
    person.wait_until(lambda: bool(problems(watched)), "to be told")
    assert any(CRASHED in line for line in problems(watched))
    name = person.desk.clip.clip.name
    assert bar._title.text() == f"{name}: {CRASHED}"
    assert "the decoder of this clip broke down, at frame " in bar._details.toPlainText()
    assert name not in caplog.text
    person.wait_until(lambda: not watched.playback.state.playing, "for the player to say so")
    assert mark(watched) == person.frame
    person.go_to(77)
    assert mark(watched) == 77
    here = person.frame
    person.press("Space")
    person.wait_until(lambda: person.frame > here + 5, "for it to play on")
    watched.pause()
    assert mark(watched) == person.frame
    person.wait_until(lambda: not problems(watched), "for it to be no news any more")


def test_a_decoder_killed_while_a_box_is_dragged_loses_no_edit(
    watched: Watching, caplog: pytest.LogCaptureFixture
) -> None:
    person = watched.person
    person.go_to(50)
    pid = only_decoder(watched)
    (shape,) = person.annotation.shapes_at(50)
    x, y = shape.box.center
    start, end = person.at(x, y), person.at(x + 40, y - 20)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseMove(person.canvas, start)
    QTest.mousePress(person.canvas, left, none, start)
    QTest.mouseMove(person.canvas, start + (end - start) * 0.5)
    os.kill(pid, signal.SIGKILL)
    person.wait_until(lambda: is_gone(pid), "for the decoder to end")
    person.breathe()
    QTest.mouseMove(person.canvas, end)
    QTest.mouseRelease(person.canvas, left, none, end)
    person.wait_until(
        lambda: person.annotation.shapes_at(50)[0].box.x > shape.box.x + 30, "for the box to move"
    )
    moved = person.annotation.shapes_at(50)[0].box
    person.wait_saved()
    person.go_to(120)
    assert mark(watched) == 120
    person.lock()
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: person.picture_frame() == 120, "to be led back")
    assert person.annotation.shapes_at(50)[0].box == moved


def test_a_nursery_killed_while_three_cameras_play_is_made_anew(
    watched: Watching, caplog: pytest.LogCaptureFixture
) -> None:
    person = watched.person
    yard, door = watched.add("yard"), watched.add("door")
    watched.play_round_and_round()
    person.wait_until(lambda: person.frame > 10, "for it to play")
    nursery, decoders = spawning.nursery_pid(), decoder_pids()
    assert nursery is not None
    os.kill(nursery, signal.SIGKILL)
    person.wait_until(lambda: bool(problems(watched)), "to be told")
    person.wait_until(lambda: all(map(is_gone, decoders)), "for all decoders to end")
    watched.pause()
    person.go_to(140)
    assert mark(watched) == 140
    for companion in (yard, door):
        person.wait_until(
            lambda companion=companion: companion.frame_shown == 140, "for a companion's frame"
        )
        assert read_barcode(companion.tile.area.picture.bgra) == 140


def test_a_nursery_that_stands_still_is_replaced_and_the_window_answers_meanwhile(
    watched: Watching, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(spawning, "_STARTED_S", 1.0)
    monkeypatch.setattr(spawning, "_ENDED_S", 1.0)
    person = watched.person
    person.go_to(50)
    medians: list[float] = []
    for frame in range(60, 60 + TRIES):
        watched.person.desk.cameras.close_all()
        nursery = spawning.nursery_pid()
        assert nursery is not None
        os.kill(nursery, signal.SIGSTOP)
        with Heartbeat() as heart:
            yard = watched.add("yard")
            person.go_to(frame)
            person.wait_until(
                lambda yard=yard, frame=frame: yard.frame_shown == frame,
                "for the companion's frame",
            )
        assert mark(watched) == frame
        assert is_gone(nursery)
        medians.append(heart.median_ms)
        if medians[-1] <= MOST_MS:
            break
    # Others share the machine.
    assert min(medians) <= MOST_MS


def test_locking_ends_decoders_that_stand_still(
    made: Made, qapp: object, caplog: pytest.LogCaptureFixture
) -> None:
    with watching(made, preferences=replace(Preferences(), strips="on")) as watched:
        person = watched.person
        watched.open()
        watched.add("yard")
        watched.play_round_and_round()
        project, stopped = person.desk.projects.project, decoder_pids()
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        person.lock()
        person.wait_until(lambda: all(map(is_gone, stopped)), "for the decoders to end")
        person.wait_until(lambda: project.keyring.closed, "for the keys to go")


def test_the_window_answers_while_a_decoder_stands_still_and_the_picture_comes_back(
    made: Made, qapp: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(IsolatedPlayer.__init__.__kwdefaults__, "hang_s", HANGS_S)
    with watching(made, preferences=replace(Preferences(), strips="off")) as watched:
        person = watched.person
        watched.open()
        medians: list[float] = []
        for _ in range(TRIES):
            here = person.frame
            watched.play_round_and_round()
            person.wait_until(lambda here=here: person.frame != here, "for it to play")
            stopped = only_decoder(watched)
            os.kill(stopped, signal.SIGSTOP)
            with Heartbeat() as heart:
                person.wait_until(
                    lambda: not watched.playback.state.playing, "for the watch to end it"
                )
            assert problems(watched)
            assert is_gone(stopped)
            medians.append(heart.median_ms)
            if medians[-1] <= MOST_MS:
                break
        # Others share the machine.
        assert min(medians) <= MOST_MS
        person.go_to(33)
        assert mark(watched) == 33

        os.kill(only_decoder(watched), signal.SIGSTOP)
        person.desk.clip.go_to(FRAMES - 1)
        (shape,) = person.annotation.shapes_at(33)
        person.drag_box(shape.track_id, 30, 5)
        person.wait_saved()
        # What was not even taken is asked of the next one, without a word.
        person.wait_until(lambda: person.picture_frame() == FRAMES - 1, "for the picture")
        assert mark(watched) == FRAMES - 1
        # A decoder that stands still ends with the program, too.
        os.kill(only_decoder(watched), signal.SIGSTOP)
    assert decoder_pids() == []


def test_a_program_that_is_killed_takes_its_decoders_with_it_and_leaves_no_file(
    made: Made, tmp_path: Path
) -> None:
    files = lambda: {path for path in made.home.rglob("*") if path.is_file()}  # noqa: E731
    before, temporary = files(), tmp_path / "tmp"
    temporary.mkdir()
    script = "from tests.e2e.test_decoder_killed import be_a_program; be_a_program()"
    program = subprocess.Popen(
        [sys.executable, "-c", script, str(made.home), made.config.id],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
    )
    try:
        assert program.stdout is not None
        pids = [int(pid) for pid in program.stdout.readline().split()]
        program.kill()
    finally:
        program.communicate()
    assert len(pids) >= 3
    wait_until(lambda: all(map(is_gone, pids)), "the decoders to end")
    assert list(temporary.rglob("*")) == []
    left = files() - before
    # What the journal of the one that was killed has is replayed at the next opening.
    sealed = {path for path in left if path.suffix in {".sld", ".part"}}
    assert {path.suffix for path in left - sealed} <= {
        ".db",
        ".db-wal",
        ".db-shm",
        ".log",
        ".ini",
        ".toml",
        ".lock",
    }
    assert all(MAGIC.startswith(path.read_bytes()[: len(MAGIC)]) for path in sealed)


def be_a_program() -> None:
    """Play two cameras until the end comes; tell the nursery and the decoders."""
    home, project_id = Path(sys.argv[1]), sys.argv[2]
    person = Person(home, preferences=replace(Preferences(), strips="on"))
    person.start(project_id)
    person.unlock(PASSPHRASE)
    person.wait_until(lambda: person.window.clip_list.total > 1, "for the clips")
    first, second = (clip.id for clip in person.window.clip_list.clips[:2])
    person.open_clip(first)
    person.desk.cameras.add(second)
    person.desk.playback.set_loop_on(True)
    person.press("Space")
    (companion,) = person.desk.cameras.companions
    person.wait_until(lambda: companion.frame_shown is not None and person.frame > 5, "for both")
    print(spawning.nursery_pid(), *decoder_pids(), flush=True)
    person.wait_until(lambda: False)
