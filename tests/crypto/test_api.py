"""The older system's four functions: forms, policies and the messages its users know."""

import base64
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crypto
from crypto import current, raw_cbc
from crypto.errors import (
    AlteredError,
    DecryptionError,
    InvalidKeyFormatError,
    InvalidReadPolicyError,
    KeyNotConfiguredError,
    LockedError,
    RefusedFormatError,
    UnknownKeyError,
)
from crypto.field import field_cipher
from crypto.keyring import Keyring

KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCRYPTION_KEY", KEY.hex())


def test_bytes_and_strings_survive_the_round_trip() -> None:
    for size in range(70):
        assert crypto.decrypt_bytes(crypto.encrypt_bytes(b"x" * size)) == b"x" * size
        assert crypto.decrypt_string(crypto.encrypt_string("ü" * size)) == "ü" * size


def test_envelopes_are_those_of_the_api_table() -> None:
    with Keyring.from_data_key(KEY) as keyring:
        binary = crypto.encrypt_bytes(b"x")
        assert field_cipher(keyring, "_api", "bytes").open_binary(binary) == (3, b"x")
        text = crypto.encrypt_string("x")
        assert field_cipher(keyring, "_api", "string").open(text) == "x"


def test_what_the_older_system_wrote_is_read() -> None:
    assert crypto.decrypt_bytes(raw_cbc.encrypt(KEY, b"clip")) == b"clip"
    stored = base64.b64encode(raw_cbc.encrypt(KEY, "Fußgänger".encode())).decode()
    assert crypto.decrypt_string(stored) == "Fußgänger"


@pytest.mark.promise
def test_authenticated_policy_refuses_raw_cbc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCRYPTION_READ", "authenticated")
    stored = raw_cbc.encrypt(KEY, b"clip")
    with pytest.raises(RefusedFormatError):
        crypto.decrypt_bytes(stored)
    with pytest.raises(RefusedFormatError):
        crypto.decrypt_string(base64.b64encode(stored).decode())
    assert crypto.decrypt_bytes(crypto.encrypt_bytes(b"clip")) == b"clip"


def test_plain_policy_returns_no_ciphertext_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCRYPTION_READ", "plain")
    for text in ("person", "", "cGVyc29u"):
        with pytest.raises(RefusedFormatError):
            crypto.decrypt_string(text)


@pytest.mark.promise
def test_damaged_envelope_is_never_tried_as_raw_cbc() -> None:
    sealed = bytearray(crypto.encrypt_bytes(b"clip"))
    sealed[-1] ^= 1
    with pytest.raises(AlteredError):
        crypto.decrypt_bytes(bytes(sealed))
    text = crypto.encrypt_string("x")
    with pytest.raises(RefusedFormatError):
        crypto.decrypt_string(text.replace("sl1.", "sl9."))


@settings(deadline=None)
@given(data=st.binary(max_size=200))
def test_foreign_bytes_fail_with_the_known_message(data: bytes) -> None:
    with pytest.raises(crypto.EncryptionError) as refusal:
        crypto.decrypt_bytes(b"\x13" + data if len(data) % 16 == 0 else data + b"\0" * 17)
    if not isinstance(refusal.value, UnknownKeyError):
        assert str(refusal.value) == "Decryption failed"


def test_text_in_a_raw_value_that_is_not_utf8_fails_without_quoting_it() -> None:
    stored = base64.b64encode(raw_cbc.encrypt(KEY, b"\xff\xfe")).decode()
    with pytest.raises(DecryptionError) as refusal:
        crypto.decrypt_string(stored)
    assert str(refusal.value) == "Decryption failed"
    assert refusal.value.__suppress_context__


@pytest.mark.parametrize("text", ["ä", "AAA", "A===", "AAAA AAAA", "AAAA\n", "!"])
def test_text_that_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(DecryptionError, match=r"^Decryption failed$"):
        crypto.decrypt_string(text)


def test_bytes_of_another_type_are_refused() -> None:
    with Keyring.from_data_key(KEY) as keyring:
        sealed = field_cipher(keyring, "_api", "bytes").seal_binary(1, b"text")
    with pytest.raises(RefusedFormatError):
        crypto.decrypt_bytes(sealed)


def test_missing_key_says_what_the_older_system_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("", "  "):
        monkeypatch.setenv("ENCRYPTION_KEY", value)
        with pytest.raises(KeyNotConfiguredError, match=r"^ENCRYPTION_KEY not configured$"):
            crypto.encrypt_bytes(b"x")
    monkeypatch.delenv("ENCRYPTION_KEY")
    with pytest.raises(crypto.EncryptionError, match=r"^ENCRYPTION_KEY not configured$"):
        crypto.decrypt_string("x")


@pytest.mark.parametrize("value", ["00", "zz" * 32, "00" * 31, "00" * 33, "0 " * 32, "é" * 64])
def test_malformed_key_says_what_the_older_system_said(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("ENCRYPTION_KEY", value)
    with pytest.raises(InvalidKeyFormatError, match=r"^Invalid hex key format$"):
        crypto.encrypt_string("x")


def test_unknown_read_policy_is_refused_and_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCRYPTION_READ", "anything")
    with pytest.raises(InvalidReadPolicyError):
        crypto.encrypt_string("x")


def test_wrong_key_is_told_apart_from_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = crypto.encrypt_bytes(b"x")
    current.forget()
    monkeypatch.setenv("ENCRYPTION_KEY", os.urandom(32).hex())
    with pytest.raises(UnknownKeyError):
        crypto.decrypt_bytes(sealed)


@pytest.mark.promise
def test_locked_functions_stay_locked_though_the_key_is_in_the_environment() -> None:
    sealed = crypto.encrypt_bytes(b"x")
    keyring = current.current()
    current.clear()
    assert keyring.closed
    with pytest.raises(LockedError):
        crypto.decrypt_bytes(sealed)
    with Keyring.from_data_key(KEY) as unlocked:
        current.set_current(unlocked)
        assert crypto.decrypt_bytes(sealed) == b"x"
        current.set_current(None)
        assert not unlocked.closed
    with pytest.raises(LockedError):
        crypto.decrypt_bytes(sealed)


def test_keyring_that_its_owner_closed_is_locked() -> None:
    keyring = Keyring.generate()
    current.set_current(keyring)
    keyring.close()
    with pytest.raises(LockedError):
        current.current()


def test_package_offers_nothing_else_by_that_door() -> None:
    assert not hasattr(crypto, "encrypt_everything")
