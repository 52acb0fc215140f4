"""Clip records from and to their rows.

The event id is found through a blind index that folds case, so two ids that a case-insensitive
store would take for one cannot both be in a project.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, literal_column
from sqlalchemy.exc import IntegrityError

from crypto.field import blind_index
from crypto.keyring import Keyring
from models.errors import EventIdTakenError, RowMissingError, StaleRevisionError
from models.integrity import StoredValue
from models.records import ClipRecord, ClipState, ClockSource
from models.tables.clips import ClipRow
from models.unit_of_work import UnitOfWork
from models.verified_table import NamedRow, VerifiedTable, uuid_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
# From a million on a clock stands still or runs backwards.
_MOST_DRIFT_PPM = 1_000_000
_TEXTS = (
    "event_id",
    "name",
    "camera",
    "clock_zone",
    "clock_source",
    "start_timecode",
    "stored_as",
)
_JSON_VALUES = ("objects", "clock_drift_ppm", "facts")


class ClipRows:
    """Reads and writes the table of clips inside a transaction of the caller's."""

    def __init__(self, keyring: Keyring) -> None:
        self.table = VerifiedTable(keyring, ClipRow)
        self._keyring = keyring

    def all(self, connection: Connection, *, tagged_only: bool = False) -> tuple[ClipRecord, ...]:
        """Return all clips, the newest recording first.

        With `tagged_only`, rows of the older system that wait for their migration are passed over.
        """
        only = [self.table.c.row_tag.is_not(None)] if tagged_only else []
        rows = self.table.read_named(connection, *only)
        records = list(self.records([row for row in rows if not row["deleted"]]))
        records.sort(key=lambda clip: (clip.recorded_at or clip.created_at, clip.id), reverse=True)
        return tuple(records)

    def one(self, connection: Connection, clip_id: UUID) -> ClipRecord:
        """Return one clip.

        Raises:
            RowMissingError: it is not there, or was deleted.
        """
        return self.record(self.row(connection, clip_id))

    def row(self, connection: Connection, clip_id: UUID, *, lock: bool = False) -> NamedRow:
        """Return a clip's row; with `lock`, no one else writes to the clip in the meantime.

        Raises:
            RowMissingError: it is not there, or was deleted.
        """
        found = self.table.read_named(connection, self.table.c.id == clip_id.bytes, lock=lock)
        if not found or found[0]["deleted"]:
            raise RowMissingError(self.table.name, clip_id)
        return found[0]

    def by_event(self, connection: Connection, event_id: str) -> ClipRecord | None:
        """Return the clip with exactly that event id."""
        found = self._live(connection, "event_index", self.index("event_id", event_id))
        return next((record for record in found if record.event_id == event_id), None)

    def by_fingerprint(self, connection: Connection, fingerprint: bytes) -> ClipRecord | None:
        """Return the clip with that fingerprint."""
        index = self.index("fingerprint", fingerprint.hex())
        found = self._live(connection, "fingerprint_index", index)
        return next((record for record in found if record.fingerprint == fingerprint), None)

    def add(self, work: UnitOfWork, record: ClipRecord) -> None:
        """Write a new clip's row.

        Raises:
            EventIdTakenError: another clip bears its event id, or one that differs in case only.
        """
        index = self.index("event_id", record.event_id)
        if self._live(work.connection, "event_index", index):
            raise EventIdTakenError
        work.insert(self.table, {"id": record.id.bytes, **self._values(record)})
        try:
            work.flush()
        except IntegrityError as error:
            # Another process was faster by a moment.
            raise EventIdTakenError from error

    def update(self, work: UnitOfWork, record: ClipRecord) -> int:
        """Write a changed clip's row and return its new revision.

        Raises:
            StaleRevisionError: the row was changed since the record was read.
            RowMissingError: it was deleted.
        """
        row = self.row(work.connection, record.id, lock=True)
        if row["revision"] != record.revision:
            author = row["updated_by"]
            known = None if author is None else uuid_of(author)
            raise StaleRevisionError(self.table.name, [record.id], known)
        if record.copy_of is None and list(record.objects) != self.table.open_json(row, "objects"):
            self._follow(work, record)
        return work.replace(self.table, row, self._values(record))

    def replicas(self, connection: Connection, clip_id: UUID) -> tuple[ClipRecord, ...]:
        """Return the clips whose footage is this one's."""
        rows = self.table.read_named(connection, self.table.c.copy_of == clip_id.bytes)
        return tuple(self.record(row) for row in rows if not row["deleted"])

    def shared(self, connection: Connection) -> tuple[ClipRecord, ...]:
        """Return the clips that share their footage with another: replicas and their originals."""
        replicas = self.table.read_named(connection, self.table.c.copy_of.is_not(None))
        originals = {uuid_of(row["copy_of"]) for row in replicas if not row["deleted"]}
        rows = (*replicas, *self.table.read_those(connection, "id", originals))
        return tuple(self.record(row) for row in rows if not row["deleted"])

    def _follow(self, work: UnitOfWork, original: ClipRecord) -> None:
        """Let the replicas of a clip name the objects that it names from now on."""
        for row in self.table.read_named(
            work.connection, self.table.c.copy_of == original.id.bytes, lock=True
        ):
            if not row["deleted"]:
                followed = replace(
                    self.record(row),
                    objects=original.objects,
                    authentic_since=original.authentic_since,
                    cleartext_size=original.cleartext_size,
                )
                work.replace(self.table, row, self._values(followed))

    def _live(self, connection: Connection, column: str, index: bytes) -> list[ClipRecord]:
        # Written out: by a parameter SQLite cannot know that its index of live rows will do, and
        # would look through all clips.
        live = self.table.c.deleted == literal_column("0")
        rows = self.table.read_named(connection, self.table.c[column] == index, live)
        return [self.record(row) for row in rows if not row["deleted"]]

    def index(self, column: str, value: str) -> bytes:
        """Return the blind index of a value."""
        return blind_index(self._keyring, self.table.name, column, value)

    def _values(self, record: ClipRecord) -> dict[str, StoredValue]:
        table, fingerprint = self.table, record.fingerprint
        return {
            "event_id": table.seal_text("event_id", record.event_id),
            "event_index": self.index("event_id", record.event_id),
            "name": table.seal_text("name", record.name),
            "camera": table.seal_text("camera", record.camera),
            "objects": table.seal_json("objects", list(record.objects)),
            "fingerprint": table.seal_bytes("fingerprint", fingerprint),
            "fingerprint_index": (
                None if fingerprint is None else self.index("fingerprint", fingerprint.hex())
            ),
            "state": str(record.state),
            "origin": str(record.origin),
            "authentic_since_us": _to_us(record.authentic_since),
            "codec": record.codec,
            "width": record.width,
            "height": record.height,
            "rotation": record.rotation,
            "frame_count": record.frame_count,
            "time_base_num": record.time_base.numerator,
            "time_base_den": record.time_base.denominator,
            "duration_pts": record.duration_pts,
            "recorded_at_us": _to_us(record.recorded_at),
            "recorded_offset_s": _offset_s(record.recorded_at),
            "created_at_us": _to_us(record.created_at),
            "cleartext_size": record.cleartext_size,
            "clock_zone": table.seal_text("clock_zone", record.clock_zone),
            "clock_drift_ppm": table.seal_json("clock_drift_ppm", record.clock_drift_ppm),
            "clock_source": table.seal_text("clock_source", str(record.clock_source)),
            "start_timecode": table.seal_text("start_timecode", record.start_timecode),
            "assigned_to": _bytes_of(record.assigned_to),
            "reviewer": _bytes_of(record.reviewer),
            "due_at_us": _to_us(record.due_at),
            "round": record.round or None,
            "submitted_by": _bytes_of(record.submitted_by),
            "copy_of": _bytes_of(record.copy_of),
            "stored_as": table.seal_text("stored_as", record.stored_as or None),
            "facts": table.seal_json("facts", dict(record.facts) or None),
            "deleting_since_us": _to_us(record.deleting_since),
        }

    def record(self, row: NamedRow) -> ClipRecord:
        """Return the clip that a row holds.

        Raises:
            RowAlteredError: its values are not what Safelight writes.
        """
        return self.records((row,))[0]

    def records(self, rows: Sequence[NamedRow]) -> tuple[ClipRecord, ...]:
        """Return the clips that rows hold; to open many at once takes half of the time.

        Raises:
            RowAlteredError: the values of one are not what Safelight writes.
        """
        ids = [row["id"] for row in rows]
        opened = [dict(row) for row in rows]
        for columns, open_all in (
            (_TEXTS, self.table.open_texts),
            (_JSON_VALUES, self.table.open_jsons),
        ):
            for column in columns:
                values = open_all(column, [row[column] for row in rows], ids)
                for row, value in zip(opened, values, strict=True):
                    row[column] = value
        return tuple(map(self._record, opened))

    def _record(self, row: NamedRow) -> ClipRecord:
        """Return the clip of a row whose texts and JSON values are open."""
        with self.table.naming(row["id"]):
            return ClipRecord(
                id=uuid_of(row["id"]),
                event_id=row["event_id"] or "",
                name=row["name"] or "",
                camera=row["camera"] or "",
                state=ClipState(row["state"]),
                objects=tuple(row["objects"] or ()),
                origin=row["origin"],
                authentic_since=_from_us(row["authentic_since_us"], 0),
                width=row["width"],
                height=row["height"],
                rotation=row["rotation"],
                frame_count=row["frame_count"],
                time_base=Fraction(row["time_base_num"], row["time_base_den"]),
                duration_pts=row["duration_pts"],
                codec=row["codec"],
                recorded_at=_from_us(row["recorded_at_us"], row["recorded_offset_s"]),
                clock_zone=row["clock_zone"] or "",
                clock_drift_ppm=_drift(row["clock_drift_ppm"]),
                clock_source=ClockSource(row["clock_source"] or ""),
                start_timecode=row["start_timecode"] or "",
                assigned_to=_id_of(row["assigned_to"]),
                reviewer=_id_of(row["reviewer"]),
                due_at=_from_us(row["due_at_us"], 0),
                round=row["round"] or 0,
                submitted_by=_id_of(row["submitted_by"]),
                copy_of=_id_of(row["copy_of"]),
                stored_as=row["stored_as"] or "",
                facts=dict(row["facts"] or {}),
                deleting_since=_from_us(row["deleting_since_us"], 0),
                created_at=_EPOCH + row["created_at_us"] * _TICK,
                fingerprint=self.table.open_bytes(row, "fingerprint"),
                cleartext_size=row["cleartext_size"],
                revision=row["revision"],
            )


def _drift(value: Any) -> float:
    """Return a stored drift; rows of older schemas have none.

    Raises:
        ValueError: it is no number that a clock can drift by.
    """
    if value is None:
        return 0.0
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not abs(value) < _MOST_DRIFT_PPM:
        raise ValueError("a clock's drift is not a number that a clock can drift by")
    return float(value)


def _bytes_of(row_id: UUID | None) -> bytes | None:
    return None if row_id is None else row_id.bytes


def _id_of(value: bytes | None) -> UUID | None:
    return None if value is None else uuid_of(value)


def _to_us(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // _TICK


def _offset_s(moment: datetime | None) -> int | None:
    offset = None if moment is None else moment.utcoffset()
    return None if offset is None else round(offset.total_seconds())


def _from_us(value: int | None, offset_s: int | None) -> datetime | None:
    if value is None:
        return None
    return (_EPOCH + value * _TICK).astimezone(timezone(timedelta(seconds=offset_s or 0)))
