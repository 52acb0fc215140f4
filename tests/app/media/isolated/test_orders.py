"""What a player was told goes to its process in order, and the thread that tells it never waits."""

import io
import os
import pickle
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from app.media import isolated
from app.media.index.building import build_index
from app.media.index.frame_index import FrameIndex
from app.media.isolated import IsolatedPlayer, decoder_process, player
from app.media.isolated.arena import Arena
from app.media.isolated.decoder_process import Decoder
from app.media.isolated.orders import OrderBook
from app.media.player.state import PlayerState
from tests.app.media.viewer import Viewer
from tests.support.cleanliness import decoder_pids
from tests.support.footage import even_pts, make_clip

pytestmark = pytest.mark.skipif(
    not isolated.is_supported(), reason="no decoder processes on this system"
)


@pytest.fixture(scope="module")
def index() -> FrameIndex:
    return build_index(io.BytesIO(make_clip(pts=even_pts(60))))


@pytest.fixture
def decoder() -> Iterator[Decoder]:
    arena, descriptor = Arena.create(slot_bytes=4096, slot_count=1)
    os.close(descriptor)
    with ExitStack() as stack:
        made = Decoder(arena)
        for theirs in made.theirs:
            stack.callback(theirs.close)
        stack.callback(made.end)
        yield made


class Large:
    """Stands in for a long index: 100,000 bytes; tells on which thread it is pickled."""

    def __init__(self) -> None:
        self.pickled_on: list[int] = []

    def __reduce__(self) -> tuple[Any, ...]:
        self.pickled_on.append(threading.get_ident())
        return bytes, (bytes(100_000),)


class GuardedBook(OrderBook):
    """Notes what is changed by a thread that does not hold the player's lock."""

    lock: threading.Condition | None = None

    def __init__(self, index: FrameIndex) -> None:
        self.unguarded: list[str] = []
        super().__init__(index)

    def __setattr__(self, name: str, value: object) -> None:
        if self.lock is not None and not self.lock._is_owned():  # type: ignore[attr-defined]
            self.unguarded.append(name)
        super().__setattr__(name, value)


def playing_at(frame_index: int) -> PlayerState:
    return PlayerState(True, frame_index, 1.0, False, 0.0, 0)


def taken(decoder: Decoder) -> list[str]:
    """Take what the socket of a process holds; give the names, "m" for memory."""
    names: list[str] = []
    commands = decoder.theirs[2]
    commands.setblocking(False)
    while True:
        try:
            message, descriptors, _, _ = socket.recv_fds(commands, 1 << 16, 1)
        except BlockingIOError:
            return names
        for descriptor in descriptors:
            os.close(descriptor)
        names.append("m" if descriptors else pickle.loads(message)[0])


def test_a_long_index_is_pickled_once_on_the_thread_that_receives(decoder: Decoder) -> None:
    large = Large()
    decoder.command("set_index", large)
    decoder.command("show", 5)
    assert large.pickled_on == []
    assert taken(decoder) == []
    receiving = threading.Thread(target=decoder.receive, args=(0.01,))
    receiving.start()
    receiving.join()
    assert len(large.pickled_on) == 1
    assert large.pickled_on[0] != threading.get_ident()
    assert len(taken(decoder)) == 2


def test_a_thread_that_waits_for_messages_is_woken_to_send_a_long_index(decoder: Decoder) -> None:
    receiving = threading.Thread(target=decoder.receive, args=(60.0,))
    receiving.start()
    decoder.command("set_index", Large())
    decoder.theirs[2].settimeout(20)
    message, descriptors, _, _ = socket.recv_fds(decoder.theirs[2], 1 << 16, 1)
    os.close(descriptors[0])
    assert message == b"m"
    decoder.kill()
    receiving.join()


def test_what_waits_for_room_is_not_packed_anew_at_each_try(
    decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    make = decoder_process.bytes_file

    def counted(name: str, content: bytes) -> int:
        made.append(len(content))
        return make(name, content)

    monkeypatch.setattr(decoder_process, "bytes_file", counted)
    while not decoder.unsent_count:
        decoder.command("show", 5)
    decoder.command("set_index", bytes(100_000))
    decoder.command("show", 6)
    for _ in range(3):
        decoder.receive(0)
    assert len(made) <= 1
    names = taken(decoder)
    decoder.send_unsent()
    names += taken(decoder)
    assert len(made) == 1
    assert names[-2:] == ["m", "show"]
    assert names.count("show") == decoder.commands_given - 1


def test_a_state_from_before_a_request_does_not_rename_what_is_owed(index: FrameIndex) -> None:
    book = OrderBook(index)
    book.told(playing_at(10))
    assert book.target == 10
    book.note(("show", (50,), {}), None)
    book.told(playing_at(11))
    assert book.target == 50
    book.shown(50, exact=True)
    assert not book.owes
    book.note(("play", (), {}), None)
    book.told(playing_at(51))
    assert book.target == 51


def test_what_is_owed_is_changed_under_the_players_lock_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(player, "OrderBook", GuardedBook)
    clip = make_clip(pts=even_pts(60))
    with Viewer(
        lambda: io.BytesIO(clip), build_index(io.BytesIO(clip)), start=IsolatedPlayer
    ) as viewer:
        watched = viewer.player
        assert isinstance(watched, IsolatedPlayer)
        book = watched._orders
        assert isinstance(book, GuardedBook)
        with watched._changed:
            book.lock = watched._changed
        viewer.player.show(5)
        viewer.wait_for_frame(5)
        viewer.player.set_loop(3, 40)
        viewer.player.play()
        viewer.wait_until(lambda: viewer.states[-1].playing)
        (pid,) = decoder_pids()
        os.kill(pid, signal.SIGKILL)
        viewer.wait_until(lambda: bool(viewer.failures))
        viewer.player.show(9)
        viewer.wait_for_frame(9)
        assert book.unguarded == []
