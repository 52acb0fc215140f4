"""What a stored thing is follows from the verified row, or from its bytes under the policy."""

import dataclasses
import io
import json

import pytest

from crypto import raw_cbc
from crypto.errors import AlteredError, EncryptionError, RefusedFormatError
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from storage.clip_object import ClipObject
from storage.errors import ClipNotFoundError

CLEARTEXT = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 100

pytestmark = pytest.mark.promise


def _raw(store) -> bytes:
    return raw_cbc.encrypt(store.keyring.raw_key(), CLEARTEXT)


def _plain_object(name: str) -> ClipObject:
    return ClipObject(name, "plain", None, None, None, None, len(CLEARTEXT), None)


def test_a_plain_clip_opens_only_under_policy_plain(store):
    store.plant("event-1.slc", CLEARTEXT)
    assert store.reading(ReadPolicy.PLAIN).get_clip_data("event-1") == CLEARTEXT
    for policy in (ReadPolicy.RAW_CBC, ReadPolicy.AUTHENTICATED):
        for call in ("open_clip", "info"):
            with pytest.raises(RefusedFormatError, match="plain"):
                getattr(store.reading(policy), call)("event-1")


def test_a_raw_cbc_clip_opens_only_where_the_policy_allows_it(store):
    store.plant("event-1.slc", _raw(store))
    for policy in (ReadPolicy.PLAIN, ReadPolicy.RAW_CBC):
        assert store.reading(policy).get_clip_data("event-1") == CLEARTEXT
    with pytest.raises(RefusedFormatError, match="raw-cbc"):
        store.reading(ReadPolicy.AUTHENTICATED).open_clip("event-1")


def test_a_container_opens_under_every_policy(store):
    store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    for policy in ReadPolicy:
        assert store.reading(policy).get_clip_data("event-1") == CLEARTEXT


def test_neither_the_companion_nor_the_name_can_choose_a_weaker_form(store):
    store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    lie = json.loads(store.stored_bytes("event-1.json"))
    lie["object"] = _plain_object("event-1.slc").to_json()
    store.plant("event-1.json", json.dumps(lie).encode())
    lenient = store.reading(ReadPolicy.PLAIN)
    assert lenient.get_clip_data("event-1") == CLEARTEXT
    assert lenient.info("event-1").objects[0].format == "container"


def test_the_row_decides_whatever_the_bytes_look_like(store):
    listed = store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT)).objects
    store.plant("event-1.slc", CLEARTEXT)
    with pytest.raises(AlteredError):
        store.reading(ReadPolicy.PLAIN).open_clip("event-1", listed)
    padded = CLEARTEXT + bytes(listed[0].stored_size - len(CLEARTEXT))
    store.plant("event-1.slc", padded)
    with pytest.raises(EncryptionError):
        store.reading(ReadPolicy.PLAIN).open_clip("event-1", listed)


def test_a_row_cannot_go_below_the_read_policy(store):
    store.plant("event-1.slc", CLEARTEXT)
    with pytest.raises(RefusedFormatError):
        store.storage.open_clip("event-1", [_plain_object("event-1.slc")])


@pytest.mark.parametrize("field", ["clip_id", "key_id", "scope_id", "commitment"])
def test_any_difference_from_the_row_is_an_alteration(store, field):
    (listed,) = store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT)).objects
    value = getattr(listed, field)
    other = dataclasses.replace(listed, **{field: bytes([value[0] ^ 1]) + value[1:]})
    with pytest.raises(AlteredError):
        store.storage.open_clip("event-1", [other])


def test_a_difference_from_the_row_is_found_before_the_key_is_looked_up(store):
    (listed,) = store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT)).objects
    grown = dataclasses.replace(listed, stored_size=listed.stored_size + 1)
    with Keyring.generate() as stranger, pytest.raises(AlteredError):
        store.with_keyring(stranger).open_clip("event-1", [grown])


def test_another_clip_in_the_place_of_this_one_is_an_alteration(store):
    listed = store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT)).objects
    store.storage.store_clip("event-2", io.BytesIO(CLEARTEXT))
    store.plant("event-1.slc", store.stored_bytes("event-2.slc"))
    with pytest.raises(AlteredError):
        store.storage.open_clip("event-1", listed)


def test_a_row_cannot_name_an_object_of_another_event(store):
    store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    listed = store.storage.store_clip("event-2", io.BytesIO(CLEARTEXT)).objects
    with pytest.raises(AlteredError):
        store.storage.open_clip("event-1", listed)


def test_the_first_accepted_object_that_is_there_is_opened(store):
    (listed,) = store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT)).objects
    absent = dataclasses.replace(listed, name=f"event-1.{'0' * 32}.slc")
    with store.storage.open_clip("event-1", [absent, listed]) as reader:
        assert reader.readall() == CLEARTEXT
    with pytest.raises(ClipNotFoundError):
        store.storage.open_clip("event-1", [absent])


def test_an_emptied_or_cut_object_is_refused_under_every_policy(store):
    store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    stored = store.stored_bytes("event-1.slc")
    for cut in (0, 1, 7, 8, 63, 64, 119, 120, 135, len(stored) - 1):
        store.plant("event-1.slc", stored[:cut])
        for policy in ReadPolicy:
            with pytest.raises(EncryptionError):
                store.reading(policy).get_clip_data("event-1")
