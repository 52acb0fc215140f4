"""Bytes and keys: clips, fields, keyrings.

No files but key files, no SQL, no Qt. The four functions are the older system's; our own packages
use ``crypto.field`` and ``crypto.clip_stream``. They load when first asked for, so that importing
``crypto.hardening`` loads no OpenSSL.
"""

from typing import TYPE_CHECKING

from .errors import EncryptionError

if TYPE_CHECKING:
    from .api import decrypt_bytes, decrypt_string, encrypt_bytes, encrypt_string

__all__ = [
    "EncryptionError",
    "decrypt_bytes",
    "decrypt_string",
    "encrypt_bytes",
    "encrypt_string",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'crypto' has no attribute {name!r}")
    from . import api  # noqa: PLC0415 - see above

    return getattr(api, name)
