"""An open project: its clips, its labels, and everything that can be done with them.

Every method may block on disk, network, crypto or decoding: none is for the GUI thread. Locking the
program means closing the project; nothing of it is left but its address.
"""

import contextlib
import io
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from app.media.strips.thumbnails import unpack_thumbnails
from app.session.clip_exports import ClipExports
from app.session.clip_indexes import NOT_WHAT_WAS_STORED, ClipIndexes
from app.session.clip_session import ClipSession
from app.session.clocks import load_zones
from app.session.deriving import derived_id
from app.session.editing.edit_way import EditWay
from app.session.editing.history_reading import EarlierSteps
from app.session.editing.journals import ReplayReport
from app.session.errors import ClipMissingError
from app.session.importing import ClipDetails, Importer, ImportReport, ImportWatch
from app.session.joining import join
from app.session.labels.labels import LabelBook
from app.session.open_clips import OpenClips
from app.session.people.rights import Rights
from app.session.privacy.masked_pictures import MaskedPictures
from app.session.privacy.masking import Masking
from app.session.project_parts import ProjectParts
from crypto.clip_header import Kind
from crypto.errors import EncryptionError
from models.annotation.labels import Label
from models.burying import Buried
from models.records import ClipRecord, DeletedCounts
from models.review.rights import Right
from storage.base import ClipObject
from storage.errors import ClipNotFoundError
from storage.interrupt import Interrupt

_log = logging.getLogger(__name__)


