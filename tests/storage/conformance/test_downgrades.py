"""Whoever can write to the store and has no key cannot make it give anything but the clip.

Each of these puts something else in the clip's place; each is refused for a reason of its own, with
the clip's row and without it, and nothing is read.
"""

import dataclasses
import io
import json
import os

import pytest

from crypto import raw_cbc
from crypto.clip_header import BODY_OFFSET, HEADER_SIZE, Kind
from crypto.clip_stream import seal_bytes
from crypto.errors import (
    AlteredError,
    DamagedChunkError,
    DecryptionError,
    RefusedFormatError,
    TruncatedError,
    UnknownKeyError,
)
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from storage.clip_object import ClipObject

CLEARTEXT = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 100
OTHER = b"\x00\x00\x00\x18ftypmp42" + bytes(reversed(range(256))) * 100

pytestmark = pytest.mark.promise


@pytest.fixture
def listed(store) -> ClipObject:
    """Store the clip and another one of the same size; return what the clip's row lists."""
    store.storage.store_clip("event-2", io.BytesIO(OTHER), {"camera": "south"})
    return store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT), {"camera": "north"}).objects[
        0
    ]


def refused(store, kind, match, expected=None, policy=ReadPolicy.AUTHENTICATED) -> None:
    with pytest.raises(kind, match=match) as caught:
        store.reading(policy).open_clip("event-1", expected)
    assert type(caught.value) is kind


@pytest.mark.parametrize("policy", ReadPolicy)
def test_a_plain_file_in_its_place(store, listed, policy):
    same_size = OTHER + bytes(listed.stored_size - len(OTHER))
    store.plant("event-1.slc", OTHER)
    refused(store, AlteredError, "size", [listed], policy)
    store.plant("event-1.slc", same_size)
    refused(store, AlteredError, "not the object that was recorded", [listed], policy)


def test_a_plain_file_in_its_place_where_no_row_tells(store, listed):
    store.plant("event-1.slc", OTHER)
    refused(store, RefusedFormatError, "no plain clips")
    refused(store, RefusedFormatError, "no plain clips", policy=ReadPolicy.RAW_CBC)


@pytest.mark.parametrize("policy", ReadPolicy)
def test_a_raw_cbc_clip_in_its_place(store, listed, policy):
    raw = raw_cbc.encrypt(store.keyring.raw_key(), OTHER)
    store.plant("event-1.slc", raw)
    refused(store, AlteredError, "size", [listed], policy)
    store.plant("event-1.slc", raw + os.urandom(listed.stored_size - len(raw)))
    refused(store, AlteredError, "not the object that was recorded", [listed], policy)


def test_a_raw_cbc_clip_in_its_place_where_no_row_tells(store, listed):
    store.plant("event-1.slc", raw_cbc.encrypt(store.keyring.raw_key(), OTHER))
    refused(store, RefusedFormatError, "no raw-cbc clips")


def test_another_clip_whole(store, listed):
    store.plant("event-1.slc", store.stored_bytes("event-2.slc"))
    refused(store, AlteredError, "not the object that was recorded", [listed])


@pytest.mark.parametrize("cut", [HEADER_SIZE, BODY_OFFSET])
def test_the_body_of_another_clip(store, listed, cut):
    ours, theirs = store.stored_bytes("event-1.slc"), store.stored_bytes("event-2.slc")
    store.plant("event-1.slc", ours[:cut] + theirs[cut:])
    if cut == HEADER_SIZE:
        refused(store, AlteredError, "not the object that was recorded", [listed])
        refused(store, AlteredError, "another clip's body")
    else:
        refused(store, TruncatedError, "truncated, extended or damaged", [listed])
        refused(store, TruncatedError, "truncated, extended or damaged")


def test_one_chunk_of_another_clip(store, listed):
    ours, theirs = store.stored_bytes("event-1.slc"), store.stored_bytes("event-2.slc")
    chunk = slice(BODY_OFFSET, BODY_OFFSET + 16400)
    store.plant("event-1.slc", ours[: chunk.start] + theirs[chunk] + ours[chunk.stop :])
    for expected in ([listed], None):
        damaged = pytest.raises(DamagedChunkError, match="damaged at byte 0")
        with store.storage.open_clip("event-1", expected) as reader, damaged:
            reader.readall()


def test_the_header_of_another_clip(store, listed):
    ours, theirs = store.stored_bytes("event-1.slc"), store.stored_bytes("event-2.slc")
    store.plant("event-1.slc", theirs[:HEADER_SIZE] + ours[HEADER_SIZE:])
    refused(store, AlteredError, "not the object that was recorded", [listed])
    refused(store, AlteredError, "altered")


