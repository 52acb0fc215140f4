"""Reads are ranges of one unchanging object; they are tried again, split, and called off."""

import dataclasses
import os
import threading
import time
from contextlib import closing

import pytest

from crypto.errors import AlteredError
from storage.errors import ClipNotFoundError, ReadInterruptedError, StorageUnavailableError
from storage.interrupt import Interrupt
from storage.link import Link
from storage.s3 import S3Objects
from storage.s3.source import HEAD_SIZE
from tests.storage.s3.conftest import QUICK
from tests.storage.s3.cutting_proxy import CuttingProxy

CONTENT = os.urandom(9_500_000)


@pytest.fixture
def stored(objects) -> str:
    with objects.create("a.slc") as writer:
        writer.write(CONTENT)
        writer.commit()
    return "a.slc"


def test_any_range_is_what_was_written(objects, stored):
    with closing(objects.open(stored)) as source:
        assert source.size == len(CONTENT)
        assert not source.fetches_ahead
        for offset, length in [
            (0, 120),
            (HEAD_SIZE - 10, 20),
            (HEAD_SIZE, 16400),
            (len(CONTENT) - 5, 100),
            (len(CONTENT), 10),
            (len(CONTENT) + 7, 10),
            (100, 0),
            (0, len(CONTENT)),
            (300_000, 8_500_000),
        ]:
            assert source.read_at(offset, length) == CONTENT[offset : offset + length]


def test_opening_and_reading_the_start_is_one_request(objects, stored, link):
    before = link.state().bytes_in
    with closing(objects.open(stored)) as source:
        source.read_at(0, HEAD_SIZE)
        assert link.state().bytes_in - before == HEAD_SIZE
        assert source.forget(0, 10)
        source.read_at(0, 120)
        assert link.state().bytes_in - before == HEAD_SIZE + 120


def test_pieces_are_handed_over_in_order_as_they_come(objects, stored, link):
    lengths = [HEAD_SIZE - 100, 200_000, *[65_600] * 30, 1]
    got: list[bytes] = []
    with closing(objects.open(stored, interrupt=Interrupt())) as source:
        before = link.state().bytes_in
        source.read_each(100, lengths, got.extend)
    assert [len(piece) for piece in got] == lengths
    assert b"".join(got) == CONTENT[100 : 100 + sum(lengths)]
    assert link.state().bytes_in - before == sum(lengths[1:])


def test_pieces_of_an_answer_that_breaks_off_are_handed_over_once(stored, settings):
    with (
        CuttingProxy(settings.endpoint_url) as proxy,
        closing(S3Objects(proxy.settings(settings), link=Link())) as through,
    ):
        source = through.open(stored)
        proxy.break_next("cut", after=300_000)
        got: list[bytes] = []
        source.read_each(HEAD_SIZE, [65_600] * 20, got.extend)
        assert b"".join(got) == CONTENT[HEAD_SIZE : HEAD_SIZE + 65_600 * 20]
        assert proxy.broken == 1


def test_an_empty_object_can_be_opened(objects):
    objects.replace("empty.slc", b"")
    with closing(objects.open("empty.slc")) as source:
        assert source.size == 0
        assert source.read_at(0, 100) == b""


def test_an_absent_object_is_said_to_be_absent(objects):
    with pytest.raises(ClipNotFoundError):
        objects.open("absent.slc")


@pytest.mark.promise
def test_an_object_that_is_replaced_while_open_is_altered(objects, stored):
    with closing(objects.open(stored)) as source:
        objects.replace(stored, CONTENT[::-1])
        assert source.read_at(0, 100) == CONTENT[:100]
        for length in (100, 8_500_000):
            with pytest.raises(AlteredError):
                source.read_at(HEAD_SIZE, length)
        got: list[bytes] = []
        with pytest.raises(AlteredError):
            source.read_each(HEAD_SIZE, [100, 100], got.extend)
        assert not got


@pytest.mark.parametrize("how", ["cut", "reset"])
def test_an_answer_that_breaks_off_is_asked_for_again(stored, settings, how):
    with CuttingProxy(settings.endpoint_url) as proxy:
        link = Link()
        with closing(S3Objects(proxy.settings(settings), link=link)) as through:
            source = through.open(stored)
            proxy.break_next(how, after=100_000)
            assert source.read_at(HEAD_SIZE, 500_000) == CONTENT[HEAD_SIZE : HEAD_SIZE + 500_000]
            assert proxy.broken == 1
            assert link.state().online


def test_answers_that_always_break_off_end_as_such(stored, settings):
    with CuttingProxy(settings.endpoint_url) as proxy:
        through = S3Objects(proxy.settings(settings), link=Link(), policy=QUICK)
        with closing(through):
            source = through.open(stored)
            proxy.break_next("cut", after=100_000, times=1000)
            with pytest.raises(StorageUnavailableError) as caught:
                source.read_at(HEAD_SIZE, 500_000)
            assert caught.value.fault in {"body", "connection"}


@pytest.mark.parametrize("length", [1000, 9_000_000])
def test_a_read_from_a_server_that_hangs_is_called_off_at_once(stored, settings, s3_server, length):
    called_off = threading.Event()
    # Without being called off, the read would wait as long as this.
    store = S3Objects(dataclasses.replace(settings, read_timeout_s=120), link=Link())
    source = store.open(stored, interrupt=Interrupt(called_off.is_set))
    s3_server.hang()
    timer = threading.Timer(0.3, called_off.set)
    timer.start()
    started = time.monotonic()
    with pytest.raises(ReadInterruptedError):
        source.read_at(HEAD_SIZE, length)
    assert time.monotonic() - started < 60
    timer.join()
    s3_server.go_on()
    store.close()


def test_opening_from_a_server_that_hangs_is_called_off_and_the_state_tells_of_the_wait(
    objects, stored, s3_server, link
):
    s3_server.hang()
    until = time.monotonic() + 0.4
    waited = []

    def is_called_off() -> bool:
        waited.append(link.state().waiting_s)
        return time.monotonic() > until

    with pytest.raises(ReadInterruptedError):
        objects.open(stored, interrupt=Interrupt(is_called_off))
    assert max(waited) > 0.2
    s3_server.go_on()


def test_a_read_waits_for_a_server_that_was_killed_and_comes_back(objects, stored, s3_server, link):
    source = objects.open(stored)
    s3_server.stop()
    got = []
    reading = threading.Thread(target=lambda: got.append(source.read_at(HEAD_SIZE, 1000)))
    reading.start()
    until = time.monotonic() + 60
    while link.state().online is not False and time.monotonic() < until:
        time.sleep(0.01)
    assert link.state().fault == "connection"
    s3_server.start()
    reading.join(60)
    assert got == [CONTENT[HEAD_SIZE : HEAD_SIZE + 1000]]
    assert link.state().online


def test_closing_the_store_ends_a_read_that_hangs(stored, settings, s3_server):
    store = S3Objects(dataclasses.replace(settings, read_timeout_s=120), link=Link())
    source = store.open(stored, interrupt=Interrupt())
    s3_server.hang()
    caught = []

    def read() -> None:
        try:
            source.read_at(HEAD_SIZE, 1000)
        except (ReadInterruptedError, StorageUnavailableError) as error:
            caught.append(error)

    reading = threading.Thread(target=read)
    reading.start()
    time.sleep(0.2)
    started = time.monotonic()
    store.close()
    assert time.monotonic() - started < 60
    s3_server.go_on()
    reading.join(60)
    assert not reading.is_alive()
