"""A project's clips, labels and annotations in its database.

Every method blocks; call them on the read pool or the write worker. Each is one transaction.

- Every row is checked against its tag before a value of it is believed.
- A write that builds on a stale revision is refused whole; nothing is overwritten.
- Deleted rows stay as tombstones that hold no sealed value any more.
"""

from collections.abc import Sequence
from uuid import UUID

from crypto.keyring import Keyring
from models.annotation.edits import Edit
from models.annotation.labels import Label
from models.engine import Database
from models.records import ClipRecord, DeletedCounts, LoadedAnnotation, Revisions


class ProjectStore:
    """One project's rows, read and written with one keyring in one person's name.

    Raises (from every method):
        RowAlteredError: a row does not bear its tag.
        DatabaseError: the database cannot be read or written; the kind says why.
    """

    def __init__(self, database: Database, keyring: Keyring, *, author: UUID) -> None:
        self.database = database
        self.author = author
        self._keyring = keyring

    def clips(self) -> tuple[ClipRecord, ...]:
        """Return all clips, in the order in which they came."""
        raise NotImplementedError

    def clip(self, clip_id: UUID) -> ClipRecord:
        """Return one clip.

        Raises:
            RowMissingError: it is not there, or was deleted.
        """
        raise NotImplementedError

    def clip_by_event(self, event_id: str) -> ClipRecord | None:
        """Return the clip with that event id, found through its blind index."""
        raise NotImplementedError

    def clip_by_fingerprint(self, fingerprint: bytes) -> ClipRecord | None:
        """Return the clip that the same file was imported as before."""
        raise NotImplementedError

    def add_clip(self, record: ClipRecord) -> ClipRecord:
        """Store a new clip and return it as stored.

        Raises:
            EventIdTakenError: another clip bears its event id.
        """
        raise NotImplementedError

    def update_clip(self, record: ClipRecord) -> ClipRecord:
        """Store a changed clip and return it with its raised revision.

        Raises:
            StaleRevisionError: its row was changed since the record was read.
            RowMissingError: it was deleted.
        """
        raise NotImplementedError

    def delete_clip(self, clip_id: UUID) -> DeletedCounts:
        """Delete a clip's row and its whole annotation, and return what that was."""
        raise NotImplementedError

    def count_annotation(self, clip_id: UUID) -> DeletedCounts:
        """Count what `delete_clip` would delete."""
        raise NotImplementedError

    def track_counts(self) -> dict[UUID, int]:
        """Count the tracks and single-frame boxes of each clip that has any."""
        raise NotImplementedError

    def labels(self) -> tuple[Label, ...]:
        """Return the labels by position."""
        raise NotImplementedError

    def save_labels(self, labels: Sequence[Label]) -> None:
        """Make these the project's labels; those that are missing are deleted.

        Raises:
            StaleRevisionError: they were changed since `labels()` last told them.
            LabelInUseError: one that is missing is still borne by objects.
        """
        raise NotImplementedError

    def load_annotation(self, clip_id: UUID) -> LoadedAnnotation:
        """Return all tracks and boxes of a clip.

        Raises:
            RowMissingError: the clip is not there.
        """
        raise NotImplementedError

    def apply_edit(self, clip_id: UUID, edit: Edit, revisions: Revisions) -> Revisions:
        """Store an edit in one transaction, rows and outbox, and return the new revisions.

        An edit that is stored already (by its id) is not stored again: a replay after a crash
        is safe. `revisions` is as `load_annotation` or the last `apply_edit` returned it.

        Raises:
            StaleRevisionError: somebody changed one of its tracks; they are named.
            RowMissingError: the clip was deleted.
        """
        raise NotImplementedError

    def data_version(self) -> int:
        """Return a number that changes whenever another store wrote to this database."""
        raise NotImplementedError
