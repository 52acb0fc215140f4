from pathlib import Path

import pytest

from crypto.errors import InvalidKeyFormatError, KeyNotConfiguredError, WrongPassphraseError
from crypto.keyring_file import Argon2Params, create_keyring_file
from crypto.policy import ReadPolicy
from crypto.sources import open_source
from crypto.sources.keyfile import keyfile_uri

FAST = Argon2Params(memory_kib=64 * 1024, time_cost=1, lanes=1)
KEY = bytes(range(32))


def nobody_is_asked() -> bytes:
    pytest.fail("asked for a passphrase")


def test_env_source_takes_the_key_and_the_policy_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ENCRYPTION_KEY", KEY.hex().upper() + "\n")
    with open_source("env:ENCRYPTION_KEY", passphrase=nobody_is_asked) as keyring:
        assert keyring.raw_key().view() == KEY
        assert keyring.read_policy is ReadPolicy.RAW_CBC
    monkeypatch.setenv("ENCRYPTION_READ", "plain")
    with open_source("env:") as keyring:
        assert keyring.read_policy is ReadPolicy.PLAIN


def test_env_source_names_the_variable_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyNotConfiguredError, match=r"^SITE_KEY not configured$"):
        open_source("env:SITE_KEY")
    monkeypatch.setenv("SITE_KEY", "not a key")
    with pytest.raises(InvalidKeyFormatError, match=r"^Invalid hex key format$"):
        open_source("env:SITE_KEY")


def test_file_source_asks_for_the_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "a key & ring%20.keyring"
    create_keyring_file(path, passphrase="pass", read_policy=ReadPolicy.PLAIN, kdf=FAST)
    uri = keyfile_uri(path)
    assert " " not in uri
    spellings = (uri, uri.replace("file://", "file://localhost"), uri.replace("file://", "file:"))
    for spelling in spellings:
        with open_source(spelling, passphrase=lambda: b"pass") as keyring:
            assert keyring.read_policy is ReadPolicy.PLAIN
    with pytest.raises(WrongPassphraseError):
        open_source(uri, passphrase=lambda: b"wrong")
    with pytest.raises(KeyNotConfiguredError, match="passphrase"):
        open_source(uri)


def test_absent_keyring_file_is_told_before_anyone_is_asked(tmp_path: Path) -> None:
    with pytest.raises(KeyNotConfiguredError, match="not there"):
        open_source(f"file:{tmp_path}/none", passphrase=nobody_is_asked)
    with pytest.raises(KeyNotConfiguredError, match="path"):
        open_source("file:", passphrase=nobody_is_asked)


@pytest.mark.parametrize("uri", ["keychain:safelight", "pkcs11:token=x", "awskms:alias/x"])
def test_sources_of_later_versions_say_so_and_name_what_is_there(uri: str) -> None:
    with pytest.raises(KeyNotConfiguredError, match=r"later version.*env: and file:"):
        open_source(uri)


@pytest.mark.parametrize("uri", ["", "password", "vault:x", KEY.hex()])
def test_no_key_is_made_of_a_text_that_is_not_recognised(uri: str) -> None:
    with pytest.raises(KeyNotConfiguredError, match="env:"):
        open_source(uri)
