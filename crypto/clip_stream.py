"""Seal clips and read them at random."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from .clip_header import ClipHeader, Kind
from .keyring import Keyring
from .scopes import PROJECT_SCOPE
from .secret import BytesLike
from .source import CiphertextSource


@dataclass(frozen=True, slots=True)
class SealReceipt:
    clip_id: bytes
    key_id: bytes
    scope_id: bytes
    commitment: bytes
    cleartext_size: int
    stored_size: int
    stored_sha256: bytes
    cleartext_sha256: bytes


@dataclass(frozen=True, slots=True)
class Expected:
    clip_id: bytes
    key_id: bytes
    scope_id: bytes
    commitment: bytes
    stored_size: int


def seal_stream(
    cleartext: BinaryIO,
    write: Callable[[BytesLike], Any],
    *,
    keyring: Keyring,
    kind: Kind = Kind.CLIP,
    clip_id: bytes | None = None,
    scope_id: bytes = PROJECT_SCOPE,
    progress: Callable[[int], None] | None = None,
) -> SealReceipt:
    raise NotImplementedError


def seal_bytes(
    cleartext: BytesLike,
    *,
    keyring: Keyring,
    kind: Kind = Kind.CLIP,
    clip_id: bytes | None = None,
    scope_id: bytes = PROJECT_SCOPE,
) -> tuple[bytes, SealReceipt]:
    raise NotImplementedError


class SeekableReader(io.RawIOBase):
    header: ClipHeader
    commitment: bytes
    cleartext_size: int
    bytes_read: int

    def __init__(
        self,
        source: CiphertextSource,
        keyring: Keyring,
        *,
        kind: Kind = Kind.CLIP,
        expected: Expected | None = None,
    ) -> None:
        raise NotImplementedError
