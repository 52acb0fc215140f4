"""A key that another thread wipes between being looked at and being used must not be used."""

import pytest

from crypto import raw_cbc
from crypto.chunk_cipher import ChunkCipher
from crypto.errors import LockedError
from crypto.field_keys import FieldKeys
from crypto.kdf import expand
from crypto.secret import SecretKey

pytestmark = pytest.mark.promise
KEY = bytes(range(32))


class WipedWhenViewed(SecretKey):
    """Stands for the worst moment: the lock comes right after the key was looked at."""

    def view(self) -> memoryview:
        view = super().view()
        self.close()
        return view


def test_nothing_is_derived_from_a_key_that_was_wiped_meanwhile() -> None:
    with pytest.raises(LockedError):
        expand(WipedWhenViewed(KEY), b"info", 32)
    with pytest.raises(LockedError):
        ChunkCipher(WipedWhenViewed(KEY), bytes(64), bytes(24))


def test_no_raw_cbc_is_made_or_read_with_a_key_that_was_wiped_meanwhile() -> None:
    with pytest.raises(LockedError):
        raw_cbc.encrypt(WipedWhenViewed(KEY), b"clip")
    with pytest.raises(LockedError):
        raw_cbc.decrypt(WipedWhenViewed(KEY), raw_cbc.encrypt(KEY, b"clip"))


def test_no_field_is_sealed_or_opened_with_a_key_that_was_wiped_meanwhile() -> None:
    keys = FieldKeys(SecretKey(bytes(64)), bytes(9), b"A")
    envelope = keys.seal(1, b"person", iv=bytes(16))
    for act in (lambda: keys.seal(1, b"person", iv=bytes(16)), lambda: keys.open(envelope)):
        keys._encryption_key = WipedWhenViewed(bytes(32))
        with pytest.raises(LockedError):
            act()
