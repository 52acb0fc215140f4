"""Storing without encryption: off, and where it is on only for want of a key."""

import io
import json

import pytest

from crypto import current, health
from crypto.errors import (
    InvalidKeyFormatError,
    KeyNotConfiguredError,
    LockedError,
    RefusedFormatError,
    SelfTestError,
)
from crypto.policy import ReadPolicy

CLEARTEXT = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 3000
METADATA = {"camera": "north gate"}


@pytest.fixture
def keyless(store):
    """Return the store without a keyring of its own, in a process that has none."""
    return store.with_keyring(None)


def turn_on(monkeypatch) -> None:
    monkeypatch.setenv("ENCRYPTION_FALLBACK", "plaintext")


@pytest.mark.promise
@pytest.mark.parametrize("value", [None, "", "1", "on", "true", "ciphertext", "plain"])
def test_without_a_key_nothing_is_stored_unless_somebody_said_plaintext(
    store, keyless, monkeypatch, value
):
    if value is not None:
        monkeypatch.setenv("ENCRYPTION_FALLBACK", value)
    with pytest.raises(KeyNotConfiguredError, match="ENCRYPTION_KEY not configured"):
        keyless.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert store.all_names() == set()


def test_without_a_key_the_clip_is_stored_plain_where_that_is_asked_for(
    store, keyless, monkeypatch, caplog
):
    turn_on(monkeypatch)
    seen: list[int] = []
    clip = keyless.store_clip("event-1", io.BytesIO(CLEARTEXT), METADATA, progress=seen.append)
    (stored,) = clip.objects
    assert (stored.format, stored.name) == ("plain", "event-1.slc")
    assert clip.metadata == {}
    assert clip.cleartext_size == stored.stored_size == seen[-1] == len(CLEARTEXT)
    assert clip.cleartext_sha256 == stored.stored_sha256
    assert store.stored_bytes("event-1.slc") == CLEARTEXT
    (record,) = (one for one in caplog.records if one.levelname == "WARNING")
    assert record.getMessage() == "a clip is stored without encryption: KeyNotConfiguredError"


@pytest.mark.promise
def test_the_companion_says_plaintext_and_nothing_of_the_metadata(
    store, keyless, monkeypatch, caplog
):
    turn_on(monkeypatch)
    keyless.store_clip("event-1", io.BytesIO(CLEARTEXT), METADATA)
    companion = json.loads(store.stored_bytes("event-1.json"))
    assert companion["fallback"] == "plaintext"
    assert companion["object"]["format"] == "plain"
    assert b"north gate" not in store.stored_bytes("event-1.json")


@pytest.mark.promise
def test_a_clip_stored_plain_is_read_under_policy_plain_only(store, keyless, monkeypatch, caplog):
    turn_on(monkeypatch)
    listed = keyless.store_clip("event-1", io.BytesIO(CLEARTEXT)).objects
    for policy in (ReadPolicy.AUTHENTICATED, ReadPolicy.RAW_CBC):
        for expected in (None, listed):
            with pytest.raises(RefusedFormatError, match="plain"):
                store.reading(policy).open_clip("event-1", expected)
    storage = store.reading(ReadPolicy.PLAIN)
    for expected in (None, listed):
        with storage.open_clip("event-1", expected) as reader:
            assert reader.read() == CLEARTEXT
    assert storage.info("event-1").objects[0].format == "plain"


@pytest.mark.promise
def test_a_locked_keyring_is_no_reason_to_store_plain(store, keyless, keyring, monkeypatch):
    turn_on(monkeypatch)
    keyring.close()
    with pytest.raises(LockedError):
        store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    current.clear()
    with pytest.raises(LockedError):
        keyless.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert store.all_names() == set()


@pytest.mark.promise
def test_a_lock_in_the_midst_of_storing_leaves_nothing(store, keyring, monkeypatch):
    turn_on(monkeypatch)
    with pytest.raises(LockedError):
        store.storage.store_clip(
            "event-1", io.BytesIO(CLEARTEXT), progress=lambda done: keyring.close()
        )
    assert store.all_names() == set()


@pytest.mark.promise
def test_a_mistyped_key_is_no_reason_to_store_plain(store, keyless, monkeypatch):
    turn_on(monkeypatch)
    monkeypatch.setenv("ENCRYPTION_KEY", "not a key")
    with pytest.raises(InvalidKeyFormatError):
        keyless.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert store.all_names() == set()


@pytest.mark.promise
def test_an_installation_that_fails_its_known_answers_seals_nothing(
    store, keyless, monkeypatch, caplog
):
    monkeypatch.setattr(health, "_KEY_ID", bytes(16))
    with pytest.raises(SelfTestError):
        store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    with pytest.raises(SelfTestError):
        store.storage.store_successor("event-1", io.BytesIO(CLEARTEXT), clip_id=bytes(16))
    assert store.all_names() == set()
    turn_on(monkeypatch)
    with pytest.raises(SelfTestError):
        store.storage.store_clip("event-1", io.BytesIO(CLEARTEXT))
    assert store.all_names() == set(), "a project has a keyring of its own, and nothing in clear"
    monkeypatch.setenv("ENCRYPTION_KEY", "c3" * 32)
    assert keyless.store_clip("event-1", io.BytesIO(CLEARTEXT)).objects[0].format == "plain"


def test_only_storing_a_clip_falls_back(store, keyless, monkeypatch):
    turn_on(monkeypatch)
    with pytest.raises(KeyNotConfiguredError):
        keyless.store_successor("event-1", io.BytesIO(CLEARTEXT), clip_id=bytes(16))
    with pytest.raises(KeyNotConfiguredError):
        keyless.open_clip("event-1")
    assert store.all_names() == set()


def test_a_plain_store_that_is_cancelled_leaves_nothing(store, keyless, monkeypatch, caplog):
    turn_on(monkeypatch)

    def cancel(done: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        keyless.store_clip("event-1", io.BytesIO(CLEARTEXT), progress=cancel)
    assert store.all_names() == set()


def test_a_clip_stored_plain_can_be_migrated_and_deleted(store, keyless, monkeypatch, caplog):
    turn_on(monkeypatch)
    keyless.store_clip("event-1", io.BytesIO(CLEARTEXT))
    store.storage.store_successor("event-1", io.BytesIO(CLEARTEXT), clip_id=bytes(16))
    assert store.storage.get_clip_data("event-1") == CLEARTEXT
    store.storage.discard("event-1", ["event-1.slc"])
    assert store.storage.info("event-1").objects[0].format == "container"
    assert "fallback" not in json.loads(store.stored_bytes("event-1.json"))
    store.storage.delete("event-1")
    assert store.all_names() == set()
