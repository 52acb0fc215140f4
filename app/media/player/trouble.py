"""What reading and decoding may meet in a sound program; anything else is a bug."""

from app.media.errors import MediaError
from crypto.errors import EncryptionError
from storage.errors import StorageError

KNOWN_TROUBLE = (MediaError, EncryptionError, StorageError, OSError)