class Project:
    """An open project. Threads may share it; `close` ends it for all."""

    def __init__(self, parts: ProjectParts) -> None:
        """Open the journal and replay what an earlier process left in its own.

        Raises:
            JournalError, OSError: the state folder cannot be used.
            AuditUnwritableError: that the project was opened can be noted nowhere.
        """
        self._parts = parts
        self.config = parts.config
        self.keyring = parts.keyring
        self.storage = parts.storage
        self.store = parts.store
        self.link = parts.link
        self.read_only = parts.read_only
        self.audit, self.people = join(parts)
        self._way = EditWay(parts)
        self.audit.attach(self._way.database_writer)
        writable = parts.read_only is None
        indexes = ClipIndexes(self.storage, self.open_stream, writable=writable)
        self.label_book = LabelBook(parts.store, require=self.people.require)
        self.masking = Masking(self.people, keep=self.audit.keep)
        self._open_clips = OpenClips(
            parts.store,
            people=self.people,
            audit=self.audit,
            masking=self.masking,
            indexes=indexes,
            way=self._way,
            open_stream=self.open_stream,
        )
        self.masked_pictures = MaskedPictures(
            self.masking,
            known_near=self._open_clips.known_near,
            stored_index=indexes.stored,
        )
        self.exports = ClipExports(
            people=self.people,
            audit=self.audit,
            masking=self.masking,
            known=self._open_clips.known,
            pictures=self.masked_pictures,
            indexes=indexes,
            open_stream=self.open_stream,
        )
        self._importer = Importer(self.storage, self.store, self.keyring)
        self._seen_version = parts.store.data_version() if writable else None

    @property
    def rights(self) -> Rights:
        """What the person at this project may do, as it stands."""
        return self.people.rights

    @property
    def replayed(self) -> ReplayReport:
        """What an earlier process left in its journal, and what became of it."""
        return self._way.replayed

    @property
    def key_in_environment(self) -> bool:
        """Whether locking only hides, because the key stays in the environment."""
        return self.config.key_uri.startswith("env:")

    @property
    def database_label(self) -> str:
        """The kind of database, for the status bar: never the URL."""
        scheme = self.config.database_url.split(":", 1)[0]
        return "SQLite · this computer" if scheme.startswith("sqlite") else "PostgreSQL"

    def clips(self) -> tuple[ClipRecord, ...]:
        """Return all clips, the newest recording first."""
        clips = tuple(sorted(self.store.clips(), key=_when, reverse=True))
        load_zones(clips)
        return clips

    def clip(self, name: str | UUID) -> ClipRecord:
        """Return the clip of this id or event id.

        Raises:
            ClipMissingError, RowMissingError: there is none.
        """
        if isinstance(name, UUID):
            return self.store.clip(name)
        if (found := self.store.clip_by_event(name)) is None:
            raise ClipMissingError("the project has no clip of this event id")
        return found

    def labels(self) -> tuple[Label, ...]:
        """Return the project's labels in their order."""
        return self.label_book.all()

    def add_label(self, label: Label) -> tuple[Label, ...]:
        """Put a label behind those that are there now; see `LabelBook.add`."""
        return self.label_book.add(label)

    def earlier_steps(self) -> EarlierSteps:
        """Return this person's steps of earlier runs on this machine; see `HistoryReader.read`.

        Nothing of it is read when the project is opened: ask for it once, on a worker.
        """
        return self._way.earlier_steps()

    def changed_elsewhere(self) -> bool:
        """Tell whether another process has written since the last time that this was asked."""
        version = self.store.data_version()
        changed, self._seen_version = version != self._seen_version, version
        return changed

    def import_clip(
        self, path: Path, details: ClipDetails | None = None, watch: ImportWatch | None = None
    ) -> ImportReport:
        """Import a plain video file; see `Importer.import_file`."""
        self.rights.require(Right.IMPORT_CLIPS)
        return self._importer.import_file(path, details or ClipDetails(), watch or ImportWatch())

    def import_cleartext(
        self, cleartext: bytes, details: ClipDetails, watch: ImportWatch | None = None
    ) -> ImportReport:
        """Import a plain video that is in memory only; see `Importer.import_stream`."""
        self.rights.require(Right.IMPORT_CLIPS)
        return self._importer.import_stream(
            io.BytesIO(cleartext), len(cleartext), details, watch or ImportWatch()
        )

    def thumbnail(self, clip: ClipRecord) -> bytes | None:
        """Return the clip's poster as a JPEG in memory, or None where there is none.

        What is private is covered.

        Raises:
            NotAllowedError: the person is not to look at clips.
        """
        self.rights.require(Right.VIEW)
        try:
            packed = self.storage.open_derived(
                clip.store_id, Kind.THUMBNAILS, clip_id=derived_id(clip)
            )
        except (ClipNotFoundError, *NOT_WHAT_WAS_STORED) as error:
            _log.info("no poster for clip %s: %s", clip.id, type(error).__name__)
            if isinstance(error, EncryptionError):
                self.audit.failed_to_open(error, clip.id)
            return None
        # The importer puts the poster before the strip.
        return self.masked_pictures.poster(clip, unpack_thumbnails(packed)[0])

    def open_clip(
        self,
        clip_id: UUID,
        *,
        near_frame: int | None = None,
        progress: Callable[[float], object] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ClipSession:
        """Open a clip for playing and annotating; see `OpenClips.open`."""
        return self._open_clips.open(
            clip_id, near_frame=near_frame, progress=progress, cancelled=cancelled
        )

    def note_clip(self, clip: ClipRecord) -> None:
        """Let those who have the clip open know its newer row."""
        self._open_clips.note(clip)

    def close_clip(self, session: ClipSession) -> None:
        """Save what is pending of a clip and let go of it; see `OpenClips.close_one`."""
        self._open_clips.close_one(session)

    def open_stream(self, clip: ClipRecord, interrupt: Interrupt | None = None) -> io.RawIOBase:
        """Return a new seekable stream of the clip's cleartext, for one thread.

        `interrupt` calls off its waiting for a network; reads then raise ReadInterruptedError.
        """
        expected = tuple(ClipObject.from_json(entry) for entry in clip.objects)
        return self.storage.open_clip(clip.store_id, expected, interrupt=interrupt)

    def deletion_counts(self, clip_id: UUID) -> DeletedCounts:
        """Return what `delete_clip` would delete."""
        return self.store.count_annotation(clip_id)

    def delete_clip(
        self, clip_id: UUID, *, buried: Buried = lambda _count, _total: None
    ) -> DeletedCounts:
        """Delete a clip's rows, then its object and derived data.

        `buried` is as in `ProjectStore.delete_clip`.

        The rows go first: a crash in between leaves an object that nobody names (`doctor` lists
        it), never a row whose footage is gone. A replica's footage is its original's, and stays.

        Raises:
            ClipHasReplicasError: others work on its footage.
            NotAllowedError: the person's role does not allow it.
        """
        self.rights.require(Right.DELETE_CLIPS)
        clip = self.clip(clip_id)
        counts = self.store.delete_clip(clip_id, buried=buried)
        if clip.copy_of is None:
            with contextlib.suppress(ClipNotFoundError):
                self.storage.delete(clip.event_id)
        _log.info("deleted clip %s with %s", clip_id, counts)
        return counts

    def close(self) -> None:
        """Save what is pending, then forget everything: keys, frames, rows."""
        self._open_clips.close()
        self.audit.close()
        self._way.close()
        # Keys first: a store that does not answer may keep us waiting.
        self._parts.forget_keyring()
        self._parts.close_storage()
        self._parts.close_database()


def _when(clip: ClipRecord) -> datetime:
    return clip.recorded_at or clip.created_at
