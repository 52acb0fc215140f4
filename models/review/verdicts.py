"""The verdicts of a project: each write one transaction, with its lines in the audit log.

Whether somebody may judge is not said here: whoever writes hands in a function that does, and it is
asked about the clip's row while nobody else can write to it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection

from crypto.device_key import check_signature
from crypto.errors import AlteredError
from models.access import StoreAccess
from models.annotation.track import Status
from models.annotation_rows import AnnotationRows
from models.audit import events
from models.audit import rows as audit_rows
from models.audit.entry import Event, Kind
from models.clip_rows import ClipRows
from models.errors import RowAlteredError
from models.records import ClipRecord, ClipState
from models.review.clip_event import ClipEvent, Step
from models.review.errors import ObjectMovedOnError
from models.review.statuses import StatusRows
from models.review.verdict import Outcome, Verdict, moment_of, newest
from models.tables.review import VerdictRow
from models.unit_of_work import UnitOfWork
from models.verified_table import NamedRow, VerifiedTable, uuid_of

_STATUS = {Outcome.ACCEPTED: Status.ACCEPTED, Outcome.REJECTED: Status.REJECTED}
# Of more verdicts at once, the audit log gets one line that names the first of them.
_MOST_LINES = 50

# Raises what keeps the person from judging the clip as it is stored.
Check = Callable[[ClipRecord], object]


class VerdictStore:
    """Every method blocks and is one transaction. Raises: see `ProjectStore`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access
        self._table = VerifiedTable(access.keyring, VerdictRow)
        self._clips = ClipRows(access.keyring)
        self._annotations = AnnotationRows(access.keyring)
        self._statuses = StatusRows(access.keyring)

    def of_clip(self, clip_id: UUID) -> tuple[Verdict, ...]:
        """Return the verdicts on a clip and its objects, the oldest first.

        Raises:
            RowAlteredError: also where a device of the project did not sign what it is said to.
        """
        with self._access.reading() as connection:
            return self._of_clip(connection, clip_id)

    def proven_rounds(self, clip_id: UUID | None = None) -> frozenset[tuple[UUID, int]]:
        """Return the rounds in which clips, or one, were accepted by a verdict that is signed.

        Raises:
            RowAlteredError: also where a device of the project did not sign what it is said to.
        """
        c = self._table.c
        on_clips = [c.track_id.is_(None), c.outcome == str(Outcome.ACCEPTED)]
        if clip_id is not None:
            on_clips.append(c.clip_id == clip_id.bytes)
        with self._access.reading() as connection:
            verdicts = self._checked(connection, self._table.read_named(connection, *on_clips))
            devices = {bytes(row[0]) for row in audit_rows.devices(connection)}
        # What bears a device of the project was checked with its key.
        return frozenset(
            (one.clip_id, one.round)
            for one in verdicts
            if one.device is not None and bytes(one.device) in devices
        )

    def judge(
        self, clip_id: UUID, verdicts: Sequence[Verdict], check: Check
    ) -> tuple[Verdict, ...]:
        """Write verdicts on objects of one clip, all or none; return them as stored.

        Raises:
            ObjectMovedOnError: one of the objects was changed since it was looked at, or is gone.
            whatever `check` refuses; nothing is written then.
        """
        with self._access.working() as work:
            clip = self._clips.record(self._clips.row(work.connection, clip_id, lock=True))
            check(clip)
            given = {one.track_id: one for one in verdicts if one.track_id is not None}
            self._check_revisions(work.connection, clip_id, given)
            stored = tuple(
                self._insert(work, replace(one, round=clip.round)) for one in given.values()
            )
            work.flush()
            self._statuses.mark(
                work.connection, given.keys(), lambda one: _STATUS[given[one].outcome]
            )
            for event in _lines(clip_id, stored):
                work.note(event)
            return stored

    def withdraw(self, clip_id: UUID, verdict_ids: Collection[UUID], check: Check) -> None:
        """Take back one's own verdicts on objects; those that are gone need no taking back.

        Raises:
            whatever `check` refuses; nothing is taken back then.
        """
        with self._access.working() as work:
            check(self._clips.record(self._clips.row(work.connection, clip_id, lock=True)))
            gone = [
                self._verdict(row)
                for row in self._table.read_those(work.connection, "id", verdict_ids)
                if not row["deleted"] and row["person"] == self._access.author.bytes
            ]
            self._bury(work, {one.id for one in gone})
            work.flush()
            objects = {one.track_id for one in gone if one.track_id is not None}
            left = newest(self._on_objects(work.connection, objects))
            self._statuses.mark(
                work.connection,
                objects,
                lambda one: _STATUS[left[one].outcome] if one in left else Status.SUBMITTED,
            )
            for event in _lines(clip_id, gone, withdrawn=True):
                work.note(event)

    def judging_clip(self, verdict_id: UUID) -> Callable[[UnitOfWork, ClipRecord, ClipEvent], None]:
        """Return what writes the verdict on a clip in the transaction of its step.

        A clip that is accepted for good has only accepted boxes, but for those of objects that were
        rejected one by one.
        """

        def also(work: UnitOfWork, after: ClipRecord, event: ClipEvent) -> None:
            outcome = Outcome.ACCEPTED if event.step is Step.ACCEPT else Outcome.REJECTED
            verdict = Verdict(
                verdict_id,
                event.clip_id,
                event.person,
                event.at,
                outcome,
                event.round,
                reasons=event.reasons,
            )
            self._insert(work, verdict)
            if event.after is ClipState.ACCEPTED:
                judged = newest(self._of_clip(work.connection, after.id))
                self._statuses.mark_all(
                    work.connection,
                    after.id,
                    lambda one: (
                        None if one in judged and not judged[one].is_accepted else Status.ACCEPTED
                    ),
                )

        return also

    def withdrawing_clip(self, work: UnitOfWork, after: ClipRecord, event: ClipEvent) -> None:
        """Take back the person's newest verdict on a clip, in the transaction of its step."""
        verdicts = self._of_clip(work.connection, after.id)
        mine = [
            one
            for one in verdicts
            if one.track_id is None and one.person == event.person and one.round == event.round
        ]
        if mine:
            self._bury(work, {max(mine, key=lambda one: (one.at, one.id)).id})
        if event.before != event.after:
            judged = newest(verdicts)
            self._statuses.mark_all(
                work.connection,
                after.id,
                lambda one: None if one in judged else Status.SUBMITTED,
            )

    def bury_all(self, work: UnitOfWork, clip_id: UUID) -> None:
        """Leave nothing readable of a clip's verdicts: the clip is deleted."""
        for row in self._table.read_named(work.connection, self._table.c.clip_id == clip_id.bytes):
            if not row["deleted"]:
                work.bury(self._table, row)

    def _check_revisions(
        self, connection: Connection, clip_id: UUID, given: dict[UUID, Verdict]
    ) -> None:
        """Make sure that what was looked at is what is stored."""
        stored: dict[UUID, int] = {}
        tracks, examples = self._annotations.tracks, self._annotations.examples
        for table, column in ((tracks, "id"), (examples, "box_id")):
            for row in table.read_those(connection, column, given):
                if not row["deleted"] and row["clip_id"] == clip_id.bytes:
                    stored[uuid_of(row[column])] = int(row["revision"])
        moved = [
            one for one, verdict in given.items() if stored.get(one) != verdict.judged_revision
        ]
        if moved:
            raise ObjectMovedOnError(tuple(moved))

    def _insert(self, work: UnitOfWork, verdict: Verdict) -> Verdict:
        if self._access.audit is not None:
            device = self._access.audit.device
            verdict = verdict.signed(device.device_id, device.sign(verdict.message()))
        said = {"reasons": list(verdict.reasons)} if verdict.reasons else None
        work.insert(
            self._table,
            {
                "id": verdict.id.bytes,
                "clip_id": verdict.clip_id.bytes,
                "track_id": None if verdict.track_id is None else verdict.track_id.bytes,
                "outcome": str(verdict.outcome),
                "person": verdict.person.bytes,
                "at_us": verdict.at_us,
                "round": verdict.round,
                "judged_revision": verdict.judged_revision,
                "reasons": self._table.seal_json("reasons", said),
                "device": verdict.device,
                "signature": self._table.seal_bytes("signature", verdict.signature),
            },
        )
        return verdict

    def _bury(self, work: UnitOfWork, verdict_ids: Collection[UUID]) -> None:
        for row in self._table.read_those(work.connection, "id", verdict_ids):
            if not row["deleted"]:
                work.bury(self._table, row)

    def _of_clip(self, connection: Connection, clip_id: UUID) -> tuple[Verdict, ...]:
        rows = self._table.read_named(connection, self._table.c.clip_id == clip_id.bytes)
        verdicts = self._checked(connection, rows)
        return tuple(sorted(verdicts, key=lambda one: (one.round, one.at, one.id)))

    def _on_objects(self, connection: Connection, object_ids: Collection[UUID]) -> list[Verdict]:
        """Return the verdicts on some objects: a clip may have 100,000 on others."""
        rows = self._table.read_those(connection, "track_id", object_ids)
        return self._checked(connection, rows)

    def _checked(self, connection: Connection, rows: Iterable[NamedRow]) -> list[Verdict]:
        verdicts = [self._verdict(row) for row in rows if not row["deleted"]]
        self._check_signatures(connection, verdicts)
        return verdicts

    def _verdict(self, row: NamedRow) -> Verdict:
        reasons = self._table.open_json(row, "reasons") or {}
        signature = self._table.open_bytes(row, "signature")
        with self._table.naming(row["id"]):
            track, judged = row["track_id"], row["judged_revision"]
            return Verdict(
                uuid_of(row["id"]),
                uuid_of(row["clip_id"]),
                uuid_of(row["person"]),
                moment_of(row["at_us"]),
                Outcome(row["outcome"]),
                int(row["round"]),
                track_id=None if track is None else uuid_of(track),
                judged_revision=None if judged is None else int(judged),
                reasons=tuple(str(one) for one in reasons.get("reasons", ())),
                device=row["device"],
                signature=signature,
            )

    def _check_signatures(self, connection: Connection, verdicts: Sequence[Verdict]) -> None:
        """Refuse what a device of the project is said to have signed and has not."""
        if not any(one.device for one in verdicts):
            return
        keys = {bytes(row[0]): bytes(row[1]) for row in audit_rows.devices(connection)}
        for verdict in verdicts:
            key = None if verdict.device is None else keys.get(bytes(verdict.device))
            if key is None:
                continue
            try:
                check_signature(key, verdict.message(), verdict.signature or b"")
            except AlteredError as error:
                raise RowAlteredError(self._table.name, verdict.id) from error


def _lines(
    clip_id: UUID, verdicts: Iterable[Verdict], *, withdrawn: bool = False
) -> tuple[Event, ...]:
    """Return what the audit log is told: ids and outcomes, no reason in anybody's words."""
    every = tuple(verdicts)
    how = "withdrawn" if withdrawn else ""
    if len(every) <= _MOST_LINES:
        return tuple(
            events.verdict(clip_id, accepted=one.is_accepted, reason=how, track_id=one.track_id)
            for one in every
        )
    first = [one.track_id.hex for one in every[:_MOST_LINES] if one.track_id is not None]
    detail = {
        "accepted": every[0].is_accepted,
        "reason": how,
        "objects": len(every),
        "ids": first,
    }
    return (Event(Kind.VERDICT, clip_id=clip_id, detail=detail),)
