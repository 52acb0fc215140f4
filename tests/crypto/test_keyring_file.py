import logging
import os
import stat
import threading
from pathlib import Path

import pytest

from crypto import keyring_slots
from crypto.errors import (
    EncryptionError,
    KeyNotConfiguredError,
    KeyringAlteredError,
    KeyringFileError,
    KeyringParametersError,
    RecoveryCodeFormatError,
    WrongPassphraseError,
    WrongRecoveryCodeError,
)
from crypto.keyring import Keyring
from crypto.keyring_file import (
    Argon2Params,
    change_passphrase,
    create_keyring_file,
    open_keyring_file,
)
from crypto.policy import ReadPolicy
from crypto.recovery_code import make_recovery_code
from crypto.scope_keys import derive_scope
from crypto.secret import SecretKey, SecretText
from tests.crypto import reference

FAST = Argon2Params(memory_kib=64 * 1024, time_cost=1, lanes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "project.keyring"


@pytest.mark.promise
def test_new_file_opens_with_its_passphrase_and_with_its_recovery_code(path: Path) -> None:
    code = create_keyring_file(path, passphrase="pass", read_policy=ReadPolicy.RAW_CBC, kdf=FAST)
    with (
        open_keyring_file(path, passphrase="pass") as first,
        open_keyring_file(path, recovery_code=code) as second,
        open_keyring_file(path, recovery_code=code.lower().replace("-", " ")) as third,
    ):
        assert first.primary_id == second.primary_id == third.primary_id
        assert first.raw_key().view() == second.raw_key().view()
        assert first.read_policy is ReadPolicy.RAW_CBC
        assert first.generation == 1


def test_default_cost_is_64_mib_3_passes_4_lanes(path: Path) -> None:
    create_keyring_file(path, passphrase="pass")
    assert b'"memory_kib":65536,"time":3,"lanes":4' in path.read_bytes()
    open_keyring_file(path, passphrase="pass").close()


def test_two_threads_open_keyrings_at_the_same_time(path: Path) -> None:
    create_keyring_file(path, passphrase="pass", kdf=Argon2Params(time_cost=1, lanes=4))
    opened: list[bool] = []

    def open_often() -> None:
        for _ in range(3):
            open_keyring_file(path, passphrase="pass").close()
        opened.append(True)

    threads = [threading.Thread(target=open_often, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert opened == [True, True]


def test_keys_of_a_keyring_in_use_are_stored_with_their_roles(path: Path) -> None:
    keys = [os.urandom(32), os.urandom(32)]
    camera = os.urandom(16)
    with SecretKey(os.urandom(32)) as third:
        scope = derive_scope(third, camera)
    with Keyring([SecretKey(key) for key in keys], [scope]) as used:
        create_keyring_file(path, passphrase=b"pass", kdf=FAST, keyring=used)
        with open_keyring_file(path, passphrase=SecretText.from_text("pass")) as opened:
            assert opened.ids() == used.ids()
            assert [key.view() for key in opened.data_keys()] == keys
            clip_key = opened.clip_key(scope.key_id, camera)
            assert clip_key.view() == used.clip_key(scope.key_id, camera).view()
        assert not used.closed


def test_file_of_handed_out_scopes_alone_opens(path: Path) -> None:
    camera = os.urandom(16)
    with SecretKey(os.urandom(32)) as data_key:
        laptop = Keyring([], [derive_scope(data_key, camera)])
    with laptop:
        create_keyring_file(path, passphrase="pass", kdf=FAST, keyring=laptop)
        with open_keyring_file(path, passphrase="pass") as opened:
            assert opened.field_root(camera).view() == laptop.field_root(camera).view()


def test_passphrase_is_the_same_however_the_keyboard_composes_it(path: Path) -> None:
    create_keyring_file(path, passphrase="Caf\u00e9", kdf=FAST)
    open_keyring_file(path, passphrase="Cafe\u0301").close()


@pytest.mark.promise
def test_wrong_passphrase_is_told_as_such(path: Path) -> None:
    create_keyring_file(path, passphrase="pass", kdf=FAST)
    for wrong in ("Pass", "", "pass "):
        with pytest.raises(WrongPassphraseError, match="passphrase does not open"):
            open_keyring_file(path, passphrase=wrong)


def test_wrong_and_mistyped_recovery_codes_are_told_apart(path: Path) -> None:
    code = create_keyring_file(path, passphrase="pass", kdf=FAST)
    with pytest.raises(WrongRecoveryCodeError):
        open_keyring_file(path, recovery_code=make_recovery_code())
    mistyped = ("B" if code[0] == "A" else "A") + code[1:]
    with pytest.raises(RecoveryCodeFormatError):
        open_keyring_file(path, recovery_code=mistyped)


def test_opening_needs_one_of_the_two_secrets(path: Path) -> None:
    create_keyring_file(path, passphrase="pass", kdf=FAST)
    with pytest.raises(KeyNotConfiguredError):
        open_keyring_file(path)


@pytest.mark.promise
def test_every_byte_flip_of_the_file_is_refused(path: Path) -> None:
    # Opened by recovery code, which costs no Argon2id; the slot's own flips are the next test's.
    code = create_keyring_file(path, passphrase="pass", kdf=FAST)
    content = bytearray(path.read_bytes())
    accepted = []
    for offset in range(len(content)):
        for mask in (0x01, 0x20):
            content[offset] ^= mask
            path.write_bytes(content)
            try:
                open_keyring_file(path, recovery_code=code).close()
            except KeyringFileError:
                pass
            else:
                accepted.append((offset, mask))
            content[offset] ^= mask
    assert not accepted
    path.write_bytes(content)
    open_keyring_file(path, recovery_code=code).close()


@pytest.mark.promise
@pytest.mark.parametrize("field", ["salt", "kek"])
def test_flipped_passphrase_slot_does_not_open(path: Path, field: str) -> None:
    create_keyring_file(path, passphrase="pass", kdf=FAST)
    content = path.read_bytes()
    at = content.index(f'"{field}":"'.encode()) + len(field) + 4
    digit = b"1" if content[at : at + 1] == b"0" else b"0"
    path.write_bytes(content[:at] + digit + content[at + 1 :])
    with pytest.raises(WrongPassphraseError):
        open_keyring_file(path, passphrase="pass")


@pytest.mark.promise
def test_every_truncation_and_extension_of_the_file_is_refused(path: Path) -> None:
    code = create_keyring_file(path, passphrase="pass", kdf=FAST)
    content = path.read_bytes()
    for changed in [content[:length] for length in range(len(content))] + [
        content + b"\n",
        content + b"0",
        content + content,
    ]:
        path.write_bytes(changed)
        with pytest.raises(KeyringFileError):
            open_keyring_file(path, recovery_code=code)


@pytest.mark.promise
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("memory_kib", 65535),
        ("memory_kib", 0),
        ("memory_kib", -65536),
        ("memory_kib", 1048577),
        ("memory_kib", 2**40),
        ("time", 0),
        ("time", 11),
        ("lanes", 0),
        ("lanes", 9),
    ],
)
def test_cost_out_of_range_is_refused_before_anything_is_computed(
    path: Path, monkeypatch: pytest.MonkeyPatch, field: str, value: int
) -> None:
    create_keyring_file(path, passphrase="pass", kdf=FAST)
    usual = {"memory_kib": 65536, "time": 1, "lanes": 1}[field]
    content = path.read_bytes()
    path.write_bytes(content.replace(f'"{field}":{usual}'.encode(), f'"{field}":{value}'.encode()))

    def computed(**_parameters: object) -> None:
        pytest.fail("Argon2id was called")

    monkeypatch.setattr(keyring_slots, "Argon2id", computed)
    with pytest.raises(KeyringParametersError):
        open_keyring_file(path, passphrase="pass")


@pytest.mark.parametrize(
    "kdf",
    [
        Argon2Params(memory_kib=1024, time_cost=3, lanes=4),
        Argon2Params(memory_kib=65536, time_cost=0, lanes=4),
        Argon2Params(memory_kib=65536, time_cost=3, lanes=16),
    ],
)
def test_new_file_cannot_be_made_cheaper_than_what_is_opened(path: Path, kdf: Argon2Params) -> None:
    with pytest.raises(KeyringParametersError):
        create_keyring_file(path, passphrase="pass", kdf=kdf)
    assert not path.exists()


def test_empty_passphrase_makes_no_file(path: Path) -> None:
    with pytest.raises(KeyringParametersError, match="empty"):
        create_keyring_file(path, passphrase="", kdf=FAST)
    assert not path.exists()


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('"argon2id"', '"scrypt"', KeyringParametersError),
        ('"recovery"', '"hardware"', KeyringParametersError),
        ('"primary"', '"admin"', KeyringParametersError),
        ('"generation":1', '"generation":0', KeyringAlteredError),
        ('"generation":1', '"generation":true', KeyringAlteredError),
        ('"generation":1', '"generation":1.0', KeyringAlteredError),
        ('"generation":1', '"generation":"1"', KeyringAlteredError),
        ('"authenticated"', '"whatever"', KeyringAlteredError),
        ('"authenticated"', "7", KeyringAlteredError),
        ('"slots":[', '"slots":[7,', KeyringParametersError),
        ('"entries":[', '"entries":[7,', KeyringAlteredError),
        ('"entries":[', '"entries":{},"x":[', KeyringAlteredError),
        ('{"generation"', "[" * 100_000 + '{"generation"', KeyringAlteredError),
        ('"id":"', '"id":"é', KeyringAlteredError),
    ],
)
def test_strange_content_is_refused_by_type(
    path: Path, old: str, new: str, error: type[EncryptionError]
) -> None:
    code = create_keyring_file(path, passphrase="pass", kdf=FAST)
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new), "utf-8")
    with pytest.raises(error):
        open_keyring_file(path, recovery_code=code)


