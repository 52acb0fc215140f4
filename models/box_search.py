"""Finds boxes in all clips of a project.

A box is a row: a keyframe of a track that is not outside, or a single-frame box. What a filter says
of an object is asked of that one box; how long its track is shown is not looked at.

What is believed:
- Clear columns, and sealed values of rows that nobody checked yet, only lead to candidates.
- Every candidate that is left is then read whole, its tag and that of its track's row are checked,
  and the filter is asked once more with what these rows hold. Only then it is a hit.
- So a hit is what somebody with the key stored. That nothing is missing, no search can tell:
  whoever can write the database can also take rows away. Opening a clip checks all of it.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from heapq import merge
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from crypto.errors import DecryptionError
from models.annotation.labels import Label
from models.annotation.track import Attributes, TrackHead
from models.annotation.track_filter import TrackFilter, values_pass
from models.annotation_rows import AnnotationRows
from models.box_search_ways import candidates
from models.errors import RowAlteredError
from models.verified_table import Row, uuid_of

_FIRST_CHUNK, _CHUNK = 128, 4_096
_TOLD_EVERY_S = 0.1
_IDS_AT_ONCE = 500
_MOST_HEADS = 50_000
# How many of SQLite's steps pass between two looks at whether anybody still waits.
_STEPS = 200_000
_NOT_OURS = (DecryptionError, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class BoxHit:
    """A box that fits; `track_id` is its object's id, also where that is a single-frame box."""

    clip_id: UUID
    track_id: UUID
    number: int
    label_id: UUID
    frame_index: int


@dataclass(frozen=True, slots=True)
class BoxPage:
    """The next hits, none for a while perhaps; `looked_at` candidates have been looked at."""

    hits: tuple[BoxHit, ...]
    looked_at: int


def find_boxes(
    connection: Connection,
    rows: AnnotationRows,
    wanted: TrackFilter,
    *,
    labels: Mapping[UUID, Label],
    cancelled: Callable[[], bool],
) -> Iterator[BoxPage]:
    """Give the boxes that fit, clip by clip; ends early once `cancelled` says so.

    Raises:
        RowAlteredError: a row that would be a hit does not bear its tag, or does not open.
    """
    search = _Search(connection, rows, replace(wanted, length=None), labels)
    try:
        with _calling_off(connection, cancelled):
            yield from search.pages(cancelled)
    except OperationalError as error:
        was_called_off = getattr(error.orig, "sqlite_errorname", "") == "SQLITE_INTERRUPT"
        if not (was_called_off and cancelled()):
            raise


