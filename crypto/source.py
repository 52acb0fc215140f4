"""Where ciphertext is read from: random access by offset, in memory or from a file.

A source knows nothing of what its bytes mean. Stores bring their own (S3 ranged reads).
"""

import os
from pathlib import Path
from typing import Protocol

from .secret import BytesLike


class CiphertextSource(Protocol):
    """Random access to stored bytes. One source belongs to one reader."""

    @property
    def size(self) -> int:
        """Length in bytes, fixed when the source was opened."""

    @property
    def fetches_ahead(self) -> bool:
        """Whether the source itself decides how much it fetches at a time.

        A reader then asks for no more than it needs at the moment.
        """

    def read_at(self, offset: int, length: int) -> bytes:
        """Return the bytes at ``offset``; fewer than ``length`` only where the object ends."""

    def forget(self, offset: int, length: int) -> bool:
        """Drop any copies of these bytes; tell whether reading again may give other ones."""

    def close(self) -> None:
        """Let go of the file or connection. Closing twice is fine."""


class BytesSource:
    """A source over bytes in memory."""

    __slots__ = ("_stored",)

    def __init__(self, stored: BytesLike) -> None:
        self._stored = memoryview(stored)

    @property
    def size(self) -> int:
        return len(self._stored)

    @property
    def fetches_ahead(self) -> bool:
        return False

    def forget(self, _offset: int, _length: int) -> bool:
        return False

    def read_at(self, offset: int, length: int) -> bytes:
        return bytes(self._stored[offset : offset + length])

    def close(self) -> None:
        self._stored = memoryview(b"")


class FileSource:
    """A source over a regular file; a descriptor that is passed in becomes the source's own."""

    __slots__ = ("_descriptor", "_size")

    def __init__(self, file: int | str | Path) -> None:
        """Open ``file``, or take over a descriptor.

        Raises:
            OSError: it cannot be opened, or the path is a symbolic link.
        """
        if isinstance(file, int):
            self._descriptor = file
        else:
            flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
            self._descriptor = os.open(file, flags | getattr(os, "O_CLOEXEC", 0))
        self._size = os.fstat(self._descriptor).st_size

    @property
    def size(self) -> int:
        return self._size

    @property
    def fetches_ahead(self) -> bool:
        return False

    def forget(self, _offset: int, _length: int) -> bool:
        return False

    def read_at(self, offset: int, length: int) -> bytes:
        pieces: list[bytes] = []
        while length > 0:
            piece = os.pread(self._descriptor, length, offset)
            if not piece:
                break
            pieces.append(piece)
            offset += len(piece)
            length -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        if getattr(self, "_descriptor", -1) >= 0:
            self.close()
