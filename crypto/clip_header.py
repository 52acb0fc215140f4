"""The 64 bytes in front of every sealed clip, and the sizes of what follows them.

==== === ==========================================================================
off  len field (numbers big-endian)
==== === ==========================================================================
0    8   magic ``89 53 4C 43 0D 0A 1A 0A``: damage by text-mode transfer shows
8    1   version = 1
9    1   suite: 1 = Cobblestone-256
10   1   kind: 0 clip, 1 packet index, 2 thumbnails, 3 motion
11   5   zero; anything else is refused
16   16  clip id, random; derived data carry their clip's
32   16  id of the data key
48   16  scope id
64   …   a Cobblestone-256 message: salt 24, commitment 32, chunks of 16384 + 16 bytes
==== === ==========================================================================

The last chunk is always there and always short (0 to 16383 bytes of cleartext), so an object that
ends at a chunk's edge was cut. No I/O and no keys here.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from .errors import RefusedFormatError, TruncatedError

MAGIC = b"\x89SLC\r\n\x1a\n"
VERSION = 1
SUITE_COBBLESTONE_256 = 1
HEADER_SIZE = 64
SALT_SIZE = 24
COMMITMENT_SIZE = 32
BODY_OFFSET = HEADER_SIZE + SALT_SIZE + COMMITMENT_SIZE
CHUNK_SIZE = 16384
TAG_SIZE = 16
SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE
MINIMUM_STORED_SIZE = BODY_OFFSET + TAG_SIZE
_ZEROS = bytes(5)


class Kind(IntEnum):
    """What a sealed object holds; the reader states which it expects."""

    CLIP = 0
    INDEX = 1
    THUMBNAILS = 2
    MOTION = 3


_KINDS = {int(kind): kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class ClipHeader:
    """The header's fields; every byte of it is bound by the clip's commitment."""

    kind: Kind
    clip_id: bytes
    key_id: bytes
    scope_id: bytes

    def __post_init__(self) -> None:
        for name in ("clip_id", "key_id", "scope_id"):
            if len(getattr(self, name)) != 16:
                raise ValueError(f"{name} must be 16 bytes long")

    def to_bytes(self) -> bytes:
        """Return the 64 bytes as they are stored."""
        fixed = MAGIC + bytes((VERSION, SUITE_COBBLESTONE_256, self.kind)) + _ZEROS
        return fixed + self.clip_id + self.key_id + self.scope_id

    @classmethod
    def parse(cls, untrusted_bytes: bytes) -> Self:
        """Read the first 64 bytes of an object.

        Nothing is authentic yet: that is known when the commitment matches.

        Raises:
            TruncatedError: a header starts here and is cut.
            RefusedFormatError: no header, or one of another version, suite or kind.
        """
        if not untrusted_bytes.startswith(MAGIC):
            if MAGIC.startswith(untrusted_bytes):
                raise TruncatedError
            raise RefusedFormatError("Decryption failed: this is not a sealed clip")
        if len(untrusted_bytes) < HEADER_SIZE:
            raise TruncatedError
        version, suite, kind = untrusted_bytes[8:11]
        if version != VERSION or suite != SUITE_COBBLESTONE_256:
            raise RefusedFormatError("Decryption failed: sealed by an unknown version")
        if untrusted_bytes[11:16] != _ZEROS or kind not in _KINDS:
            raise RefusedFormatError("Decryption failed: the header is not valid")
        return cls(
            _KINDS[kind],
            clip_id=untrusted_bytes[16:32],
            key_id=untrusted_bytes[32:48],
            scope_id=untrusted_bytes[48:64],
        )


def stored_size(cleartext_size: int) -> int:
    """Return how many bytes a clip of that many cleartext bytes takes when sealed."""
    if cleartext_size < 0:
        raise ValueError("a size is not negative")
    return BODY_OFFSET + cleartext_size + TAG_SIZE * chunk_count(cleartext_size)


def cleartext_size(stored_size: int) -> int:
    """Return how many bytes of cleartext lie in a sealed object of that size.

    Raises:
        TruncatedError: no clip has that size, so it was cut or extended.
    """
    chunks, rest = divmod(stored_size - BODY_OFFSET, SEALED_CHUNK_SIZE)
    # The last chunk is a tag and at most 16383 bytes: a rest of 0 to 15 is no chunk at all.
    if stored_size < MINIMUM_STORED_SIZE or rest < TAG_SIZE:
        raise TruncatedError
    return chunks * CHUNK_SIZE + rest - TAG_SIZE


def chunk_count(cleartext_size: int) -> int:
    """Return the number of chunks, the short last one included."""
    return cleartext_size // CHUNK_SIZE + 1
