"""Keyring files cost here what they cost people, unless a test says otherwise."""

import pytest

from crypto import keyring_file
from crypto.keyring_slots import Argon2Params


@pytest.fixture(autouse=True)
def _passphrases_as_they_ship(monkeypatch: pytest.MonkeyPatch, _quick_passphrases: None) -> None:
    monkeypatch.setattr(keyring_file, "Argon2Params", Argon2Params)
