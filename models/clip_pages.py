"""All clips, page by page, the newest first: a list of many thousands grows while it is read.

- Each page's rows are checked against their tags before any of its clips is told.
- In which order they come is asked first, by columns that the tags vouch for as well.
- A row whose tag is known from an earlier reading holds what it held then: it is checked again, but
  not opened again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from models.clip_rows import ClipRows
from models.records import ClipRecord
from models.verified_table import Row

# What a screen shows comes at once.
_FIRST = 200
_NEXT = 1000


@dataclass(frozen=True, slots=True)
class ClipPage:
    """Some clips.

    Attributes:
        total: how many clips there are, as the database says; rows that are to come are counted,
            not checked.
        tags: the tag of each clip's row, for a later reading.
    """

    clips: tuple[ClipRecord, ...] = ()
    tags: tuple[bytes, ...] = ()
    total: int = 0


@dataclass(slots=True)
class _Order:
    """The ids of all rows in their order; tombstones are read and checked as well."""

    ids: list[bytes] = field(default_factory=list)
    live: int = 0


def clip_pages(
    connection: Connection,
    rows: ClipRows,
    *,
    known: Mapping[bytes, ClipRecord],
    first: int = _FIRST,
    following: int = _NEXT,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[ClipPage]:
    """Give all clips, at least one page; fewer pages where it is cancelled.

    The first page holds at most `first` of them, each other at most `following`.

    Raises:
        RowAlteredError: a row does not bear its tag, or its values are not what Safelight writes.
    """
    order = _order(connection, rows)
    if not order.ids:
        yield ClipPage()
    start, size = 0, first
    while start < len(order.ids) and not cancelled():
        some = _checked(connection, rows, order.ids[start : start + size])
        live_at = rows.table.at["deleted"]
        live = [row for row in some if not row[live_at]]
        new = [rows.table.named(row) for row in live if row[-1] not in known]
        opened = iter(rows.records(new))
        clips = tuple(known.get(row[-1]) or next(opened) for row in live)
        yield ClipPage(clips, tuple(row[-1] for row in live), order.live)
        start, size = start + size, following


def _order(connection: Connection, rows: ClipRows) -> _Order:
    columns = rows.table.c
    moment = func.coalesce(columns.recorded_at_us, columns.created_at_us)
    found = _Order()
    for row_id, deleted in connection.execute(
        select(columns.id, columns.deleted).order_by(moment.desc(), columns.id.desc())
    ):
        found.ids.append(row_id)
        found.live += not deleted
    return found


def _checked(connection: Connection, rows: ClipRows, ids: list[bytes]) -> list[Row]:
    """Return the rows of these ids, in this order."""
    table = rows.table
    at = table.at["id"]
    by_id = {row[at]: row for row in table.read(connection, table.c.id.in_(ids))}
    return [by_id[row_id] for row_id in ids]
