"""Passphrases that open quickly: in tests, new keyring files get the least Argon2id that is taken.

A keyring file says itself what it costs to open. The default, which takes a third of a second of
CPU to make and to open, is what `tests/crypto` measures: there it is as it ships. Elsewhere what a
passphrase and a salt lead to is computed once in a process, also for a file that is copied.
"""

import hashlib
from collections.abc import Iterator
from functools import partial

import pytest

from crypto import keyring_file, keyring_slots
from crypto.keyring_slots import Argon2Params
from crypto.secret import SecretKey

DERIVE_AS_IT_SHIPS = keyring_slots._argon2id
_DERIVED: dict[tuple[bytes, bytes, Argon2Params], bytes] = {}


@pytest.fixture(autouse=True, scope="session")
def _quick_passphrases() -> Iterator[None]:
    quick = partial(Argon2Params, time_cost=1, lanes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring_file, "Argon2Params", quick)
        patch.setattr(keyring_slots, "_argon2id", _derive_once)
        yield


def _derive_once(passphrase: SecretKey, salt: bytes, params: Argon2Params) -> SecretKey:
    known_by = (hashlib.sha256(passphrase.view()).digest(), salt, params)
    if known_by not in _DERIVED:
        with DERIVE_AS_IT_SHIPS(passphrase, salt, params) as derived:
            _DERIVED[known_by] = bytes(derived.view())
    return SecretKey.taking(bytearray(_DERIVED[known_by]))
