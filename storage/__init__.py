"""Where clips lie: a disk folder, memory, later a bucket. Holds ciphertext only.

`EncryptedS3VideoStorage`, `EncryptedLocalVideoStorage` and `get_encrypted_storage` are the names
that the older system's callers import; none of them loads boto3 here.
"""

from storage.base import ClipObject, StoredClip, VideoStorage
from storage.errors import (
    ClipExistsError,
    ClipNotFoundError,
    InvalidEventIdError,
    StorageConfigurationError,
    StorageError,
    StorageFullError,
    StorageReadOnlyError,
    StorageUnavailableError,
)
from storage.factory import get_encrypted_storage
from storage.local import EncryptedLocalVideoStorage
from storage.memory import MemoryVideoStorage
from storage.s3 import EncryptedS3VideoStorage

__all__ = [
    "ClipExistsError",
    "ClipNotFoundError",
    "ClipObject",
    "EncryptedLocalVideoStorage",
    "EncryptedS3VideoStorage",
    "InvalidEventIdError",
    "MemoryVideoStorage",
    "StorageConfigurationError",
    "StorageError",
    "StorageFullError",
    "StorageReadOnlyError",
    "StorageUnavailableError",
    "StoredClip",
    "VideoStorage",
    "get_encrypted_storage",
]