def made(keys: list[bytes], change: tuple[str, str] = ("", "")) -> tuple[bytes, str]:
    kek, recovery = bytes(range(32)), bytes(range(50, 82))
    content = reference.keyring_file(
        keys, passphrase=b"pass", recovery=recovery, kek=kek, salt=bytes(16)
    )
    part = content[:-64].decode().replace(*change).encode()
    return part + reference.keyring_mac(kek, part), reference.recovery_code(recovery)


def test_entry_that_is_not_the_key_it_names_is_refused_though_the_mac_is_right(path: Path) -> None:
    key = bytes(range(32))
    content, code = made([key], (reference.key_id(key).hex(), "00" * 16))
    path.write_bytes(content)
    with pytest.raises(KeyringAlteredError):
        open_keyring_file(path, recovery_code=code)


def test_cost_out_of_range_is_refused_also_when_the_recovery_code_opens(path: Path) -> None:
    content, code = made([bytes(32)], ("65536", "1024"))
    path.write_bytes(content)
    with pytest.raises(KeyringParametersError):
        open_keyring_file(path, recovery_code=code)


@pytest.mark.parametrize("role", ["primary", "retired"])
def test_file_with_no_or_two_primaries_is_refused(path: Path, role: str) -> None:
    other = {"primary": "retired", "retired": "primary"}[role]
    content, code = made([bytes(32), bytes(range(32))], (f'"{other}"', f'"{role}"'))
    path.write_bytes(content)
    with pytest.raises(KeyringAlteredError):
        open_keyring_file(path, recovery_code=code)


