"""Device keys: who signs is known by an id that no other key fits."""

import re
from pathlib import Path

import pytest

from crypto.device_key import (
    DeviceKey,
    check_signature,
    device_id_of,
    open_device_key,
    seal_device_key,
)
from crypto.errors import AlteredError, EncryptionError, InvalidKeyFormatError, LockedError
from crypto.keyring import Keyring
from crypto.keyring_file import (
    change_passphrase,
    create_keyring_file,
    open_keyring_file,
    set_read_policy,
)
from crypto.policy import ReadPolicy
from crypto.secret import SecretKey
from tests.crypto import reference

# RFC 8032, section 7.1, test 1.
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
SIGNATURE = bytes.fromhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
    "d25bf5f0595bbe24655141438e7a100b"
)


def device_ids(keyring: Keyring) -> list[bytes]:
    return [DeviceKey(SecretKey(seed.view())).device_id for seed in keyring.device_seeds()]


def test_a_device_signs_as_the_standard_says_and_its_id_follows_from_its_public_key() -> None:
    key = DeviceKey(SecretKey(SEED))
    assert key.public_key == PUBLIC
    assert key.sign(b"") == SIGNATURE
    assert key.device_id == device_id_of(PUBLIC)
    check_signature(PUBLIC, b"", SIGNATURE)
    for public, message, signature in (
        (DeviceKey.generate().public_key, b"", SIGNATURE),
        (PUBLIC, b"x", SIGNATURE),
        (PUBLIC, b"", SIGNATURE[:-1] + b"\0"),
        (PUBLIC, b"", b""),
        (b"short", b"", SIGNATURE),
    ):
        with pytest.raises(AlteredError):
            check_signature(public, message, signature)


def test_a_closed_key_signs_nothing_and_no_key_shows_itself() -> None:
    key = DeviceKey(SecretKey(SEED))
    assert SEED.hex() not in repr(key)
    key.close()
    with pytest.raises(LockedError):
        key.sign(b"")
    with pytest.raises(InvalidKeyFormatError):
        DeviceKey(SecretKey(b"short"))


@pytest.mark.promise
def test_a_key_of_no_keyring_file_is_sealed_under_the_projects_keys() -> None:
    with Keyring.generate() as keyring, Keyring.generate() as foreign:
        sealed = seal_device_key(DeviceKey(SecretKey(SEED)), keyring)
        assert SEED.hex() not in sealed
        assert open_device_key(sealed, keyring).public_key == PUBLIC
        with pytest.raises(EncryptionError):
            open_device_key(sealed, foreign)
        with pytest.raises(EncryptionError):
            open_device_key(sealed[:-4] + "AAAA", keyring)


@pytest.mark.promise
def test_a_new_keyring_file_holds_a_device_key_which_stays_when_it_is_written_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "keyring.slk"
    create_keyring_file(path, passphrase="old")
    with open_keyring_file(path, passphrase="old") as keyring:
        made = device_ids(keyring)
        (seed,) = keyring.device_seeds()
        assert bytes(seed.view()).hex() not in path.read_text()
    assert seed.closed
    assert len(made) == 1
    change_passphrase(path, passphrase="old", new_passphrase="new")
    set_read_policy(path, ReadPolicy.PLAIN, passphrase="new")
    with open_keyring_file(path, passphrase="new") as keyring:
        assert device_ids(keyring) == made


def test_a_file_of_an_earlier_version_gets_a_device_key_when_it_is_next_written(
    tmp_path: Path,
) -> None:
    path = tmp_path / "keyring.slk"
    path.write_bytes(older_file())
    with open_keyring_file(path, passphrase="pass") as keyring:
        assert keyring.device_seeds() == ()
        primary = keyring.primary_id
    set_read_policy(path, ReadPolicy.PLAIN, passphrase="pass")
    with open_keyring_file(path, passphrase="pass") as keyring:
        assert len(keyring.device_seeds()) == 1
        assert keyring.primary_id == primary


@pytest.mark.promise
def test_a_device_entry_that_is_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keyring.slk"
    create_keyring_file(path, passphrase="pass")
    text = path.read_text()
    for pattern, other in (
        (r'"role":"device","id":"..', '"role":"device","id":"00'),
        (r'"role":"device"', '"role":"retired"'),
        (r'"role":"device"', '"role":"sorcerer"'),
    ):
        altered = re.sub(pattern, other, text)
        assert altered != text
        path.write_text(altered)
        with pytest.raises(EncryptionError):
            open_keyring_file(path, passphrase="pass")


def older_file() -> bytes:
    """Return a file as versions before device keys wrote it."""
    return reference.keyring_file(
        [bytes(range(32))],
        passphrase=b"pass",
        recovery=bytes(32),
        kek=bytes(range(32, 64)),
        salt=bytes(16),
    )
