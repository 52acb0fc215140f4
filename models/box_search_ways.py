"""How a search over all clips gets at its candidates: by which index, in which statements.

- A candidate is a row whose clear columns fit; nothing of it has been checked or believed.
- Of the ways that the conditions allow, the one with the fewest rows is taken. They are counted in
  the index, up to a number from which on it makes no difference, so nothing depends on statistics
  that a database may not have.
- A database takes the index because what that one is limited to is written out in the statement,
  and what others are limited to is not: of a parameter it cannot know whether it fits.
- Each way gives its rows clip by clip, by the clips' ids, most without sorting.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    text,
)

from models.annotation.track import Kind, Source, Status
from models.annotation.track_filter import TrackFilter
from models.annotation_rows import AnnotationRows
from models.tables.clips import ClipRow

_ENOUGH = 20_000
_MOST_NAMED = 2_000
_LIVE = text("annotation_examples.deleted = 0")


@dataclass(frozen=True, slots=True)
class _Branch:
    """Rows of the table of examples; `of_tracks` leads to those of such tracks."""

    where: tuple[Any, ...] = ()
    of_tracks: tuple[Any, ...] = ()
    bears_label: bool = False


def candidates(
    connection: Connection,
    rows: AnnotationRows,
    wanted: TrackFilter,
    sealed: Iterable[str],
    *,
    objects: Collection[UUID] | None = None,
) -> list[Select[Any]]:
    """Return statements that give the candidates, each once and each clip by clip.

    Their columns are id, clip_id, track_id, and then those that `sealed` names. `objects` are those
    that alone can fit, None for all.
    """
    if connection.dialect.name == "postgresql":
        # Somebody waits for the first rows, and to compile the statement takes longer than they do.
        connection.exec_driver_sql("SET LOCAL jit = off")
        connection.exec_driver_sql("SET LOCAL cursor_tuple_fraction = 0.01")
    ways = list(_ways(rows, wanted))
    if objects is not None and len(objects) <= _MOST_NAMED:
        ways.insert(0, _named(rows, objects))
    counted = [
        (sum(_count(connection, rows, branch) for branch in way), place)
        for place, way in enumerate(ways)
    ]
    way = ways[min(counted)[1]] if len(ways) > 1 else ways[0]
    c = rows.examples.c
    columns = [c.id, c.clip_id, c.track_id, *(c[name] for name in sealed)]
    return [
        _statement(rows, branch, columns).where(
            *_clear(rows, wanted, labels=frozenset() if branch.bears_label else wanted.labels)
        )
        for branch in way
    ]


def _named(rows: AnnotationRows, objects: Collection[UUID]) -> list[_Branch]:
    """Go to the rows of these objects, tracks and single-frame boxes."""
    c, ids = rows.examples.c, sorted(one.bytes for one in objects)
    return [_Branch((c.track_id.in_(ids),)), _Branch((c.box_id.in_(ids),))]


def _ways(rows: AnnotationRows, wanted: TrackFilter) -> Iterator[list[_Branch]]:
    """Give the ways to go, the most likely first; there is always one."""
    c, t = rows.examples.c, rows.tracks.c
    if wanted.labels:
        named = (branch for one in sorted(wanted.labels) for branch in _of_label(rows, one))
        of_boxes = (_written("label_id IS NULL"), _written("label IS NOT NULL"))
        yield [
            *named,
            _Branch((), (t.label_id.is_(None),), bears_label=True),
            _Branch(of_boxes, bears_label=True),
        ]
    if wanted.authors:
        known, unknown = _written("made_by IS NOT NULL"), _written("made_by IS NULL")
        authors = [author.bytes for author in sorted(wanted.authors)]
        yield [
            *(_Branch((known, c.made_by == author)) for author in authors),
            *(_Branch((unknown, c.updated_by == author)) for author in authors),
        ]
    if (sources := _sources(wanted)) and Source.MANUAL not in sources:
        rare = _written("source <> 'manual'")
        yield [_Branch((rare, c.source == str(source))) for source in sorted(sources)]
    if wanted.statuses and Status.PENDING not in wanted.statuses:
        rare = _written("status <> 'pending'")
        yield [_Branch((rare, c.status == str(status))) for status in sorted(wanted.statuses)]
    if wanted.occluded:
        yield [_Branch((_written("occluded = 1"),))]
    if wanted.frames is not None:
        # Without the clips every row of the index would have to be looked at for its frame.
        yield [_Branch((c.clip_id.in_(select(ClipRow.id)), *_frames(rows, wanted)))]
    yield [_Branch()]


def _of_label(rows: AnnotationRows, label_id: UUID) -> tuple[_Branch, _Branch]:
    c, t = rows.examples.c, rows.tracks.c
    named = _written("label_id IS NOT NULL")
    return (
        _Branch((), (t.label_id == label_id.bytes,), bears_label=True),
        _Branch((named, c.label_id == label_id.bytes), bears_label=True),
    )


def _statement(rows: AnnotationRows, branch: _Branch, columns: list[Any]) -> Select[Any]:
    """Select a branch's live rows in the order of their clips."""
    examples, tracks = rows.examples, rows.tracks
    found = select(*columns).where(_LIVE, *branch.where)
    if not branch.of_tracks:
        return found.select_from(examples.table).order_by(examples.c.clip_id)
    joined = tracks.table.join(examples.table, examples.c.track_id == tracks.c.id)
    found = found.select_from(joined).where(tracks.c.deleted == 0, *branch.of_tracks)
    return found.order_by(tracks.c.clip_id)


