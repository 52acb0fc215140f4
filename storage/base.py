"""What every clip store does. The stores themselves hold ciphertext only.

Rules:
- What a stored thing *is* follows from `expected` (the verified row) or, without a row, from the
  bytes themselves under the keyring's read policy. Names, companions and metadata never choose.
- A clip is created once and never rewritten in place. A write that fails or is cancelled leaves
  nothing behind.
- Derived data can be made again at any time and may be replaced.
- Every call may block; a store can be shared by threads, an open reader cannot.
"""

import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from crypto.clip_header import Kind
from crypto.source import CiphertextSource
from storage.clip_object import ClipFormat, ClipObject, ListedClip, StoredClip
from storage.interrupt import Interrupt
from storage.offline import OfflineCopies

__all__ = ["ClipFormat", "ClipObject", "ListedClip", "StoredClip", "VideoStorage"]


class VideoStorage(ABC):
    """Clips by event id."""

    @property
    @abstractmethod
    def location(self) -> str:
        """Where the clips lie, for people to read."""

    @property
    def offline(self) -> OfflineCopies | None:
        """What of a distant store is kept on this computer; None where nothing has to be."""
        return None

    @abstractmethod
    def store_clip(
        self,
        event_id: str,
        cleartext: BinaryIO,
        metadata: Mapping[str, Any] | None = None,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> StoredClip:
        """Seal `cleartext` from where it stands to its end, and keep it under `event_id`.

        `metadata` (JSON values) is sealed beside the clip. `progress` is told the bytes done so
        far; what it raises cancels the work and comes out here.

        Raises:
            ClipExistsError: something lies there already, or a name that differs only in case.
            StorageFullError, StorageReadOnlyError, StorageUnavailableError
            EncryptionError: there is no key, or it is locked.
        """

    @abstractmethod
    def store_successor(
        self,
        event_id: str,
        cleartext: BinaryIO | io.RawIOBase,
        *,
        clip_id: bytes,
        progress: Callable[[int], None] | None = None,
    ) -> StoredClip:
        """Seal `cleartext` as a later form of a clip that is there, beside its first object.

        What lies there already is left as it is; see `discard`. `clip_id` (16 bytes) is the new
        object's own and part of its name.

        Raises:
            ClipExistsError: this successor is there already.
            As `store_clip`.
        """

    @abstractmethod
    def open_clip(
        self,
        event_id: str,
        expected: Sequence[ClipObject] | None = None,
        *,
        interrupt: Interrupt | None = None,
    ) -> io.RawIOBase:
        """Return a seekable stream of a clip's cleartext; the caller closes it.

        `expected` lists the objects that the clip's verified row accepts: the first that is there
        is opened, and has to be exactly as listed. Without it the bytes decide, under the
        keyring's read policy. `interrupt` calls off waiting for a network, here and in reads.

        Raises:
            ClipNotFoundError
            ReadInterruptedError: `interrupt` said so.
            AlteredError: the object is not what `expected` says (found before any key look-up).
            EncryptionError: its other kinds say what else is wrong with the content or the key.
            StorageUnavailableError
        """

    @abstractmethod
    def open_stored(
        self, event_id: str, name: str, *, interrupt: Interrupt | None = None
    ) -> CiphertextSource:
        """Return one clip object's stored bytes, for verifying; the caller closes it.

        They are read where they lie, past any copies on this computer.

        Raises:
            ClipNotFoundError, StorageUnavailableError
            AlteredError: the name is none of this event's clip objects.
        """

    def get_clip_data(self, event_id: str) -> bytes:
        """Return a clip's whole cleartext.

        Raises:
            As `open_clip`, and DecryptionError for damage found on the way.
        """
        with self.open_clip(event_id) as reader:
            return reader.readall()

    @abstractmethod
    def info(self, event_id: str) -> StoredClip:
        """Return what is known of one clip, and mend its companion where that is possible.

        Raises:
            ClipNotFoundError, StorageUnavailableError
            EncryptionError: there is no key, it is locked, or the read policy refuses the clip.
        """

    @abstractmethod
    def list(self) -> Iterator[StoredClip]:
        """Yield every clip that the read policy allows, by name; foreign files are passed over.

        Raises:
            StorageUnavailableError
            EncryptionError: there is no key, or it is locked.
        """

    @abstractmethod
    def entries(self) -> Iterator[ListedClip]:
        """Yield every stored clip by name, as the listing tells it: the way to see very many.

        Raises:
            StorageUnavailableError, StorageAccessError
        """

    @abstractmethod
    def discard(self, event_id: str, names: Sequence[str]) -> None:
        """Remove some of a clip's objects, such as those that a successor stands for.

        Raises:
            AlteredError: a name is none of this event's clip objects; nothing was removed.
            StorageReadOnlyError, StorageUnavailableError
        """

    @abstractmethod
    def delete(self, event_id: str) -> None:
        """Remove a clip's objects, its derived data and its companion.

        Raises:
            ClipNotFoundError, StorageReadOnlyError, StorageUnavailableError
        """

    @abstractmethod
    def put_derived(self, event_id: str, kind: Kind, cleartext: bytes, *, clip_id: bytes) -> None:
        """Seal derived data of the clip `clip_id`, in the place of what was there before.

        Raises:
            StorageFullError, StorageReadOnlyError, StorageUnavailableError
            EncryptionError: there is no key, or it is locked.
        """

    @abstractmethod
    def open_derived(self, event_id: str, kind: Kind, *, clip_id: bytes) -> bytes:
        """Return derived data of the clip `clip_id`.

        Raises:
            ClipNotFoundError: there is none.
            EncryptionError: it is altered, damaged or another clip's; it is to be made again.
            StorageUnavailableError
        """
