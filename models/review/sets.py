"""A clip's annotation beside the one that is worked on: as it was handed in, a truth, another's.

A set is whole and never changed in place; a later state is another set. Its content is the JSON of
the `Edit` that makes it out of nothing, deflated (RFC 1951 in a zlib frame, RFC 1950), then sealed.
"""

import json
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Connection

from models.access import StoreAccess
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import EditFormatError, StaleEditError
from models.annotation_reader import load_annotation
from models.annotation_rows import AnnotationRows
from models.audit import events
from models.errors import RowAlteredError, RowMissingError
from models.records import ClipRecord
from models.review.clip_event import ClipEvent
from models.review.clip_events import Also
from models.tables.review import AnnotationSetRow
from models.unit_of_work import UnitOfWork
from models.verified_table import NamedRow, VerifiedTable, uuid_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
# 100,000 boxes are 25 MB of JSON. What claims to be far more was not written by Safelight.
_MOST_JSON_BYTES = 1 << 30


class SetKind(StrEnum):
    """What a set is beside the work: as it was handed in, what is right, or anything else."""

    ROUND = "round"
    TRUTH = "truth"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class AnnotationSet:
    """A set without its content.

    Attributes:
        person: who put it there; of a round, who handed it in.
        at: when, aware, UTC.
        round: the how-manieth handing-in it was; 0 for other kinds.
        name: what people call it, or "".
    """

    clip_id: UUID
    kind: SetKind
    person: UUID
    at: datetime
    round: int = 0
    name: str = ""
    id: UUID = field(default_factory=uuid4)


class SetStore:
    """Every method blocks and is one transaction. Raises: see `ProjectStore`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access
        self._table = VerifiedTable(access.keyring, AnnotationSetRow)
        self._annotations = AnnotationRows(access.keyring)

    def of_clip(
        self, clip_id: UUID, kinds: Collection[SetKind] = tuple(SetKind)
    ) -> tuple[AnnotationSet, ...]:
        """Return a clip's sets of these kinds, the newest first."""
        c = self._table.c
        with self._access.reading() as connection:
            found = [
                self._set(row)
                for row in self._table.read_named(
                    connection, c.clip_id == clip_id.bytes, c.kind.in_([str(k) for k in kinds])
                )
                if not row["deleted"]
            ]
        return tuple(sorted(found, key=lambda one: (one.at, one.id), reverse=True))

    def clips_with(self, kind: SetKind) -> frozenset[UUID]:
        """Return the ids of the clips that have a set of a kind; rows are not checked."""
        c = self._table.c
        with self._access.reading() as connection:
            rows = connection.execute(
                self._table.table.select()
                .with_only_columns(c.clip_id)
                .where(c.kind == str(kind), c.deleted == 0)
                .distinct()
            )
            return frozenset(uuid_of(row[0]) for row in rows)

    def annotation(self, set_id: UUID, kind: SetKind | None = None) -> Annotation:
        """Return what a set holds; with `kind`, of a set of this kind only.

        Raises:
            RowMissingError: it is not there, or was deleted, or is of another kind.
            RowAlteredError: it holds something else than Safelight writes.
        """
        with self._access.reading() as connection:
            row = self._row(connection, set_id)
        if kind is not None and row["kind"] != str(kind):
            raise RowMissingError(self._table.name, set_id)
        return self._content(row)

    def clip_of(self, set_id: UUID) -> UUID:
        """Return of which clip a set is.

        Raises:
            RowMissingError: it is not there, or was deleted.
        """
        with self._access.reading() as connection:
            return uuid_of(self._row(connection, set_id)["clip_id"])

    def add(self, made: AnnotationSet, annotation: Annotation) -> None:
        """Keep a set."""
        with self._access.working() as work:
            self.write(work, made, annotation)
            work.flush()
            work.note(events.set_changed(made.clip_id, made.id, "keep", str(made.kind)))

    def write(self, work: UnitOfWork, made: AnnotationSet, annotation: Annotation) -> None:
        """Keep a set in a transaction of the caller's, who flushes it."""
        work.insert(
            self._table,
            {
                "id": made.id.bytes,
                "clip_id": made.clip_id.bytes,
                "kind": str(made.kind),
                "person": made.person.bytes,
                "at_us": (made.at - _EPOCH) // _TICK,
                "round": made.round or None,
                "name": self._table.seal_text("name", made.name or None),
                "content": self._table.seal_bytes("content", _packed(annotation)),
            },
        )

    def delete(self, set_id: UUID) -> None:
        """Delete a set; one that is gone already may be deleted too.

        Raises:
            ValueError: it is what was handed in, which goes with its clip only.
        """
        with self._access.working() as work:
            rows = self._table.read_named(
                work.connection, self._table.c.id == set_id.bytes, lock=True
            )
            there = [row for row in rows if not row["deleted"]]
            if any(row["kind"] == str(SetKind.ROUND) for row in there):
                raise ValueError("what was handed in is kept as long as its clip")
            for row in there:
                work.bury(self._table, row)
            work.flush()
            for row in there:
                clip_id = uuid_of(row["clip_id"])
                work.note(events.set_changed(clip_id, set_id, "delete", row["kind"]))

    def bury_all(self, work: UnitOfWork, clip_id: UUID) -> None:
        """Delete a clip's sets in a transaction of the caller's."""
        for row in self._table.read_named(
            work.connection, self._table.c.clip_id == clip_id.bytes, lock=True
        ):
            if not row["deleted"]:
                work.bury(self._table, row)

    def keeping_round(self) -> Also:
        """Return what keeps a clip's annotation as it is stored when it is handed in."""

        def keep(work: UnitOfWork, clip: ClipRecord, event: ClipEvent) -> None:
            stored = load_annotation(work.connection, self._annotations, clip.id)
            made = AnnotationSet(clip.id, SetKind.ROUND, event.person, event.at, round=clip.round)
            self.write(work, made, stored.annotation)

        return keep

    def _row(self, connection: Connection, set_id: UUID) -> NamedRow:
        found = self._table.read_named(connection, self._table.c.id == set_id.bytes)
        if not found or found[0]["deleted"]:
            raise RowMissingError(self._table.name, set_id)
        return found[0]

    def _set(self, row: NamedRow) -> AnnotationSet:
        with self._table.naming(row["id"]):
            return AnnotationSet(
                uuid_of(row["clip_id"]),
                SetKind(row["kind"]),
                uuid_of(row["person"]),
                _EPOCH + row["at_us"] * _TICK,
                round=row["round"] or 0,
                name=self._table.open_text(row, "name") or "",
                id=uuid_of(row["id"]),
            )

    def _content(self, row: NamedRow) -> Annotation:
        with self._table.naming(row["id"]):
            packed = self._table.open_bytes(row, "content")
        try:
            return _unpacked(packed or b"")
        except (EditFormatError, StaleEditError, ValueError, zlib.error) as error:
            raise RowAlteredError(self._table.name, uuid_of(row["id"])) from error


def _packed(annotation: Annotation) -> bytes:
    edit = Edit.between("", Annotation(), annotation, frame_index=0)
    return zlib.compress(json.dumps(edit.to_json(), separators=(",", ":")).encode())


def _unpacked(untrusted: bytes) -> Annotation:
    """Read a content.

    Raises:
        EditFormatError, StaleEditError, ValueError, zlib.error: it is none.
    """
    inflating = zlib.decompressobj()
    form = inflating.decompress(untrusted, _MOST_JSON_BYTES)
    if not inflating.eof or inflating.unused_data:
        raise ValueError("the content does not end where it should")
    return Edit.from_json(json.loads(form)).applied_to(Annotation())
