"""Counts what bears a label or tells an attribute, without reading whole annotations.

Rows are counted, not checked: whoever changes them reads and checks them first. A row names its
label in clear; one that an older Safelight wrote does not, and its sealed label is opened.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from models.annotation_rows import AnnotationRows
from models.verified_table import VerifiedTable, uuid_of

_AT_ONCE = 2_048


@dataclass(frozen=True, slots=True)
class Uses:
    """How many objects of each clip bear something; clips without any are left out."""

    by_clip: Mapping[UUID, int] = field(default_factory=dict)

    @property
    def objects(self) -> int:
        """How many tracks and single-frame boxes it is in all."""
        return sum(self.by_clip.values())

    @property
    def clips(self) -> int:
        """In how many clips they are."""
        return len(self.by_clip)


def uses_of_labels(connection: Connection, rows: AnnotationRows) -> dict[UUID, Uses]:
    """Count the objects of each label that any object bears.

    Raises:
        RowAlteredError: the sealed label of an older row does not open.
    """
    found: defaultdict[UUID, defaultdict[UUID, int]] = defaultdict(lambda: defaultdict(int))
    for table, is_head in _heads(rows):
        counted = (
            select(table.c.label_id, table.c.clip_id, func.count())
            .where(is_head, table.c.label_id.is_not(None))
            .group_by(table.c.label_id, table.c.clip_id)
        )
        for label_id, clip_id, count in connection.execute(counted):
            found[uuid_of(label_id)][uuid_of(clip_id)] += count
        for label_id, clip_id in _sealed_labels(connection, table, is_head):
            found[label_id][clip_id] += 1
    return {label_id: Uses(dict(by_clip)) for label_id, by_clip in found.items()}


def uses_of_attributes(
    connection: Connection, rows: AnnotationRows, label_id: UUID, keys: Collection[str]
) -> dict[str, Uses]:
    """Count the objects of a label of which an attribute is told, on whichever frame.

    Raises:
        RowAlteredError: what a row tells does not open.
    """
    told: dict[str, dict[UUID, UUID]] = {key: {} for key in keys}
    for object_id, clip_id, pairs in _told(connection, rows, label_id):
        for key, _ in pairs:
            if key in told:
                told[key][object_id] = clip_id
    return {key: _by_clip(objects) for key, objects in told.items()}


def _heads(rows: AnnotationRows) -> tuple[tuple[VerifiedTable, ColumnElement[bool]], ...]:
    """Return where the labels of objects stand: of tracks, and of single-frame boxes."""
    tracks, examples = rows.tracks, rows.examples
    # Rows of the older system, which have no tag, bear names of labels until they are migrated.
    return (
        (tracks, (tracks.c.deleted == 0) & tracks.c.row_tag.is_not(None)),
        (
            examples,
            (examples.c.deleted == 0)
            & examples.c.track_id.is_(None)
            & examples.c.row_tag.is_not(None),
        ),
    )


def _sealed_labels(
    connection: Connection, table: VerifiedTable, is_head: ColumnElement[bool]
) -> Iterator[tuple[UUID, UUID]]:
    c = table.c
    unnamed = select(c.id, c.clip_id, c.label).where(
        is_head, c.label_id.is_(None), c.label.is_not(None)
    )
    for rows in _in_parts(connection, unnamed):
        ids = [row[0] for row in rows]
        texts = table.open_texts("label", [row[2] for row in rows], ids)
        for row_id, row, text in zip(ids, rows, texts, strict=True):
            with table.naming(row_id):
                yield UUID(text), uuid_of(row[1])


def _told(
    connection: Connection, rows: AnnotationRows, label_id: UUID
) -> Iterator[tuple[UUID, UUID, Any]]:
    """Give object, clip and attributes of each row that tells any of such an object."""
    tracks, examples = rows.tracks.c, rows.examples.c
    borne = or_(tracks.label_id == label_id.bytes, tracks.label_id.is_(None))
    of_tracks = select(tracks.id).where(tracks.deleted == 0, borne)
    of_label = or_(
        examples.track_id.in_(of_tracks),
        examples.track_id.is_(None)
        & or_(examples.label_id == label_id.bytes, examples.label_id.is_(None)),
    )
    live = examples.deleted == 0
    box = func.coalesce(examples.track_id, examples.box_id)
    places = (
        (rows.tracks, tracks.id, "attributes", (tracks.deleted == 0) & borne),
        (rows.examples, box, "attributes", live & of_label),
        (rows.examples, examples.box_id, "box_attributes", live & of_label),
    )
    for table, object_column, column, wanted in places:
        telling = select(table.c.id, object_column, table.c.clip_id, table.c[column]).where(
            wanted, table.c[column].is_not(None)
        )
        for found in _in_parts(connection, telling):
            sealed = [row[3] for row in found]
            told = table.open_jsons(column, sealed, [row[0] for row in found])
            for row, pairs in zip(found, told, strict=True):
                yield uuid_of(row[1]), uuid_of(row[2]), pairs


def _in_parts(connection: Connection, asked: Select[Any]) -> Iterator[Sequence[Any]]:
    """Give rows in parts, whose sealed values are opened together."""
    asked = asked.execution_options(yield_per=_AT_ONCE)
    return connection.execute(asked).partitions()


def _by_clip(clips: Mapping[UUID, UUID]) -> Uses:
    counts: defaultdict[UUID, int] = defaultdict(int)
    for clip_id in clips.values():
        counts[clip_id] += 1
    return Uses(dict(counts))
