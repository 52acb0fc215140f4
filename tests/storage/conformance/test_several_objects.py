"""A clip that was migrated has two objects: without a row, the authenticated one is the clip."""

import io
import json

import pytest

from crypto import raw_cbc
from crypto.clip_stream import seal_bytes
from crypto.errors import AlteredError, RefusedFormatError, UnknownKeyError
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy

CLEARTEXT = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 100
OLD = b"\x00\x00\x00\x18ftypmp42" + bytes(reversed(range(256))) * 100
CLIP_ID = bytes(range(16))
SUCCESSOR = f"event-1.{CLIP_ID.hex()}.slc"

_POLICIES = {"plain": ReadPolicy.PLAIN, "raw-cbc": ReadPolicy.RAW_CBC}


@pytest.fixture(params=_POLICIES)
def form(request) -> str:
    return request.param


@pytest.fixture
def lenient(store, form):
    """Plant a first object of a weak form; return the store under the policy that reads it."""
    weak = OLD if form == "plain" else raw_cbc.encrypt(store.keyring.raw_key(), OLD)
    store.plant("event-1.slc", weak)
    return store.reading(_POLICIES[form])


def test_after_a_migration_reads_give_the_authenticated_form(store, lenient, form):
    assert lenient.get_clip_data("event-1") == OLD
    migrated = lenient.store_successor("event-1", io.BytesIO(CLEARTEXT), clip_id=CLIP_ID)
    assert migrated.objects[0].name == SUCCESSOR
    for storage in (lenient, store.storage):
        assert storage.get_clip_data("event-1") == CLEARTEXT
        found = storage.info("event-1")
        assert [one.format for one in found.objects] == ["container", form]
        assert found.objects[0].clip_id == CLIP_ID
        assert found.cleartext_size == len(CLEARTEXT)
        assert [clip.event_id for clip in storage.list()] == ["event-1"]


def test_the_old_object_stays_until_it_is_discarded(store, lenient):
    lenient.store_successor("event-1", io.BytesIO(CLEARTEXT), clip_id=CLIP_ID)
    lenient.discard("event-1", ["event-1.slc"])
    assert store.storage.get_clip_data("event-1") == CLEARTEXT
    assert [one.name for one in store.storage.info("event-1").objects] == [SUCCESSOR]


@pytest.mark.promise
@pytest.mark.parametrize("planted", [OLD, b"", b"\x89SLC", bytes(range(64))])
def test_a_successor_that_is_none_does_not_lead_back_to_the_weaker_form(store, lenient, planted):
    store.plant(SUCCESSOR, planted)
    for call in (lenient.open_clip, lenient.info):
        with pytest.raises(AlteredError, match="another form"):
            call("event-1")
    assert list(lenient.list()) == []


@pytest.mark.promise
def test_a_successor_under_the_name_of_another_is_refused(store, lenient):
    sealed, _ = seal_bytes(CLEARTEXT, keyring=store.keyring)
    store.plant(SUCCESSOR, sealed)
    for call in (lenient.open_clip, lenient.info):
        with pytest.raises(AlteredError, match="its name says"):
            call("event-1")


@pytest.mark.promise
def test_a_successor_that_a_stranger_planted_is_told_by_its_key(store, lenient):
    with Keyring.generate() as stranger:
        sealed, _ = seal_bytes(CLEARTEXT, keyring=stranger, clip_id=CLIP_ID)
        store.plant(SUCCESSOR, sealed)
        with pytest.raises(UnknownKeyError) as caught:
            lenient.open_clip("event-1")
        assert caught.value.key_id == stranger.primary_id


@pytest.mark.promise
def test_a_sealed_first_object_is_the_clip_whatever_lies_beside_it(store):
    store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    with Keyring.generate() as stranger:
        sealed, _ = seal_bytes(OLD, keyring=stranger, clip_id=CLIP_ID)
    for planted in (sealed, OLD, b""):
        store.plant(SUCCESSOR, planted)
        for policy in ReadPolicy:
            assert store.reading(policy).get_clip_data("event-1") == CLEARTEXT


def test_a_lone_successor_has_to_bear_its_name_too(store):
    store.plant(SUCCESSOR, OLD)
    with pytest.raises(AlteredError):
        store.reading(ReadPolicy.PLAIN).open_clip("event-1")


def test_a_weak_form_stays_refused_where_the_policy_does_not_allow_it(store, lenient):
    with pytest.raises(RefusedFormatError):
        store.storage.open_clip("event-1")


def test_metadata_outlive_the_first_object(store):
    clip = store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT), {"camera": "north"})
    store.storage.store_successor("event-1", io.BytesIO(CLEARTEXT), clip_id=CLIP_ID)
    store.storage.discard("event-1", ["event-1.slc"])
    for _ in range(2):
        found = store.storage.info("event-1")
        assert found.metadata == {"camera": "north"}
        assert found.created_at == clip.created_at
        assert found.objects[0].stored_sha256 is None
    assert json.loads(store.stored_bytes("event-1.json"))["object"]["name"] == SUCCESSOR


def test_a_foreign_json_file_beside_a_migrated_clip_is_left_alone(store, lenient):
    foreign = b'{"camera": "the older system\'s notes"}'
    store.plant("event-1.json", foreign)
    lenient.store_successor("event-1", io.BytesIO(CLEARTEXT), clip_id=CLIP_ID)
    assert lenient.info("event-1").metadata == {}
    assert store.stored_bytes("event-1.json") == foreign
    lenient.delete("event-1")
    assert store.all_names() == {"event-1.json"}
