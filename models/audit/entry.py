"""What an event is, and the JSON that an entry seals. No I/O and no keys here.

An entry tells who, what, when, with which part of the program and how it ended (ASVS 16.2.1, CJIS
5.4.1.1.1). It tells of edits which and how many, never what stands in a box, a label or a name.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from uuid import UUID

from models.audit.errors import AuditFormatError

FORM = 1
Frames = tuple[tuple[int, int], ...]
"""Frame indexes from … to, both included; in order, without overlap."""


class Kind(StrEnum):
    """What happened."""

    UNLOCKED = "unlocked"
    UNLOCK_FAILED = "unlock_failed"
    LOCKED = "locked"
    PROJECT_OPENED = "project_opened"
    CLIP_OPENED = "clip_opened"
    CLIP_CLOSED = "clip_closed"
    VIEWED = "viewed"
    EDIT = "edit"
    LABEL_CHANGED = "label_changed"
    CLIP_CHANGED = "clip_changed"
    CLIP_DELETED = "clip_deleted"
    VERDICT = "verdict"
    ISSUE = "issue"
    ASSIGNMENT = "assignment"
    ROLE_CHANGED = "role_changed"
    EXPORTED = "exported"
    IMPORTED = "imported"
    SYNC = "sync"
    KEY_USED = "key_used"
    DECRYPTION_FAILED = "decryption_failed"
    DENIED = "denied"
    MASK_LIFTED = "mask_lifted"
    PLAINTEXT_FALLBACK = "plaintext_fallback"
    SETTINGS_CHANGED = "settings_changed"
    AUDIT_VIEWED = "audit_viewed"
    AUDIT_EXPORTED = "audit_exported"
    AUDIT_FAILED = "audit_failed"
    DEVICE_ENDORSED = "device_endorsed"


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    BEGUN = "begun"
    FAILED = "failed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Event:
    """One event, before it has a place in the log.

    Attributes:
        frames: of the clip, where the event is about some of them.
        detail: JSON values by name. Ids, counts and kinds; names only where the event is about a
            file that was written, which is sealed like the rest.
    """

    kind: Kind
    outcome: Outcome = Outcome.DONE
    clip_id: UUID | None = None
    frames: Frames = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moment:
    """When, by this device's clock: µs since 1970 in UTC, and its offset from UTC in seconds."""

    at_us: int
    offset_s: int

    @classmethod
    def now(cls) -> "Moment":
        """Return this moment."""
        at_us = time.time_ns() // 1000
        return cls(at_us, time.localtime(at_us // 1_000_000).tm_gmtoff or 0)

    def local(self) -> datetime:
        """Return it as the clock of the device showed it."""
        zone = timezone(timedelta(seconds=self.offset_s))
        return datetime.fromtimestamp(self.at_us / 1_000_000, UTC).astimezone(zone)


@dataclass(frozen=True, slots=True)
class Signer:
    """In whose name entries are written.

    Attributes:
        person: the profile that works here.
        component: the part of the program, such as "window" or "command line".
    """

    person: UUID
    component: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands in a chain; `late` where it waited in the state folder before."""

    device_id: bytes
    seq: int
    signer: Signer
    moment: Moment
    event: Event
    late: bool = False


def form_of(entry: Entry) -> dict[str, Any]:
    """Return an entry as the JSON object that its body seals."""
    event = entry.event
    form: dict[str, Any] = {
        "form": FORM,
        "device": entry.device_id.hex(),
        "seq": entry.seq,
        "who": entry.signer.person.hex,
        "with": entry.signer.component,
        "at_us": entry.moment.at_us,
        "offset_s": entry.moment.offset_s,
        "what": event.kind.value,
        "outcome": event.outcome.value,
    }
    if event.clip_id is not None:
        form["clip"] = event.clip_id.hex
    if event.frames:
        form["frames"] = [list(span) for span in event.frames]
    if event.detail:
        form["detail"] = dict(event.detail)
    if entry.late:
        form["late"] = True
    return form


def entry_of(form: Any) -> Entry:
    """Read an entry that was sealed.

    Raises:
        AuditFormatError: it does not have `form_of`'s form.
    """
    try:
        clip = form.get("clip")
        return Entry(
            device_id=bytes.fromhex(form["device"]),
            seq=int(form["seq"]),
            signer=Signer(UUID(form["who"]), str(form["with"])),
            moment=Moment(int(form["at_us"]), int(form["offset_s"])),
            event=Event(
                Kind(form["what"]),
                Outcome(form["outcome"]),
                clip_id=None if clip is None else UUID(clip),
                frames=tuple((int(a), int(b)) for a, b in form.get("frames", ())),
                detail=dict(form.get("detail", {})),
            ),
            late=bool(form.get("late", False)),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise AuditFormatError("An entry of the audit log has an unknown form") from error