class _Search:
    def __init__(
        self,
        connection: Connection,
        rows: AnnotationRows,
        wanted: TrackFilter,
        labels: Mapping[UUID, Label],
    ) -> None:
        self._connection, self._rows = connection, rows
        self._wanted, self._labels = wanted, labels
        self._heads: dict[bytes, TrackHead] = {}
        self._sizes = wanted.side is not None or wanted.area is not None
        self._sealed = [
            *(["bbox"] if self._sizes else []),
            *(["attributes", "box_attributes"] if wanted.attributes else []),
        ]
        self._at = {name: 3 + place for place, name in enumerate(self._sealed)}

    def pages(self, cancelled: Callable[[], bool]) -> Iterator[BoxPage]:
        statements = candidates(self._connection, self._rows, self._wanted, self._sealed)
        results = [
            self._connection.execute(one.execution_options(yield_per=_CHUNK)) for one in statements
        ]
        try:
            found = results[0] if len(results) == 1 else merge(*results, key=_clip_of)
            looked_at = 0
            for chunk in _chunks(found):
                if cancelled():
                    return
                looked_at += len(chunk)
                left = self._fitting(chunk) if self._sealed else chunk
                yield BoxPage(tuple(self._checked([row[0] for row in left])), looked_at)
        finally:
            for result in results:
                result.close()

    def _fitting(self, chunk: list[Any]) -> list[Any]:
        """Drop those whose sealed values do not fit."""
        left = self._of_size(chunk) if self._sizes else chunk
        if self._wanted.attributes:
            heads = self._heads_of({row[2] for row in left if row[2] is not None})
            left = [row for row in left if self._attributes_fit(row, heads)]
        return left

    def _of_size(self, chunk: list[Any]) -> list[Any]:
        open_box: Callable[[str], Any] = self._rows.examples.ciphers["bbox"].open_json
        passes = self._wanted.size_passes
        left = []
        for row in chunk:
            try:
                _, _, width, height = open_box(row[3])
                if passes(width, height):
                    left.append(row)
            except _NOT_OURS as error:
                raise RowAlteredError(self._rows.examples.name, uuid_of(row[0])) from error
        return left

    def _attributes_fit(self, row: Any, heads: Mapping[bytes, TrackHead]) -> bool:
        if row[2] is not None and row[2] not in heads:
            return False
        examples = self._rows.examples
        told: list[Attributes] = []
        try:
            for column in ("attributes", "box_attributes"):
                sealed = row[self._at[column]]
                if sealed is not None:
                    pairs: Any = examples.ciphers[column].open_json(sealed)
                    told.append(tuple((str(key), str(value)) for key, value in pairs))
        except _NOT_OURS as error:
            raise RowAlteredError(examples.name, uuid_of(row[0])) from error
        if row[2] is None:
            # Whether a default holds depends on the label, which only the checked row tells.
            keys = {key for pairs in told for key, _ in pairs}
            return all(
                keys.isdisjoint(one.keys) or values_pass(one, told, None)
                for one in self._wanted.attributes
            )
        head = heads[row[2]]
        told.append(head.attributes)
        label = self._labels.get(head.label_id)
        return all(values_pass(one, told, label) for one in self._wanted.attributes)

    def _checked(self, ids: list[bytes]) -> Iterator[BoxHit]:
        """Read candidates whole, check their tags, and give those that fit even so."""
        examples = self._rows.examples
        at = examples.at
        for start in range(0, len(ids), _IDS_AT_ONCE):
            some = ids[start : start + _IDS_AT_ONCE]
            by_id = {
                row[at["id"]]: row
                for row in examples.read(self._connection, examples.c.id.in_(some))
            }
            live = [by_id[one] for one in some if one in by_id and not by_id[one][at["deleted"]]]
            yield from self._hits(live)

    def _hits(self, live: list[Row]) -> Iterator[BoxHit]:
        at = self._rows.examples.at
        track_at, clip_at, by_at = at["track_id"], at["clip_id"], at["updated_by"]
        heads = self._heads_of({row[track_at] for row in live if row[track_at] is not None})
        boxes = self._rows.heads_of_boxes([row for row in live if row[track_at] is None])
        for row, keyframe in zip(live, self._rows.keyframes(live), strict=True):
            track_id = row[track_at]
            head = next(boxes) if track_id is None else heads.get(track_id)
            if head is None:
                # Its track was deleted or taken away: opening the clip says which.
                continue
            author = keyframe.author or (row[by_at] and uuid_of(row[by_at]))
            track = head.with_keyframes((replace(keyframe, author=author),))
            if self._wanted.matches(track, frame_count=0, labels=self._labels):
                yield BoxHit(
                    uuid_of(row[clip_at]),
                    head.id,
                    head.number,
                    head.label_id,
                    keyframe.frame_index,
                )

    def _heads_of(self, track_ids: set[bytes]) -> dict[bytes, TrackHead]:
        """Return what the checked rows of these tracks hold."""
        if len(self._heads) > _MOST_HEADS:
            self._heads.clear()
        tracks = self._rows.tracks
        unknown = [uuid_of(one) for one in track_ids if one not in self._heads]
        for named in tracks.read_those(self._connection, "id", unknown):
            if not named["deleted"]:
                self._heads[named["id"]] = self._rows.head_of_track(named)
        return self._heads


def _clip_of(row: Any) -> bytes:
    return bytes(row[1])


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Part rows into chunks, the first of them small and none of them late."""
    chunk: list[Any] = []
    size, begun_s = _FIRST_CHUNK, time.monotonic()
    for row in rows:
        chunk.append(row)
        if len(chunk) >= size or time.monotonic() - begun_s > _TOLD_EVERY_S:
            yield chunk
            chunk, size, begun_s = [], _CHUNK, time.monotonic()
    if chunk:
        yield chunk


@contextmanager
def _calling_off(connection: Connection, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Let SQLite end a statement that finds nothing for long once nobody waits for it."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    driver.set_progress_handler(lambda: int(cancelled()), _STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
