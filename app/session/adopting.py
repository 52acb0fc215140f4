"""Take clips into the project that lie in its store already, such as those of the older system.

Nothing of a stored clip is changed; a row is added, and derived data beside the clip.

The steps of one clip, each of which can be cancelled:
1. what is it?         its form, under the read policy
2. read it whole       checks every tag, hashes the stored bytes and the cleartext
3. the same footage?   the clip that is there already is reported
4. index, thumbnails   this proves that it can be played
5. the row             what the companion's sealed part says of it is taken over

When it was recorded is told, in this order, by
1. the companion's sealed part: only who has the key can have written it, of this very clip, so it
   counts as a person's word. What stands in a companion in clear is never asked;
2. the clip's own tags, as at an import. They are worth what the pictures are worth: nobody without
   the key has changed them in a container, and nothing vouches for them in the older forms;
3. nobody: then the clip has no wall clock until a person sets one.

The timecode of the first frame comes from the file alone.
"""

import hashlib
import logging
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.media.clip_facts import ClipFacts
from app.media.index.frame_index import FrameIndex
from app.media.isolated import build_index, read_facts
from app.session.clocks import first_clock
from app.session.deriving import derived_id, store_derived
from app.session.errors import CancelledError, ClipMissingError
from app.session.hashed_source import HashedSource
from app.session.importing import ImportWatch
from app.session.project import Project
from crypto.errors import AlteredError
from crypto.field import blind_index
from crypto.source import CiphertextSource
from models.records import ClipRecord, ClipState
from models.review.rights import Right
from storage.base import ClipObject, ListedClip, StoredClip
from storage.content import open_object
from storage.errors import (
    ReadInterruptedError,
    StorageAccessError,
    StorageFullError,
    StorageReadOnlyError,
)
from storage.interrupt import Interrupt
from storage.location import stem_of

_log = logging.getLogger(__name__)
_BLOCK = 1 << 20
# A store that only lets itself be read still has clips worth annotating.
_CANNOT_WRITE = (StorageReadOnlyError, StorageFullError, StorageAccessError)


@dataclass(frozen=True, slots=True)
class AdoptReport:
    """What became of a stored clip.

    duplicate: the same footage is in the project, as `clip`; no row was added.
    """

    clip: ClipRecord
    duplicate: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """What reading a clip whole told."""

    accepted: ClipObject
    cleartext_size: int
    cleartext_sha256: bytes


