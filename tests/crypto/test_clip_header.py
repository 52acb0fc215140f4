import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.clip_header import HEADER_SIZE, MAGIC, ClipHeader, Kind
from crypto.errors import DecryptionError, RefusedFormatError, TruncatedError

ids = st.binary(min_size=16, max_size=16)
HEADER = ClipHeader(Kind.MOTION, clip_id=b"c" * 16, key_id=b"k" * 16, scope_id=b"s" * 16)


@settings(deadline=None)
@given(kind=st.sampled_from(Kind), clip_id=ids, key_id=ids, scope_id=ids)
def test_header_survives_the_round_trip(
    kind: Kind, clip_id: bytes, key_id: bytes, scope_id: bytes
) -> None:
    header = ClipHeader(kind, clip_id, key_id, scope_id)
    assert len(header.to_bytes()) == HEADER_SIZE
    assert ClipHeader.parse(header.to_bytes()) == header


def test_header_lies_where_the_format_says() -> None:
    assert HEADER.to_bytes() == (
        bytes.fromhex("89534c430d0a1a0a")
        + b"\x01\x01\x03"
        + bytes(5)
        + b"c" * 16
        + b"k" * 16
        + b"s" * 16
    )


@pytest.mark.parametrize("length", range(HEADER_SIZE))
def test_cut_header_is_truncated(length: int) -> None:
    with pytest.raises(TruncatedError):
        ClipHeader.parse(HEADER.to_bytes()[:length])


@settings(deadline=None)
@given(stored=st.binary(max_size=100))
def test_foreign_bytes_are_refused(stored: bytes) -> None:
    if not stored.startswith(MAGIC):
        with pytest.raises(DecryptionError):
            ClipHeader.parse(stored)


@pytest.mark.parametrize("offset", range(8, 16))
@pytest.mark.parametrize("mask", [4, 128, 255])
def test_unknown_version_suite_kind_or_reserved_byte_is_refused(offset: int, mask: int) -> None:
    stored = bytearray(HEADER.to_bytes())
    stored[offset] ^= mask
    with pytest.raises(RefusedFormatError):
        ClipHeader.parse(bytes(stored))


def test_id_of_the_wrong_length_is_a_bug() -> None:
    with pytest.raises(ValueError, match="scope_id"):
        ClipHeader(Kind.CLIP, clip_id=bytes(16), key_id=bytes(16), scope_id=bytes(15))
