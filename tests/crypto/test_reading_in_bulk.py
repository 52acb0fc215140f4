"""Whole chunks are opened right in the buffer of who takes a lot at once, and are as safe there."""

import random
from pathlib import Path

import pytest

from crypto.clip_header import BODY_OFFSET, CHUNK_SIZE, SEALED_CHUNK_SIZE
from crypto.clip_stream import SeekableReader, seal_bytes
from crypto.errors import DamagedChunkError, LockedError, TruncatedError
from crypto.keyring import Keyring
from crypto.source import BytesSource, FileSource

KEYRING = Keyring.from_data_key(bytes(range(32)))
# 61 whole chunks and a short one.
CLEARTEXT = random.Random(5).randbytes(1_000_005)
STORED, _ = seal_bytes(CLEARTEXT, keyring=KEYRING)
UNTOUCHED = b"\xee"


class CountingSource(BytesSource):
    """Writes down what it was asked for; cut, its size says otherwise."""

    def __init__(self, stored: bytes, *, cut_at: int | None = None) -> None:
        super().__init__(stored)
        self._cut_at = len(stored) if cut_at is None else cut_at
        self.asked: list[tuple[int, int]] = []

    def read_at(self, offset: int, length: int) -> bytes:
        self.asked.append((offset, length))
        is_last_chunk = offset + length == self.size and length <= SEALED_CHUNK_SIZE
        end = length if is_last_chunk else max(0, self._cut_at - offset)
        return super().read_at(offset, min(length, end))


def damaged(chunk: int) -> bytes:
    changed = bytearray(STORED)
    changed[BODY_OFFSET + chunk * SEALED_CHUNK_SIZE + 5] ^= 1
    return bytes(changed)


def is_authentic(buffer: bytes, at: int) -> bool:
    """Tell whether each chunk of the buffer is the clip's, zeros, or was never written to."""
    return all(
        (part := buffer[start : start + CHUNK_SIZE]) == CLEARTEXT[at + start :][: len(part)]
        or part in (bytes(len(part)), UNTOUCHED * len(part))
        for start in range(0, len(buffer), CHUNK_SIZE)
    )


@pytest.mark.parametrize("start", [0, CHUNK_SIZE, 100])
def test_buffers_are_filled_to_the_end_of_the_clip(start: int) -> None:
    read = bytearray()
    buffer = bytearray(20 * CHUNK_SIZE + 3)
    with SeekableReader(BytesSource(STORED), KEYRING) as reader:
        reader.seek(start)
        while count := reader.readinto(buffer):
            read += buffer[:count]
            assert reader.tell() == start + len(read)
    assert read == CLEARTEXT[start:]


def test_one_request_brings_all_chunks_of_a_buffer() -> None:
    source = CountingSource(STORED)
    with SeekableReader(source, KEYRING) as reader:
        source.asked.clear()
        assert reader.readinto(bytearray(40 * CHUNK_SIZE)) == 40 * CHUNK_SIZE
        assert source.asked == [(BODY_OFFSET, 40 * SEALED_CHUNK_SIZE)]


def test_a_clip_that_ends_with_a_whole_chunk_is_read_to_its_end(tmp_path: Path) -> None:
    stored, _ = seal_bytes(CLEARTEXT[: 32 * CHUNK_SIZE], keyring=KEYRING)
    (tmp_path / "clip").write_bytes(stored)
    buffer = bytearray(1 << 20)
    with SeekableReader(FileSource(tmp_path / "clip"), KEYRING) as reader:
        assert reader.readinto(buffer) == 32 * CHUNK_SIZE
        assert reader.readinto(buffer) == 0
    assert buffer.startswith(CLEARTEXT[: 32 * CHUNK_SIZE])


@pytest.mark.promise
@pytest.mark.parametrize("chunk", [0, 1, 30, 60])
def test_nothing_of_a_damaged_chunk_comes_out_and_the_rest_can_be_read(chunk: int) -> None:
    with SeekableReader(BytesSource(damaged(chunk)), KEYRING) as reader:
        buffer = bytearray(UNTOUCHED * (1 << 20))
        if chunk:
            assert reader.readinto(buffer) == chunk * CHUNK_SIZE
            assert is_authentic(buffer, 0)
            buffer = bytearray(UNTOUCHED * (1 << 20))
        with pytest.raises(DamagedChunkError) as refusal:
            reader.readinto(buffer)
        assert refusal.value.chunk_index == chunk
        assert is_authentic(buffer, chunk * CHUNK_SIZE)
        assert reader.tell() == chunk * CHUNK_SIZE
        after = reader.seek((chunk + 1) * CHUNK_SIZE)
        count = reader.readinto(buffer)
        assert buffer[:count] == CLEARTEXT[after:]


@pytest.mark.promise
def test_chunks_that_changed_places_are_refused() -> None:
    first, second = (
        slice(BODY_OFFSET + n * SEALED_CHUNK_SIZE, BODY_OFFSET + (n + 1) * SEALED_CHUNK_SIZE)
        for n in (3, 4)
    )
    swapped = bytearray(STORED)
    swapped[first], swapped[second] = STORED[second], STORED[first]
    buffer = bytearray(UNTOUCHED * (1 << 20))
    with SeekableReader(BytesSource(swapped), KEYRING) as reader:
        assert reader.readinto(buffer) == 3 * CHUNK_SIZE
        assert is_authentic(buffer, 0)


@pytest.mark.promise
def test_a_clip_that_is_cut_behind_its_back_is_told_and_gives_nothing() -> None:
    buffer = bytearray(UNTOUCHED * (1 << 20))
    source = CountingSource(STORED, cut_at=BODY_OFFSET + 20 * SEALED_CHUNK_SIZE + 7)
    with SeekableReader(source, KEYRING) as reader:
        with pytest.raises(TruncatedError):
            reader.readinto(buffer)
        assert reader.tell() == 0
    assert buffer == UNTOUCHED * len(buffer)


@pytest.mark.promise
def test_nothing_is_opened_once_the_keyring_is_locked() -> None:
    keyring = Keyring.from_data_key(bytes(range(32)))
    buffer = bytearray(UNTOUCHED * (1 << 20))
    with SeekableReader(BytesSource(STORED), keyring) as reader:
        keyring.close()
        with pytest.raises(LockedError):
            reader.readinto(buffer)
    assert buffer == UNTOUCHED * len(buffer)
