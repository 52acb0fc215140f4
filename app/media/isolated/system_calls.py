"""Which system calls a decoder process may no longer make (seccomp), on x86-64 and aarch64 Linux.

A list of what is refused, not of what is allowed: Python, NumPy and FFmpeg go on working in new
versions, and what would let a decoder that was taken over reach anything else is gone. It cannot
open any file, not even to read it, change one's name or rights, make a socket, start a program or
a process, signal, slow down or look into another process, or load code into the kernel. Calls that
are newer than this list are refused whatever they do.

A refused call fails with EPERM. `clone3`, whose flags a filter cannot see, and what is newer fail
with ENOSYS: the C library then falls back to the older call.
"""

import ctypes
import platform
import struct
import sys
from dataclasses import dataclass

from app.media.isolated.call_numbers import number_of, refused_numbers

_PR_GET_SECCOMP, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 21, 22, 2
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000
ALLOW, KILL, EPERM, ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
# Load a word, jump if equal, if greater or equal, if a bit is set; return (linux/bpf_common.h).
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# In `struct seccomp_data`: the number, the architecture, the low half of the arguments.
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, (16, 24, 32)
# The first number of which nothing that we need is known; all systems count alike from 424 on.
FIRST_UNKNOWN = 450
_CLONE_THREAD = 0x10000


@dataclass(frozen=True, slots=True)
class _Only:
    """A call that is allowed only where an argument has one of these values."""

    name: str
    argument: int
    values: tuple[int, ...]


_ONLY = (
    # Not F_SETOWN, F_SETSIG and their like: with them a socket signals, and kills, any process.
    _Only("fcntl", 1, (0, 1, 2, 3, 4, 1030)),  # F_DUPFD, …FD, …FL, F_DUPFD_CLOEXEC
    _Only("ioctl", 1, (0x5421,)),  # FIONBIO
    # To let itself be looked into, or outlive the nursery, is no more for it to say.
    _Only("prctl", 0, (15,)),  # PR_SET_NAME
    _Only("prlimit64", 0, (0,)),  # of no process but itself
)


def can_refuse() -> bool:
    """Say whether this system has such a filter."""
    if sys.platform != "linux" or sys.maxsize < 2**32 or platform.machine() not in _ARCHITECTURES:
        return False
    return bool(ctypes.CDLL(None).prctl(_PR_GET_SECCOMP, 0, 0, 0, 0) >= 0)


def refuse_system_calls() -> bool:
    """Refuse them for this process from now on; False where this system has no such filter.

    The process has one thread, and PR_SET_NO_NEW_PRIVS is set.
    """
    if not can_refuse():
        return False
    program = filter_program(platform.machine())
    held = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return bool(prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, head, 0, 0) == 0)


def filter_program(machine: str) -> bytes:
    """Write the filter. A jump says how many instructions are left out if its test holds or not."""
    is_arm = machine == "aarch64"
    steps = [
        _step(_LOAD, _ARCH),
        _step(_EQUAL, _ARCHITECTURES[machine], if_true=1),
        _step(_RETURN, KILL),
        _step(_LOAD, _NUMBER),
        # On x86-64 also the same calls by their numbers in the x32 form.
        _step(_AT_LEAST, _X32_BIT, if_false=1),
        _step(_RETURN, EPERM),
        _step(_AT_LEAST, FIRST_UNKNOWN, if_false=1),
        _step(_RETURN, ENOSYS),
        _step(_EQUAL, number_of("clone3", is_arm=is_arm), if_false=1),
        _step(_RETURN, ENOSYS),
    ]
    for number in sorted(refused_numbers(is_arm=is_arm)):
        steps += [_step(_EQUAL, number, if_false=1), _step(_RETURN, EPERM)]
    for rule in _ONLY:
        steps += _allowing(rule, number_of(rule.name, is_arm=is_arm))
    steps += [
        _step(_EQUAL, number_of("clone", is_arm=is_arm), if_false=3),
        _step(_LOAD, _ARGUMENTS[0]),
        _step(_ANY_BIT, _CLONE_THREAD, if_true=1),
        _step(_RETURN, EPERM),
    ]
    return b"".join([*steps, _step(_RETURN, ALLOW)])


def _allowing(rule: _Only, number: int) -> list[bytes]:
    count = len(rule.values)
    return [
        _step(_EQUAL, number, if_false=count + 3),
        _step(_LOAD, _ARGUMENTS[rule.argument]),
        *(_step(_EQUAL, value, if_true=count - at) for at, value in enumerate(rule.values)),
        _step(_RETURN, EPERM),
        _step(_RETURN, ALLOW),
    ]


def _step(code: int, value: int, *, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("@HBBI", code, if_true, if_false, value)
