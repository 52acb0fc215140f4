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


@pytest.mark.promise
def test_neighbouring_chunks_open_up_to_a_damaged_one_of_which_nothing_is_left() -> None:
    cleartexts = [bytes([number]) * 16384 for number in range(3)] + [b"the last"]
    run = bytearray().join(sealed(5 + number, each) for number, each in enumerate(cleartexts))
    output = bytearray(b"\xff" * sum(map(len, cleartexts)))
    assert cipher().open_run(5, memoryview(run), memoryview(output)) == len(output)
    assert output == b"".join(cleartexts)
    run[2 * 16400] ^= 1
    output = bytearray(b"\xff" * len(output))
    assert cipher().open_run(5, memoryview(run), memoryview(output)) == 2 * 16384
    assert output == b"".join(cleartexts[:2]) + bytes(16384) + b"\xff" * len(cleartexts[-1])
    assert cipher().open_run(4, memoryview(run), memoryview(output)) == 0


def test_closed_cipher_seals_and_opens_nothing() -> None:
    closed = cipher()
    closed.close()
    with pytest.raises(LockedError):
        closed.seal_into(0, memoryview(b""), memoryview(bytearray(16)))
    with pytest.raises(LockedError):
        closed.open_into(0, memoryview(sealed(0, b"")), memoryview(bytearray(0)))
    with pytest.raises(LockedError):
        closed.open_run(0, memoryview(sealed(0, b"x")), memoryview(bytearray(1)))
