"""Every way to hurt a 3-chunk clip is refused, and named for what it is."""

import os

import pytest

from crypto.clip_header import BODY_OFFSET, SEALED_CHUNK_SIZE
from crypto.clip_stream import Expected, SealReceipt, SeekableReader, seal_bytes
from crypto.errors import (
    AlteredError,
    DamagedChunkError,
    EncryptionError,
    RefusedFormatError,
    TruncatedError,
    UnknownKeyError,
)
from crypto.keyring import Keyring
from crypto.source import BytesSource

pytestmark = pytest.mark.promise
CLEARTEXT = os.urandom(2 * 16384 + 1234)


@pytest.fixture(scope="module")
def keyring() -> Keyring:
    return Keyring.generate()


@pytest.fixture(scope="module")
def sealed(keyring: Keyring) -> tuple[bytes, SealReceipt]:
    return seal_bytes(CLEARTEXT, keyring=keyring)


def verdict(stored: bytes | bytearray, keyring: Keyring) -> type[EncryptionError] | None:
    try:
        with SeekableReader(BytesSource(stored), keyring) as reader:
            assert reader.readall() == CLEARTEXT
    except EncryptionError as error:
        return type(error)
    return None


def error_of_changed_byte(offset: int, size: int) -> type[EncryptionError]:
    if offset < 16:
        return RefusedFormatError
    if 32 <= offset < 48:
        return UnknownKeyError
    if offset < BODY_OFFSET:
        return AlteredError
    last_chunk = (size - BODY_OFFSET) // SEALED_CHUNK_SIZE
    in_last = (offset - BODY_OFFSET) // SEALED_CHUNK_SIZE == last_chunk
    return TruncatedError if in_last else DamagedChunkError


def test_every_single_byte_change_is_refused_for_what_it_is(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt]
) -> None:
    stored = bytearray(sealed[0])
    changes = os.urandom(len(stored))
    wrong = []
    for offset, change in enumerate(changes):
        mask = change or 1
        stored[offset] ^= mask
        found = verdict(stored, keyring)
        if found is not error_of_changed_byte(offset, len(stored)):
            wrong.append((offset, mask, found))
        stored[offset] ^= mask
    assert not wrong
    assert verdict(stored, keyring) is None


def test_every_value_of_every_byte_before_the_chunks_is_refused(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt]
) -> None:
    stored = bytearray(sealed[0][: BODY_OFFSET + 40])
    wrong = []
    for offset in range(BODY_OFFSET):
        for mask in range(1, 256):
            stored[offset] ^= mask
            found = verdict(stored, keyring)
            if found is not error_of_changed_byte(offset, len(sealed[0])):
                wrong.append((offset, mask, found))
            stored[offset] ^= mask
    assert not wrong


def test_every_truncation_length_is_refused_as_truncated(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt]
) -> None:
    stored = memoryview(sealed[0])
    wrong = []
    for length in range(len(stored)):
        try:
            SeekableReader(BytesSource(stored[:length]), keyring)
        except TruncatedError:
            continue
        except EncryptionError as error:
            wrong.append((length, type(error)))
        else:
            wrong.append((length, None))
    assert not wrong


@pytest.mark.parametrize("extra", [1, 15, 16, 17, 15149, 15150, 15151, 16384, 16400, 32800])
def test_extended_clip_is_refused(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt], extra: int
) -> None:
    assert verdict(sealed[0] + bytes(extra), keyring) is TruncatedError


def test_wrong_key_is_told_apart_from_damage(sealed: tuple[bytes, SealReceipt]) -> None:
    stored, receipt = sealed
    with Keyring.generate() as other, pytest.raises(UnknownKeyError) as refusal:
        SeekableReader(BytesSource(stored), other)
    assert refusal.value.key_id == receipt.key_id


def test_wrong_key_is_told_also_when_the_clip_is_cut(sealed: tuple[bytes, SealReceipt]) -> None:
    with Keyring.generate() as other, pytest.raises(UnknownKeyError):
        SeekableReader(BytesSource(sealed[0][:100]), other)


def test_body_of_another_clip_is_altered(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt]
) -> None:
    other, _ = seal_bytes(CLEARTEXT, keyring=keyring)
    assert verdict(sealed[0][:64] + other[64:], keyring) is AlteredError
    assert verdict(sealed[0][:120] + other[120:], keyring) is TruncatedError


def test_swapped_chunks_are_damaged(keyring: Keyring, sealed: tuple[bytes, SealReceipt]) -> None:
    stored = sealed[0]
    first, second = (
        stored[BODY_OFFSET + k * SEALED_CHUNK_SIZE : BODY_OFFSET + (k + 1) * SEALED_CHUNK_SIZE]
        for k in range(2)
    )
    rest = stored[BODY_OFFSET + 2 * SEALED_CHUNK_SIZE :]
    assert verdict(stored[:BODY_OFFSET] + second + first + rest, keyring) is DamagedChunkError


def test_damaged_chunk_leaves_the_others_readable(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt]
) -> None:
    stored = bytearray(sealed[0])
    stored[BODY_OFFSET + SEALED_CHUNK_SIZE + 5] ^= 1
    with SeekableReader(BytesSource(stored), keyring) as reader:
        # A read that runs into the damage stops before it; the next one says what is there.
        assert reader.read(100_000) == CLEARTEXT[:16384]
        with pytest.raises(DamagedChunkError) as refusal:
            reader.read(1)
        assert (refusal.value.chunk_index, refusal.value.cleartext_offset) == (1, 16384)
        reader.seek(32768)
        assert reader.read() == CLEARTEXT[32768:]
        reader.seek(0)
        with pytest.raises(DamagedChunkError):
            reader.readall()
        assert reader.tell() == 0


@pytest.mark.parametrize("field", ["clip_id", "key_id", "scope_id", "commitment", "stored_size"])
def test_object_that_differs_from_its_row_is_altered_before_any_key_is_looked_up(
    sealed: tuple[bytes, SealReceipt], field: str
) -> None:
    stored, receipt = sealed
    recorded = {
        name: getattr(receipt, name)
        for name in ("clip_id", "key_id", "scope_id", "commitment", "stored_size")
    }
    value = recorded[field]
    recorded[field] = value + 1 if isinstance(value, int) else os.urandom(len(value))
    # This keyring has not got the key: an altered object is named before that shows.
    with Keyring.generate() as other, pytest.raises(AlteredError):
        SeekableReader(BytesSource(stored), other, expected=Expected(**recorded))


@pytest.mark.parametrize("imposter", [b"", b"\0\0\0\x18ftypmp42" + bytes(200), os.urandom(160)])
def test_plain_or_raw_object_in_place_of_a_recorded_clip_is_altered(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt], imposter: bytes
) -> None:
    with pytest.raises(AlteredError):
        SeekableReader(BytesSource(imposter), keyring, expected=sealed[1].expected())


def test_source_that_shrinks_while_it_is_read_is_truncated(keyring: Keyring) -> None:
    stored, _ = seal_bytes(os.urandom(600_000), keyring=keyring)

    class Shrinking(BytesSource):
        cut = len(stored)

        def read_at(self, offset: int, length: int) -> bytes:
            return super().read_at(offset, min(length, max(0, self.cut - offset)))

    source = Shrinking(stored)
    with SeekableReader(source, keyring) as reader:
        source.cut = 300_000
        with pytest.raises(TruncatedError):
            reader.readall()
