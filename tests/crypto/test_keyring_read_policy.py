from pathlib import Path

import pytest

from crypto.errors import KeyringAlteredError, WrongPassphraseError
from crypto.keyring_file import (
    Argon2Params,
    create_keyring_file,
    open_keyring_file,
    set_read_policy,
)
from crypto.policy import ReadPolicy

FAST = Argon2Params(memory_kib=64 * 1024, time_cost=1, lanes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "project.keyring"


def test_the_read_policy_of_a_keyring_file_can_be_raised(path: Path) -> None:
    code = create_keyring_file(path, passphrase="pass", read_policy=ReadPolicy.PLAIN, kdf=FAST)
    with open_keyring_file(path, passphrase="pass") as before:
        ids = before.ids()
    assert set_read_policy(path, ReadPolicy.AUTHENTICATED, passphrase="pass") == 2
    for secret in ({"passphrase": "pass"}, {"recovery_code": code}):
        with open_keyring_file(path, **secret) as after:
            assert after.read_policy is ReadPolicy.AUTHENTICATED
            assert (after.ids(), after.generation) == (ids, 2)


@pytest.mark.promise
def test_the_read_policy_is_not_changed_without_the_passphrase_or_in_an_altered_file(
    path: Path,
) -> None:
    create_keyring_file(path, passphrase="pass", read_policy=ReadPolicy.AUTHENTICATED, kdf=FAST)
    content = path.read_bytes()
    with pytest.raises(WrongPassphraseError):
        set_read_policy(path, ReadPolicy.PLAIN, passphrase="other")
    assert path.read_bytes() == content
    path.write_bytes(content.replace(b'"generation":1', b'"generation":7'))
    with pytest.raises(KeyringAlteredError):
        set_read_policy(path, ReadPolicy.PLAIN, passphrase="pass")
