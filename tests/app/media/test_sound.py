"""Sound runs with the picture: the sample that is heard is of the moment that is seen."""

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import miniaudio
import pytest

from app.media.errors import NoSoundError, SoundDeviceError
from app.media.index.building import build_index
from app.media.player.state import PlayAnchor
from app.media.sound.blocks import RATE_HZ, SoundBlock, first_second, has_sound, sound_blocks
from app.media.sound.buffer import SoundBuffer
from app.media.sound.device import SoundDevice
from app.media.sound.player import SoundPlayer
from tests.support.footage import footage
from tests.support.sounding import make_sounding_clip, told_ms

CLIP = make_sounding_clip(4.0)
LATE_PICTURE = make_sounding_clip(4.0, picture_offset_s=1.0)
PATIENCE_S = 60.0
ROOT = Path(__file__).resolve().parents[3]


def test_every_sample_tells_the_moment_it_is_given_for() -> None:
    told = 0
    for block in sound_blocks(io.BytesIO(CLIP), first_s=0.0, start_s=0.0):
        assert told_ms(block.samples)[0] == pytest.approx(block.clip_s * 1000, abs=1.5)
        told += len(block.samples) // 4
    assert told == 4 * RATE_HZ


@pytest.mark.parametrize("start_s", [0.0, 0.7, 2.02, 3.9])
def test_sound_from_a_moment_on_begins_there(start_s: float) -> None:
    first = next(sound_blocks(io.BytesIO(CLIP), first_s=0.0, start_s=start_s))
    assert first.clip_s <= start_s + 0.001 < first.end_s + 0.001
    assert told_ms(first.samples)[0] == pytest.approx(first.clip_s * 1000, abs=1.5)


def test_sound_counts_from_the_first_picture_not_from_the_container() -> None:
    index = build_index(io.BytesIO(LATE_PICTURE))
    first_s = first_second(index)
    assert first_s == pytest.approx(1.0)
    first = next(sound_blocks(io.BytesIO(LATE_PICTURE), first_s=first_s, start_s=0.5))
    assert told_ms(first.samples)[0] == pytest.approx(first.clip_s * 1000 + 1000, abs=1.5)


def test_a_clip_without_sound_says_so() -> None:
    silent = footage("h264 with B-frames in mp4")
    assert not has_sound(io.BytesIO(silent))
    assert has_sound(io.BytesIO(CLIP))
    with pytest.raises(NoSoundError):
        next(sound_blocks(io.BytesIO(silent), first_s=0.0, start_s=0.0))


def test_damaged_sound_is_left_out_and_what_is_left_keeps_its_moments() -> None:
    clip = bytearray(make_sounding_clip(4.0, codec="flac"))
    at = len(clip) // 2
    clip[at : at + 3000] = bytes(3000)
    blocks = list(sound_blocks(io.BytesIO(bytes(clip)), first_s=0.0, start_s=0.0))
    late = [block for block in blocks if block.clip_s > 3.0]
    assert late
    for block in late:
        assert told_ms(block.samples)[0] == pytest.approx(block.clip_s * 1000, abs=1.5)


def test_what_is_not_there_is_silence() -> None:
    buffer = SoundBuffer()
    stretch = buffer.begin(0.0)
    buffer.put(SoundBlock(0.010, b"\x01\x00\x02\x00" * 480), stretch)
    taken = told_ms(buffer.take(0.005, 960))
    assert set(taken[:240]) == {0}
    assert set(taken[240:720]) == {1}
    assert set(taken[720:]) == {0}


def test_decoding_runs_no_further_ahead_than_a_second() -> None:
    buffer = SoundBuffer(most_s=1.0)
    stretch = buffer.begin(0.0)
    put: list[int] = []

    def fill() -> None:
        for number in range(40):
            if not buffer.put(SoundBlock(number * 0.1, bytes(4 * 4800)), stretch):
                return
            put.append(number)

    filling = threading.Thread(target=fill)
    filling.start()
    wait_until(lambda: len(put) == 10)
    buffer.take(0.45, 4800)
    wait_until(lambda: len(put) == 16)
    buffer.begin(0.0)
    filling.join(PATIENCE_S)
    assert not filling.is_alive()


class Loudspeaker:
    """Stands in for the device: asks when the test wants it to; a real one can't be listened to."""

    def __init__(self) -> None:
        self.pulls: list[Callable[[int], bytes]] = []
        self.open = 0

    def __call__(self, pull: Callable[[int], bytes]) -> "Loudspeaker":
        self.pulls.append(pull)
        self.open += 1
        return self

    def close(self) -> None:
        self.open -= 1


@contextmanager
def sounding(
    clip: bytes, loudspeaker: Loudspeaker, failures: list[Exception]
) -> Iterator[SoundPlayer]:
    player = SoundPlayer(
        lambda _interrupt: io.BytesIO(clip),
        index=build_index(io.BytesIO(clip)),
        open_device=loudspeaker,
        latency_s=0.0,
        on_failed=failures.append,
    )
    try:
        yield player
    finally:
        player.close()


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.002)


def heard_at(player: SoundPlayer, anchor: PlayAnchor) -> tuple[float, float]:
    """Ask for samples as a device does, until there are some.

    Returns how many ms what is heard lies after what was due before asking, and after.
    """
    until = time.monotonic() + PATIENCE_S
    while True:
        before = anchor.clip_s + time.monotonic() - anchor.at_s
        samples = told_ms(player.pull(480))
        after = anchor.clip_s + time.monotonic() - anchor.at_s
        # A decoder that has fallen behind leaves silence, which tells no moment.
        if samples.all():
            return float(samples[0]) - before * 1000, float(samples[0]) - after * 1000
        assert time.monotonic() < until, "waited in vain"


def test_what_is_heard_is_what_is_seen_from_any_anchor_on() -> None:
    loudspeaker, failures = Loudspeaker(), list[Exception]()
    with sounding(make_sounding_clip(30.0), loudspeaker, failures) as player:
        for clip_s in (0.5, 12.0, 3.0):
            anchor = PlayAnchor(clip_s, time.monotonic())
            player.follow(anchor)
            since_before, since_after = heard_at(player, anchor)
            # Up to 60 ms are left alone.
            assert since_before > -62
            assert since_after < 62
    assert failures == []
    assert loudspeaker.open == 0


def test_without_an_anchor_there_is_silence_and_the_device_is_closed() -> None:
    loudspeaker, failures = Loudspeaker(), list[Exception]()
    with sounding(CLIP, loudspeaker, failures) as player:
        player.follow(PlayAnchor(0.0, time.monotonic()))
        wait_until(lambda: loudspeaker.open == 1)
        player.follow(None)
        wait_until(lambda: loudspeaker.open == 0)
        assert not told_ms(player.pull(480)).any()
    assert failures == []


def test_trouble_is_told_once_and_sound_can_be_asked_for_again() -> None:
    loudspeaker, failures = Loudspeaker(), list[Exception]()
    with sounding(footage("h264 with B-frames in mp4"), loudspeaker, failures) as player:
        for _ in range(2):
            player.follow(PlayAnchor(0.0, time.monotonic()))
            count = len(failures)
            wait_until(lambda count=count: len(failures) == count + 1)
            player.follow(None)
    assert [type(one) for one in failures] == [NoSoundError, NoSoundError]
    assert loudspeaker.open == 0


def test_a_real_device_thread_is_fed() -> None:
    asked: list[Path] = []

    def pull(frames: int) -> bytes:
        asked.append(Path(f"/proc/self/task/{threading.get_native_id()}"))
        return bytes(4 * frames)

    device = SoundDevice(pull, backends=(miniaudio.Backend.NULL,))
    wait_until(lambda: len(asked) > 2)
    device.close()
    device.close()
    # Its thread ends: nobody is left who could ask. Only Linux tells.
    wait_until(lambda: not any(thread.exists() for thread in asked))


@pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux's")
def test_nothing_is_written_to_the_terminal_where_there_is_no_device(tmp_path: Path) -> None:
    script = (
        "import miniaudio\n"
        "from contextlib import suppress\n"
        "from app.media.errors import SoundDeviceError\n"
        "from app.media.sound.device import SoundDevice\n"
        "with suppress(SoundDeviceError):\n"
        "    SoundDevice(lambda n: bytes(4 * n), backends=(miniaudio.Backend.ALSA,)).close()\n"
    )
    # Whatever devices there are: none is called like that.
    quiet = {"ALSA_CARD": "none", "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | quiet,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""


def test_a_computer_without_a_device_says_so() -> None:
    # Nobody has JACK's server running and Core Audio installed at once.
    with pytest.raises(SoundDeviceError):
        SoundDevice(lambda frames: bytes(4 * frames), backends=(miniaudio.Backend.WASAPI,))
