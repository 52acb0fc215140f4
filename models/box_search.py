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

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import chain
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Result

from models.acyclic import acyclic_values
from models.annotation.labels import Label
from models.annotation.track import TrackHead
from models.annotation.track_filter import IssueMark, IssueStates, TrackFilter
from models.annotation_rows import AnnotationRows
from models.box_search_fit import CLIP_ID, ID, SealedConditions
from models.box_search_stop import calling_off
from models.box_search_ways import candidates
from models.verified_table import Row, uuid_of

_FEWEST, _CHUNK = 64, 4_096
_TOLD_EVERY_S = 0.1
_MOST_HEADS = 50_000


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
    issues: Mapping[UUID, IssueStates],
    cancelled: Callable[[], bool],
) -> Iterator[BoxPage]:
    """Give the boxes that fit, clip by clip; ends early once `cancelled` says so.

    `issues` are by clip the states in which issues about its objects are.

    Raises:
        RowAlteredError: a row that would be a hit does not bear its tag, or does not open.
    """
    search = _Search(connection, rows, replace(wanted, length=None), labels=labels, issues=issues)
    with calling_off(connection, cancelled):
        yield from search.pages(cancelled)


class _Search:
    def __init__(
        self,
        connection: Connection,
        rows: AnnotationRows,
        wanted: TrackFilter,
        *,
        labels: Mapping[UUID, Label],
        issues: Mapping[UUID, IssueStates],
    ) -> None:
        self._connection, self._rows = connection, rows
        self._issues = issues
        self._wanted, self._labels = wanted, labels
        self._sealed = SealedConditions(connection, rows, wanted, labels)
        self._heads: dict[bytes, TrackHead] = {}

    def pages(self, cancelled: Callable[[], bool]) -> Iterator[BoxPage]:
        columns = self._sealed.columns
        statements = candidates(
            self._connection, self._rows, self._wanted, columns, objects=self._objects()
        )
        results = [
            self._connection.execute(one.execution_options(stream_results=True))
            for one in statements
        ]
        try:
            looked_at, chunks = 0, _in_chunks(results)
            while True:
                # Left for each page: whoever takes them may take as long as they like.
                with acyclic_values():
                    chunk = next(chunks, ())
                    if not chunk or cancelled():
                        return
                    left = self._sealed.fitting(chunk)
                    hits = tuple(self._checked([row[ID] for row in left]))
                looked_at += len(chunk)
                yield BoxPage(hits, looked_at)
        finally:
            for result in results:
                result.close()

    def _objects(self) -> frozenset[UUID] | None:
        """Return the objects that alone can fit by what is said of them, None for all."""
        if not self._wanted.issues or IssueMark.NONE in self._wanted.issues:
            return None
        return frozenset(track_id for states in self._issues.values() for track_id in states)

    def _checked(self, ids: list[bytes]) -> Iterator[BoxHit]:
        """Read candidates whole, check their tags, and give those that fit even so."""
        examples = self._rows.examples
        at = examples.at
        by_id = {row[at["id"]]: row for row in examples.rows_of(self._connection, "id", ids)}
        live = [by_id[one] for one in ids if one in by_id and not by_id[one][at["deleted"]]]
        yield from self._hits(live)

    def _hits(self, live: list[Row]) -> Iterator[BoxHit]:
        at = self._rows.examples.at
        track_at, clip_at, by_at = at["track_id"], at["clip_id"], at["updated_by"]
        heads = self._heads_of({row[track_at] for row in live if row[track_at] is not None})
        keyframes = [
            keyframe
            if keyframe.author is not None or row[by_at] is None
            else replace(keyframe, author=uuid_of(row[by_at]))
            for row, keyframe in zip(live, self._rows.keyframes(live), strict=True)
        ]
        of_boxes = [
            (row, (key,)) for row, key in zip(live, keyframes, strict=True) if row[track_at] is None
        ]
        boxes = self._rows.boxes([row for row, _ in of_boxes], (key for _, key in of_boxes))
        for row, keyframe in zip(live, keyframes, strict=True):
            if row[track_at] is None:
                track = next(boxes)
            elif (head := heads.get(row[track_at])) is not None:
                track = head.with_keyframes((keyframe,))
            else:
                # Its track was deleted or taken away: opening the clip says which.
                continue
            clip_id = uuid_of(row[clip_at])
            issues = self._issues.get(clip_id, {})
            if self._wanted.matches(track, frame_count=0, labels=self._labels, issues=issues):
                yield BoxHit(
                    clip_id,
                    track.id,
                    track.number,
                    track.label_id,
                    keyframe.frame_index,
                )

    def _heads_of(self, track_ids: set[bytes]) -> dict[bytes, TrackHead]:
        """Return what the checked rows of these tracks hold."""
        if len(self._heads) > _MOST_HEADS:
            self._heads.clear()
        tracks = self._rows.tracks
        unknown = [one for one in track_ids if one not in self._heads]
        deleted_at, id_at = tracks.at["deleted"], tracks.at["id"]
        rows = tracks.rows_of(self._connection, "id", unknown)
        live = [row for row in rows if not row[deleted_at]]
        for row, head in zip(live, self._rows.heads_of_tracks(live), strict=True):
            self._heads[row[id_at]] = head
        return self._heads


def _in_chunks(results: Sequence[Result[Any]]) -> Iterator[Sequence[Any]]:
    """Give all rows clip by clip: few at first, and never so many that they come late."""
    parts = [_fetched(result) for result in results]
    if len(parts) == 1:
        return parts[0]
    return _gathered(merge(*map(chain.from_iterable, parts), key=itemgetter(CLIP_ID)))


def _fetched(result: Result[Any]) -> Iterator[Sequence[Any]]:
    size = _FEWEST
    while True:
        begun_s = time.monotonic()
        rows = result.fetchmany(size)
        late = time.monotonic() - begun_s > _TOLD_EVERY_S
        if not rows:
            return
        yield rows
        size = max(size // 4, _FEWEST) if late else min(size * 4, _CHUNK)


def _gathered(rows: Iterable[Any]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    size, begun_s = _FEWEST, time.monotonic()
    for row in rows:
        chunk.append(row)
        if len(chunk) >= size or time.monotonic() - begun_s > _TOLD_EVERY_S:
            yield chunk
            chunk, size, begun_s = [], min(size * 4, _CHUNK), time.monotonic()
    if chunk:
        yield chunk
