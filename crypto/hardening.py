"""What the process does before it reads a key.

Linux and POSIX, best effort: it shortens the list of places where a key may end up, and promises
nothing against whoever runs code in this process or as root. Importing this module loads no
OpenSSL, so that :func:`harden_process` can still undo the CPU mask.
"""

import ctypes
import os
import sys

from .environment import KEY_VARIABLE

_PR_SET_DUMPABLE = 4
_CAPABILITY_MASK = "OPENSSL_ia32cap"


def harden_process() -> None:
    """Turn off core dumps and same-user tracing, and drop OpenSSL's CPU mask.

    The mask, set to the empty text, switches all acceleration off: an 85-fold slowdown. OpenSSL
    reads it when it is loaded, so call this before anything is imported that loads it.
    """
    os.environ.pop(_CAPABILITY_MASK, None)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - the module exists on POSIX only

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def child_environment(*, key_variable: str = KEY_VARIABLE) -> dict[str, str]:
    """Return the environment for a child process: ours without the key.

    Args:
        key_variable: the variable of an ``env:`` source, dropped as well as the usual one.
    """
    dropped = (KEY_VARIABLE, key_variable, _CAPABILITY_MASK)
    return {name: value for name, value in os.environ.items() if name not in dropped}
