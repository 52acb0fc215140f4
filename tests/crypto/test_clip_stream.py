import hashlib
import io
import os
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crypto.clip_header import (
    BODY_OFFSET,
    CHUNK_SIZE,
    ClipHeader,
    Kind,
    cleartext_size,
    stored_size,
)
from crypto.clip_stream import SeekableReader, seal_bytes, seal_stream
from crypto.errors import (
    DamagedChunkError,
    EncryptionError,
    LockedError,
    RefusedFormatError,
    TruncatedError,
)
from crypto.keyring import Keyring
from crypto.scopes import NO_SCOPE, PROJECT_SCOPE
from crypto.source import BytesSource, FileSource

KEYRING = Keyring.from_data_key(bytes(range(32)))
EDGES = [0, 1, 16383, 16384, 16385, 262143, 262144, 262145, 524288, 600_000]
CLEARTEXT = random.Random(1).randbytes(700_001)
STORED, RECEIPT = seal_bytes(CLEARTEXT, keyring=KEYRING)


@pytest.mark.parametrize("size", EDGES)
def test_sealed_clip_opens_to_what_went_in(size: int) -> None:
    cleartext = CLEARTEXT[:size]
    stored, receipt = seal_bytes(cleartext, keyring=KEYRING)
    assert receipt.stored_size == len(stored) == stored_size(size)
    assert receipt.cleartext_size == size == cleartext_size(len(stored))
    assert receipt.stored_sha256 == hashlib.sha256(stored).digest()
    assert receipt.cleartext_sha256 == hashlib.sha256(cleartext).digest()
    with SeekableReader(BytesSource(stored), KEYRING, expected=receipt.expected()) as reader:
        assert reader.cleartext_size == size
        assert reader.commitment == receipt.commitment == stored[88:120]
        assert reader.header == ClipHeader(
            Kind.CLIP, receipt.clip_id, KEYRING.primary_id, PROJECT_SCOPE
        )
        assert reader.readall() == cleartext
        assert reader.read(1) == reader.read() == b""


@settings(deadline=None)
@given(size=st.integers(min_value=0, max_value=1 << 50))
def test_size_functions_invert_each_other(size: int) -> None:
    assert cleartext_size(stored_size(size)) == size


@settings(deadline=None)
@given(size=st.integers(min_value=0, max_value=1 << 40))
def test_size_that_no_clip_has_is_refused(size: int) -> None:
    try:
        cleartext = cleartext_size(size)
    except TruncatedError:
        assert size < 136 or (size - BODY_OFFSET) % 16400 < 16
    else:
        assert stored_size(cleartext) == size


@pytest.mark.parametrize("chunks", [0, 1, 2, 1000])
@pytest.mark.parametrize("rest", range(16))
def test_size_that_leaves_less_than_a_tag_is_refused(chunks: int, rest: int) -> None:
    with pytest.raises(TruncatedError):
        cleartext_size(BODY_OFFSET + chunks * 16400 + rest)