@pytest.mark.promise
def test_older_generation_warns(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    create_keyring_file(path, passphrase="pass", kdf=FAST)
    old = path.read_bytes()
    change_passphrase(path, passphrase="pass", new_passphrase="new", kdf=FAST)
    with open_keyring_file(path, passphrase="new", last_generation=1) as keyring:
        assert keyring.generation == 2
    assert not caplog.records
    path.write_bytes(old)
    with open_keyring_file(path, passphrase="pass", last_generation=2) as keyring:
        assert keyring.generation == 1
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "generation 1" in caplog.text


@pytest.mark.promise
def test_changed_passphrase_voids_the_old_one_and_the_old_code(path: Path) -> None:
    old_code = create_keyring_file(path, passphrase="old", kdf=FAST)
    before = path.read_bytes()
    with open_keyring_file(path, passphrase="old") as keyring:
        primary = keyring.primary_id
    code = change_passphrase(path, recovery_code=old_code, new_passphrase="new", kdf=FAST)
    with pytest.raises(WrongPassphraseError):
        open_keyring_file(path, passphrase="old")
    with pytest.raises(WrongRecoveryCodeError):
        open_keyring_file(path, recovery_code=old_code)
    for secret in ({"passphrase": "new"}, {"recovery_code": code}):
        with open_keyring_file(path, **secret) as keyring:
            assert keyring.primary_id == primary
    assert path.with_name("project.keyring.previous").read_bytes() == before


def test_failed_change_leaves_the_file_as_it_was(path: Path) -> None:
    create_keyring_file(path, passphrase="old", kdf=FAST)
    before = path.read_bytes()
    with pytest.raises(WrongPassphraseError):
        change_passphrase(path, passphrase="wrong", new_passphrase="new", kdf=FAST)
    with pytest.raises(KeyringParametersError):
        change_passphrase(path, passphrase="old", new_passphrase="", kdf=FAST)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.promise
def test_existing_keyring_is_never_overwritten(path: Path) -> None:
    create_keyring_file(path, passphrase="pass", kdf=FAST)
    before = path.read_bytes()
    with pytest.raises(KeyringFileError, match="already there"):
        create_keyring_file(path, passphrase="other", kdf=FAST)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_file_is_readable_by_its_owner_only_and_a_left_over_part_is_no_hindrance(
    path: Path,
) -> None:
    path.with_name("project.keyring.part").write_bytes(b"of a crash")
    create_keyring_file(path, passphrase="pass", kdf=FAST)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    change_passphrase(path, passphrase="pass", new_passphrase="new", kdf=FAST)
    modes = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in path.parent.iterdir()}
    assert modes == {"project.keyring": 0o600, "project.keyring.previous": 0o600}


def test_absent_linked_huge_or_foreign_files_are_refused(path: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyringFileError, match="cannot be read"):
        open_keyring_file(path, passphrase="pass")
    create_keyring_file(path, passphrase="pass", kdf=FAST)
    link = tmp_path / "link"
    link.symlink_to(path)
    with pytest.raises(KeyringFileError, match="cannot be read"):
        open_keyring_file(link, passphrase="pass")
    path.write_bytes(bytes(2 << 20))
    with pytest.raises(KeyringFileError, match="too large"):
        open_keyring_file(path, passphrase="pass")
    path.write_bytes(b"safelight-keyring/2\n{}\n" + b"0" * 64)
    with pytest.raises(KeyringParametersError):
        open_keyring_file(path, passphrase="pass")
    with pytest.raises(KeyringFileError, match="cannot be written"):
        create_keyring_file(tmp_path / "nowhere" / "k", passphrase="pass", kdf=FAST)
