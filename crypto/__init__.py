"""Bytes and keys: clips, fields, keyrings.

No files but key files, no SQL, no Qt. The four functions are the older system's; our own packages
use ``crypto.field`` and ``crypto.clip_stream``.
"""

from .api import decrypt_bytes, decrypt_string, encrypt_bytes, encrypt_string
from .errors import EncryptionError

__all__ = [
    "EncryptionError",
    "decrypt_bytes",
    "decrypt_string",
    "encrypt_bytes",
    "encrypt_string",
]
