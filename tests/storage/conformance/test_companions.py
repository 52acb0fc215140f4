"""Companions are made again when they are lost or altered, and never believed."""

import io
import json

import pytest

from crypto.keyring import Keyring
from storage.errors import ClipExistsError

CLEARTEXT = b"footage " * 5000


def _altered(store, **changes: object) -> bytes:
    return json.dumps({**json.loads(store.stored_bytes("event-1.json")), **changes}).encode()


@pytest.fixture
def clip(store):
    return store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT), {"camera": "north"})


def test_info_returns_what_storing_returned(store, clip):
    found = store.storage.info("event-1")
    assert found.objects == clip.objects
    assert found.metadata == {"camera": "north"}
    assert found.created_at == clip.created_at
    assert found.cleartext_size == clip.cleartext_size


def test_a_lost_companion_is_made_again_without_the_metadata(store, clip):
    store.objects.remove(["event-1.json"])
    assert store.storage.info("event-1").metadata == {}
    rebuilt = json.loads(store.stored_bytes("event-1.json"))
    assert rebuilt["object"]["clip_id"] == clip.objects[0].clip_id.hex()
    assert rebuilt["cleartext_size"] == len(CLEARTEXT)


def test_a_companion_altered_in_clear_is_mended_and_keeps_its_metadata(store, clip):
    store.plant("event-1.json", _altered(store, cleartext_size=1))
    assert store.storage.info("event-1").metadata == {"camera": "north"}
    assert json.loads(store.stored_bytes("event-1.json"))["cleartext_size"] == len(CLEARTEXT)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b"[" * 100_000, b"x" * 2_000_000])
def test_any_other_bytes_in_its_place_are_written_over(store, clip, content):
    store.plant("event-1.json", content)
    assert store.storage.info("event-1").cleartext_size == len(CLEARTEXT)
    assert json.loads(store.stored_bytes("event-1.json"))["safelight"] == 1


def test_the_sealed_part_of_another_clip_is_not_believed(store, clip):
    store.storage.store_clip("event-2", io.BytesIO(CLEARTEXT), {"camera": "south"})
    other = json.loads(store.stored_bytes("event-2.json"))
    store.plant("event-1.json", _altered(store, sealed=other["sealed"]))
    assert store.storage.info("event-1").metadata == {}


def test_opening_a_clip_does_not_need_its_companion(store, clip):
    store.objects.remove(["event-1.json"])
    assert store.storage.get_clip_data("event-1") == CLEARTEXT
    assert "event-1.json" not in store.all_names()


def test_without_its_key_a_clip_is_listed_but_its_companion_is_left_alone(store, clip):
    before = store.stored_bytes("event-1.json")
    with Keyring.generate() as stranger:
        (listed,) = store.with_keyring(stranger).list()
    assert listed.event_id == "event-1"
    assert listed.metadata == {}
    assert store.stored_bytes("event-1.json") == before


def test_a_foreign_file_in_the_companions_place_is_not_written_over(store):
    store.plant("event-1.json", b'{"camera": "somebody else\'s notes"}')
    with pytest.raises(ClipExistsError, match="not Safelight's"):
        store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert store.all_names() == {"event-1.json"}


def test_a_companion_left_without_its_object_means_nothing(store, clip):
    store.objects.remove(["event-1.slc"])
    assert list(store.storage.list()) == []
    store.storage.store_clip("event-1", io.BytesIO(b"anew"), {"camera": "east"})
    assert store.storage.info("event-1").metadata == {"camera": "east"}
