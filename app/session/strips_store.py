"""Where the strips of one clip are kept: sealed, beside the clip."""

import logging

from app.session.deriving import derived_id
from crypto.clip_header import Kind
from crypto.errors import DecryptionError, UnknownKeyError
from models.records import ClipRecord
from storage.base import ClipObject, VideoStorage
from storage.errors import (
    ClipNotFoundError,
    StorageError,
    StorageUnavailableError,
)
from storage.link import Link

_log = logging.getLogger(__name__)
# Made with another key, or altered: it is made again.
_NOT_WHAT_WAS_STORED = (ClipNotFoundError, DecryptionError, UnknownKeyError)


class StripsStore:
    """Reads and keeps the strips of one clip. Blocks; for one thread."""

    def __init__(
        self, storage: VideoStorage, clip: ClipRecord, *, link: Link | None, writable: bool
    ) -> None:
        """`link` is None where the clips lie on this computer; not `writable`: keep nothing."""
        self._storage = storage
        self._clip = clip
        self._link = link
        self._writable = writable

    @property
    def is_local(self) -> bool:
        """Whether to store something costs no network's time."""
        return self._storage.offline is None

    def is_here(self) -> bool:
        """Tell whether the whole clip can be read without a network."""
        offline = self._storage.offline
        if offline is None:
            return True
        objects = [ClipObject.from_json(entry) for entry in self._clip.objects]
        if not objects:
            return False
        state = offline.state(objects)
        return state.size > 0 and state.kept_bytes >= state.size

    def is_away(self) -> bool:
        """Tell whether reading would have to wait for a store that does not answer."""
        return self._link is not None and self._link.state().online is False and not self.is_here()

    def motion(self) -> bytes | None:
        return self._opened(Kind.MOTION)

    def thumbnails(self) -> bytes | None:
        return self._opened(Kind.THUMBNAILS)

    def keep_motion(self, packed: bytes) -> None:
        self._keep(Kind.MOTION, packed)

    def keep_thumbnails(self, packed: bytes) -> None:
        self._keep(Kind.THUMBNAILS, packed)

    def _opened(self, kind: Kind) -> bytes | None:
        """Return what is stored, None where there is nothing that can be used.

        Raises: StorageError, EncryptionError.
        """
        try:
            return self._storage.open_derived(
                self._clip.store_id, kind, clip_id=derived_id(self._clip)
            )
        except _NOT_WHAT_WAS_STORED as error:
            _log.info("no %s of clip %s: %s", kind.name, self._clip.id, type(error).__name__)
        except StorageUnavailableError as error:
            _log.info("%s of clip %s is away: %s", kind.name, self._clip.id, type(error).__name__)
        return None

    def _keep(self, kind: Kind, packed: bytes) -> None:
        """Store it; where there is no room or no way, what is in memory has to do.

        Raises: EncryptionError: the project has been locked meanwhile.
        """
        if not self._writable:
            return
        try:
            # Of a clip that was deleted meanwhile nothing may come back.
            self._storage.info(self._clip.store_id)
            self._storage.put_derived(
                self._clip.store_id, kind, packed, clip_id=derived_id(self._clip)
            )
        except StorageError as error:
            _log.info("%s of a clip can't be stored: %s", kind.name, type(error).__name__)
            self._writable = False
