"""Where clips lie: a disk folder, memory, later a bucket. Holds ciphertext only.

None of it loads boto3 before its first request.
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
from storage.local import LocalVideoStorage
from storage.memory import MemoryVideoStorage
from storage.s3 import S3VideoStorage

__all__ = [
    "ClipExistsError",
    "ClipNotFoundError",
    "ClipObject",
    "InvalidEventIdError",
    "LocalVideoStorage",
    "MemoryVideoStorage",
    "S3VideoStorage",
    "StorageConfigurationError",
    "StorageError",
    "StorageFullError",
    "StorageReadOnlyError",
    "StorageUnavailableError",
    "StoredClip",
    "VideoStorage",
    "get_encrypted_storage",
]
