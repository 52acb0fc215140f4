"""Clips go in sealed, come out as they were, and a write that fails leaves nothing."""

import hashlib
import io
import os

import pytest

from crypto.clip_header import Kind
from crypto.errors import UnknownKeyError
from crypto.keyring import Keyring
from storage.errors import ClipExistsError, ClipNotFoundError, InvalidEventIdError

CLEARTEXT = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 300


class CancelledError(Exception):
    pass


def test_a_stored_clip_comes_back_whole(store):
    store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert store.storage.get_clip_data("event-1") == CLEARTEXT


def test_a_clip_can_be_read_at_any_place(store):
    store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    with store.storage.open_clip("event-1") as reader:
        reader.seek(40_000)
        assert reader.read(10) == CLEARTEXT[40_000:40_010]
        assert reader.seek(-5, os.SEEK_END) == len(CLEARTEXT) - 5
        assert reader.read() == CLEARTEXT[-5:]


def test_sealing_starts_where_the_stream_stands(store):
    stream = io.BytesIO(b"skipped" + CLEARTEXT)
    stream.seek(7)
    store.storage.store_clip("event-1", stream)
    assert store.storage.get_clip_data("event-1") == CLEARTEXT


@pytest.mark.promise
def test_nothing_stored_shows_the_cleartext_or_the_metadata(store):
    metadata = {"camera": "north gate"}
    marked = b"A recognisable sentence. " * 4000
    clip = store.storage.store_clip("event-1", io.BytesIO(marked), metadata)
    store.storage.put_derived("event-1", Kind.THUMBNAILS, marked, clip_id=clip.objects[0].clip_id)
    for name in store.all_names():
        stored = store.stored_bytes(name)
        assert b"recognisable" not in stored
        assert b"north gate" not in stored
        assert hashlib.sha256(marked).hexdigest().encode() not in stored


def test_what_storing_reports_is_what_lies_there(store):
    clip = store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT), {"camera": "north"})
    (sealed,) = clip.objects
    stored = store.stored_bytes(sealed.name)
    assert sealed.stored_size == len(stored)
    assert sealed.stored_sha256 == hashlib.sha256(stored).digest()
    assert clip.cleartext_size == len(CLEARTEXT)
    assert clip.cleartext_sha256 == hashlib.sha256(CLEARTEXT).digest()
    assert clip.metadata == {"camera": "north"}
    assert sealed.key_id == store.keyring.primary_id


def test_an_event_id_is_taken_once(store):
    store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    with pytest.raises(ClipExistsError):
        store.storage.store_clip("event-1", io.BytesIO(b"another"))
    assert store.storage.get_clip_data("event-1") == CLEARTEXT


def test_event_ids_that_differ_only_in_case_are_refused_where_a_disk_would_mix_them_up(store):
    store.storage.store_clip("Gate", io.BytesIO(CLEARTEXT))
    before = store.all_names()
    if store.keeps_cases_apart:
        store.storage.store_clip("gate", io.BytesIO(b"another"))
        assert store.storage.get_clip_data("Gate") == CLEARTEXT
        return
    with pytest.raises(ClipExistsError, match="case"):
        store.storage.store_clip("gate", io.BytesIO(b"another"))
    assert store.all_names() == before


@pytest.mark.parametrize("event_id", ["../../etc/passwd", "a.b", "Straße 5", "-x", "x" * 129])
def test_an_unusual_event_id_is_stored_under_a_hash_and_listed_as_it_was(store, event_id):
    store.storage.store_clip(event_id, io.BytesIO(CLEARTEXT))
    assert store.storage.get_clip_data(event_id) == CLEARTEXT
    assert [clip.event_id for clip in store.storage.list()] == [event_id]
    assert all(name.startswith("~") for name in store.all_names())


def test_an_empty_event_id_is_refused(store):
    with pytest.raises(InvalidEventIdError):
        store.storage.store_clip("", io.BytesIO(CLEARTEXT))


@pytest.mark.promise
def test_a_cancelled_store_leaves_nothing_behind(store):
    def cancel(done: int) -> None:
        if done > 30_000:
            raise CancelledError

    with pytest.raises(CancelledError):
        store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT), progress=cancel)
    assert store.all_names() == set()
    store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))


def test_a_source_that_fails_leaves_nothing_behind(store):
    class Failing(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 20_000:
                raise OSError("the card was pulled out")
            return super().read(size)

        def readinto(self, buffer):
            if self.tell() > 20_000:
                raise OSError("the card was pulled out")
            return super().readinto(buffer)

    with pytest.raises(OSError, match="pulled out"):
        store.storage.store_clip("event-1", Failing(CLEARTEXT))
    assert store.all_names() == set()


def test_metadata_that_json_cannot_hold_is_refused_before_anything_is_written(store):
    with pytest.raises(TypeError):
        store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT), {"frame": object()})
    assert store.all_names() == set()


def test_progress_rises_to_the_size_of_the_clip(store):
    seen: list[int] = []
    store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT), progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == len(CLEARTEXT)


def test_an_absent_clip_is_said_to_be_absent(store):
    store.storage.store_clip("other", io.BytesIO(CLEARTEXT))
    for call in (store.storage.open_clip, store.storage.info, store.storage.delete):
        with pytest.raises(ClipNotFoundError):
            call("event-1")


def test_another_key_is_told_apart_from_damage(store):
    clip = store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    with Keyring.generate() as other, pytest.raises(UnknownKeyError) as caught:
        store.with_keyring(other).open_clip("event-1")
    assert caught.value.key_id == clip.objects[0].key_id


def test_foreign_objects_are_passed_over(store):
    store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    for name in ("notes.txt", "video.mp4", ".hidden.slc", "a b.slc", "event-1.bak.slc"):
        store.plant(name, b"foreign")
    assert [clip.event_id for clip in store.storage.list()] == ["event-1"]
    store.storage.delete("event-1")
    assert len(store.all_names()) == 5
