"""What is left of a damaged clip: told to the chunk, and not one byte that fails its tag."""

import ast
import os
from pathlib import Path

import pytest

from crypto.clip_audit import AuditReport, ClipAudit
from crypto.clip_header import BODY_OFFSET, CHUNK_SIZE, SEALED_CHUNK_SIZE
from crypto.clip_stream import Expected, SealReceipt, seal_bytes
from crypto.errors import (
    AlteredError,
    LockedError,
    RefusedFormatError,
    TruncatedError,
    UnknownKeyError,
)
from crypto.keyring import Keyring
from crypto.salvage import SalvageReader
from crypto.source import BytesSource

CLEARTEXT = os.urandom(5 * CHUNK_SIZE + 1234)


@pytest.fixture(scope="module")
def keyring() -> Keyring:
    return Keyring.generate()


@pytest.fixture(scope="module")
def sealed(keyring: Keyring) -> tuple[bytes, SealReceipt]:
    return seal_bytes(CLEARTEXT, keyring=keyring)


def audited(stored: bytes, keyring: Keyring, recorded: Expected | None = None) -> AuditReport:
    audit = ClipAudit(BytesSource(stored), keyring, recorded)
    assert b"".join(audit.pieces()) == stored
    return audit.report()


def salvaged(stored: bytes, keyring: Keyring, recorded: Expected | None = None) -> bytes:
    with SalvageReader(BytesSource(stored), keyring, recorded) as reader:
        return reader.readall()


def flipped(stored: bytes, at: int) -> bytes:
    changed = bytearray(stored)
    changed[at] ^= 1
    return bytes(changed)


def holed(*chunks: int, end: int = len(CLEARTEXT)) -> bytes:
    kept = bytearray(CLEARTEXT[:end])
    for chunk in chunks:
        hole = kept[chunk * CHUNK_SIZE : (chunk + 1) * CHUNK_SIZE]
        kept[chunk * CHUNK_SIZE : (chunk + 1) * CHUNK_SIZE] = bytes(len(hole))
    return bytes(kept)


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 130 * CHUNK_SIZE]
)
def test_a_sound_clip_is_found_sound_and_read_whole(keyring: Keyring, size: int) -> None:
    cleartext = os.urandom(size)
    stored, receipt = seal_bytes(cleartext, keyring=keyring)
    for recorded in (None, receipt.expected()):
        assert audited(stored, keyring, recorded).sound
        assert salvaged(stored, keyring, recorded) == cleartext


@pytest.mark.promise
def test_a_bit_anywhere_in_a_chunk_costs_that_chunk_alone(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt]
) -> None:
    stored, receipt = sealed
    for chunk in range(6):
        start = BODY_OFFSET + chunk * SEALED_CHUNK_SIZE
        end = min(start + SEALED_CHUNK_SIZE, len(stored))
        for at in (start, start + 700, end - 16, end - 1):
            changed = flipped(stored, at)
            report = audited(changed, keyring, receipt.expected())
            held = range(chunk * CHUNK_SIZE, min((chunk + 1) * CHUNK_SIZE, len(CLEARTEXT)))
            assert report.damaged == (held,)
            assert report.header_intact
            assert report.cut_at is None
            assert report.end_intact == (chunk != 5)
            assert salvaged(changed, keyring, receipt.expected()) == holed(chunk)


def test_damage_in_neighbouring_chunks_is_one_range(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt]
) -> None:
    stored = sealed[0]
    for chunk in (1, 2, 4):
        stored = flipped(stored, BODY_OFFSET + chunk * SEALED_CHUNK_SIZE)
    expected = (range(CHUNK_SIZE, 3 * CHUNK_SIZE), range(4 * CHUNK_SIZE, 5 * CHUNK_SIZE))
    assert audited(stored, keyring).damaged == expected
    with SalvageReader(BytesSource(stored), keyring) as reader:
        assert reader.readall() == holed(1, 2, 4)
        assert reader.zeroed == expected


@pytest.mark.promise
@pytest.mark.parametrize("with_record", [False, True])
def test_a_clip_cut_anywhere_gives_its_whole_chunks_and_nothing_else(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt], with_record: bool
) -> None:
    stored, receipt = sealed
    recorded = receipt.expected() if with_record else None
    cuts = {
        BODY_OFFSET + chunk * SEALED_CHUNK_SIZE + extra
        for chunk in range(6)
        for extra in (0, 1, 15, 16, 17, 9000)
    }
    cuts |= {len(stored) - 1, len(stored) - 16, len(stored) - 17}
    for length in sorted(cut for cut in cuts if cut < len(stored)):
        cut = stored[:length]
        report = audited(cut, keyring, recorded)
        whole = (length - BODY_OFFSET) // SEALED_CHUNK_SIZE
        assert not report.sound
        assert not report.end_intact
        assert salvaged(cut, keyring, recorded) == CLEARTEXT[: whole * CHUNK_SIZE]
        if with_record:
            assert report.cut_at == whole * CHUNK_SIZE
            assert report.damaged == (range(whole * CHUNK_SIZE, len(CLEARTEXT)),)


