"""The frame indexes of a project's clips: stored ones, and those that have to be built.

A stored index is sealed for the clip whose id it names. One that is missing, damaged, altered, of
another clip, of another version or under another key is worth nothing, and is built again.
"""

import io
import logging
import threading
from collections.abc import Callable

from app.media.errors import MediaError
from app.media.index.frame_index import FrameIndex
from app.media.isolated import build_index
from app.session.deriving import derived_id
from app.session.errors import CancelledError
from app.session.indexing import Indexing
from crypto.clip_header import Kind
from crypto.errors import DecryptionError, EncryptionError, UnknownKeyError
from models.annotation.document import Annotation
from models.records import ClipRecord
from storage.base import VideoStorage
from storage.errors import ClipNotFoundError, StorageError
from storage.interrupt import Interrupt

_log = logging.getLogger(__name__)
# Derived data is made with the clip's own key: under another one it was put there by somebody else.
NOT_WHAT_WAS_STORED = (DecryptionError, UnknownKeyError)


class ClipIndexes:
    """Gives the index of any clip. Threads may share it; `close` ends what is being built."""

    def __init__(
        self,
        storage: VideoStorage,
        open_stream: Callable[[ClipRecord, Interrupt | None], io.RawIOBase],
        *,
        writable: bool,
    ) -> None:
        self._storage = storage
        self._open_stream = open_stream
        self._writable = writable
        self._lock = threading.Lock()
        self._building: list[Indexing] = []
        self._is_closed = False

    def get(self, clip: ClipRecord) -> FrameIndex:
        """Return the whole index; one that cannot be used is built again first, and stored.

        Raises:
            MediaError, EncryptionError, StorageError: the clip cannot be read.
        """
        index = self.stored(clip)
        if index is None:
            with self._open_stream(clip, None) as stream:
                index = build_index(stream)
            self._keep(clip, index)
        return index

    def stored(self, clip: ClipRecord) -> FrameIndex | None:
        """Return the stored index, or None where there is none that can be used.

        Raises:
            EncryptionError, StorageError: there is no telling, because of a locked key or the
                network.
        """
        try:
            packed = self._storage.open_derived(clip.store_id, Kind.INDEX, clip_id=derived_id(clip))
            index = FrameIndex.from_bytes(packed)
        except (ClipNotFoundError, *NOT_WHAT_WAS_STORED, MediaError) as error:
            _log.info("building the index of clip %s again: %s", clip.id, type(error).__name__)
            return None
        return None if index.grows else index

    def begin(self, clip: ClipRecord, annotation: Annotation) -> Indexing:
        """Begin to build an index in the background; it is stored when it is complete.

        Raises:
            CancelledError: the project is being closed.
        """
        indexing = Indexing(
            lambda interrupt: self._open_stream(clip, interrupt),
            clip=clip,
            annotation=annotation,
            keep=lambda index: self._keep(clip, index),
        )
        with self._lock:
            if self._is_closed:
                raise CancelledError("the project is being closed")
            self._building = [one for one in self._building if one.is_busy]
            self._building.append(indexing)
            indexing.begin()
        return indexing

    def close(self) -> None:
        """End what is being built."""
        with self._lock:
            self._is_closed = True
            left, self._building = self._building, []
        for indexing in left:
            indexing.end()

    def _keep(self, clip: ClipRecord, index: FrameIndex) -> None:
        if not self._writable:
            return
        try:
            self._storage.put_derived(
                clip.store_id, Kind.INDEX, index.to_bytes(), clip_id=derived_id(clip)
            )
        except (StorageError, EncryptionError) as error:
            # The next opening builds it again: slower, but no reason not to show the clip.
            _log.info("the index cannot be stored: %s", type(error).__name__)