def test_negative_size_is_a_bug() -> None:
    with pytest.raises(ValueError, match="negative"):
        stored_size(-1)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("read"), st.integers(-1, 300_000)),
        st.tuples(st.just("readinto"), st.integers(0, 300_000)),
        st.tuples(st.just("set"), st.integers(0, len(CLEARTEXT) + 10)),
        st.tuples(st.just("end"), st.integers(-len(CLEARTEXT), 10)),
        st.tuples(st.just("move"), st.integers(-40_000, 40_000)),
        st.tuples(st.just("edge"), st.integers(0, len(CLEARTEXT) // CHUNK_SIZE)),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(steps=steps)
@example(steps=[("readinto", 262145)])
def test_any_seeks_and_reads_equal_those_of_the_plain_bytes(steps: list[tuple[str, int]]) -> None:
    plain = io.BytesIO(CLEARTEXT)
    with SeekableReader(BytesSource(STORED), KEYRING) as reader:
        for step, number in steps:
            if step == "read":
                assert reader.read(number) == plain.read(number)
            elif step == "readinto":
                ours, is_over = bytearray(number), plain.tell() >= len(CLEARTEXT)
                # As of any raw stream, fewer may come at a time than there are; before the end,
                # never none.
                count = reader.readinto(ours)
                assert ours[:count] == plain.read(count)
                assert (count == 0) == (number == 0 or is_over)
            elif step == "set":
                assert reader.seek(number) == plain.seek(number)
            elif step == "end":
                assert reader.seek(number, io.SEEK_END) == plain.seek(number, io.SEEK_END)
            elif step == "edge":
                assert reader.seek(number * CHUNK_SIZE) == plain.seek(number * CHUNK_SIZE)
            else:
                target = max(0, plain.tell() + number)
                moved = target - plain.tell()
                assert reader.seek(moved, io.SEEK_CUR) == plain.seek(moved, io.SEEK_CUR)
            assert reader.tell() == plain.tell()


@settings(max_examples=40, deadline=None)
@given(damaged=st.sets(st.integers(0, len(CLEARTEXT) // CHUNK_SIZE - 1), max_size=8))
def test_all_but_the_damaged_chunks_can_be_salvaged(damaged: set[int]) -> None:
    stored = bytearray(STORED)
    for chunk in damaged:
        stored[BODY_OFFSET + chunk * 16400 + 16399 - chunk] ^= 0x10
    salvaged, named = bytearray(), set()
    with SeekableReader(BytesSource(stored), KEYRING) as reader:
        while reader.tell() < reader.cleartext_size:
            try:
                salvaged += reader.read(50_000)
            except DamagedChunkError as error:
                named.add((error.chunk_index, error.cleartext_offset, reader.tell()))
                salvaged += bytes(CHUNK_SIZE)
                reader.seek(CHUNK_SIZE, io.SEEK_CUR)
    wanted = bytearray(CLEARTEXT)
    for chunk in damaged:
        wanted[chunk * CHUNK_SIZE : (chunk + 1) * CHUNK_SIZE] = bytes(CHUNK_SIZE)
    assert named == {(k, k * CHUNK_SIZE, k * CHUNK_SIZE) for k in damaged}
    assert salvaged == wanted


def test_reader_is_a_binary_stream_for_buffered_readers() -> None:
    with io.BufferedReader(SeekableReader(BytesSource(STORED), KEYRING), 65536) as buffered:
        buffered.seek(500_000)
        assert buffered.read(10) == CLEARTEXT[500_000:500_010]
        assert buffered.readable()
        assert buffered.seekable()
        assert not buffered.writable()


def test_seeking_before_the_start_is_refused() -> None:
    with SeekableReader(BytesSource(STORED), KEYRING) as reader:
        with pytest.raises(ValueError, match="negative"):
            reader.seek(-1)
        with pytest.raises(ValueError, match="whence"):
            reader.seek(0, 3)


def test_random_read_fetches_a_block_and_not_the_clip() -> None:
    with SeekableReader(BytesSource(STORED), KEYRING) as reader:
        opened = reader.bytes_read
        assert opened < 20_000
        reader.seek(300_000)
        reader.read(100)
        assert reader.bytes_read - opened == 16 * 16400
        reader.seek(262_144)
        reader.read(200_000)
        assert reader.bytes_read - opened == 16 * 16400


def test_two_seals_of_the_same_clip_share_nothing() -> None:
    first, second = (seal_bytes(CLEARTEXT[:64], keyring=KEYRING)[0] for _ in range(2))
    assert first[16:32] != second[16:32]
    assert first[64:88] != second[64:88]
    assert first[120:] != second[120:]


def test_short_reads_of_the_source_change_nothing() -> None:
    class Dribbling(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 7001))

    pieces: list[bytes] = []
    receipt = seal_stream(Dribbling(CLEARTEXT), pieces.append, keyring=KEYRING)
    assert receipt.cleartext_sha256 == RECEIPT.cleartext_sha256
    with SeekableReader(BytesSource(b"".join(pieces)), KEYRING) as reader:
        assert reader.readall() == CLEARTEXT


def test_progress_counts_the_cleartext_and_can_stop_the_sealing() -> None:
    seen: list[int] = []
    seal_stream(io.BytesIO(CLEARTEXT), lambda _: None, keyring=KEYRING, progress=seen.append)
    assert seen == [262_144, 524_288, 700_001]

    class CancelledError(Exception):
        pass

    def cancel(_done: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        seal_stream(io.BytesIO(CLEARTEXT), lambda _: None, keyring=KEYRING, progress=cancel)


def test_derived_data_carry_their_clips_id_and_are_not_read_as_clips() -> None:
    stored, receipt = seal_bytes(
        b"index", keyring=KEYRING, kind=Kind.INDEX, clip_id=RECEIPT.clip_id
    )
    assert receipt.clip_id == RECEIPT.clip_id
    with pytest.raises(RefusedFormatError):
        SeekableReader(BytesSource(stored), KEYRING)
    with SeekableReader(BytesSource(stored), KEYRING, kind=Kind.INDEX) as reader:
        assert reader.readall() == b"index"


def test_scopes_have_keys_of_their_own() -> None:
    camera = os.urandom(16)
    stored, receipt = seal_bytes(b"clip", keyring=KEYRING, scope_id=camera)
    assert receipt.scope_id == camera
    assert KEYRING.clip_key(KEYRING.primary_id, camera) is not KEYRING.clip_key(
        KEYRING.primary_id, NO_SCOPE
    )
    with SeekableReader(BytesSource(stored), KEYRING) as reader:
        assert reader.readall() == b"clip"


@pytest.mark.promise
def test_locking_the_keyring_stops_an_open_reader() -> None:
    keyring = Keyring.from_data_key(bytes(range(32)))
    with SeekableReader(BytesSource(STORED), keyring) as reader:
        assert reader.read(10) == CLEARTEXT[:10]
        keyring.close()
        with pytest.raises(LockedError):
            reader.read(10)
        with pytest.raises(LockedError):
            reader.readall()


@pytest.mark.promise
def test_locking_the_keyring_stops_a_sealing() -> None:
    keyring = Keyring.generate()
    with pytest.raises(LockedError):
        seal_stream(
            io.BytesIO(CLEARTEXT),
            lambda _: None,
            keyring=keyring,
            progress=lambda _: keyring.close(),
        )


def test_closed_reader_reads_no_more_and_closes_its_source() -> None:
    source = BytesSource(STORED)
    reader = SeekableReader(source, KEYRING)
    reader.close()
    reader.close()
    assert source.size == 0
    for act in (reader.read, reader.readall, reader.tell, lambda: reader.seek(0)):
        with pytest.raises(ValueError, match="closed"):
            act()


def test_source_stays_the_callers_when_opening_fails() -> None:
    source = BytesSource(STORED[:-1])
    with pytest.raises(EncryptionError):
        SeekableReader(source, KEYRING)
    assert source.size == len(STORED) - 1


def test_file_source_reads_a_file_and_follows_no_link(tmp_path) -> None:
    path = tmp_path / "a.slc"
    path.write_bytes(STORED)
    with SeekableReader(FileSource(path), KEYRING) as reader:
        assert reader.readall() == CLEARTEXT
    link = tmp_path / "link.slc"
    link.symlink_to(path)
    with pytest.raises(OSError, match="symbolic"):
        FileSource(link)
