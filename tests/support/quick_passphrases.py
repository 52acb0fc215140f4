"""Passphrases that open quickly: in tests, new keyring files get the least Argon2id that is taken.

A keyring file says itself what it costs to open. The default, which takes a third of a second of
CPU to make and to open, is what `tests/crypto` measures: there it is as it ships.
"""

from collections.abc import Iterator
from functools import partial

import pytest

from crypto import keyring_file
from crypto.keyring_slots import Argon2Params


@pytest.fixture(autouse=True, scope="session")
def _quick_passphrases() -> Iterator[None]:
    quick = partial(Argon2Params, time_cost=1, lanes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring_file, "Argon2Params", quick)
        yield