def test_a_clip_that_a_stranger_sealed(store, listed):
    with Keyring.generate() as stranger:
        sealed, _ = seal_bytes(CLEARTEXT, keyring=stranger, clip_id=listed.clip_id)
    store.plant("event-1.slc", sealed)
    refused(store, AlteredError, "not the object that was recorded", [listed])
    with pytest.raises(UnknownKeyError):
        store.storage.open_clip("event-1")


def test_derived_data_in_its_place(store, listed):
    sealed, _ = seal_bytes(
        CLEARTEXT, keyring=store.keyring, kind=Kind.INDEX, clip_id=listed.clip_id
    )
    store.plant("event-1.slc", sealed)
    refused(store, AlteredError, "not the object that was recorded", [listed])
    refused(store, RefusedFormatError, "something else than asked for")


@pytest.mark.parametrize("policy", ReadPolicy)
@pytest.mark.parametrize("form", ["plain", "raw-cbc"])
def test_no_companion_leads_to_a_weaker_form(store, listed, policy, form):
    companion = json.loads(store.stored_bytes("event-1.json"))
    weaker = ClipObject("event-1.slc", form, None, None, None, None, listed.stored_size, None)
    companion["object"] = weaker.to_json()
    companion["fallback"] = "plaintext"
    store.plant("event-1.json", json.dumps(companion).encode())
    storage = store.reading(policy)
    assert storage.get_clip_data("event-1") == CLEARTEXT
    found = storage.info("event-1")
    assert found.objects[0].format == "container"
    assert json.loads(store.stored_bytes("event-1.json"))["object"]["format"] == "container"


def test_the_companion_of_another_clip(store, listed):
    store.plant("event-1.json", store.stored_bytes("event-2.json"))
    found = store.storage.info("event-1")
    assert (found.event_id, found.metadata) == ("event-1", {})
    assert found.objects[0].clip_id == listed.clip_id
    assert store.storage.get_clip_data("event-1") == CLEARTEXT


def test_a_clip_that_is_known_to_be_raw_is_no_other_form(store):
    raw = raw_cbc.encrypt(store.keyring.raw_key(), CLEARTEXT)
    store.plant("event-1.slc", raw)
    storage = store.reading(ReadPolicy.PLAIN)
    (accepted,) = storage.info("event-1").objects
    assert accepted.format == "raw-cbc"
    container = store.storage.store_clip("event-3", io.BytesIO(OTHER))
    for other in (OTHER, store.stored_bytes(container.objects[0].name)):
        store.plant("event-1.slc", other + bytes(-len(other) % 16))
        refused(store, AlteredError, "size", [accepted], ReadPolicy.PLAIN)
        as_large = dataclasses.replace(accepted, stored_size=len(other) + -len(other) % 16)
        refused(store, AlteredError, "another form", [as_large], ReadPolicy.PLAIN)


def test_a_clip_that_is_known_to_be_plain_is_no_container(store, listed):
    accepted = ClipObject("event-1.slc", "plain", None, None, None, None, listed.stored_size, None)
    refused(store, AlteredError, "another form", [accepted], ReadPolicy.PLAIN)


@pytest.mark.parametrize("kind", [Kind.INDEX, Kind.THUMBNAILS])
def test_derived_data_of_another_clip(store, listed, kind):
    other = store.storage.info("event-2").objects[0].clip_id
    store.storage.put_derived("event-2", kind, b"derived", clip_id=other)
    suffix = kind.name.lower()
    store.plant(f"event-1.{suffix}.sld", store.stored_bytes(f"event-2.{suffix}.sld"))
    with pytest.raises(AlteredError, match="derived from another clip"):
        store.storage.open_derived("event-1", kind, clip_id=listed.clip_id)


def test_derived_data_that_a_stranger_sealed(store, listed):
    with Keyring.generate() as stranger:
        sealed, _ = seal_bytes(
            b"derived", keyring=stranger, kind=Kind.INDEX, clip_id=listed.clip_id
        )
    store.plant("event-1.index.sld", sealed)
    with pytest.raises(UnknownKeyError):
        store.storage.open_derived("event-1", Kind.INDEX, clip_id=listed.clip_id)


def test_a_name_that_is_none_of_the_clips_own(store, listed):
    for name in ("event-2.slc", "event-1.json", "../event-1.slc", "event-1.index.sld"):
        with pytest.raises(AlteredError, match="name of no object"):
            store.storage.open_clip("event-1", [dataclasses.replace(listed, name=name)])
        with pytest.raises(DecryptionError):
            store.storage.open_stored("event-1", name)