class Adopter:
    """Adopts stored clips into one project. Blocks; used by one thread at a time."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._storage = project.storage

    def find(self, event_ids: Sequence[str] = ()) -> Iterator[ListedClip]:
        """Yield the stored clips that the project has no row for, as the store lists them.

        With event ids only those; one that the project knows already is passed over.

        Raises:
            ClipMissingError: the store has no clip of an event id.
            StorageError, RowAlteredError, DatabaseError
        """
        known = {stem_of(clip.event_id) for clip in self._project.clips()}
        wanted = {stem_of(event_id) for event_id in event_ids}
        missing = wanted - known
        for listed in self._storage.entries():
            if listed.stem in known or (wanted and listed.stem not in wanted):
                continue
            missing.discard(listed.stem)
            yield listed
            if wanted and not missing:
                return
        if missing:
            raise ClipMissingError("the store has no clip of this event id")

    def adopt(
        self, listed: ListedClip, *, camera: str = "", watch: ImportWatch | None = None
    ) -> AdoptReport:
        """Add a row for a stored clip; `camera` is for one whose companion names none.

        Raises:
            EncryptionError: it is altered, damaged, of another key, or below the read policy.
            MediaError: it is no video that can be decoded.
            EventIdTakenError: the project has got a clip of this event id meanwhile.
            CancelledError, StorageError, ModelError, NotAllowedError: no row was added.
        """
        self._project.rights.require(Right.IMPORT_CLIPS)
        watch = watch or ImportWatch()
        try:
            return self._adopt(listed, camera, watch)
        except ReadInterruptedError as error:
            raise CancelledError("adopting was cancelled; no row was added") from error

    def _adopt(self, listed: ListedClip, camera: str, watch: ImportWatch) -> AdoptReport:
        watch.at(0.0)
        stored = self._storage.info(listed.stem)
        read = self._read(stored, watch)
        keyring, store = self._project.keyring, self._project.store
        digest = read.cleartext_sha256.hex()
        fingerprint = blind_index(keyring, "clips", "fingerprint", digest)
        if (known := store.clip_by_fingerprint(fingerprint)) is not None:
            return AdoptReport(known, duplicate=True)
        on_index = watch.part(0.5, 0.85, 100)
        with self._storage.open_clip(stored.event_id, (read.accepted,)) as stream:
            index = build_index(stream, progress=lambda done, total: on_index(100 * done // total))
            facts = read_facts(stream)
        record = replace(
            _record(stored, read, index, facts),
            camera=_text(stored.metadata, "camera") or camera,
            fingerprint=fingerprint,
        )
        self._derive(record, replace(stored, objects=(read.accepted,)), index, watch)
        clip = store.add_clip(record)
        watch.at(1.0)
        _log.info("adopted clip %s, %s, %d frames", clip.id, clip.origin, index.frame_count)
        return AdoptReport(clip, duplicate=False)

    def _read(self, stored: StoredClip, watch: ImportWatch) -> _Read:
        first = stored.objects[0]
        on_bytes = watch.part(0.0, 0.5, first.stored_size)
        source = HashedSource(
            self._storage.open_stored(
                stored.event_id, first.name, interrupt=Interrupt(watch.is_cancelled)
            )
        )
        digest, size = hashlib.sha256(), 0
        with open_object(source, self._project.keyring, first) as reader:
            while block := reader.read(_BLOCK):
                digest.update(block)
                size += len(block)
                on_bytes(size)
            stored_sha256 = source.sha256 or _sha256(source)
        if first.stored_sha256 not in (None, stored_sha256):
            # Its companion, sealed by whoever stored it, speaks of other bytes.
            raise AlteredError
        accepted = replace(first, stored_sha256=stored_sha256)
        return _Read(accepted, size, digest.digest())

    def _derive(
        self,
        record: ClipRecord,
        stored: StoredClip,
        index: FrameIndex,
        watch: ImportWatch,
    ) -> None:
        with suppress(*_CANNOT_WRITE):
            store_derived(
                self._storage,
                stored,
                index,
                at=lambda share: watch.at(0.85 + 0.14 * share),
                cancelled=watch.is_cancelled,
                clip_id=derived_id(record),
            )


def _sha256(source: CiphertextSource) -> bytes:
    digest, offset = hashlib.sha256(), 0
    while piece := source.read_at(offset, _BLOCK):
        digest.update(piece)
        offset += len(piece)
    return digest.digest()


def _record(stored: StoredClip, read: _Read, index: FrameIndex, facts: ClipFacts) -> ClipRecord:
    clock = first_clock(_moment(stored.metadata, "recorded_at"), "", facts)
    record = ClipRecord(
        id=uuid.uuid4(),
        event_id=stored.event_id,
        name=_text(stored.metadata, "name") or stored.event_id,
        state=ClipState.NEW,
        objects=(read.accepted.to_json(),),
        origin=read.accepted.format,
        width=index.width,
        height=index.height,
        rotation=index.rotation,
        frame_count=index.frame_count,
        time_base=index.time_base,
        duration_pts=int(index.pts[-1] - index.pts[0]),
        codec=index.codec,
        start_timecode=facts.start_timecode,
        created_at=stored.created_at,
        cleartext_size=read.cleartext_size,
    )
    return clock.put_into(record)


def _text(metadata: Mapping[str, Any], field: str) -> str:
    value = metadata.get(field)
    return value.strip() if isinstance(value, str) else ""


def _moment(metadata: Mapping[str, Any], field: str) -> datetime | None:
    """Return an aware time; one that does not say where it was read is no use."""
    try:
        moment = datetime.fromisoformat(_text(metadata, field))
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment
