"""A decoder that was taken over by its clip can lie, and is not believed."""

import contextlib
import io
import json
import os
import random
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.media import isolated
from app.media.clip_facts import ClipFacts
from app.media.errors import DecoderCrashedError
from app.media.index.frame_index import FrameIndex
from app.media.isolated import IsolatedPlayer, player, results
from app.media.isolated.arena import READ_BYTES, Arena
from app.media.isolated.decoder_process import Decoder
from app.media.isolated.plan import PlayerPlan
from app.media.isolated.wire import READ, REQUEST, LyingDecoderError, checked_stats
from app.media.pictures.picture import Picture
from app.media.player.state import PlayerStats
from app.ui.canvas.picture_painter import PaintedPicture
from tests.app.media.truth import truth_of
from tests.support.footage import footage

pytestmark = [
    pytest.mark.promise,
    pytest.mark.skipif(not isolated.is_supported(), reason="no decoder processes on this system"),
]
NAME = "h264 with B-frames in mp4"
SOUND_PICTURE = {
    "slot": 0,
    "size": [16, 9],
    "frame": 3,
    "exact": True,
    "corrupt": False,
    "reduced": False,
    "rect": [0.0, 0.0, 160.0, 96.0],
    "view": [16, 9, None, {"gamma": 1.5, "invert": True}],
}
SOUND_STATE = {
    "playing": False,
    "frame_index": 3,
    "rate": 1.0,
    "buffering": False,
    "fps_shown": 0.0,
    "dropped": 0,
    "anchor": None,
    "buffered": None,
    "low_end": False,
}


def picture(**changed: object) -> bytes:
    return b"p" + json.dumps(SOUND_PICTURE | changed).encode()


def state(**changed: object) -> bytes:
    return b"s" + json.dumps(SOUND_STATE | changed).encode()


LIES = {
    "nothing that is known": b"zzzz",
    "no JSON": b"p{",
    "JSON without end": b"p" + b"[" * 4000,
    "a list": b"s[]",
    "a slot that there is not": picture(slot=99),
    "a slot below zero": picture(slot=-1),
    "a true slot": picture(slot=True),
    "a picture larger than its slot": picture(size=[30000, 30000]),
    "a picture of no width": picture(size=[0, 9]),
    "a frame behind the end": picture(frame=48),
    "a frame below zero": picture(frame=-1),
    "a broken frame": picture(frame=1.5),
    "a part outside the clip": picture(rect=[0.0, 0.0, 1600.0, 96.0]),
    "a part of no width": picture(rect=[0.0, 0.0, 1e-300, 96.0]),
    "a part that is no number": picture(rect=[float("nan"), 0.0, 1.0, 1.0]),
    "a view without end": picture(view=[float("inf"), 9, None, {}]),
    "a view without an adjustment": picture(view=[16, 9, None]),
    "an adjustment out of range": picture(view=[16, 9, None, {"gamma": 1e9}]),
    "an adjustment that is no number": picture(view=[16, 9, None, {"clahe": float("nan")}]),
    "an adjustment that there is not": picture(view=[16, 9, None, {"blur": 1}]),
    "half a negative": picture(view=[16, 9, None, {"invert": 0.5}]),
    "a state of another clip": state(frame_index=4800),
    "a rate that is no number": state(rate="fast"),
    "an anchor out of time": state(anchor=[float("inf"), 0.0]),
    "a huge number": b"s" + json.dumps(SOUND_STATE).encode().replace(b"3", b"9" * 3000),
    "an error that no decoder raises": b'f{"class":"SystemExit","token":null}',
    "an error of ours that was not raised": b'f{"class":"","token":7}',
}


class Liar:
    """Stands in for a decoder process: has its ends of the sockets, and says what it likes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.decoders: list[Decoder] = []
        self.data: socket.socket | None = None
        self.requests: socket.socket | None = None
        self.begun = threading.Event()
        monkeypatch.setattr(player, "start_decoder", self._start)

    def _start(self, plan: PlayerPlan) -> Decoder:
        arena, descriptor = Arena.create(slot_bytes=plan.slot_bytes, slot_count=plan.slot_count)
        os.close(descriptor)
        decoder = Decoder(arena)
        self.decoders.append(decoder)
        self.data, self.requests, self.commands = decoder.theirs
        self.begun.set()
        return decoder

    def wait_until(self, holds: Callable[[], bool]) -> None:
        until_s = time.monotonic() + 120
        while not holds():
            assert time.monotonic() < until_s
            time.sleep(0.005)

    def close(self) -> None:
        for decoder in self.decoders:
            for theirs in decoder.theirs:
                theirs.close()


@pytest.fixture
def told() -> list[object]:
    return []


@pytest.fixture
def liar(monkeypatch: pytest.MonkeyPatch, told: list[object]):
    made = Liar(monkeypatch)
    truth = truth_of(footage(NAME))
    arrived = threading.Event()

    def take(thing: object) -> None:
        told.append(thing)
        arrived.set()

    shown = IsolatedPlayer(
        lambda _: io.BytesIO(truth.clip),
        truth.index,
        on_picture=take,
        on_state=take,
        on_failed=take,
    )
    shown.play()
    assert made.begun.wait(20)
    made.arrived = arrived
    made.player = shown
    made.commands.recv(4096)
    made.decoders[0].arena.command_taken()
    yield made
    shown.close()
    made.close()


def test_what_is_no_lie_is_taken(liar: Liar, told: list[object]) -> None:
    liar.data.send(picture())
    assert liar.arrived.wait(20)
    assert isinstance(told[0], Picture)
    assert (told[0].frame_index, told[0].pts) == (3, 3 * 512)
    assert told[0].bgra.shape == (9, 16, 4)


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_ends_the_process_and_is_told_as_a_crash(
    lie: str, liar: Liar, told: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    liar.data.send(LIES[lie])
    assert liar.arrived.wait(20)
    assert isinstance(told[0], DecoderCrashedError)
    assert "nonsense" in str(told[0])


@pytest.mark.parametrize(
    "request_",
    [
        b"zz",
        READ.pack(b"r", 1, 0, 1 << 30, 10),
        READ.pack(b"r", 1, 1 << 63, 10, 10),
        READ.pack(b"r", 1, 0, 10, 10),
        READ.pack(b"r", 1, 0, 10, 10)[:-1],
    ],
    ids=["unknown", "too much", "too far", "before opening", "cut short"],
)
def test_a_request_for_nonsense_ends_the_process(
    request_: bytes, liar: Liar, told: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    liar.requests.send(request_)
    assert liar.arrived.wait(20)
    assert isinstance(told[0], DecoderCrashedError)


def test_a_flood_of_messages_ends_the_process(
    liar: Liar, told: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    with contextlib.suppress(OSError):
        for _ in range(50_000):
            liar.data.send(state())
    liar.wait_until(lambda: any(isinstance(one, DecoderCrashedError) for one in told))


def test_requests_whose_answers_are_not_taken_end_the_process(
    liar: Liar, told: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    liar.requests.send(REQUEST.pack(b"o", 1))
    with contextlib.suppress(OSError):
        for number in range(50_000):
            liar.requests.send(READ.pack(b"r", number, 0, READ_BYTES, 1))
    liar.wait_until(lambda: any(isinstance(one, DecoderCrashedError) for one in told))


def test_reads_without_end_hold_up_neither_memory_nor_closing(
    liar: Liar, told: list[object]
) -> None:
    liar.requests.send(REQUEST.pack(b"o", 1))
    liar.requests.recv(4096)
    for number in range(5000):
        # At once, before the clip, behind it, of nothing.
        offset = (0, 1 << 40, 1 << 62)[number % 3]
        liar.requests.send(READ.pack(b"r", number, offset, number % 2, 0))
        assert liar.requests.recv(4096)[:1] == b"\0"
    assert not told


def test_descriptors_that_are_sent_along_stay_away(liar: Liar, told: list[object]) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    with Path("/dev/null").open("rb") as given:
        liar.requests.send(REQUEST.pack(b"o", 1))
        liar.requests.recv(4096)
        for _ in range(200):
            socket.send_fds(liar.requests, [REQUEST.pack(b"l", 2)], [given.fileno()] * 100)
            liar.requests.recv(4096)
            socket.send_fds(liar.data, [state()], [given.fileno()] * 100)
    liar.wait_until(lambda: len(told) == 200)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 2


def test_a_picture_that_changes_while_it_is_painted_is_only_pixels(
    liar: Liar, told: list[object], qtbot: object
) -> None:
    liar.data.send(picture())
    liar.wait_until(lambda: bool(told))
    shown = told[0]
    assert isinstance(shown, Picture)
    arena = liar.decoders[0].arena
    painted = PaintedPicture(shown)
    for value in range(0, 256, 5):
        arena.fill(0, np.full((9, 16, 4), value, np.uint8))
        # The other side may also free the slot, give it twice and punch holes into it.
        arena.free(0)
        liar.data.send(picture())
        assert painted.image.copy().pixelColor(3, 3).red() == value
    liar.wait_until(lambda: len(told) > 50)


def test_orders_that_are_never_taken_end_the_process(
    liar: Liar, told: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(10_000):
        liar.player.show(number % 48)
        # It says that it takes some.
        liar.decoders[0].arena.command_taken()
    liar.data.send(state())
    liar.wait_until(lambda: any(isinstance(one, DecoderCrashedError) for one in told))


def test_shared_memory_cannot_be_taken_away() -> None:
    arena, descriptor = Arena.create(slot_bytes=4096, slot_count=1)
    try:
        with pytest.raises(OSError):
            os.ftruncate(descriptor, 0)
        with pytest.raises(OSError):
            os.ftruncate(descriptor, 1 << 30)
    finally:
        os.close(descriptor)
    assert arena.free_slots == 1


def test_a_picture_stays_as_it_is_as_long_as_it_is_held() -> None:
    arena, descriptor = Arena.create(slot_bytes=4096, slot_count=3)
    os.close(descriptor)
    first = arena.free_slot()
    assert first is not None
    arena.fill(first, np.full((4, 4, 4), 7, np.uint8))
    held = arena.lent(first, 64).reshape(4, 4, 4)[1:, 1:]
    assert arena.free_slots == 2
    assert arena.free_slot() != first
    assert (held == 7).all()
    del held
    assert arena.free_slots == 3


def test_statistics_that_are_no_numbers_are_none() -> None:
    lies = (float("nan"), float("inf"), -1.0, 1e300, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert checked_stats(lies) == PlayerStats(shown=2)


# -- results of tasks


def packed_index() -> bytes:
    return results.index_item(truth_of(footage(NAME)).index)


def with_fact(**changed: object) -> bytes:
    """Give a packed index that says something else of its clip, its checksum right."""
    packed = truth_of(footage(NAME)).index.to_bytes()
    magic, version, size, frames, keys, _ = struct.unpack_from(">4sHIIII", packed)
    facts = json.loads(packed[22 : 22 + size]) | changed
    header = json.dumps(facts).encode()
    body = header + packed[22 + size :]
    head = struct.pack(">4sHIIII", magic, version, len(header), frames, keys, zlib.crc32(body))
    return b"\2" + head + body


@pytest.mark.parametrize(
    "changed",
    [
        {"time_base": "1/1e999999999"},
        {"time_base": "0/1"},
        {"time_base": 25},
        {"sample_aspect": "100000/1"},
        {"average_rate": "1e99"},
        {"coded_size": [1 << 20, 1 << 20]},
        {"coded_size": [0, 0]},
        {"rotation": 45},
        {"codec": "<b>h264</b>"},
        {"end_pts": 0},
        {"more": "x" * 5000},
    ],
    ids=str,
)
def test_an_index_that_cannot_be_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(LyingDecoderError):
        results.checked_index(with_fact(**changed))


def sound_items() -> dict[str, tuple[bytes, Callable[[bytes], object]]]:
    pixels = np.zeros((4, 6, 4), np.uint8)
    return {
        "index": (packed_index(), results.checked_index),
        "picture": (
            results.picture_item(3, pixels, 80),
            lambda item: results.checked_thumbnail(item, 48),
        ),
        "facts": (results.facts_item(ClipFacts(has_audio=True)), results.checked_facts),
        "damage": (b"[[[3, 7]], []]", lambda item: results.checked_damage(item, 48)),
        "sound": (struct.pack(">d", 1.5) + bytes(400), results.checked_sound),
    }


@pytest.mark.parametrize("kind", sound_items())
def test_a_changed_result_is_refused_or_can_be_true(kind: str) -> None:
    item, read = sound_items()[kind]
    read(item)
    chance = random.Random(kind)
    for _ in range(400):
        changed = bytearray(item)
        for _ in range(chance.choice([1, 1, 2, 8])):
            changed[chance.randrange(min(len(changed), 400))] = chance.randrange(256)
        cut = bytes(changed[: chance.choice([len(changed), chance.randrange(len(changed))])])
        try:
            read(cut)
        except LyingDecoderError:
            continue


@pytest.mark.parametrize(
    "lie",
    [
        b"{}",
        b"[[[7, 3]], []]",
        b"[[[0, 99]], []]",
        b"[[[3, 9], [5, 12]], []]",
        b"[[[true, 3]], []]",
    ],
)
def test_damage_that_cannot_be_is_refused(lie: bytes) -> None:
    with pytest.raises(LyingDecoderError):
        results.checked_damage(lie, 48)


def test_the_program_unpickles_nothing_that_a_decoder_sends() -> None:
    folder = Path(isolated.__file__).parent
    loading = {path.name for path in folder.glob("*.py") if "unpickled(" in path.read_text()}
    # Those that run in the decoder process, and where the function stands.
    assert loading == {"channel.py", "child.py", "plan.py"}


def test_an_index_that_grows_is_not_taken_for_a_whole_one() -> None:
    index = truth_of(footage(NAME)).index
    part = results.checked_index(b"\1" + index.to_bytes())
    assert isinstance(part, FrameIndex)
    assert part.grows