def _count(connection: Connection, rows: AnnotationRows, branch: _Branch) -> int:
    if not branch.where and not branch.of_tracks:
        return _ENOUGH
    some = _statement(rows, branch, [literal(1)]).order_by(None).limit(_ENOUGH).subquery()
    return connection.scalar(select(func.count()).select_from(some)) or 0


def _clear(
    rows: AnnotationRows, wanted: TrackFilter, *, labels: frozenset[UUID]
) -> list[ColumnElement[bool]]:
    """Return what the clear columns can tell; what they cannot is looked at in opened rows."""
    c = rows.examples.c
    found = [c.outside == 0, *_frames(rows, wanted)]
    if labels:
        found.append(_bears(rows, labels))
    if sources := _sources(wanted):
        found.append(c.source.in_(sorted(map(str, sources))))
    if wanted.statuses:
        found.append(c.status.in_(sorted(map(str, wanted.statuses))))
    if wanted.authors:
        found.append(
            func.coalesce(c.made_by, c.updated_by).in_([one.bytes for one in wanted.authors])
        )
    if wanted.occluded is not None:
        found.append(c.occluded == int(wanted.occluded))
    if len(wanted.kinds) == 1:
        is_track = Kind.TRACK in wanted.kinds
        found.append(c.track_id.is_not(None) if is_track else c.track_id.is_(None))
    if wanted.numbers:
        found.append(_of_head(rows, "number", wanted.numbers))
    if wanted.groups:
        found.append(_of_head(rows, "group_number", wanted.groups))
    return found


def _of_head(rows: AnnotationRows, column: str, values: frozenset[int]) -> ColumnElement[bool]:
    """Tell of a row whether its object has one of these values, which of a track its row has."""
    c, t = rows.examples.c, rows.tracks.c
    wanted = sorted(values)
    of_track = exists().where(t.id == c.track_id, func.coalesce(t[column], 0).in_(wanted))
    of_box = and_(c.track_id.is_(None), func.coalesce(c[column], 0).in_(wanted))
    return or_(of_box, of_track.correlate(rows.examples.table))


def _bears(rows: AnnotationRows, labels: frozenset[UUID]) -> ColumnElement[bool]:
    """Tell of a row whether it may bear one of the labels."""
    c, t = rows.examples.c, rows.tracks.c
    ids = [label_id.bytes for label_id in labels]
    of_track = exists().where(
        t.id == c.track_id, or_(t.label_id.in_(ids), t.label_id.is_(None)), t.deleted == 0
    )
    of_box = and_(c.track_id.is_(None), or_(c.label_id.in_(ids), c.label_id.is_(None)))
    return or_(of_box, of_track.correlate(rows.examples.table))


def _frames(rows: AnnotationRows, wanted: TrackFilter) -> tuple[ColumnElement[bool], ...]:
    frame = rows.examples.c.frame_index
    if (ends := wanted.frames) is None:
        return ()
    least = () if ends.least is None else (frame >= ends.least,)
    return (*least, *(() if ends.most is None else (frame <= ends.most,)))


def _sources(wanted: TrackFilter) -> frozenset[Source]:
    if wanted.suggested is None:
        return wanted.sources
    suggested = frozenset({Source.SUGGESTED})
    fitting = suggested if wanted.suggested else frozenset(Source) - suggested
    return (wanted.sources & fitting or fitting) if wanted.sources else fitting


def _written(condition: str) -> Any:
    return text(f"annotation_examples.{condition}")
