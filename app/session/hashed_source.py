"""A source that hashes the stored bytes as a reader reads them through, so that once is enough."""

import hashlib

from crypto.source import CiphertextSource


class HashedSource:
    """Stands before another source, which becomes its own.

    Bytes are hashed in order, each once, however the reader overlaps its reads or looks at the end
    first; `sha256` is there when all of them went by.
    """

    def __init__(self, source: CiphertextSource) -> None:
        self._source = source
        self._digest = hashlib.sha256()
        self._hashed_size = 0
        self._is_spoiled = False

    @property
    def size(self) -> int:
        return self._source.size

    @property
    def fetches_ahead(self) -> bool:
        return self._source.fetches_ahead

    @property
    def sha256(self) -> bytes | None:
        """The hash of all stored bytes; None where some were not read, or read anew."""
        is_whole = self._hashed_size == self.size and not self._is_spoiled
        return self._digest.digest() if is_whole else None

    def read_at(self, offset: int, length: int) -> bytes:
        piece = self._source.read_at(offset, length)
        if offset <= self._hashed_size < offset + len(piece):
            self._digest.update(memoryview(piece)[self._hashed_size - offset :])
            self._hashed_size = offset + len(piece)
        return piece

    def forget(self, offset: int, length: int) -> bool:
        may_differ = self._source.forget(offset, length)
        # What was hashed was a bad copy, and other bytes come in its place.
        self._is_spoiled |= may_differ and offset < self._hashed_size
        return may_differ

    def close(self) -> None:
        self._source.close()
