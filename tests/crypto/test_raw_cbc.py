import io
import random
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import raw_cbc
from crypto.errors import (
    DecryptionError,
    LockedError,
    RefusedFormatError,
    UnknownKeyError,
)
from crypto.keyring import Keyring
from crypto.policy import ReadPolicy
from crypto.raw_cbc import RawCbcReader
from crypto.secret import SecretKey
from crypto.source import BytesSource

KEY = bytes(range(32))
KEYRING = Keyring.from_data_key(KEY, read_policy=ReadPolicy.RAW_CBC)
CLEARTEXT = random.Random(2).randbytes(600_005)
STORED = raw_cbc.encrypt(KEY, CLEARTEXT)
SIZES = [0, 1, 15, 16, 17, 255, 256, 262_143, 262_144, 262_145]


@pytest.mark.parametrize("size", SIZES)
def test_raw_form_survives_the_round_trip(size: int) -> None:
    stored = raw_cbc.encrypt(KEY, CLEARTEXT[:size])
    assert len(stored) == 16 + (size // 16 + 1) * 16
    assert raw_cbc.decrypt(SecretKey(KEY), stored) == CLEARTEXT[:size]
    with RawCbcReader(BytesSource(stored), KEYRING) as reader:
        assert reader.cleartext_size == size
        assert reader.readall() == CLEARTEXT[:size]


def openssl(direction: str, iv: bytes, content: bytes) -> bytes:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl program on this machine")
    command = [program, "enc", "-aes-256-cbc", direction, "-K", KEY.hex(), "-iv", iv.hex()]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout


@pytest.mark.promise
@pytest.mark.parametrize("size", SIZES)
def test_openssl_opens_what_we_wrote(size: int) -> None:
    stored = raw_cbc.encrypt(KEY, CLEARTEXT[:size])
    assert openssl("-d", stored[:16], stored[16:]) == CLEARTEXT[:size]


@pytest.mark.promise
@pytest.mark.parametrize("size", SIZES)
def test_we_open_what_openssl_wrote(size: int) -> None:
    iv = bytes(range(16))
    stored = iv + openssl("-e", iv, CLEARTEXT[:size])
    assert raw_cbc.decrypt(KEY, stored) == CLEARTEXT[:size]
    with RawCbcReader(BytesSource(stored), KEYRING) as reader:
        assert reader.readall() == CLEARTEXT[:size]


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, len(CLEARTEXT) + 5), st.integers(-1, 300_000)), max_size=8
    )
)
def test_any_seeks_and_reads_equal_those_of_the_plain_bytes(steps: list[tuple[int, int]]) -> None:
    plain = io.BytesIO(CLEARTEXT)
    with RawCbcReader(BytesSource(STORED), KEYRING) as reader:
        for position, size in steps:
            assert reader.seek(position) == plain.seek(position)
            assert reader.read(size) == plain.read(size)
            assert reader.tell() == plain.tell()


@pytest.mark.parametrize("cut", [0, 1, 15, 16, 17, 31, 33, 47])
def test_every_failure_says_the_same(cut: int) -> None:
    wrong_padding = raw_cbc.encrypt(KEY, b"x" * 32)
    wrong_padding = wrong_padding[:-17] + bytes([wrong_padding[-17] ^ 0x80]) + wrong_padding[-16:]
    for stored in (STORED[:cut], wrong_padding):
        for act in (
            lambda stored=stored: raw_cbc.decrypt(KEY, stored),
            lambda stored=stored: RawCbcReader(BytesSource(stored), KEYRING),
        ):
            with pytest.raises(DecryptionError) as refusal:
                act()
            assert type(refusal.value) is DecryptionError
            assert str(refusal.value) == "Decryption failed"


def test_reader_obeys_the_read_policy() -> None:
    strict = Keyring.from_data_key(KEY, read_policy=ReadPolicy.AUTHENTICATED)
    with strict, pytest.raises(RefusedFormatError):
        RawCbcReader(BytesSource(STORED), strict)
    with Keyring.from_data_key(KEY, read_policy=ReadPolicy.PLAIN) as lenient:
        RawCbcReader(BytesSource(STORED), lenient).close()


def test_reader_takes_a_retired_key_by_its_id() -> None:
    keys = [SecretKey(bytes(32)), SecretKey(KEY)]
    with Keyring(keys, read_policy=ReadPolicy.RAW_CBC) as rotated:
        with RawCbcReader(BytesSource(STORED), rotated, key_id=rotated.ids()[1]) as reader:
            assert reader.read(100) == CLEARTEXT[:100]
        with pytest.raises(UnknownKeyError):
            RawCbcReader(BytesSource(STORED), rotated, key_id=bytes(16))


def test_random_read_fetches_a_block_and_not_the_clip() -> None:
    with RawCbcReader(BytesSource(STORED), KEYRING) as reader:
        assert reader.bytes_read == 32
        reader.seek(300_000)
        reader.read(100)
        assert reader.bytes_read == 32 + 16 + 262_144


def test_source_that_shrinks_fails_like_everything_else() -> None:
    class Shrinking(BytesSource):
        def read_at(self, offset: int, length: int) -> bytes:
            return (
                super().read_at(offset, length - 1)
                if length > 32
                else super().read_at(offset, length)
            )

    with RawCbcReader(Shrinking(STORED), KEYRING) as reader, pytest.raises(DecryptionError):
        reader.read(1)


@pytest.mark.promise
def test_locking_the_keyring_stops_an_open_reader() -> None:
    keyring = Keyring.from_data_key(KEY, read_policy=ReadPolicy.RAW_CBC)
    with RawCbcReader(BytesSource(STORED), keyring) as reader:
        reader.read(10)
        keyring.close()
        with pytest.raises(LockedError):
            reader.read(10)
    with pytest.raises(LockedError):
        RawCbcReader(BytesSource(STORED), keyring)
