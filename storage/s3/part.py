"""What an upload sends: a part that can be called off, and the public facts of a clip object."""

import base64
import zlib
from typing import Any

from crypto.clip_header import BODY_OFFSET, COMMITMENT_SIZE, HEADER_SIZE, ClipHeader
from crypto.errors import DecryptionError
from storage.errors import ReadInterruptedError
from storage.interrupt import Interrupt

PART_SIZE = 8 << 20
MOST_PARTS = 10_000
# All parts have one size up to 40 GiB, which some services demand; then it doubles, so that
# 10,000 parts reach beyond 500 GiB.
_EQUAL_PARTS = 5_000
_PARTS_OF_A_SIZE = 1_000
_IN_FLIGHT = 4
_BYTES_IN_FLIGHT = 64 << 20
# What leaves within one timeout: a line of 30 kB/s a part is fast enough.
_BLOCK = 128 << 10


def part_size(number: int) -> int:
    """Return the size of a part; the first is number 1."""
    if number <= _EQUAL_PARTS:
        return PART_SIZE
    return PART_SIZE << (1 + (number - _EQUAL_PARTS - 1) // _PARTS_OF_A_SIZE)


def in_flight(number: int) -> int:
    """Return how many parts may be under way when this one is."""
    return max(1, min(_IN_FLIGHT, _BYTES_IN_FLIGHT // part_size(number)))


def crc32(ciphertext: memoryview) -> str:
    """Return the checksum as S3 spells it."""
    return base64.b64encode(zlib.crc32(ciphertext).to_bytes(4, "big")).decode()


def public_facts(start: bytes) -> dict[str, str]:
    """Return what the first bytes say of a container, for tools without the key; never believed."""
    try:
        header = ClipHeader.parse(start[:HEADER_SIZE])
    except DecryptionError:
        return {}
    return {
        "format": "container",
        "clip-id": header.clip_id.hex(),
        "key-id": header.key_id.hex(),
        "scope-id": header.scope_id.hex(),
        "commitment": start[BODY_OFFSET - COMMITMENT_SIZE : BODY_OFFSET].hex(),
    }


class PartBody:
    """A part as the file that botocore reads, block by block.

    Handed over as one `bytes` it would have to leave within one timeout, which a slow line cannot.
    """

    def __init__(self, ciphertext: memoryview, interrupt: Interrupt) -> None:
        self._ciphertext = ciphertext
        self._interrupt = interrupt
        self._position = 0

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes: more than asked for, as 16 KiB at a time cost twice the time.

        Raises:
            ReadInterruptedError: the upload was called off; botocore makes it a failed request.
        """
        if self._interrupt.is_set():
            raise ReadInterruptedError("the upload was called off")
        start = self._position
        end = len(self._ciphertext) if size is None or size < 0 else start + max(size, _BLOCK)
        piece = bytes(self._ciphertext[start:end])
        self._position = start + len(piece)
        return piece

    def seek(self, offset: int, whence: int = 0) -> int:
        base = (0, self._position, len(self._ciphertext))[whence]
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def __len__(self) -> int:
        return len(self._ciphertext)

    def __iter__(self) -> Any:
        # botocore asks for it before it takes something for a file.
        return iter(self.read, b"")
