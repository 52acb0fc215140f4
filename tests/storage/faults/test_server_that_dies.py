"""The server is killed, comes back, or hangs while a clip goes to it or comes from it."""

import io
import os
import threading

import pytest

from storage.errors import StorageUnavailableError
from tests.storage.faults.conftest import HASTY

LARGE = os.urandom(20_000_000)

pytestmark = pytest.mark.promise


def later(act, after_s: float) -> threading.Timer:
    timer = threading.Timer(after_s, act)
    timer.start()
    return timer


def test_it_is_killed_and_comes_back_while_a_clip_is_stored(way, during):
    # It was started on the main thread, with which it dies: so it is here too.
    restart = during(way.server.restart, 10_000_000)
    way.patient.store_clip("event-1", io.BytesIO(LARGE), progress=restart)
    assert way.patient.get_clip_data("event-1") == LARGE
    assert way.names() == {"event-1.slc", "event-1.json"}


def test_it_is_killed_and_comes_back_while_a_clip_is_read(way):
    way.patient.store_clip("event-1", io.BytesIO(LARGE))
    with way.patient.open_clip("event-1") as reader:
        first = reader.read(1_000_000)
        way.server.restart()
        assert first + reader.read() == LARGE


def test_an_upload_that_the_server_took_with_it_is_called_off_by_the_next_process(
    way, during, caplog
):
    with way.store(policy=HASTY) as storage, pytest.raises(StorageUnavailableError):
        storage.store_clip(
            "event-1", io.BytesIO(LARGE), progress=during(way.server.stop, 10_000_000)
        )
    way.server.start()
    assert way.names() <= {"event-1.slc (in the making)"}
    with way.store() as storage:
        storage.store_clip("event-2", io.BytesIO(b"footage"))
    assert way.names() == {"event-2.slc", "event-2.json"}


def test_it_hangs_for_a_while(way, during):
    timers: list[threading.Timer] = []

    def hang() -> None:
        way.server.hang()
        timers.append(later(way.server.go_on, 1.2))

    way.patient.store_clip("event-1", io.BytesIO(LARGE), progress=during(hang, 10_000_000))
    with way.patient.open_clip("event-1") as reader:
        hang()
        assert reader.read() == LARGE
    for timer in timers:
        timer.join()
    assert way.names() == {"event-1.slc", "event-1.json"}
