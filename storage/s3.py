"""Clips in an S3 bucket: the place that the next version fills.

The name is importable, as the older system's callers expect; boto3 is not loaded.
"""

from typing import NoReturn

from storage.errors import StorageConfigurationError


class EncryptedS3VideoStorage:
    """Not in this version: constructing it says so."""

    def __init__(self, *_settings: object, **_named_settings: object) -> NoReturn:
        raise StorageConfigurationError(
            "S3 clip stores come with the next version; set VIDEO_STORAGE_TYPE=local for now"
        )
