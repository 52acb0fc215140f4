"""Storing a clip without encryption because it cannot be encrypted: off unless asked for.

`ENCRYPTION_FALLBACK=plaintext` turns it on, and nothing else does; the environment is read at each
call. It exists because the older system had it.

Rules:
- Only where sealing itself is impossible: no key was given, or this installation fails its known
  answers. A locked keyring is no such case: whoever locked it wants nothing to be done.
- Only for the older system's callers, who use the key of the process. A project has a keyring of
  its own, and stores nothing in clear: its log of what was done would not say so.
- The companion says that the clip is plain. Metadata are left out, because they cannot be sealed.
- Such a clip is read under policy `plain` only.
"""

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from crypto.errors import EncryptionError, KeyNotConfiguredError, SelfTestError
from crypto.secret import BytesLike

FALLBACK_VARIABLE = "ENCRYPTION_FALLBACK"
_PIECE_SIZE = 1 << 18


@dataclass(frozen=True, slots=True)
class CopyReceipt:
    """What was copied: bytes, and their SHA-256."""

    size: int
    sha256: bytes


def may_store_plain(trouble: EncryptionError) -> bool:
    """Tell whether a clip that `trouble` keeps from being sealed may be stored as it is."""
    if not isinstance(trouble, (KeyNotConfiguredError, SelfTestError)):
        return False
    return os.environ.get(FALLBACK_VARIABLE, "").strip().lower() == "plaintext"


def copy_stream(
    cleartext: BinaryIO | io.RawIOBase,
    write: Callable[[BytesLike], Any],
    *,
    progress: Callable[[int], None] | None = None,
) -> CopyReceipt:
    """Copy everything that `cleartext` still has to give; arguments as in `seal_stream`."""
    digest, done = hashlib.sha256(), 0
    while piece := cleartext.read(_PIECE_SIZE):
        write(piece)
        digest.update(piece)
        done += len(piece)
        if progress is not None:
            progress(done)
    return CopyReceipt(done, digest.digest())
