"""Trouble that passes costs time and nothing else: the clip is whole, and nothing is left over."""

import io
import os

import pytest

from storage.cache import PageCache
from tests.support.fault_proxy import SLOW_DOWN, Trouble, spelled

SMALL = os.urandom(300_000)
# Two parts of an upload.
LARGE = os.urandom(9_000_000)

pytestmark = pytest.mark.promise

_ANSWERS = {
    "500": Trouble(status=500, code="InternalError"),
    "503": Trouble(status=503, code="ServiceUnavailable"),
    "SlowDown": SLOW_DOWN,
    "429": Trouble(status=429, code="TooManyRequests"),
    "502 of a relay": Trouble(status=502, code=""),
}


@pytest.mark.parametrize("answer", _ANSWERS)
def test_bursts_of_refusals(way, answer):
    for method in ("HEAD", "PUT", "GET"):
        way.proxy.next(_ANSWERS[answer], times=3, method=method)
    way.patient.store_clip("event-1", io.BytesIO(SMALL))
    assert way.patient.get_clip_data("event-1") == SMALL
    assert way.proxy.troubled == 9
    assert way.names() == {"event-1.slc", "event-1.json"}
    assert way.link.state().online is True


def test_bursts_of_refusals_of_a_large_upload(way):
    for method in ("POST", "PUT"):
        way.proxy.next(SLOW_DOWN, Trouble(status=500, code="InternalError"), method=method)
    way.patient.store_clip("event-1", io.BytesIO(LARGE))
    assert way.patient.get_clip_data("event-1") == LARGE
    assert way.names() == {"event-1.slc", "event-1.json"}


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(cut_after=0),
        Trouble(cut_after=1000),
        Trouble(cut_after=150_000),
        Trouble(reset_after=0),
        Trouble(reset_after=150_000),
        Trouble(lose_answer=True),
        Trouble(is_silent=True),
    ],
    ids=spelled,
)
def test_answers_that_break_off_while_a_clip_is_read(way, trouble):
    way.patient.store_clip("event-1", io.BytesIO(SMALL))
    # The listing, the first bytes, and the rest.
    way.proxy.next(trouble, times=1 if trouble.is_silent else 2, method="GET")
    with way.patient.open_clip("event-1") as reader:
        way.proxy.next(trouble, method="GET")
        assert reader.readall() == SMALL


_UPLOADS = (
    Trouble(reset_upload_after=0),
    Trouble(reset_upload_after=100_000),
    Trouble(lose_answer=True),
    Trouble(is_silent=True),
    Trouble(flip_upload_at=70_000),
)


@pytest.mark.parametrize(
    ("trouble", "cleartext"),
    [
        *(pytest.param(trouble, SMALL, id=f"small, {spelled(trouble)}") for trouble in _UPLOADS),
        *(
            pytest.param(trouble, LARGE, id=f"large, {spelled(trouble)}")
            for trouble in (_UPLOADS[1], _UPLOADS[2], _UPLOADS[4])
        ),
    ],
)
def test_uploads_that_break_off_or_arrive_changed(way, trouble, cleartext):
    times = 1 if trouble.is_silent else 2
    way.proxy.next(trouble, times=times, method="PUT", least=200_000)
    clip = way.patient.store_clip("event-1", io.BytesIO(cleartext))
    assert way.proxy.troubled == times
    assert way.patient.get_clip_data("event-1") == cleartext
    assert clip.objects[0].stored_size == way.patient.info("event-1").objects[0].stored_size
    assert way.names() == {"event-1.slc", "event-1.json"}


def test_the_answer_to_the_completion_of_an_upload_is_lost(way):
    # The first POST begins the upload.
    way.proxy.next(Trouble(delay_s=0.01), Trouble(lose_answer=True), method="POST")
    way.patient.store_clip("event-1", io.BytesIO(LARGE))
    assert way.patient.get_clip_data("event-1") == LARGE
    assert way.names() == {"event-1.slc", "event-1.json"}


def test_the_answer_to_the_beginning_of_an_upload_is_lost(way):
    way.proxy.next(Trouble(lose_answer=True), method="POST")
    way.patient.store_clip("event-1", io.BytesIO(LARGE))
    assert way.patient.get_clip_data("event-1") == LARGE
    assert way.names() == {"event-1.slc", "event-1.json"}


def test_a_line_of_ten_kilobytes_a_second(way):
    cleartext = SMALL[:12_000]
    way.proxy.always(Trouble(bytes_per_s=10_000))
    with way.store(read_timeout_s=5) as storage:
        storage.store_clip("event-1", io.BytesIO(cleartext))
        assert storage.get_clip_data("event-1") == cleartext
    assert way.link.state().online is True


@pytest.mark.parametrize("answer", [b"", b"<html>Please sign in</html>"])
def test_an_answer_that_says_nothing_is_no_empty_listing(way, answer):
    way.patient.store_clip("event-1", io.BytesIO(SMALL))
    way.proxy.next(Trouble(status=200, body=answer), times=3, method="GET")
    assert [clip.stem for clip in way.patient.entries()] == ["event-1"]


@pytest.mark.parametrize("answer", [b"", b"<html>Please sign in</html>"])
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_an_answer_that_says_nothing_is_no_success(way, answer, method):
    way.proxy.next(Trouble(status=200, body=answer), times=2, method=method)
    way.patient.store_clip("event-1", io.BytesIO(LARGE))
    assert way.patient.get_clip_data("event-1") == LARGE
    assert way.names() == {"event-1.slc", "event-1.json"}


@pytest.mark.parametrize("at", [0, 40, 1000, 250_000])
def test_a_byte_that_changes_on_the_way_here_is_never_shown(way, at):
    expected = way.patient.store_clip("event-1", io.BytesIO(SMALL)).objects
    way.proxy.next(Trouble(flip_answer_at=at), method="GET")
    with way.patient.open_clip("event-1", expected) as reader:
        assert reader.readall() == SMALL
    assert way.proxy.troubled == 1


@pytest.mark.parametrize("at", [40, 20_000])
def test_a_byte_that_changes_on_the_way_into_a_cache_is_fetched_again(way, at, tmp_path):
    expected = way.patient.store_clip("event-1", io.BytesIO(SMALL)).objects
    cache = PageCache(tmp_path / "cache", budget_bytes=10_000_000)
    with way.store(cache=cache) as storage:
        way.proxy.next(Trouble(flip_answer_at=at), method="GET")
        with storage.open_clip("event-1", expected) as reader:
            assert reader.readall() == SMALL
        way.proxy.always(Trouble(status=500, code="InternalError"))
        with storage.open_clip("event-1", expected) as reader:
            assert reader.readall() == SMALL
