"""A project's clips, labels and annotations in its database.

Every method blocks; call them on the read pool or the write worker. Each is one transaction.

- Every row is checked against its tag before a value of it is believed.
- A write that builds on a stale revision is refused whole; nothing is overwritten.
- Deleted rows stay as tombstones that hold no sealed value any more.
"""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from crypto.keyring import Keyring
from models import outbox
from models.access import StoreAccess
from models.annotation.edits import Edit
from models.annotation.labels import Label
from models.annotation.track_filter import TrackFilter
from models.annotation_near import NearAnnotation, load_near
from models.annotation_reader import count_annotation, count_objects, load_annotation
from models.annotation_rows import AnnotationRows
from models.audit import events
from models.audit.writer import AuditWriter
from models.box_search import BoxPage, find_boxes
from models.burying import Buried
from models.clip_burying import bury_clip
from models.clip_pages import ClipPage, clip_pages
from models.clip_rows import ClipRows
from models.edit_writer import EditWriter
from models.engine import Database
from models.errors import LabelInUseError, StaleRevisionError
from models.label_rows import LabelRows
from models.label_uses import Uses, uses_of_attributes, uses_of_labels
from models.records import ClipRecord, ClipState, DeletedCounts, LoadedAnnotation, Revisions
from models.review.errors import ClipHandedInError
from models.review.issue_rows import IssueRows
from models.review.membership import Membership
from models.review.workflow import HANDED_IN
from models.tables.clips import ClipRow
from models.tables.labels import LabelRow
from models.tables.writers import WriterRow
from models.unit_of_work import UnitOfWork
from models.view_settings import ViewSetting, ViewSettingRows

__all__ = ["LoadedAnnotation", "ProjectStore", "Revisions"]


