import os
import threading

import pytest

from crypto.errors import InvalidKeyFormatError, LockedError, UnknownKeyError
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from crypto.scope_keys import derive_scope, scope_from_bytes
from crypto.scopes import NO_SCOPE, PROJECT_SCOPE
from crypto.secret import SecretKey
from tests.crypto import reference

KEY = bytes(range(32))
OLD = bytes(range(32, 64))
CAMERA = bytes(range(16))


def both() -> Keyring:
    return Keyring([SecretKey(KEY), SecretKey(OLD)])


def test_derived_keys_are_those_of_the_format() -> None:
    with both() as keyring:
        key_id = reference.key_id(KEY)
        assert keyring.primary_id == key_id
        assert keyring.ids() == (key_id, reference.key_id(OLD))
        for scope in (NO_SCOPE, PROJECT_SCOPE, CAMERA):
            assert keyring.clip_key(key_id, scope).view() == reference.clip_key(KEY, scope)
            assert keyring.field_root(scope).view() == reference.field_root(KEY, scope)
            old_root = reference.field_root(OLD, scope)
            old_root_id = reference.key_id(old_root)[:8]
            assert keyring.field_root(scope, root_id=old_root_id).view() == old_root
            root_id, tag_key = keyring.row_tag_key(scope, root_id=old_root_id)
            assert root_id == old_root_id
            assert tag_key.view() == reference.expand(old_root, b"safelight/row/v1\0", 32)
        assert keyring.row_tag_key()[0] == keyring.root_id()
        assert keyring.raw_key().view() == KEY
        assert keyring.raw_key(keyring.ids()[1]).view() == OLD


def test_short_id_is_the_first_four_bytes_of_the_primarys_id() -> None:
    with both() as keyring:
        assert keyring.short_id == "f3de c2be"
        assert keyring.short_id.replace(" ", "") == keyring.primary_id[:4].hex()


def test_unknown_keys_are_named() -> None:
    with both() as keyring:
        for act in (
            lambda: keyring.clip_key(bytes(16), NO_SCOPE),
            lambda: keyring.raw_key(bytes(16)),
        ):
            with pytest.raises(UnknownKeyError) as refusal:
                act()
            assert refusal.value.key_id == bytes(16)
        with pytest.raises(UnknownKeyError):
            keyring.field_root(root_id=bytes(8))
        with pytest.raises(UnknownKeyError):
            keyring.row_tag_key(root_id=bytes(8))


def test_scope_handed_out_alone_opens_its_scope_and_nothing_else() -> None:
    with SecretKey(KEY) as data_key:
        entry = derive_scope(data_key, CAMERA)
    with Keyring([], [entry]) as laptop, both() as office:
        key_id = laptop.primary_id
        assert key_id == office.primary_id
        for take in (
            lambda keyring: keyring.clip_key(key_id, CAMERA),
            lambda keyring: keyring.field_root(CAMERA),
        ):
            assert take(laptop).view() == take(office).view()
        for refused in (
            lambda: laptop.clip_key(key_id, PROJECT_SCOPE),
            lambda: laptop.field_root(PROJECT_SCOPE),
            laptop.raw_key,
        ):
            with pytest.raises(UnknownKeyError):
                refused()
        assert laptop.handed_out_scopes() == (entry,)
        assert laptop.data_keys() == ()


def test_scope_entry_is_read_from_its_bytes_which_are_wiped() -> None:
    material = bytearray(reference.clip_key(KEY, CAMERA) + reference.field_root(KEY, CAMERA))
    entry = scope_from_bytes(reference.key_id(KEY), CAMERA, material)
    assert entry.root_id == reference.key_id(reference.field_root(KEY, CAMERA))[:8]
    assert not any(material)
    with pytest.raises(InvalidKeyFormatError):
        scope_from_bytes(bytes(16), CAMERA, bytearray(63))


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_data_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(InvalidKeyFormatError):
        Keyring.from_data_key(bytes(size))


def test_keyring_without_keys_is_refused() -> None:
    with pytest.raises(InvalidKeyFormatError):
        Keyring([])


def test_scope_id_of_another_length_is_a_bug() -> None:
    with both() as keyring, pytest.raises(ValueError, match="16 bytes"):
        keyring.clip_key(keyring.primary_id, b"camera 7")


def test_new_keyrings_have_keys_of_their_own_and_read_only_what_is_authenticated() -> None:
    with Keyring.generate() as first, Keyring.generate() as second:
        assert first.primary_id != second.primary_id
        assert first.read_policy is ReadPolicy.AUTHENTICATED
        assert first.generation == 0


def test_keyring_copies_the_key_that_it_is_given() -> None:
    with SecretKey(KEY) as given:
        keyring = Keyring.from_data_key(given)
    assert given.closed
    assert keyring.raw_key().view() == KEY
    keyring.close()


@pytest.mark.promise
def test_closing_wipes_every_key_and_locks_every_door() -> None:
    keyring = both()
    handed = [
        keyring.clip_key(keyring.primary_id, CAMERA),
        keyring.field_root(CAMERA),
        keyring.raw_key(),
        keyring.row_tag_key(CAMERA)[1],
    ]
    views = [key.view() for key in handed]
    keyring.close()
    keyring.close()
    assert keyring.closed
    assert not any(any(view) for view in views)
    for act in (
        lambda: keyring.clip_key(keyring.primary_id, CAMERA),
        lambda: keyring.field_root(CAMERA),
        lambda: keyring.field_root(CAMERA, root_id=bytes(8)),
        lambda: keyring.row_tag_key(CAMERA),
        keyring.raw_key,
        keyring.data_keys,
        keyring.handed_out_scopes,
        keyring.root_id,
        keyring.require_open,
        *(key.view for key in handed),
    ):
        with pytest.raises(LockedError):
            act()


def test_what_holds_keys_is_closed_with_the_keyring_and_not_kept_alive_by_it() -> None:
    class Holder:
        closed = 0

        def close(self) -> None:
            self.closed += 1

    keyring = Keyring.generate()
    kept = Holder()
    keyring.close_with(kept)
    keyring.close_with(Holder())
    keyring.close()
    assert kept.closed == 1
    with pytest.raises(LockedError):
        keyring.close_with(kept)


def test_many_threads_get_the_same_keys() -> None:
    scopes = [os.urandom(16) for _ in range(20)]
    found: list[set[bytes]] = []
    with Keyring.generate() as keyring:

        def derive() -> None:
            found.append({bytes(keyring.field_root(scope).view()) for scope in scopes})

        threads = [threading.Thread(target=derive) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 6
    assert all(keys == found[0] for keys in found)


def test_read_policies_are_ordered_and_named() -> None:
    assert ReadPolicy.AUTHENTICATED < ReadPolicy.RAW_CBC < ReadPolicy.PLAIN
    assert [policy.text for policy in ReadPolicy] == ["authenticated", "raw-cbc", "plain"]
    assert ReadPolicy.PLAIN.allows(ReadPolicy.RAW_CBC)
    assert not ReadPolicy.AUTHENTICATED.allows(ReadPolicy.RAW_CBC)
    assert all(ReadPolicy.from_text(policy.text) is policy for policy in ReadPolicy)
