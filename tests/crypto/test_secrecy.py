"""No key, passphrase or cleartext shows in a repr, a message, a pickle or a traceback."""

import copy
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

import crypto
from crypto import current, raw_cbc
from crypto.clip_stream import SeekableReader, seal_bytes
from crypto.errors import DamagedChunkError, EncryptionError, LockedError, UnknownKeyError
from crypto.field import field_cipher
from crypto.keyring import Keyring
from crypto.keyring_file import Argon2Params, create_keyring_file, open_keyring_file
from crypto.policy import ReadPolicy
from crypto.secret import SecretKey, SecretText, wipe
from crypto.source import BytesSource
from crypto.sources import open_source

pytestmark = pytest.mark.promise
KEY = bytes.fromhex("5ec2e7" * 10 + "5ec2")
FAST = Argon2Params(memory_kib=64 * 1024, time_cost=1, lanes=1)


def spellings() -> tuple[str, ...]:
    return ("5ec2e75ec2e7", repr(KEY)[2:20], "94, 194, 231", "^\\xc2", "Xsbn", "XsLn")


def shows_key(text: str) -> bool:
    return any(spelling.lower() in text.lower() for spelling in spellings())


def test_the_check_itself_finds_a_planted_key() -> None:
    assert shows_key(f"key {KEY.hex()}")
    assert shows_key(repr(KEY))
    assert shows_key(str(list(KEY)))


def test_nothing_that_holds_a_key_shows_it() -> None:
    keyring = Keyring.from_data_key(KEY)
    cipher = field_cipher(keyring, "labels", "name")
    stored, receipt = seal_bytes(b"clip", keyring=keyring)
    reader = SeekableReader(BytesSource(stored), keyring)
    secret = SecretKey(KEY)
    for holder in (keyring, cipher, reader, secret, receipt, SecretText.from_text("5ec2e7" * 2)):
        assert not shows_key(repr(holder))
        assert not shows_key(str(holder))
        assert not shows_key(f"{holder}")
    reader.close()
    secret.close()
    keyring.close()
    for closed in (keyring, secret):
        assert "closed" in repr(closed)


@pytest.mark.parametrize("duplicate", [pickle.dumps, copy.copy, copy.deepcopy])
def test_what_holds_keys_is_neither_copied_nor_pickled(
    duplicate: Callable[[object], object],
) -> None:
    with Keyring.from_data_key(KEY) as keyring, SecretKey(KEY) as secret:
        cipher = field_cipher(keyring, "labels", "name")
        stored, _ = seal_bytes(b"clip", keyring=keyring)
        with SeekableReader(BytesSource(stored), keyring) as reader:
            for holder in (keyring, secret, cipher, reader):
                with pytest.raises(TypeError):
                    duplicate(holder)


def failures(tmp_path: Path) -> list[Callable[[], object]]:
    keyring = Keyring.from_data_key(KEY, read_policy=ReadPolicy.RAW_CBC)
    other = Keyring.generate()
    stored, _ = seal_bytes(b"clip", keyring=keyring)
    damaged = stored[:-1] + bytes([stored[-1] ^ 1])
    envelope = field_cipher(keyring, "labels", "name").seal_text("person")
    path = tmp_path / "keyring"
    create_keyring_file(path, passphrase="right", kdf=FAST, keyring=keyring)
    text = KEY.hex()
    return [
        lambda: SeekableReader(BytesSource(damaged), keyring),
        lambda: SeekableReader(BytesSource(stored), other),
        lambda: field_cipher(keyring, "labels", "color").open(envelope),
        lambda: field_cipher(other, "labels", "name").open(envelope),
        lambda: raw_cbc.decrypt(KEY, bytes(40)),
        lambda: Keyring.from_data_key(KEY[:30]),
        lambda: open_keyring_file(path, passphrase=text),
        lambda: open_keyring_file(path, recovery_code=text),
        lambda: open_source(text),
        lambda: open_source(f"{text}:"),
        lambda: open_source(f"keychain:{text}"),
        lambda: crypto.encrypt_string("x"),
    ]


def test_no_failure_quotes_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCRYPTION_KEY", KEY.hex() + "0")
    for act in failures(tmp_path):
        with pytest.raises(EncryptionError) as refusal:
            act()
        error: BaseException | None = refusal.value
        while error is not None:
            assert not shows_key(f"{error} {error!r} {error.args}")
            error = error.__cause__ or error.__context__
        assert not shows_key("".join(traceback.format_exception(refusal.value)))


def test_half_made_keyring_shows_nothing() -> None:
    half = Keyring.__new__(Keyring)
    assert repr(half) == "<Keyring, not made>"


def test_errors_travel_between_processes_with_what_they_know() -> None:
    for error in (UnknownKeyError(b"k" * 16), DamagedChunkError(3, 49152), LockedError()):
        twin = pickle.loads(pickle.dumps(error))
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert vars(twin) == vars(error)


def test_secret_is_wiped_on_close_also_while_it_is_viewed() -> None:
    secret = SecretKey(KEY)
    view = secret.view()
    assert view == KEY
    assert view.readonly
    assert len(secret) == 32
    with secret:
        pass
    assert not any(view)
    with pytest.raises(LockedError):
        secret.view()


def test_material_that_is_handed_over_is_wiped() -> None:
    material = bytearray(KEY)
    with SecretKey.taking(material) as secret:
        assert secret.view() == KEY
    assert material == bytes(32)
    with SecretText.from_text("e\u0301") as text:
        assert text.view() == "é".encode()


def test_wiping_keeps_the_buffer_where_it_is() -> None:
    buffer = bytearray(b"secret")
    view = memoryview(buffer)
    wipe(buffer)
    assert view == bytes(6)
    wipe(bytearray())


def test_forgotten_secret_is_wiped() -> None:
    secret = SecretKey(KEY)
    view = secret.view()
    del secret
    assert not any(view)


def test_current_keyring_shows_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCRYPTION_KEY", KEY.hex())
    assert not shows_key(repr(current.current()))
