"""Keyring files cost here what they cost people, unless a test says otherwise."""

import pytest

from crypto import keyring_file, keyring_slots
from crypto.keyring_slots import Argon2Params
from tests.support.quick_passphrases import DERIVE_AS_IT_SHIPS


@pytest.fixture(autouse=True)
def _passphrases_as_they_ship(monkeypatch: pytest.MonkeyPatch, _quick_passphrases: None) -> None:
    monkeypatch.setattr(keyring_file, "Argon2Params", Argon2Params)
    monkeypatch.setattr(keyring_slots, "_argon2id", DERIVE_AS_IT_SHIPS)
