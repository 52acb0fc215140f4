"""An open project: its clips, its labels, and everything that can be done with them.

Every method may block on disk, network, crypto or decoding: none is for the GUI thread. Locking the
program means closing the project; nothing of it is left but its address.
"""

import contextlib
import io
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from app.media.isolated import still_png
from app.media.strips.thumbnails import unpack_thumbnails
from app.session import exporting
from app.session.apart import check_apart
from app.session.audit_device import AuditParts
from app.session.auditing import AuditLog
from app.session.clip_indexes import NOT_WHAT_WAS_STORED, ClipIndexes
from app.session.clip_session import ClipSession
from app.session.clocks import load_zones
from app.session.deriving import derived_id
from app.session.errors import ClipMissingError
from app.session.history_reading import EarlierSteps, HistoryReader
from app.session.importing import ClipDetails, Importer, ImportReport, ImportWatch
from app.session.journals import JournalFolder, ReplayReport
from app.session.labels import LabelBook
from app.session.masked_pictures import MaskedPictures
from app.session.masking import Masking, known_annotation
from app.session.people import PeopleBook
from app.session.rights import Rights
from app.session.write_worker import WriteWorker
from app.settings.projects import ProjectConfig
from crypto.clip_header import Kind
from crypto.errors import EncryptionError
from crypto.keyring import Keyring
from models.annotation.document import Annotation
from models.annotation.labels import Label
from models.audit import events
from models.audit.entry import Event, Outcome
from models.burying import Buried
from models.errors import RowAlteredError
from models.journal import Journal
from models.records import ClipRecord, DeletedCounts
from models.review.rights import Right
from models.review.workflow import check_may_edit
from models.store import ProjectStore
from storage.base import ClipObject, VideoStorage
from storage.errors import ClipNotFoundError
from storage.interrupt import Interrupt
from storage.link import Link

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProjectParts:
    """What a project is made of; `compose` puts it together.

    link: tells the state of the way to a distant store; None where the clips lie here.
    close_storage: lets go of the store's connections and threads.
    read_only: why nothing can be written, or None.
    """

    config: ProjectConfig
    keyring: Keyring
    storage: VideoStorage
    store: ProjectStore
    journals: JournalFolder
    audit: AuditParts
    close_database: Callable[[], None]
    forget_keyring: Callable[[], None]
    close_storage: Callable[[], None] = lambda: None
    link: Link | None = None
    read_only: Exception | None = None