@pytest.mark.promise
def test_a_clip_cut_before_its_first_chunk_gives_nothing(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt]
) -> None:
    stored, receipt = sealed
    for length in range(BODY_OFFSET):
        for recorded in (None, receipt.expected()):
            with pytest.raises(TruncatedError):
                SalvageReader(BytesSource(stored[:length]), keyring, recorded)


@pytest.mark.parametrize("extra", [1, 15, 16, 5000, 15149, 15150, 16384, 16400, 32800])
def test_what_was_put_behind_a_recorded_clip_is_counted_and_left_out(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt], extra: int
) -> None:
    stored, receipt = sealed
    report = audited(stored + bytes(extra), keyring, receipt.expected())
    assert report.extra_size == extra
    assert not report.damaged
    assert not report.sound
    assert salvaged(stored + bytes(extra), keyring, receipt.expected()) == CLEARTEXT
    assert not audited(stored + bytes(extra), keyring).sound


@pytest.mark.promise
def test_a_recorded_clip_is_read_past_a_damaged_header_but_not_past_a_damaged_salt(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt]
) -> None:
    stored, receipt = sealed
    for at in range(BODY_OFFSET):
        changed = flipped(stored, at)
        if 64 <= at < 88:
            with pytest.raises(AlteredError):
                SalvageReader(BytesSource(changed), keyring, receipt.expected())
            continue
        report = audited(changed, keyring, receipt.expected())
        assert not report.header_intact
        assert not report.sound
        assert not report.damaged
        assert salvaged(changed, keyring, receipt.expected()) == CLEARTEXT


@pytest.mark.promise
def test_without_a_record_a_damaged_header_ends_it(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt]
) -> None:
    for at in range(BODY_OFFSET):
        with pytest.raises((AlteredError, RefusedFormatError, UnknownKeyError)):
            SalvageReader(BytesSource(flipped(sealed[0], at)), keyring)


@pytest.mark.promise
def test_another_clips_body_and_another_form_are_refused(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt]
) -> None:
    stored, receipt = sealed
    other, _ = seal_bytes(os.urandom(len(CLEARTEXT)), keyring=keyring)
    for untrusted in (stored[:64] + other[64:], other, CLEARTEXT, bytes(len(stored))):
        with pytest.raises(AlteredError):
            ClipAudit(BytesSource(untrusted), keyring, receipt.expected())
    # Chunks of another clip behind the right start: each of them fails.
    mixed = stored[:BODY_OFFSET] + other[BODY_OFFSET:]
    assert salvaged(mixed, keyring, receipt.expected()) == bytes(len(CLEARTEXT))
    # A chunk in another one's place fails as well.
    first, second = BODY_OFFSET, BODY_OFFSET + SEALED_CHUNK_SIZE
    swapped = stored[:first] + stored[second : second + SEALED_CHUNK_SIZE] + stored[second:]
    assert salvaged(swapped, keyring, receipt.expected()) == holed(0)


def test_a_wrong_key_is_told_apart_from_damage(sealed: tuple[bytes, SealReceipt]) -> None:
    stored, receipt = sealed
    with Keyring.generate() as other:
        for recorded in (None, receipt.expected()):
            with pytest.raises(UnknownKeyError):
                ClipAudit(BytesSource(stored), other, recorded)


@pytest.mark.promise
def test_locking_ends_a_salvage_and_an_audit(sealed: tuple[bytes, SealReceipt]) -> None:
    with Keyring.generate() as own:
        stored, _ = seal_bytes(CLEARTEXT, keyring=own)
        audit = ClipAudit(BytesSource(stored), own)
        reader = SalvageReader(BytesSource(stored), own)
    with pytest.raises(LockedError):
        list(audit.pieces())
    with reader, pytest.raises(LockedError):
        reader.read(1)


def test_a_damaged_copy_on_the_way_is_fetched_again(
    keyring: Keyring, sealed: tuple[bytes, SealReceipt]
) -> None:
    class CopiedBadly(BytesSource):
        good = False

        def forget(self, _offset: int, _length: int) -> bool:
            CopiedBadly.good = True
            return True

        def read_at(self, offset: int, length: int) -> bytes:
            piece = super().read_at(offset, length)
            return piece if self.good or offset < BODY_OFFSET else flipped(piece, 40)

    audit = ClipAudit(CopiedBadly(sealed[0]), keyring)
    assert b"".join(audit.pieces()) == sealed[0]
    assert audit.report().sound


@pytest.mark.promise
def test_only_salvaging_can_reach_the_reader_with_holes() -> None:
    root = Path(__file__).resolve().parents[2]
    importers = set()
    for package in ("app", "crypto", "models", "storage"):
        for file in (root / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                named = node.module if isinstance(node, ast.ImportFrom) else None
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if named in {"crypto.salvage", "salvage"} or "crypto.salvage" in names:
                    importers.add(file.relative_to(root).as_posix())
    assert importers <= {"app/session/salvage.py"}
