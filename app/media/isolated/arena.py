"""Memory that the program and one decoder process share: the way of every byte of a clip and frame.

It is anonymous (`memfd_create`): no file on any disk has it, and no byte of it passes through a
system call. Its size is sealed, so that the other side cannot take it away from under a reader.

    0        heartbeat: nanoseconds of the monotonic clock
    8        what the decoder does: `Activity`
    16       how many commands it has taken
    24       number of the read that it no longer waits for
    32       when a player's process last took commands: also nanoseconds
    40       a byte for each slot: 1 while there is something in it
    256      statistics: ten doubles
    4096     bytes that were read for it
    …        the slots: a picture, or a piece of a result

Whoever fills a slot marks it; whoever has emptied it frees it. What the decoder writes here is
never trusted: no length or place is taken from it.
"""

import contextlib
import ctypes
import fcntl
import mmap
import os
import weakref
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

_HEAD_BYTES = 4096
READ_BYTES = 1024 * 1024
_SLOTS_AT, _STATS_AT = 40, 256
STATS_COUNT = 10
# One copy of many megabytes would hold up every other thread of this program.
_COPIED_AT_ONCE = 1 << 20
# MADV_POPULATE_WRITE of Linux 5.14; an older system refuses it.
_POPULATE = 23
_BEAT, _ACTIVITY, _COMMANDS, _CALLED_OFF, _LISTENING = range(5)


class Activity(IntEnum):
    """What the decoder's thread does."""

    RESTING = 0
    WORKING = 1
    WAITING = 2


def memory_file(name: str, size: int) -> int:
    """Make anonymous memory of a fixed size and give its file descriptor."""
    descriptor = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.ftruncate(descriptor, size)
        # Memory that is cut off kills whoever reads it (SIGBUS).
        seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def bytes_file(name: str, content: bytes) -> int:
    """Make anonymous memory that holds `content`; no byte is handed to a system call."""
    descriptor = memory_file(name, max(len(content), 1))
    with mmap.mmap(descriptor, max(len(content), 1)) as memory:
        for at in range(0, len(content), _COPIED_AT_ONCE):
            piece = content[at : at + _COPIED_AT_ONCE]
            memory[at : at + len(piece)] = piece
    return descriptor


class Arena:
    """One side's view of the shared memory. Every method may be called from any thread."""

    def __init__(self, descriptor: int, *, slot_bytes: int, slot_count: int) -> None:
        """Map what `create` made; the descriptor stays the caller's."""
        self.slot_bytes, self.slot_count = slot_bytes, slot_count
        self._memory = mmap.mmap(descriptor, self.size_of(slot_bytes, slot_count))
        view = memoryview(self._memory)
        # Aligned words of eight bytes are written and read in one piece.
        self._words = view[:_SLOTS_AT].cast("Q")
        self._marks = view[_SLOTS_AT : _SLOTS_AT + slot_count]
        self._stats = view[_STATS_AT : _STATS_AT + 8 * STATS_COUNT].cast("d")
        self._read = view[_HEAD_BYTES : _HEAD_BYTES + READ_BYTES]
        self._slot_type = ctypes.c_ubyte * slot_bytes

    @staticmethod
    def size_of(slot_bytes: int, slot_count: int) -> int:
        return _HEAD_BYTES + READ_BYTES + slot_bytes * slot_count

    @classmethod
    def create(cls, *, slot_bytes: int, slot_count: int) -> tuple["Arena", int]:
        """Make the memory; give it and its descriptor, which the caller closes."""
        descriptor = memory_file("safelight-frames", cls.size_of(slot_bytes, slot_count))
        return cls(descriptor, slot_bytes=slot_bytes, slot_count=slot_count), descriptor

    # -- heartbeat and orders

    @property
    def beat_ns(self) -> int:
        return self._words[_BEAT]

    @property
    def activity(self) -> int:
        return self._words[_ACTIVITY]

    def stamp(self, now_ns: int, activity: Activity) -> None:
        self._words[_BEAT] = now_ns
        self._words[_ACTIVITY] = activity

    @property
    def listening_ns(self) -> int:
        """When the process last looked for commands; 0 for one that takes none."""
        return self._words[_LISTENING]

    def stamp_listening(self, now_ns: int) -> None:
        self._words[_LISTENING] = now_ns

    @property
    def commands_taken(self) -> int:
        return self._words[_COMMANDS]

    def command_taken(self) -> None:
        self._words[_COMMANDS] += 1

    @property
    def called_off(self) -> int:
        """The number of the read that nobody waits for any more."""
        return self._words[_CALLED_OFF]

    def call_off(self, number: int) -> None:
        self._words[_CALLED_OFF] = number

    @property
    def stats(self) -> tuple[float, ...]:
        return tuple(self._stats)

    def put_stats(self, numbers: tuple[float, ...]) -> None:
        for at, number in enumerate(numbers[:STATS_COUNT]):
            self._stats[at] = number

    # -- what was read

    def put_read(self, content: bytes) -> None:
        self._read[: len(content)] = content

    def take_read(self, size: int) -> bytes:
        return bytes(self._read[:size])

    # -- slots

    def free_slot(self) -> int | None:
        """Give a slot that nothing is in, or None."""
        at = bytes(self._marks).find(0)
        return None if at < 0 else at

    @property
    def free_slots(self) -> int:
        return bytes(self._marks).count(0)

    def prepare(self, slots: int, size: int) -> None:
        """Take memory from the system for the first bytes of the first slots, as far as it has any.

        Else that is done page by page while the first picture is copied, which may take longer
        than decoding it.
        """
        size = min(size, self.slot_bytes)
        for slot in range(min(slots, self.slot_count)):
            at = _HEAD_BYTES + READ_BYTES + slot * self.slot_bytes
            first = at - at % mmap.PAGESIZE
            with contextlib.suppress(OSError):
                for start in range(first, at + size, _COPIED_AT_ONCE):
                    length = min(_COPIED_AT_ONCE, at + size - start)
                    self._memory.madvise(_POPULATE, start, length)

    def fill(self, slot: int, content: npt.NDArray[np.uint8]) -> None:
        """Put an array into a slot, row after row without a gap; it must fit."""
        held = np.frombuffer(self._region(slot), np.uint8, count=content.size)
        np.copyto(held.reshape(content.shape), content)
        self._marks[slot] = 1

    def free(self, slot: int) -> None:
        self._marks[slot] = 0

    def copied(self, slot: int, size: int) -> npt.NDArray[np.uint8]:
        """Copy the first bytes of a slot, and free it."""
        held: npt.NDArray[np.uint8] = np.frombuffer(self._region(slot), np.uint8, count=size)
        copy = held.copy()
        self.free(slot)
        return copy

    def lent(self, slot: int, size: int) -> npt.NDArray[np.uint8]:
        """Give the first bytes of a slot themselves; it is freed when nothing refers to them."""
        region = self._region(slot)
        # Views of views refer to the region itself, not to the array that is handed out.
        returned = weakref.finalize(region, self.free, slot)
        returned.atexit = False
        return np.frombuffer(region, np.uint8, count=size)

    def _region(self, slot: int) -> Any:
        at = _HEAD_BYTES + READ_BYTES + slot * self.slot_bytes
        return self._slot_type.from_buffer(self._memory, at)
