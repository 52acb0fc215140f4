"""What a decoder process gives up before it sees the first byte of a clip.

- It cannot write a byte to any file, and leaves no core file.
- It has no rights beyond the user's, not even where the program runs as root, can gain none, and
  cannot be looked into by other programs of the same user.
- It ends when the nursery ends.
- Its memory has a bound: a bomb of a clip ends it, not the machine.
- On x86-64 and aarch64 it can open no file, make no socket, start no program and reach no other
  process (`system_calls`).
- It has no file descriptor but those it was given.

What it may have to read from files later is loaded before (`PRELOADED`).
"""

import ctypes
import os
import resource
import signal
import struct
from itertools import pairwise
from pathlib import Path

from app.media.isolated.system_calls import can_refuse, refuse_system_calls

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CAPABILITY_VERSION_3 = 0x20080522
_MOST_DESCRIPTORS = 48
# What FFmpeg may take beside the kept frames: reference pictures of an 8K clip and its threads'
# stacks and heaps, of which most is never touched.
ALLOWANCE_BYTES = 3 << 30
_USUALLY_MAPPED_BYTES = 2 << 30
# Modules that NumPy and PyAV import only where they are first needed.
PRELOADED = ("av.subtitles.stream", "numpy.ma")


def keep_only(descriptors: tuple[int, ...]) -> None:
    """Close every other file descriptor from 3 on."""
    edges = [2, *sorted(descriptors), resource.getrlimit(resource.RLIMIT_NOFILE)[0]]
    for below, above in pairwise(edges):
        os.closerange(below + 1, above)


def confine(*, nursery_pid: int, memory_bytes: int, niceness: int = 0) -> None:
    """Give it all up; `memory_bytes` may be taken beyond what is mapped now and the allowance."""
    os.nice(niceness)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    libc = ctypes.CDLL(None, use_errno=True)
    prctl = libc.prctl
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != nursery_pid:
        # It died before it could take us with it.
        os._exit(0)
    most = _mapped_bytes() + memory_bytes + ALLOWANCE_BYTES
    for what, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _MOST_DESCRIPTORS),
        (resource.RLIMIT_AS, most),
    ):
        _, hardest = resource.getrlimit(what)
        if hardest != resource.RLIM_INFINITY:
            limit = min(limit, hardest)  # noqa: PLW2901 - a system may be stricter already
        resource.setrlimit(what, (limit, limit))
    libc.capset(struct.pack("@Ii", _CAPABILITY_VERSION_3, 0), bytes(24))
    if can_refuse() and not refuse_system_calls():
        # It was promised to be confined.
        os._exit(1)


def _mapped_bytes() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return _USUALLY_MAPPED_BYTES
    return pages * resource.getpagesize()
