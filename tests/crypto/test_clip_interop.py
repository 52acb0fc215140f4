"""The `cryptography` package's own Cobblestone-256 opens our bodies, and we open its."""

import os

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from crypto.clip_stream import SeekableReader, seal_bytes
from crypto.keyring import Keyring
from crypto.source import BytesSource
from tests.crypto import reference

pytestmark = pytest.mark.promise
KEY = bytes(range(32))
SIZES = [0, 1, 16383, 16384, 16385, 40_000, 262_144, 300_000]


@pytest.mark.parametrize("size", SIZES)
def test_the_libraries_class_opens_our_body(size: int) -> None:
    cleartext = os.urandom(size)
    with Keyring.from_data_key(KEY) as keyring:
        stored, _ = seal_bytes(cleartext, keyring=keyring)
    context = reference.clip_context(stored[:64])
    theirs = Cobblestone256Decryptor(reference.clip_key(KEY), context)
    assert theirs.update(stored[64:]) + theirs.finalize() == cleartext


@pytest.mark.parametrize("size", SIZES)
def test_we_open_a_body_of_the_libraries_class(size: int) -> None:
    cleartext = os.urandom(size)
    header = reference.header(KEY, clip_id=os.urandom(16))
    theirs = Cobblestone256Encryptor(reference.clip_key(KEY), reference.clip_context(header))
    stored = header + theirs.update(cleartext) + theirs.finalize()
    with (
        Keyring.from_data_key(KEY) as keyring,
        SeekableReader(BytesSource(stored), keyring) as reader,
    ):
        assert reader.readall() == cleartext


def test_the_libraries_class_refuses_our_body_under_another_header() -> None:
    with Keyring.from_data_key(KEY) as keyring:
        stored, _ = seal_bytes(b"clip", keyring=keyring)
    header = bytearray(stored[:64])
    header[20] ^= 1
    theirs = Cobblestone256Decryptor(reference.clip_key(KEY), reference.clip_context(bytes(header)))
    with pytest.raises(InvalidTag):
        theirs.update(stored[64:])
