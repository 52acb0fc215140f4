"""Which system calls a decoder process may no longer make (seccomp), on Linux on x86-64.

A list of what is refused, not of what is allowed: Python, NumPy and FFmpeg go on working in new
versions, and what would let a decoder that was taken over reach anything else is gone. It cannot
open a file for writing, change one's name or rights, make a socket, start a program or a process,
signal or look into another process, or load code into the kernel.

A refused call fails with EPERM; `clone3` with ENOSYS, so that the C library falls back to `clone`,
whose flags a filter can see.
"""

import ctypes
import platform
import struct
import sys

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_ARCH_X86_64, _X32_BIT = 0xC000003E, 0x40000000
_ALLOW, _KILL, _EPERM, _ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
# Load a word, jump if equal, if greater or equal, if a bit is set; return (linux/bpf_common.h).
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# In `struct seccomp_data`: the number, the architecture, the low half of the arguments.
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, (16, 24, 32)

_OPEN, _CLONE, _OPENAT, _CLONE3 = 2, 56, 257, 435
_FOR_WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o20000000
_CLONE_THREAD = 0x10000
_REFUSED = (
    *(29, 30, 68, 240),  # shmget, shmat, msgget, mq_open
    *(41, 42, 43, 49, 50, 53, 288),  # socket, connect, accept, bind, listen, socketpair, accept4
    *(57, 58, 59, 322),  # fork, vfork, execve, execveat
    *(62, 200, 234, 129, 297, 424, 434, 438),  # kill, tkill, tgkill, …sigqueueinfo, pidfd_…
    *(76, 77, 82, 83, 84, 85, 86, 87, 88),  # truncate … symlink
    *(90, 91, 92, 93, 94, 133, 188, 189, 190),  # chmod … lchown, mknod, …setxattr
    *(258, 259, 260, 263, 264, 265, 266, 268, 280, 316, 437),  # …at of the same, openat2
    *(101, 310, 311, 440),  # ptrace, process_vm_readv and writev, process_madvise
    *(165, 166, 428, 429, 430, 442),  # mount, umount2, open_tree, move_mount, fsopen, …
    *(248, 249, 250),  # add_key, request_key, keyctl
    *(298, 303, 304, 317, 319, 321, 323),  # perf_event_open … seccomp, memfd_create, bpf, …
    *(425, 426, 427),  # io_uring
)


def refuse_system_calls() -> bool:
    """Refuse them for this process from now on; False where this system has no such filter.

    The process has one thread, and PR_SET_NO_NEW_PRIVS is set.
    """
    if not (sys.platform == "linux" and platform.machine() == "x86_64" and sys.maxsize > 2**32):
        return False
    program = _program()
    held = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return bool(prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, head, 0, 0) == 0)


def _program() -> bytes:
    """Write the filter. A jump says how many instructions are left out if its test holds or not."""
    steps = [
        _step(_LOAD, _ARCH),
        _step(_EQUAL, _ARCH_X86_64, if_true=1),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
        # The same calls by their numbers in the x32 form.
        _step(_AT_LEAST, _X32_BIT, if_false=1),
        _step(_RETURN, _EPERM),
        _step(_EQUAL, _CLONE3, if_false=1),
        _step(_RETURN, _ENOSYS),
    ]
    for number in _REFUSED:
        steps += [_step(_EQUAL, number, if_false=1), _step(_RETURN, _EPERM)]
    for number, argument, bits, refused_if_set in (
        (_OPEN, 1, _FOR_WRITING, True),
        (_OPENAT, 2, _FOR_WRITING, True),
        (_CLONE, 0, _CLONE_THREAD, False),
    ):
        steps += [
            _step(_EQUAL, number, if_false=4),
            _step(_LOAD, _ARGUMENTS[argument]),
            _step(_ANY_BIT, bits, if_true=not refused_if_set, if_false=refused_if_set),
            _step(_RETURN, _EPERM),
            _step(_RETURN, _ALLOW),
        ]
    return b"".join([*steps, _step(_RETURN, _ALLOW)])


def _step(code: int, value: int, *, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("@HBBI", code, if_true, if_false, value)
