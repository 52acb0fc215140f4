"""Loads a clip's annotation whole, and counts what it holds."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import Connection, func, select

from models.acyclic import acyclic_values
from models.annotation.document import Annotation
from models.annotation.track import Keyframe
from models.annotation_rows import AnnotationRows
from models.errors import RowAlteredError
from models.records import DeletedCounts, LoadedAnnotation, Revisions


def load_annotation(
    connection: Connection, rows: AnnotationRows, clip_id: UUID
) -> LoadedAnnotation:
    """Return all tracks and boxes of a clip, and their revisions.

    Deleted rows are read and checked as well, since a row that was merely marked as deleted
    would otherwise vanish without a word.

    Raises:
        RowAlteredError: a row does not bear its tag, or what is in it does not open, or a
            keyframe's track is not there.
    """
    with acyclic_values():
        return _load(connection, rows, clip_id)


def _load(connection: Connection, rows: AnnotationRows, clip_id: UUID) -> LoadedAnnotation:
    clip = clip_id.bytes
    heads = rows.tracks.read(connection, rows.tracks.c.clip_id == clip)
    examples = rows.examples.read(connection, rows.examples.c.clip_id == clip)
    at = rows.examples.at
    deleted_at, track_at, revision_at = at["deleted"], at["track_id"], at["revision"]
    live = [row for row in examples if not row[deleted_at]]
    boxes = [row for row in live if row[track_at] is None]
    tracks = list(rows.boxes(boxes, zip(rows.keyframes(boxes), strict=True)))
    revisions = {track.id: row[revision_at] for track, row in zip(tracks, boxes, strict=True)}
    keyed = [row for row in live if row[track_at] is not None]
    of_track: defaultdict[bytes, list[Keyframe]] = defaultdict(list)
    for row, keyframe in zip(keyed, rows.keyframes(keyed), strict=True):
        of_track[row[track_at]].append(keyframe)
    at = rows.tracks.at
    live_heads = [row for row in heads if not row[at["deleted"]]]
    for row, head in zip(live_heads, rows.heads_of_tracks(live_heads), strict=True):
        keyframes = sorted(of_track.pop(row[at["id"]], ()), key=lambda one: one.frame_index)
        with rows.tracks.naming(row[at["id"]]):
            tracks.append(head.with_keyframes(tuple(keyframes)))
        revisions[head.id] = row[at["revision"]]
    for orphans in of_track.values():
        # No tag tells that a row was taken away or moved, but what it leaves behind does: keyframes
        # end with their track.
        raise RowAlteredError(rows.examples.name, orphans[0].id)
    return LoadedAnnotation(Annotation(tracks), Revisions(revisions))


def count_annotation(connection: Connection, rows: AnnotationRows, clip_id: UUID) -> DeletedCounts:
    """Count what a clip's annotation holds; the rows are counted, not checked."""
    tracks, examples = rows.tracks.c, rows.examples.c
    clip = clip_id.bytes
    count = select(func.count())
    live = count.where(examples.clip_id == clip, examples.deleted == 0)
    return DeletedCounts(
        connection.scalar(count.where(tracks.clip_id == clip, tracks.deleted == 0)) or 0,
        connection.scalar(live.where(examples.track_id.is_not(None))) or 0,
        connection.scalar(live.where(examples.track_id.is_(None))) or 0,
    )


def count_objects(connection: Connection, rows: AnnotationRows) -> dict[UUID, int]:
    """Count the tracks and single-frame boxes of each clip that has any; rows are not checked."""
    tracks, examples = rows.tracks.c, rows.examples.c
    found: defaultdict[UUID, int] = defaultdict(int)
    for clip_id, count in (
        *connection.execute(
            select(tracks.clip_id, func.count()).where(tracks.deleted == 0).group_by(tracks.clip_id)
        ),
        *connection.execute(
            select(examples.clip_id, func.count())
            .where(examples.deleted == 0, examples.track_id.is_(None))
            .group_by(examples.clip_id)
        ),
    ):
        found[UUID(bytes=clip_id)] += count
    return dict(found)
