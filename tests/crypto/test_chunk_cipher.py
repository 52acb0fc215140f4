import pytest

from crypto.chunk_cipher import ChunkCipher
from crypto.errors import LockedError
from crypto.secret import SecretKey


def cipher() -> ChunkCipher:
    return ChunkCipher(SecretKey(bytes(range(32))), bytes(64), bytes(24))


def sealed(chunk_index: int, cleartext: bytes) -> bytearray:
    output = bytearray(len(cleartext) + 16)
    cipher().seal_into(chunk_index, memoryview(cleartext), memoryview(output))
    return output


def test_chunk_opens_at_its_own_place_only() -> None:
    stored = memoryview(sealed(7, b"cleartext"))
    output = bytearray(9)
    assert cipher().open_into(7, stored, memoryview(output))
    assert output == b"cleartext"
    assert not cipher().open_into(6, stored, memoryview(output))


@pytest.mark.promise
def test_nothing_of_a_damaged_chunk_is_left_in_the_output() -> None:
    stored = sealed(0, b"cleartext")
    stored[-1] ^= 1
    output = bytearray(b"\xff" * 9)
    assert not cipher().open_into(0, memoryview(stored), memoryview(output))
    assert output == bytes(9)


def test_closed_cipher_seals_and_opens_nothing() -> None:
    closed = cipher()
    closed.close()
    with pytest.raises(LockedError):
        closed.seal_into(0, memoryview(b""), memoryview(bytearray(16)))
    with pytest.raises(LockedError):
        closed.open_into(0, memoryview(sealed(0, b"")), memoryview(bytearray(0)))
