"""Readers over a source that fetches ahead by itself, and whose copies may be damaged."""

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import raw_cbc
from crypto.clip_header import BODY_OFFSET, CHUNK_SIZE, SEALED_CHUNK_SIZE
from crypto.clip_stream import SeekableReader, seal_bytes
from crypto.errors import DamagedChunkError, TruncatedError
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from crypto.raw_cbc import RawCbcReader
from crypto.source import BytesSource

KEYRING = Keyring.from_data_key(bytes(range(32)), read_policy=ReadPolicy.RAW_CBC)
CLEARTEXT = random.Random(3).randbytes(600_005)
STORED, _ = seal_bytes(CLEARTEXT, keyring=KEYRING)
RAW = raw_cbc.encrypt(KEYRING.raw_key(), CLEARTEXT)


class CopyingSource(BytesSource):
    """Gives a copy of `stored` until told to forget; writes down what it was asked for."""

    def __init__(self, stored: bytes, copy: bytes | None = None) -> None:
        super().__init__(stored if copy is None else copy)
        self._stored_bytes = stored
        self._has_copy = copy is not None
        self.asked: list[tuple[int, int]] = []
        self.away = False

    @property
    def fetches_ahead(self) -> bool:
        return True

    def read_at(self, offset: int, length: int) -> bytes:
        if self.away:
            raise ConnectionError
        self.asked.append((offset, length))
        return super().read_at(offset, length)

    def forget(self, offset: int, length: int) -> bool:
        had_copy, self._has_copy = self._has_copy, False
        super().__init__(self._stored_bytes)
        return had_copy


def with_changed_byte(stored: bytes, offset: int) -> bytes:
    changed = bytearray(stored)
    changed[offset] ^= 1
    return bytes(changed)


def in_chunk(chunk: int) -> int:
    return BODY_OFFSET + chunk * SEALED_CHUNK_SIZE + 5


@settings(max_examples=60, deadline=None)
@given(
    reads=st.lists(st.tuples(st.integers(0, len(CLEARTEXT) + 5), st.integers(0, 300_000))),
    is_raw=st.booleans(),
)
def test_any_reads_equal_those_of_the_plain_bytes(
    reads: list[tuple[int, int]], is_raw: bool
) -> None:
    plain = io.BytesIO(CLEARTEXT)
    reader = (
        RawCbcReader(CopyingSource(RAW), KEYRING)
        if is_raw
        else SeekableReader(CopyingSource(STORED), KEYRING)
    )
    with reader:
        for position, length in reads:
            reader.seek(position)
            plain.seek(position)
            assert reader.read(length) == plain.read(length)


def test_no_more_than_the_touched_chunks_of_a_clip_are_asked_for_and_only_once() -> None:
    source = CopyingSource(STORED)
    with SeekableReader(source, KEYRING) as reader:
        source.asked.clear()
        reader.seek(3 * CHUNK_SIZE + 10)
        assert reader.read(2 * CHUNK_SIZE) == CLEARTEXT[3 * CHUNK_SIZE + 10 :][: 2 * CHUNK_SIZE]
        assert source.asked == [(BODY_OFFSET + 3 * SEALED_CHUNK_SIZE, 3 * SEALED_CHUNK_SIZE)]
        reader.seek(4 * CHUNK_SIZE)
        reader.read(3 * CHUNK_SIZE)
        assert source.asked[1:] == [(BODY_OFFSET + 6 * SEALED_CHUNK_SIZE, SEALED_CHUNK_SIZE)]


def test_no_more_than_the_touched_chunks_of_a_raw_clip_are_asked_for_and_only_once() -> None:
    source = CopyingSource(RAW)
    with RawCbcReader(source, KEYRING) as reader:
        source.asked.clear()
        reader.seek(3 * CHUNK_SIZE)
        reader.read(10)
        reader.read(10)
        assert source.asked == [(3 * CHUNK_SIZE, CHUNK_SIZE + 16)]


@pytest.mark.promise
@pytest.mark.parametrize("chunk", [0, 7, 17])
def test_a_chunk_that_is_damaged_in_its_copy_is_read_from_the_store(chunk: int) -> None:
    source = CopyingSource(STORED, copy=with_changed_byte(STORED, in_chunk(chunk)))
    with SeekableReader(source, KEYRING) as reader:
        assert reader.readall() == CLEARTEXT


@pytest.mark.promise
@pytest.mark.parametrize("chunk", [0, 7, 17])
def test_a_buffer_is_filled_from_the_store_behind_what_is_damaged_in_its_copy(chunk: int) -> None:
    source = CopyingSource(STORED, copy=with_changed_byte(STORED, in_chunk(chunk)))
    read, buffer = bytearray(), bytearray(400_000)
    with SeekableReader(source, KEYRING) as reader:
        while count := reader.readinto(buffer):
            read += buffer[:count]
    assert read == CLEARTEXT


@pytest.mark.promise
def test_a_last_chunk_that_is_damaged_in_its_copy_is_read_from_the_store() -> None:
    source = CopyingSource(STORED, copy=with_changed_byte(STORED, len(STORED) - 1))
    with SeekableReader(source, KEYRING) as reader:
        assert reader.readall() == CLEARTEXT


@pytest.mark.promise
def test_a_chunk_that_is_damaged_in_the_store_too_is_refused_and_the_rest_is_read() -> None:
    damaged = with_changed_byte(STORED, in_chunk(7))
    with SeekableReader(CopyingSource(damaged, copy=damaged), KEYRING) as reader:
        reader.seek(7 * CHUNK_SIZE)
        with pytest.raises(DamagedChunkError):
            reader.read(1)
        reader.seek(0)
        assert reader.read(len(CLEARTEXT)) == CLEARTEXT[: 7 * CHUNK_SIZE]
        reader.seek(8 * CHUNK_SIZE)
        assert reader.read() == CLEARTEXT[8 * CHUNK_SIZE :]


@pytest.mark.promise
def test_a_last_chunk_that_is_damaged_in_the_store_too_is_refused() -> None:
    damaged = with_changed_byte(STORED, len(STORED) - 1)
    with pytest.raises(TruncatedError):
        SeekableReader(CopyingSource(damaged, copy=damaged), KEYRING)


@pytest.mark.parametrize("is_raw", [False, True])
def test_a_read_that_fails_on_the_way_can_be_made_again_from_the_same_place(is_raw: bool) -> None:
    source = CopyingSource(RAW if is_raw else STORED)
    reader = RawCbcReader(source, KEYRING) if is_raw else SeekableReader(source, KEYRING)
    with reader:
        assert reader.read(10) == CLEARTEXT[:10]
        source.away = True
        with pytest.raises(ConnectionError):
            reader.read(400_000)
        source.away = False
        assert reader.tell() == 10
        assert reader.read(400_000) == CLEARTEXT[10:400_010]
