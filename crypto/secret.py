"""Keys in memory: held once, locked into RAM where the system lets us, wiped on close.

What this module does not promise: cipher objects hold copies of a key while they live, and the
operating system may have written the page before it was locked. Whoever uses a key drops the
cipher objects when the keyring is closed.
"""

import ctypes
import mmap
import sys
import unicodedata
from types import TracebackType
from typing import NoReturn, Self

from .errors import LockedError

BytesLike = bytes | bytearray | memoryview


class SecretKey:
    """Secret bytes in a ``bytearray`` of our own.

    Use it in a ``with`` or close it. It shows nothing of itself, and cannot be copied or pickled.

    Args:
        material: is copied; a ``bytearray`` that the caller no longer needs is better handed
            to :meth:`taking`, which wipes it.
    """

    __slots__ = ("__weakref__", "_buffer", "_closed", "_length")

    def __init__(self, material: BytesLike) -> None:
        self._buffer = bytearray(material)
        self._length = len(self._buffer)
        self._closed = False
        _keep_out_of_swap_and_dumps(self._buffer)

    @classmethod
    def taking(cls, material: bytearray) -> Self:
        """Copy ``material`` and wipe it."""
        try:
            return cls(material)
        finally:
            wipe(material)

    def view(self) -> memoryview:
        """Return a read-only view, valid until close; after close it shows zeros.

        Raises:
            LockedError: the key was closed.
        """
        if self._closed:
            raise LockedError
        return memoryview(self._buffer).toreadonly()

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """Wipe the bytes. Closing twice is fine."""
        self._closed = True
        wipe(self._buffer)

    def __len__(self) -> int:
        return self._length

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        # The instance may be half made when its constructor raised.
        buffer = getattr(self, "_buffer", None)
        if buffer is not None:
            # Not through wipe(): at the interpreter's end module globals may be gone.
            buffer[:] = bytes(len(buffer))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, {'closed' if self._closed else f'{self._length} bytes'}>"

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("a secret is neither copied nor pickled")


class SecretText(SecretKey):
    """A passphrase as UTF-8 in Unicode's composed form, so that keyboards do not matter."""

    __slots__ = ()

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Take a passphrase as it was typed. The ``str`` itself cannot be wiped."""
        return cls.taking(bytearray(unicodedata.normalize("NFC", text).encode("utf-8")))


def wipe(buffer: bytearray) -> None:
    """Overwrite with zeros in place, also while views of the buffer exist."""
    # A slice assignment of the same length writes into the buffer that is there.
    buffer[:] = bytes(len(buffer))


def _keep_out_of_swap_and_dumps(buffer: bytearray) -> None:
    """Lock the buffer's pages into RAM and leave them out of core dumps, best effort.

    The pages are never unlocked again: small buffers share pages, and unlocking for one would
    unlock its neighbours. They are few.
    """
    if not buffer or _LIBC is None:
        return
    address = ctypes.addressof((ctypes.c_char * len(buffer)).from_buffer(buffer))
    start = address - address % mmap.PAGESIZE
    length = address + len(buffer) - start
    _LIBC.mlock(ctypes.c_void_p(start), ctypes.c_size_t(length))
    _LIBC.madvise(ctypes.c_void_p(start), ctypes.c_size_t(length), _MADV_DONTDUMP)


_LIBC = ctypes.CDLL(None) if sys.platform.startswith("linux") else None
_MADV_DONTDUMP = 16
