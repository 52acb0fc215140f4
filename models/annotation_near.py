"""Loads what a large clip shows near one frame, long before all of it is there.

Only to be looked at: rows are checked like all others, but that a row was taken away shows when
the whole is loaded. Tracks are trimmed to the frames that were asked for, since what they show
elsewhere is not known yet.
"""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, select, union_all

from models.annotation.document import Annotation
from models.annotation.track import Keyframe, Track
from models.annotation.trimming import trimmed
from models.annotation_rows import AnnotationRows
from models.verified_table import Row

_LARGE = 20_000
"""So many rows and fewer are loaded whole at once."""
_WIDEST, _ENOUGH = 256, 4_000


@dataclass(frozen=True, slots=True)
class NearAnnotation:
    """What is shown on the frames `first` to `last`; `rows` are in the clip altogether."""

    annotation: Annotation
    first: int
    last: int
    rows: int


def load_near(
    connection: Connection, rows: AnnotationRows, clip_id: UUID, frame_index: int
) -> NearAnnotation | None:
    """Return what a clip shows near a frame; None where it is not large.

    Raises:
        RowAlteredError: a row that is read does not bear its tag, or does not open.
    """
    c = rows.examples.c
    of_clip = c.clip_id == clip_id.bytes
    total = connection.scalar(select(func.count()).select_from(rows.examples.table).where(of_clip))
    if (total or 0) <= _LARGE:
        return None
    reach = _WIDEST
    while reach and _count(connection, rows, of_clip, frame_index, reach) > _ENOUGH:
        reach //= 2
    first, last = max(frame_index - reach, 0), frame_index + reach
    within = (of_clip, c.frame_index >= first, c.frame_index <= last)
    deleted_at = rows.examples.at["deleted"]
    live = [row for row in rows.examples.read(connection, *within) if not row[deleted_at]]
    live += _neighbours(connection, rows, clip_id, first=first, last=last)
    tracks = _tracks(connection, rows, live)
    near = (trimmed(track, first, last) for track in tracks)
    return NearAnnotation(
        Annotation(track for track in near if track is not None), first, last, total or 0
    )


def _count(
    connection: Connection,
    rows: AnnotationRows,
    of_clip: ColumnElement[bool],
    frame_index: int,
    reach: int,
) -> int:
    frame = rows.examples.c.frame_index
    near = select(func.count()).where(
        of_clip, frame >= frame_index - reach, frame <= frame_index + reach
    )
    return connection.scalar(near) or 0


def _neighbours(
    connection: Connection, rows: AnnotationRows, clip_id: UUID, *, first: int, last: int
) -> list[Row]:
    """Return each track's nearest keyframe before the frames and behind them."""
    c, t = rows.examples.c, rows.tracks.c
    own = (c.track_id == t.id, c.deleted == 0)
    before = select(c.id).where(*own, c.frame_index < first).order_by(c.frame_index.desc())
    behind = select(c.id).where(*own, c.frame_index > last).order_by(c.frame_index)
    tracks = (t.clip_id == clip_id.bytes, t.deleted == 0)
    ids = [
        row_id
        for (row_id,) in connection.execute(
            union_all(
                *(
                    select(one.limit(1).correlate(rows.tracks.table).scalar_subquery()).where(
                        *tracks
                    )
                    for one in (before, behind)
                )
            )
        )
        if row_id is not None
    ]
    return rows.examples.rows_of(connection, "id", ids)


def _tracks(connection: Connection, rows: AnnotationRows, live: list[Row]) -> list[Track]:
    track_at = rows.examples.at["track_id"]
    boxes = [row for row in live if row[track_at] is None]
    found = list(rows.boxes(boxes, zip(rows.keyframes(boxes), strict=True)))
    keyed = [row for row in live if row[track_at] is not None]
    of_track: defaultdict[bytes, list[Keyframe]] = defaultdict(list)
    for row, keyframe in zip(keyed, rows.keyframes(keyed), strict=True):
        of_track[row[track_at]].append(keyframe)
    deleted_at, id_at = rows.tracks.at["deleted"], rows.tracks.at["id"]
    heads = rows.tracks.rows_of(connection, "id", list(of_track))
    live_heads = [row for row in heads if not row[deleted_at]]
    for row, head in zip(live_heads, rows.heads_of_tracks(live_heads), strict=True):
        keys = sorted(of_track[row[id_at]], key=lambda one: one.frame_index)
        found.append(head.with_keyframes(tuple(keys)))
    return found
