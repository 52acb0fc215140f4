"""Bring a plain video file into a project: sealed on the way in, the original left where it is.

The steps, each of which can be cancelled, and what undoes them:
1. hash the file                  nothing to undo
2. the same file twice?           the clip that is there already is reported
3. index: is it a video at all?   nothing to undo
4. seal into the store            delete the object
5. thumbnails, from the sealed    delete the object; this proves that what was stored can be played
6. the row                        delete the object
"""

import hashlib
import logging
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from app.media.clip_facts import ClipFacts
from app.media.errors import DamagedClipError
from app.media.index.frame_index import FrameIndex
from app.media.isolated import build_index, read_facts
from app.session.clocks import first_clock
from app.session.deriving import store_derived
from app.session.errors import CancelledError, DamagedFileError, SourceFileError
from crypto.field import blind_index
from crypto.keyring import Keyring
from models.annotation.whole_text import whole_text
from models.records import ClipRecord, ClipState
from models.store import ProjectStore
from storage.base import StoredClip, VideoStorage

_log = logging.getLogger(__name__)
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file.

    duplicate: the clip was in the project before, nothing was stored.
    original: the plain file, which is still there.
    """

    clip: ClipRecord
    duplicate: bool
    original: Path | None


@dataclass(frozen=True, slots=True)
class ClipDetails:
    """What a person says of a clip; no event id means a new UUID, no name means the file's.

    zone: the time zone of the camera's clock; "" where nobody says.
    """

    event_id: str = ""
    name: str = ""
    camera: str = ""
    recorded_at: datetime | None = None
    zone: str = ""


class ImportWatch:
    """Progress and cancelling of one import, as the share 0…1 of the whole."""

    def __init__(
        self,
        on_share: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._on_share = on_share
        self._cancelled = cancelled
        self._reached = 0.0

    def at(self, share: float) -> None:
        """Report `share`.

        Raises:
            CancelledError: the person cancelled.
        """
        if self.is_cancelled():
            raise CancelledError("the import was cancelled; nothing was kept")
        # Some steps find out late that there is more to do; people see no bar run backwards.
        self._reached = max(self._reached, share)
        if self._on_share is not None:
            self._on_share(self._reached)

    def is_cancelled(self) -> bool:
        """Return whether the person has cancelled."""
        return self._cancelled is not None and self._cancelled()

    def part(self, start: float, end: float, total: int) -> Callable[[int], None]:
        """Return a callback that maps 0…`total` to the shares `start`…`end`."""
        return lambda done: self.at(start + (end - start) * min(done / max(total, 1), 1.0))


class Importer:
    """Imports into one project. Blocks; used by one thread at a time."""

    def __init__(self, storage: VideoStorage, store: ProjectStore, keyring: Keyring) -> None:
        self._storage = storage
        self._store = store
        self._keyring = keyring

    def import_file(self, path: Path, details: ClipDetails, watch: ImportWatch) -> ImportReport:
        """Import the plain video at `path`; the file is only read.

        Raises:
            SourceFileError: it cannot be read, or changed meanwhile.
            DamagedFileError, MediaError: it is not a video that can be decoded.
            CancelledError, ClipExistsError, StorageError, ModelError: nothing is left behind.
        """
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as source:
                size = os.fstat(source.fileno()).st_size
                named = replace(details, name=whole_text(details.name or path.stem))
                report = self.import_stream(source, size, named, watch)
        except OSError as error:
            raise SourceFileError(f"the file cannot be read: {error.strerror}") from error
        except DamagedClipError as error:
            raise DamagedFileError("the file is damaged and was not imported") from error
        return replace(report, original=path)

    def import_stream(
        self, source: BinaryIO, size: int, details: ClipDetails, watch: ImportWatch
    ) -> ImportReport:
        """Import `size` bytes of plain video from a seekable stream; see `import_file`."""
        digest = _sha256(source, watch.part(0.0, 0.2, size))
        fingerprint = blind_index(self._keyring, "clips", "fingerprint", digest.hex())
        if (known := self._store.clip_by_fingerprint(fingerprint)) is not None:
            return ImportReport(known, duplicate=True, original=None)
        source.seek(0)
        on_index = watch.part(0.2, 0.4, 100)
        index = build_index(source, progress=lambda done, total: on_index(100 * done // total))
        facts = read_facts(source)
        source.seek(0)
        event_id = details.event_id or str(uuid.uuid4())
        stored = self._storage.store_clip(event_id, source, progress=watch.part(0.4, 0.9, size))
        try:
            if stored.cleartext_sha256 != digest:
                raise SourceFileError("the file changed while it was imported")
            # From the sealed object: this proves that what was stored can be played.
            at = watch.part(0.9, 0.99, 100)
            store_derived(
                self._storage,
                stored,
                index,
                at=lambda share: at(round(100 * share)),
                cancelled=watch.is_cancelled,
            )
            known = self._store.clip_by_fingerprint(fingerprint)
            if known is None:
                clip = self._store.add_clip(_record(stored, index, facts, details, fingerprint))
        except BaseException:
            self._storage.delete(event_id)
            raise
        if known is not None:
            # Another import of the same file was faster: this one had been paused.
            self._storage.delete(event_id)
            return ImportReport(known, duplicate=True, original=None)
        _log.info("imported clip %s, %d frames, %d bytes", clip.id, index.frame_count, size)
        return ImportReport(clip, duplicate=False, original=None)


def _record(
    stored: StoredClip,
    index: FrameIndex,
    facts: ClipFacts,
    details: ClipDetails,
    fingerprint: bytes,
) -> ClipRecord:
    clock = first_clock(details.recorded_at, details.zone, facts)
    record = ClipRecord(
        id=uuid.uuid4(),
        event_id=stored.event_id,
        name=details.name or stored.event_id,
        camera=details.camera,
        state=ClipState.NEW,
        objects=tuple(stored_object.to_json() for stored_object in stored.objects),
        origin="container",
        width=index.width,
        height=index.height,
        rotation=index.rotation,
        frame_count=index.frame_count,
        time_base=index.time_base,
        duration_pts=int(index.pts[-1] - index.pts[0]),
        codec=index.codec,
        start_timecode=facts.start_timecode,
        created_at=datetime.now(UTC),
        fingerprint=fingerprint,
        cleartext_size=stored.cleartext_size,
    )
    return clock.put_into(record)


def _sha256(source: BinaryIO, progress: Callable[[int], None]) -> bytes:
    digest, done = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        digest.update(block)
        done += len(block)
        progress(done)
    return digest.digest()