class ProjectStore:
    """One project's rows, read and written with one keyring in one person's name.

    Raises (from every method):
        RowAlteredError: a row does not bear its tag.
        UnknownKeyError: a row was tagged with a key that is not in the keyring.
        DatabaseError: the database cannot be read or written; the kind says why.
    """

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        *,
        author: UUID,
        audit: AuditWriter | None = None,
    ) -> None:
        self.database = database
        self.author = author
        check = Membership(keyring, author).check
        self.access = StoreAccess(database, keyring, author, audit=audit, check=check)
        self._keyring = keyring
        self._clips = ClipRows(keyring)
        self._labels = LabelRows(keyring)
        self._annotations = AnnotationRows(keyring)
        self._view_settings = ViewSettingRows(keyring)
        self._labels_seen: Mapping[UUID, int] = {}

    def check_key(self) -> None:
        """Make sure that the keyring is this project's, by the root that a row's tag names.

        Writing under another key would mix rows that no single key can read. An empty database
        belongs to any key.

        Raises:
            UnknownKeyError: the rows are tagged with a key that is not in the keyring.
        """
        with self.database.reading() as connection:
            for mapped in (LabelRow, ClipRow):
                of_any_row = select(mapped.scope_id, mapped.row_tag).where(
                    mapped.deleted == 0, mapped.row_tag.is_not(None)
                )
                for scope_id, tag in connection.execute(of_any_row.limit(1)):
                    self._keyring.row_tag_key(bytes(scope_id), root_id=bytes(tag or b"")[:8])

    def clips(self) -> tuple[ClipRecord, ...]:
        """Return all clips, the newest recording first."""
        with self.database.reading() as connection:
            return self._clips.all(connection)

    def clip_pages(
        self,
        *,
        known: Mapping[bytes, ClipRecord] = MappingProxyType({}),
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Generator[ClipPage]:
        """Give what `clips` returns, page by page; see `models.clip_pages`.

        The database is read while pages are asked for: take all, or close the iterator.
        """
        with self.database.reading() as connection:
            yield from clip_pages(connection, self._clips, known=known, cancelled=cancelled)

    def tagged_clips(self) -> tuple[ClipRecord, ...]:
        """Return the clips but for the older system's rows that wait for their migration."""
        with self.database.reading() as connection:
            return self._clips.all(connection, tagged_only=True)

    def has_clips(self) -> bool:
        """Tell whether there is any clip; rows are counted, not checked."""
        with self.database.reading() as connection:
            live = select(ClipRow.id).where(ClipRow.deleted == 0)
            return connection.scalar(live.limit(1)) is not None

    def clip(self, clip_id: UUID) -> ClipRecord:
        """Return one clip.

        Raises:
            RowMissingError: it is not there, or was deleted.
        """
        with self.database.reading() as connection:
            return self._clips.one(connection, clip_id)

    def clip_by_event(self, event_id: str) -> ClipRecord | None:
        """Return the clip with that event id, found through its blind index."""
        with self.database.reading() as connection:
            return self._clips.by_event(connection, event_id)

    def clip_by_fingerprint(self, fingerprint: bytes) -> ClipRecord | None:
        """Return the clip that the same file was imported as before."""
        with self.database.reading() as connection:
            return self._clips.by_fingerprint(connection, fingerprint)

    def add_clip(self, record: ClipRecord) -> ClipRecord:
        """Store a new clip and return it as stored.

        Raises:
            EventIdTakenError: another clip bears its event id.
            RowMissingError: it is a replica, and its original, whose footage it needs, is gone.
        """
        with self._working() as work:
            if record.copy_of is not None:
                self._clips.row(work.connection, record.copy_of, lock=True)
            self._clips.add(work, record)
            work.note(events.imported(record))
            return self._clips.one(work.connection, record.id)

    def update_clip(self, record: ClipRecord) -> ClipRecord:
        """Store a changed clip and return it with its raised revision.

        Raises:
            StaleRevisionError: its row was changed since the record was read.
            RowMissingError: it was deleted.
        """
        with self._working() as work:
            before = self._clips.one(work.connection, record.id)
            self._clips.update(work, record)
            work.flush()
            work.note(events.clip_changed(before, record))
            return self._clips.one(work.connection, record.id)

    def delete_clip(
        self, clip_id: UUID, *, buried: Buried = lambda _count, _total: None
    ) -> DeletedCounts:
        """Delete a clip's row, its whole annotation and its issues; return what the former were.

        `buried` hears now and then how many rows of how many are done; what it raises leaves all as
        it was.

        Raises:
            RowMissingError: it is not there, or was deleted already.
            ClipHasReplicasError: others are annotated on its footage.
        """
        with self._working() as work:
            counts = bury_clip(
                work,
                clip_id,
                access=self.access,
                clips=self._clips,
                annotations=self._annotations,
                buried=buried,
            )
            work.flush()
            work.note(events.clip_deleted(clip_id, counts))
            return counts

    def replicas(self, clip_id: UUID) -> tuple[ClipRecord, ...]:
        """Return the clips that are annotated on this one's footage."""
        with self.database.reading() as connection:
            return self._clips.replicas(connection, clip_id)

    def shared(self) -> tuple[ClipRecord, ...]:
        """Return the clips that share their footage with another one."""
        with self.database.reading() as connection:
            return self._clips.shared(connection)

    def count_annotation(self, clip_id: UUID) -> DeletedCounts:
        """Count what `delete_clip` would delete; rows are counted, not checked."""
        with self.database.reading() as connection:
            return count_annotation(connection, self._annotations, clip_id)

    def track_counts(self) -> dict[UUID, int]:
        """Count the tracks and single-frame boxes of each clip that has any, without checks."""
        with self.database.reading() as connection:
            return count_objects(connection, self._annotations)

    def labels(self) -> tuple[Label, ...]:
        """Return the labels by position."""
        with self.database.reading() as connection:
            labels, self._labels_seen = self._labels.all(connection)
            return labels

    def save_labels(self, labels: Sequence[Label]) -> None:
        """Make these the project's labels; those that are missing are deleted.

        Raises:
            StaleRevisionError: they were changed since `labels()` last told them.
            LabelInUseError: one that is missing is still borne by objects.
        """
        with self._working() as work:
            before, _ = self._labels.all(work.connection)
            ended, revisions = self._labels.save(work, labels, seen=self._labels_seen)
            if ended:
                self._refuse_labels_in_use(work, ended)
            work.flush()
            work.note(events.labels_changed(before, labels))
        self._labels_seen = revisions

    def label_uses(self) -> dict[UUID, Uses]:
        """Count the objects that bear each label; those without any are left out.

        Rows are counted, not checked.
        """
        with self.database.reading() as connection:
            return uses_of_labels(connection, self._annotations)

    def attribute_uses(self, label_id: UUID, keys: Collection[str]) -> dict[str, Uses]:
        """Count the objects of a label of which each of these attributes is told.

        Opens what is told of every object of the label: 100,000 rows take about a second.
        """
        with self.database.reading() as connection:
            return uses_of_attributes(connection, self._annotations, label_id, keys)

    def load_annotation(self, clip_id: UUID) -> LoadedAnnotation:
        """Return all tracks and boxes of a clip.

        Raises:
            RowMissingError: the clip is not there.
        """
        with self.database.reading() as connection:
            self._clips.row(connection, clip_id)
            return load_annotation(connection, self._annotations, clip_id)

    def load_near(self, clip_id: UUID, frame_index: int) -> NearAnnotation | None:
        """Return what a large clip shows near a frame, to be looked at; None: load it whole."""
        with self.database.reading() as connection:
            return load_near(connection, self._annotations, clip_id, frame_index)

    def find_boxes(
        self,
        wanted: TrackFilter,
        *,
        labels: Iterable[Label] = (),
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Generator[BoxPage]:
        """Give the boxes of all clips that fit, page by page; see `box_search.find_boxes`.

        The database is read while pages are asked for: take all, or close the iterator.
        """
        by_id = {label.id: label for label in labels}
        with self.database.reading() as connection:
            known = IssueRows(self.access.keyring) if wanted.issues else None
            yield from find_boxes(
                connection,
                self._annotations,
                wanted,
                labels=by_id,
                issues={} if known is None else known.states(connection),
                cancelled=cancelled,
            )

    def apply_edit(
        self, clip_id: UUID, edit: Edit, revisions: Revisions, *, even_handed_in: bool = False
    ) -> Revisions:
        """Store an edit in one transaction, rows and outbox, and return the new revisions.

        An edit that is stored already (by its id) is not stored again: a replay after a crash
        is safe. `revisions` is as `load_annotation` or the last `apply_edit` returned it.

        Raises:
            StaleRevisionError: somebody changed one of its tracks; they are named.
            RowMissingError: the clip was deleted.
            ClipHandedInError: it is submitted or accepted, and `even_handed_in` does not say that
                this may be changed: by the project, whose deeds are nobody's work on an object.
        """
        try:
            with self._working() as work:
                clip = self._clips.row(work.connection, clip_id, lock=True)
                work.keeps_authors = even_handed_in
                writer = EditWriter(work, self._annotations, clip_id)
                if outbox.holds(work.connection, edit.id):
                    return revisions.updated(writer.current_revisions(edit))
                if clip["state"] in HANDED_IN and not even_handed_in:
                    raise ClipHandedInError(accepted=clip["state"] == ClipState.ACCEPTED)
                raised = writer.write(edit, revisions)
                work.flush()
                outbox.put(work.connection, clip_id, edit.id, author=self.author)
                work.note(events.edit(clip_id, edit))
        except IntegrityError as error:
            # The database's own rules: two live rows of one track on one frame, an id used twice.
            raise StaleRevisionError("tracks", edit.touched) from error
        return revisions.updated(raised)

    def view_settings(self, kind: str, clip_id: UUID | None = None) -> tuple[ViewSetting, ...]:
        """Return the settings of a kind for this clip or, with None, those for all clips."""
        with self.database.reading() as connection:
            return self._view_settings.of_kind(connection, kind, clip_id)

    def save_view_setting(self, setting: ViewSetting) -> None:
        """Store a setting, new or in the place of the one of its id."""
        with self._working() as work:
            self._view_settings.save(work, setting)
            work.flush()

    def delete_view_setting(self, setting_id: UUID) -> None:
        """Delete a setting; one that is gone already may be deleted too."""
        with self._working() as work:
            self._view_settings.delete(work, setting_id)
            work.flush()

    def discard_view_settings(self, kind: str, clip_id: UUID) -> None:
        """Delete all settings of a kind for a clip, also those that were altered."""
        with self._working() as work:
            self._view_settings.discard(work, kind, clip_id)
            work.flush()

    def data_version(self) -> int:
        """Return a number that changes whenever another store wrote to this database."""
        with self.database.reading() as connection:
            others = select(func.coalesce(func.sum(WriterRow.writes), 0))
            return int(connection.scalar(others.where(WriterRow.id != self.access.writer)) or 0)

    @contextmanager
    def _working(self) -> Iterator[UnitOfWork]:
        with self.access.working() as work:
            yield work

    def _refuse_labels_in_use(self, work: UnitOfWork, ended: frozenset[UUID]) -> None:
        uses = uses_of_labels(work.connection, self._annotations)
        for label_id in ended:
            if label_id in uses:
                raise LabelInUseError(label_id, uses[label_id].objects)