@dataclass(slots=True)
class _OpenClip:
    session: ClipSession
    users: int = 1


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
        self.audit = AuditLog(parts.audit)
        self.audit.begin()
        self.people = PeopleBook(
            parts.store.access,
            read_only=parts.read_only is not None,
            denied=self.audit.denied,
        )
        self.audit.guard = lambda: self.rights.require(Right.SEE_AUDIT)
        self.audit.voucher_guard = lambda: self.rights.require(Right.MANAGE_PEOPLE)
        self._journal: Journal | None = None
        self.replayed = ReplayReport()
        if parts.read_only is None:
            self._journal, self.replayed = parts.journals.take_over(parts.keyring, parts.store)
        self._journal_writer = WriteWorker("safelight-journal")
        self._history: HistoryReader | None = None
        if self._journal is not None:
            self._history = HistoryReader(
                self._journal, self._journal_writer, author=parts.store.author
            )
        self._writer = WriteWorker("safelight-database")
        self.audit.attach(self._writer)
        self._open_clips: list[_OpenClip] = []
        self._indexes = ClipIndexes(
            self.storage, self.open_stream, writable=parts.read_only is None
        )
        self._clips_lock = threading.Lock()
        self.audit.listen(self._stop_editing)
        self.label_book = LabelBook(parts.store, require=self.people.require)
        self.masking = Masking(self.people, keep=self.audit.keep)
        self.masked_pictures = MaskedPictures(
            self.masking,
            annotation_near=self._annotation_near,
            stored_index=self._indexes.stored,
        )
        self._importer = Importer(self.storage, self.store, self.keyring)
        self._seen_version = None if parts.read_only else parts.store.data_version()

    @property
    def rights(self) -> Rights:
        """What the person at this project may do, as it stands."""
        return self.people.rights

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
        return EarlierSteps() if self._history is None else self._history.read()

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
        """
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
        """Open a clip for playing and annotating.

        One that was closed while the database was away is handed out again as it was left, with
        the edits that are not saved yet. One without a stored index is handed out as soon as its
        first frames are known, and `ClipSession.index_complete` is False for a while; `progress` is
        told the share 0…1 of it that was read until then. With `near_frame`, of a clip with very
        many boxes those near that frame are there first; see `ClipSession.boxes_awaited`.

        Raises:
            CancelledError: nobody waits for the clip any more.
            ClipMissingError, ClipNotFoundError: the row or the object is not there.
            EncryptionError: the clip is altered, damaged, or its key is not here.
            RowAlteredError: a row of its annotation is; it is named.
            KeptApartError: the person is at work on the same footage, see `check_apart`.
            MediaError: it cannot be decoded.
        """
        self.rights.require(Right.VIEW)
        with self._clips_lock:
            self._open_clips = [one for one in self._open_clips if one.users or one.session.pending]
            for one in self._open_clips:
                session = one.session
                if session.clip.id == clip_id and session.pending and session.stopped is None:
                    one.users += 1
                    return session
        with self._watching(clip_id):
            return self._open_clip(clip_id, near_frame, progress=progress, cancelled=cancelled)

    def _open_clip(
        self,
        clip_id: UUID,
        near_frame: int | None,
        *,
        progress: Callable[[float], object] | None,
        cancelled: Callable[[], bool] | None,
    ) -> ClipSession:
        clip = self.clip(clip_id)
        check_apart(self.store, self.rights, clip)
        load_zones([clip])
        self.audit.keep(events.clip_opened(clip_id))
        index = self._indexes.stored(clip)
        near = None
        if index is not None and near_frame is not None:
            near = self.store.load_near(clip.id, near_frame)
        loaded = near or self.store.load_annotation(clip.id)
        indexing = None
        if index is None:
            indexing = self._indexes.begin(clip, loaded.annotation)
            index = indexing.wait_for_frames(progress=progress, cancelled=cancelled)
        session = ClipSession(
            clip,
            index,
            loaded=loaded,
            store=self.store,
            journal=self._journal,
            journal_writer=self._journal_writer,
            writer=self._writer,
            open_stream=lambda interrupt=None: self.open_stream(clip, interrupt),
            indexing=indexing,
            may_edit=lambda clip: check_may_edit(clip, self.rights.role),
        )
        with self._clips_lock:
            self._open_clips.append(_OpenClip(session))
        session.viewing = self.audit.viewing(clip_id)
        self.audit.keys_used(_key_ids(clip), clip_id)
        return session

    def note_clip(self, clip: ClipRecord) -> None:
        """Let those who have the clip open know its newer row."""
        with self._clips_lock:
            sessions = [one.session for one in self._open_clips]
        for session in sessions:
            session.take_clip(clip)

    def close_clip(self, session: ClipSession) -> None:
        """Save what is pending of a clip and let go of it; its masks are back at once."""
        self.masking.restore(session.clip.id)
        session.flush()
        with self._clips_lock:
            for one in tuple(self._open_clips):
                if one.session is not session:
                    continue
                one.users -= 1
                if one.users or session.pending:
                    return
                self._open_clips.remove(one)
        session.close()
        self.audit.note(events.clip_closed(session.clip.id))

    def open_stream(self, clip: ClipRecord, interrupt: Interrupt | None = None) -> io.RawIOBase:
        """Return a new seekable stream of the clip's cleartext, for one thread.

        `interrupt` calls off its waiting for a network; reads then raise ReadInterruptedError.
        """
        expected = tuple(ClipObject.from_json(entry) for entry in clip.objects)
        return self.storage.open_clip(clip.store_id, expected, interrupt=interrupt)

    def frame_png(self, clip: ClipRecord, frame_index: int) -> bytes:
        """Return one frame in full size as a PNG in memory; what is private is covered."""
        masks = self.masked_pictures.parts(clip.id, frame_index)
        with self._watching(clip.id), self.open_stream(clip) as stream:
            return still_png(stream, self._indexes.get(clip), frame_index, masks=masks)

    def export_frame(
        self, clip: ClipRecord, frame_index: int, target: Path, *, overwrite: bool = False
    ) -> None:
        """Write one frame in clear; see `exporting.export_frame`.

        Raises:
            NotAllowedError: the person's role does not allow it.
        """
        self.rights.require(Right.EXPORT)
        with self.audit.exporting(partial(_frame_exported, clip, frame_index, target)):
            png = self.frame_png(clip, frame_index)
            exporting.export_frame(clip, frame_index, png, target, overwrite=overwrite)

    def require_unmasked(self, clip: ClipRecord) -> None:
        """Make sure that a clip may be written out as it is.

        Raises:
            MasksInForceError: it has private objects, and their masks are not lifted.
            RowAlteredError: a row of its annotation is, so that there is no telling.
        """
        if self.masking.covers(clip.id):
            annotation = self.store.load_annotation(clip.id).annotation
            self.masking.require_unmasked(clip.id, annotation)

    def export_clip(
        self,
        clip: ClipRecord,
        target: Path,
        *,
        overwrite: bool = False,
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> int:
        """Write the clip's original bytes in clear; see `exporting.export_stream`.

        Raises:
            NotAllowedError: the person's role does not allow it.
            MasksInForceError: it has private objects, and their masks are not lifted.
        """
        self.rights.require(Right.EXPORT)
        self.require_unmasked(clip)
        with (
            self._watching(clip.id),
            self.audit.exporting(partial(_clip_exported, clip, target)),
            self.open_stream(clip) as stream,
        ):
            return exporting.export_stream(
                clip,
                stream,
                target,
                overwrite=overwrite,
                progress=progress,
                cancelled=cancelled,
            )

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
        with self._clips_lock:
            left, self._open_clips = self._open_clips, []
        self._indexes.close()
        for one in left:
            one.session.close()
            self.audit.note(events.clip_closed(one.session.clip.id))
        self.audit.close()
        # The database's worker ends first: its last save is noted by the journal's.
        self._writer.close()
        self._journal_writer.close()
        if self._journal is not None:
            self._journal.close()
        # Keys first: a store that does not answer may keep us waiting.
        self._parts.forget_keyring()
        self._parts.close_storage()
        self._parts.close_database()

    def _annotation_near(self, clip_id: UUID, frame_index: int) -> Annotation | None:
        """Return what a clip shows at least near a frame, with what is not saved yet."""
        with self._clips_lock:
            sessions = [one.session for one in self._open_clips if one.session.clip.id == clip_id]
        if sessions:
            return known_annotation(sessions[0])
        near = self.store.load_near(clip_id, frame_index)
        return (near or self.store.load_annotation(clip_id)).annotation

    def _stop_editing(self, error: Exception) -> None:
        """Nothing may be changed that cannot be noted; what is seen is noted elsewhere."""
        with self._clips_lock:
            sessions = [one.session for one in self._open_clips]
        for session in sessions:
            session.stop(error)

    @contextlib.contextmanager
    def _watching(self, clip_id: UUID) -> Iterator[None]:
        """Note what cannot be opened of a clip."""
        try:
            yield
        except (EncryptionError, RowAlteredError) as error:
            self.audit.failed_to_open(error, clip_id)
            raise


def _key_ids(clip: ClipRecord) -> set[bytes]:
    return {bytes.fromhex(entry["key_id"]) for entry in clip.objects if entry.get("key_id")}


def _clip_exported(clip: ClipRecord, target: Path, outcome: Outcome) -> Event:
    return events.exported("clip", target, outcome=outcome, clip_id=clip.id)


def _frame_exported(clip: ClipRecord, frame_index: int, target: Path, outcome: Outcome) -> Event:
    frames = ((frame_index, frame_index),)
    return events.exported("frame", target, outcome=outcome, clip_id=clip.id, frames=frames)


def _when(clip: ClipRecord) -> datetime:
    return clip.recorded_at or clip.created_at
