"""A decoder that crashes, hangs or is killed takes nothing with it; the next request goes on."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.media import isolated
from app.media.errors import DamagedFrameError, DecoderCrashedError
from app.media.index.building import build_index
from app.media.isolated import IsolatedPlayer, serving, spawning
from app.media.isolated.serving import Watch
from app.media.isolated.task_run import run_task
from app.media.pictures.view import ViewRequest
from storage.interrupt import Interrupt
from tests.app.media.test_distant_clip import grainy_clip
from tests.app.media.truth import truth_of
from tests.app.media.viewer import Viewer
from tests.support.cleanliness import decoder_pids
from tests.support.footage import footage, read_barcode
from tests.support.waiting import is_gone, wait_until

ROOT = Path(__file__).resolve().parents[4]
NAME = "h264 with B-frames in mp4"
VIEW = ViewRequest(80, 48)

pytestmark = [
    pytest.mark.promise,
    pytest.mark.skipif(not isolated.is_supported(), reason="no decoder processes on this system"),
]


class Gate(io.BytesIO):
    """A clip whose bytes can be held back."""

    def __init__(self, clip: bytes, is_open: threading.Event, interrupt: Interrupt) -> None:
        super().__init__(clip)
        self._is_open, self._interrupt = is_open, interrupt

    def read(self, size: int | None = -1, /) -> bytes:
        while not self._is_open.wait(0.005):
            self._interrupt.check()
        return super().read(size)


class Watched(Viewer):
    """A viewer of an isolated player whose clip's bytes can be held back."""

    def __init__(self, *, hang_s: float = 10.0) -> None:
        clip = grainy_clip()
        self.way = threading.Event()
        self.way.set()
        super().__init__(
            io.BytesIO,
            build_index(io.BytesIO(clip)),
            interruptible=lambda interrupt: Gate(clip, self.way, interrupt),
            start=partial(IsolatedPlayer, hang_s=hang_s),
        )

    @property
    def pid(self) -> int:
        (pid,) = decoder_pids()
        return pid

    def wait_in_vain_for(self, frame_index: int) -> None:
        """Ask for a frame whose bytes don't come, until its state tells that it takes long."""
        self.way.clear()
        self.player.show(frame_index)
        self.wait_until(
            lambda: (
                bool(self.states)
                and self.states[-1].buffering
                and self.states[-1].frame_index == frame_index
            )
        )

    def crash_at(self, frame_index: int) -> Exception:
        """End the process while it waits for the bytes of a frame; give what was told of it."""
        told = len(self.failures)
        self.wait_in_vain_for(frame_index)
        os.kill(self.pid, signal.SIGSEGV)
        self.wait_until(lambda: len(self.failures) > told)
        self.way.set()
        return self.failures[-1]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[Watched]:
    with Watched() as made:
        yield made
        made.way.set()


def test_a_crash_is_told_once_and_the_next_request_goes_on_as_before(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    watched.player.set_view(VIEW)
    watched.player.show(5)
    watched.wait_for_frame(5)
    assert isinstance(watched.crash_at(80), DecoderCrashedError)
    assert len(watched.failures) == 1
    assert not watched.states[-1].playing
    watched.player.step(1)
    picture = watched.wait_for_frame(81)
    assert picture.view == VIEW
    assert picture.bgra.shape == (48, 80, 4)
    assert read_barcode(picture.bgra) == 81


def test_a_crash_while_playing_ends_the_playing(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    watched.player.set_loop(3, 40)
    watched.player.play()
    watched.wait_until(lambda: len(watched.pictures) > 5)
    os.kill(watched.pid, signal.SIGABRT)
    watched.wait_until(lambda: bool(watched.failures))
    watched.wait_for_rest()
    watched.player.play()
    watched.wait_until(lambda: watched.states[-1].playing)
    shown = len(watched.pictures)
    watched.wait_until(lambda: len(watched.pictures) > shown + 5)
    assert len(watched.failures) == 1


def test_what_breaks_down_unasked_is_not_told(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    watched.player.show(5)
    watched.wait_for_frame(5)
    os.kill(watched.pid, signal.SIGKILL)
    wait_until(lambda: not decoder_pids())
    watched.player.show(9)
    watched.wait_for_frame(9)
    assert not watched.failures


def test_a_new_view_after_a_silent_end_brings_the_present_frame_again(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    watched.player.show(5)
    watched.wait_for_frame(5)
    os.kill(watched.pid, signal.SIGKILL)
    watched.player.set_view(VIEW)
    watched.wait_until(lambda: watched.pictures[-1].view == VIEW)
    assert watched.pictures[-1].frame_index == 5
    assert not watched.failures


def test_a_frame_that_crashes_the_decoder_twice_is_damaged(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(watched.crash_at(90), DecoderCrashedError)
    second = watched.crash_at(90)
    assert isinstance(second, DamagedFrameError)
    assert second.frame_index == 90
    watched.player.show(91)
    watched.wait_for_frame(91)


def test_a_decoder_that_stands_still_is_ended(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with Watched(hang_s=2.0) as watched:
        watched.player.show(5)
        watched.wait_for_frame(5)
        stopped = watched.pid
        os.kill(stopped, signal.SIGSTOP)
        # It cannot have been this frame: the next process is asked for it.
        watched.player.show(40)
        watched.wait_for_frame(40)
        assert stopped not in decoder_pids()
        assert not watched.failures
        watched.wait_in_vain_for(100)
        os.kill(watched.pid, signal.SIGSTOP)
        watched.way.set()
        watched.wait_until(lambda: bool(watched.failures))
        assert isinstance(watched.failures[0], DecoderCrashedError)
        watched.player.show(100)
        watched.wait_for_frame(100)


def test_a_decoder_that_waits_for_bytes_is_not_taken_for_one_that_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later_s, answers = 0.0, []
    is_hanging = Watch.is_hanging

    def told(watch: Watch) -> bool:
        answers.append(is_hanging(watch))
        return answers[-1]

    monkeypatch.setattr(Watch, "is_hanging", told)
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + later_s, sleep=time.sleep)
    monkeypatch.setattr(serving, "time", clock)
    with Watched() as watched:
        watched.wait_in_vain_for(5)
        waiting = watched.pid
        answers.clear()
        later_s = 3600.0
        watched.wait_until(lambda: len(answers) > 3)
        later_s = 0.0
        watched.way.set()
        watched.wait_for_frame(5)
        assert watched.pid == waiting
        assert not any(answers)
        assert not watched.failures


def test_closing_ends_a_decoder_that_stands_still(watched: Watched) -> None:
    watched.player.show(5)
    watched.wait_for_frame(5)
    os.kill(watched.pid, signal.SIGSTOP)
    watched.player.close()
    assert decoder_pids() == []


def test_a_task_whose_process_crashes_or_hangs_ends_in_an_error() -> None:
    truth = truth_of(footage(NAME))
    for ending in (signal.SIGSEGV, signal.SIGSTOP):
        arguments = {"known": None, "only_coarse": False}
        parts = run_task("motion", io.BytesIO(truth.clip), truth.index, arguments, hang_s=2.0)
        next(parts)
        (pid,) = decoder_pids()
        os.kill(pid, ending)
        with pytest.raises(DecoderCrashedError):
            list(parts)
        assert decoder_pids() == []


def test_a_nursery_that_was_killed_is_started_anew(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    watched.player.show(5)
    watched.wait_for_frame(5)
    nursery = spawning.nursery_pid()
    assert nursery is not None
    decoder = watched.pid
    os.kill(nursery, signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{decoder}").exists())
    watched.player.show(9)
    watched.wait_for_frame(9)
    assert not watched.failures
    assert spawning.nursery_pid() != nursery


def test_a_program_that_dies_leaves_no_process_behind() -> None:
    with program_with_a_decoder() as (program, pids):
        assert len(pids) == 2
        program.kill()
        program.wait()
        wait_until(lambda: all(map(is_gone, pids)))


def test_ctrl_c_in_a_terminal_ends_no_decoder() -> None:
    with program_with_a_decoder() as (program, pids):
        # To the whole group, as a terminal does.
        os.killpg(program.pid, signal.SIGINT)
        assert program.stdout is not None
        assert program.stdout.readline() == b"interrupted, and it decodes\n"
        assert all(Path(f"/proc/{pid}").exists() for pid in pids)


@contextmanager
def program_with_a_decoder() -> Iterator[tuple["subprocess.Popen[bytes]", list[int]]]:
    script = "from tests.app.media.isolated.test_breaking_down import be_a_program; be_a_program()"
    program = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        process_group=0,
    )
    try:
        assert program.stdout is not None
        yield program, [int(pid) for pid in program.stdout.readline().split()]
    finally:
        program.kill()
        program.communicate()


def be_a_program() -> None:
    """Play a clip; after Ctrl+C, show another frame of it."""
    # Who starts the tests in the background of a script has them start without it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    truth = truth_of(footage(NAME))
    with Viewer(lambda: io.BytesIO(truth.clip), truth.index, start=IsolatedPlayer) as shown:
        shown.player.show(5)
        shown.wait_for_frame(5)
        try:
            print(spawning.nursery_pid(), *decoder_pids(), flush=True)
            # Not `pause`: it would sleep on if Ctrl+C came right before it.
            while True:
                time.sleep(0.01)
        except KeyboardInterrupt:
            shown.player.show(20)
            shown.wait_for_frame(20)
            print("interrupted, and it decodes", flush=True)
            sys.stdin.read()
