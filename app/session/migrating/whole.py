"""Read a stored object from its first byte to its last, and hash what it holds."""

import hashlib
import io
from contextlib import closing

from app.session.migrating.watch import MigrationWatch
from crypto.keyring import Keyring
from storage.base import ClipObject, VideoStorage
from storage.content import open_object

_PIECE = 1 << 20


def open_whole(
    storage: VideoStorage, keyring: Keyring, event_id: str, accepted: ClipObject
) -> io.RawIOBase:
    """Return the cleartext of exactly this object, whatever else the clip has.

    Raises:
        ClipNotFoundError, StorageUnavailableError
        EncryptionError: it is not what `accepted` says, or cannot be opened.
    """
    return open_object(storage.open_stored(event_id, accepted.name), keyring, accepted)


def cleartext_sha256(
    storage: VideoStorage,
    keyring: Keyring,
    event_id: str,
    accepted: ClipObject,
    *,
    watch: MigrationWatch,
) -> tuple[bytes, int]:
    """Open every chunk of an object; return its cleartext's SHA-256 and size.

    Raises:
        As `open_whole`, and DecryptionError for damage, CancelledError.
    """
    digest, size = hashlib.sha256(), 0
    with open_whole(storage, keyring, event_id, accepted) as reader:
        while piece := reader.read(_PIECE):
            watch.check()
            digest.update(piece)
            size += len(piece)
    return digest.digest(), size


def stored_sha256(
    storage: VideoStorage, event_id: str, name: str, *, watch: MigrationWatch
) -> bytes:
    """Return the SHA-256 of an object's bytes as they lie.

    Raises:
        ClipNotFoundError, StorageUnavailableError, CancelledError
    """
    digest, offset = hashlib.sha256(), 0
    with closing(storage.open_stored(event_id, name)) as source:
        while piece := source.read_at(offset, _PIECE):
            watch.check()
            digest.update(piece)
            offset += len(piece)
    return digest.digest()
