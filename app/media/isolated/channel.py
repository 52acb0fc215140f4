"""A decoder's ends of two sockets: it asks for bytes, and hands over what it has made.

Belongs to one thread, the one that decodes.
"""

import socket
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from app.media.errors import DamagedClipError
from app.media.isolated.arena import READ_BYTES, Activity, Arena
from app.media.isolated.plan import unpickled
from app.media.isolated.wire import (
    ITEM,
    MAX_REPLY,
    PROGRESS,
    READ,
    REPLY,
    REQUEST,
    Kind,
    packed,
)
from crypto.errors import DamagedChunkError, EncryptionError
from storage.errors import ReadInterruptedError, StorageError, StorageUnavailableError
from storage.fault import Fault

# So often a decoder that waits for bytes looks whether it still wants them.
_LOOK_EVERY_S = 0.01
_NO_SLOT_PAUSE_S = 0.001


class Channel:
    """Talks to the program."""

    def __init__(self, data: socket.socket, requests: socket.socket, arena: Arena) -> None:
        data.setblocking(True)
        requests.settimeout(_LOOK_EVERY_S)
        self._data, self._requests, self._arena = data, requests, arena
        self._number = 0

    def stamp(self, activity: Activity = Activity.WORKING) -> None:
        """Tell that there is headway."""
        self._arena.stamp(time.monotonic_ns(), activity)

    # -- requests

    def open_stream(self, is_called_off: Callable[[], bool]) -> bool:
        """Have the program open the clip; say whether no read of it waits for a network.

        Raises: what stands for what the program's stream raised; see `_raise`.
        """
        return self._ask(REQUEST.pack(Kind.OPEN, self._next()), is_called_off) == 1

    def stream_size(self, is_called_off: Callable[[], bool]) -> int:
        return self._ask(REQUEST.pack(Kind.SIZE, self._next()), is_called_off)

    def read(
        self, offset: int, size: int, is_called_off: Callable[[], bool], *, least: int
    ) -> bytes:
        """Read up to `size` bytes, at most `READ_BYTES`; `least` of them if they are there."""
        size, least = min(size, READ_BYTES), min(size, least, READ_BYTES)
        message = READ.pack(Kind.READ, self._next(), offset, size, least)
        count = self._ask(message, is_called_off)
        return self._arena.take_read(count)

    def close_stream(self) -> None:
        self._requests.send(Kind.CLOSE)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _ask(self, message: bytes, is_called_off: Callable[[], bool]) -> int:
        self.stamp(Activity.WAITING)
        self._requests.send(message)
        reply = None
        while reply is None:
            try:
                reply = self._requests.recv(MAX_REPLY)
            except TimeoutError:
                if is_called_off():
                    self._arena.call_off(self._number)
        self.stamp()
        if len(reply) < REPLY.size:
            # The program is gone, and with it everything that waits for this.
            raise SystemExit
        failed, value = REPLY.unpack_from(reply)
        if failed:
            _raise(*unpickled(reply[REPLY.size :]), token=value)
        return int(value)

    # -- what was made

    def tell(self, kind: Kind, body: dict[str, Any]) -> None:
        self._data.send(packed(kind, body))

    def progress(self, done: int, total: int) -> None:
        self._data.send(PROGRESS.pack(Kind.PROGRESS, done, total))

    def put(self, pixels: npt.NDArray[np.uint8]) -> int:
        """Put a picture into a slot, waiting for a free one; give the slot.

        Raises: DamagedClipError: it is larger than any picture of this clip should be.
        """
        if pixels.size > self._arena.slot_bytes:
            raise DamagedClipError("a picture is larger than the clip states")
        slot = self._free_slot()
        self._arena.fill(slot, pixels)
        return slot

    def item(self, content: bytes) -> None:
        """Hand over one item of a task's result, piece by piece."""
        whole = np.frombuffer(content, np.uint8)
        step = self._arena.slot_bytes
        for start in range(0, max(len(whole), 1), step):
            piece = whole[start : start + step]
            is_last = start + step >= len(whole)
            slot = self.put(piece)
            self._data.send(ITEM.pack(Kind.ITEM, slot, is_last, len(piece)))

    def wait_for_end(self) -> None:
        """Wait until the program hangs up."""
        self.stamp(Activity.RESTING)
        while self._data.recv(MAX_REPLY):
            pass

    def _free_slot(self) -> int:
        while (slot := self._arena.free_slot()) is None:
            self.stamp(Activity.WAITING)
            time.sleep(_NO_SLOT_PAUSE_S)
        self.stamp()
        return slot


def _raise(kind: str, fault: Fault | None, *, token: int) -> None:
    """Raise what tells this side as much as it needs; the program keeps the original."""
    error: Exception = StorageError("the stream cannot be read")
    if kind == "interrupted":
        error = ReadInterruptedError("the read was called off")
    elif kind == "unavailable":
        error = StorageUnavailableError("the store is away", fault)
    elif kind == "damaged chunk":
        error = DamagedChunkError(0, 0)
    elif kind == "encryption":
        error = EncryptionError("the clip cannot be opened")
    elif kind == "system":
        error = OSError("the system refuses")
    vars(error)["token"] = token
    raise error
