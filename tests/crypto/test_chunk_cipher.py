from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

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


class ClosedWhileUsed(ChunkCipher):
    """Another thread closes it between its base nonce and its key, whichever is looked at first."""

    def _open_aead(self) -> AESGCM:
        aead = super()._open_aead()
        self.close()
        return aead

    def _nonce(self, chunk_index: int) -> bytes:
        nonce = super()._nonce(chunk_index)
        self.close()
        return nonce


def seal(used: ChunkCipher) -> None:
    used.seal_into(7, memoryview(b"cleartext"), memoryview(bytearray(25)))


def open_one(used: ChunkCipher) -> None:
    used.open_into(7, memoryview(sealed(7, b"cleartext")), memoryview(bytearray(9)))


@pytest.mark.promise
@pytest.mark.parametrize("use", [seal, open_one], ids=["sealing", "opening"])
def test_locking_in_the_middle_of_a_chunk_never_leads_to_another_nonce(
    use: Callable[[ChunkCipher], None],
) -> None:
    used = ClosedWhileUsed(SecretKey(bytes(range(32))), bytes(64), bytes(24))
    # With the key at hand and the nonce gone it would be sealed so that nothing opens it again.
    with pytest.raises(LockedError):
        use(used)
