"""Makes tombstones of a clip and of all that belongs to it, in a transaction of the caller's."""

from uuid import UUID

from models.access import StoreAccess
from models.annotation_reader import count_annotation
from models.annotation_rows import AnnotationRows
from models.burying import Buried, bury_all
from models.clip_rows import ClipRows
from models.records import DeletedCounts
from models.review.clip_events import ClipEventStore
from models.review.errors import ClipHasReplicasError
from models.review.issue_rows import IssueRows
from models.review.sets import SetStore
from models.review.verdicts import VerdictStore
from models.unit_of_work import UnitOfWork


def bury_clip(
    work: UnitOfWork,
    clip_id: UUID,
    *,
    access: StoreAccess,
    clips: ClipRows,
    annotations: AnnotationRows,
    buried: Buried,
) -> DeletedCounts:
    """Bury its annotation, its issues, its review and its row; return what it had.

    `buried` is as `bury_all` calls it, for the annotation's rows.

    Raises:
        RowMissingError: it is not there, or was deleted already.
        ClipHasReplicasError: others are annotated on its footage.
    """
    clip = clips.row(work.connection, clip_id, lock=True)
    if replicas := clips.replicas(work.connection, clip_id):
        raise ClipHasReplicasError(len(replicas))
    counts = count_annotation(work.connection, annotations, clip_id)
    for table in (annotations.tracks, annotations.examples):
        deleted_at = table.at["deleted"]
        every = table.read(work.connection, table.c.clip_id == clip_id.bytes)
        rows = [row for row in every if not row[deleted_at]]
        bury_all(work.connection, table, rows, author=access.author, buried=buried)
    IssueRows(access.keyring).bury_all(work, clip_id)
    ClipEventStore(access).bury_all(work, clip_id)
    SetStore(access).bury_all(work, clip_id)
    VerdictStore(access).bury_all(work, clip_id)
    work.bury(clips.table, clip)
    return counts
