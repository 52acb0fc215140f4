"""Derived data belong to one clip, can be replaced, and go with it."""

import io

import pytest

from crypto.clip_header import Kind
from crypto.errors import AlteredError, EncryptionError
from storage.errors import ClipNotFoundError

CLEARTEXT = b"footage " * 5000
INDEX = b"packet index " * 2000


@pytest.fixture
def clip_id(store) -> bytes:
    return store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT)).objects[0].clip_id


def test_derived_data_come_back(store, clip_id):
    store.storage.put_derived("event-1", Kind.INDEX, INDEX, clip_id=clip_id)
    assert store.storage.open_derived("event-1", Kind.INDEX, clip_id=clip_id) == INDEX


def test_absent_derived_data_are_said_to_be_absent(store, clip_id):
    with pytest.raises(ClipNotFoundError):
        store.storage.open_derived("event-1", Kind.INDEX, clip_id=clip_id)


def test_derived_data_can_be_made_again(store, clip_id):
    store.storage.put_derived("event-1", Kind.INDEX, b"old", clip_id=clip_id)
    store.storage.put_derived("event-1", Kind.INDEX, b"new", clip_id=clip_id)
    assert store.storage.open_derived("event-1", Kind.INDEX, clip_id=clip_id) == b"new"


def test_another_clips_derived_data_are_refused(store, clip_id):
    other = store.storage.store_clip("event-2", io.BytesIO(CLEARTEXT)).objects[0].clip_id
    store.storage.put_derived("event-2", Kind.INDEX, INDEX, clip_id=other)
    store.plant("event-1.index.sld", store.stored_bytes("event-2.index.sld"))
    with pytest.raises(AlteredError):
        store.storage.open_derived("event-1", Kind.INDEX, clip_id=clip_id)


def test_derived_data_of_another_kind_are_refused(store, clip_id):
    store.storage.put_derived("event-1", Kind.INDEX, INDEX, clip_id=clip_id)
    store.plant("event-1.thumbnails.sld", store.stored_bytes("event-1.index.sld"))
    with pytest.raises(EncryptionError):
        store.storage.open_derived("event-1", Kind.THUMBNAILS, clip_id=clip_id)


def test_damaged_derived_data_are_refused(store, clip_id):
    store.storage.put_derived("event-1", Kind.INDEX, INDEX, clip_id=clip_id)
    stored = bytearray(store.stored_bytes("event-1.index.sld"))
    stored[200] ^= 1
    store.plant("event-1.index.sld", bytes(stored))
    with pytest.raises(EncryptionError):
        store.storage.open_derived("event-1", Kind.INDEX, clip_id=clip_id)


def test_delete_removes_everything_of_the_clip_and_nothing_else(store, clip_id):
    store.storage.store_clip("event-2", io.BytesIO(CLEARTEXT))
    others = {"event-2.slc", "event-2.json"}
    store.storage.put_derived("event-1", Kind.INDEX, INDEX, clip_id=clip_id)
    store.storage.put_derived("event-1", Kind.THUMBNAILS, INDEX, clip_id=clip_id)
    store.plant(f"event-1.{'ab' * 16}.slc", store.stored_bytes("event-1.slc"))
    store.storage.delete("event-1")
    assert store.all_names() == others


def test_a_deleted_event_id_can_be_used_again(store, clip_id):
    store.storage.delete("event-1")
    store.storage.store_clip("event-1", io.BytesIO(b"anew"))
    assert store.storage.get_clip_data("event-1") == b"anew"


def test_deleting_a_raw_or_plain_clip_leaves_a_foreign_json_file(store):
    store.plant("event-1.slc", b"RIFF....AVI plain footage")
    store.plant("event-1.json", b'{"somebody": "else"}')
    store.storage.delete("event-1")
    assert store.all_names() == {"event-1.json"}
