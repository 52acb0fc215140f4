"""The events of the audit log, one function each: what is told of them, and what is not.

Told are ids, counts and kinds. What stands in a box, a label or a name is never told; a file that
was written in clear is named, because that is where the footage went.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from uuid import UUID

from models.annotation.edits import Edit
from models.annotation.labels import Label
from models.audit.entry import Event, Frames, Kind, Outcome
from models.records import ClipRecord, ClipState, DeletedCounts

_MOST_IDS = 50
_CLIP_FIELDS = tuple(
    name for name in ClipRecord.__dataclass_fields__ if name not in ("id", "revision")
)


def unlocked(key_ids: Iterable[bytes]) -> Event:
    """The project's keys were unlocked; public ids of the data keys."""
    return Event(Kind.UNLOCKED, detail={"keys": [key_id.hex() for key_id in key_ids]})


def unlock_failed(count: int, *, first_us: int, last_us: int) -> Event:
    """Nobody could be let in so many times since the last time that somebody was."""
    detail = {"count": count, "first_us": first_us, "last_us": last_us}
    return Event(Kind.UNLOCK_FAILED, Outcome.FAILED, detail=detail)


def locked() -> Event:
    """The keys were wiped: locked, or the program ended."""
    return Event(Kind.LOCKED)


def project_opened(*, read_only: bool) -> Event:
    """The project was opened."""
    return Event(Kind.PROJECT_OPENED, detail={"read_only": read_only})


def clip_opened(clip_id: UUID) -> Event:
    """Somebody was let see a clip."""
    return Event(Kind.CLIP_OPENED, clip_id=clip_id)


def clip_closed(clip_id: UUID) -> Event:
    """A clip was put away."""
    return Event(Kind.CLIP_CLOSED, clip_id=clip_id)


def viewed(clip_id: UUID, frames: Frames) -> Event:
    """These frames were on the screen."""
    return Event(Kind.VIEWED, clip_id=clip_id, frames=frames)


def edit(clip_id: UUID, done: Edit) -> Event:
    """An annotation was changed."""
    keyframes = sum(len(change.keyframes) for change in done.changes)
    detail = {
        "edit": done.id.hex,
        "name": done.name,
        "tracks": len(done.changes),
        "keyframes": keyframes,
        "ids": _ids(change.track_id for change in done.changes),
    }
    frame = done.frame_index
    return Event(Kind.EDIT, clip_id=clip_id, frames=((frame, frame),), detail=detail)


def labels_changed(before: Sequence[Label], after: Sequence[Label]) -> Event | None:
    """The project's labels were changed; None where they were not."""
    old, new = {label.id: label for label in before}, {label.id: label for label in after}
    detail = {
        "added": _ids(new.keys() - old.keys()),
        "changed": _ids(one for one in new.keys() & old.keys() if new[one] != old[one]),
        "ended": _ids(old.keys() - new.keys()),
    }
    return Event(Kind.LABEL_CHANGED, detail=detail) if any(detail.values()) else None


def clip_changed(before: ClipRecord, after: ClipRecord) -> Event:
    """A clip's row was changed: whose work it is, its state, or what is told of it."""
    fields = [name for name in _CLIP_FIELDS if getattr(before, name) != getattr(after, name)]
    detail: dict[str, Any] = {"fields": fields}
    kind = Kind.CLIP_CHANGED
    if "assigned_to" in fields:
        kind = Kind.ASSIGNMENT
        detail |= {"from": _id(before.assigned_to), "to": _id(after.assigned_to)}
    if "state" in fields:
        detail |= {"state_was": str(before.state), "state": str(after.state)}
        if after.state in (ClipState.ACCEPTED, ClipState.REJECTED):
            kind = Kind.VERDICT
    return Event(kind, clip_id=after.id, detail=detail)


def set_changed(clip_id: UUID, set_id: UUID, action: str, kind: str) -> Event:
    """An annotation beside the one that is worked on was kept, or deleted: a truth, another's."""
    detail = {"fields": ["annotation_sets"], "set": set_id.hex, "action": action, "kind": kind}
    return Event(Kind.CLIP_CHANGED, clip_id=clip_id, detail=detail)


def clip_deleted(clip_id: UUID, counts: DeletedCounts) -> Event:
    """A clip and its annotation were deleted."""
    detail = {name: getattr(counts, name) for name in counts.__dataclass_fields__}
    return Event(Kind.CLIP_DELETED, clip_id=clip_id, detail=detail)


def verdict(
    clip_id: UUID, *, accepted: bool, reason: str = "", track_id: UUID | None = None
) -> Event:
    """A reviewer accepted or rejected a clip, or one track of it; `reason` is a kind of reason."""
    detail = {"accepted": accepted, "reason": reason, "track": _id(track_id)}
    return Event(Kind.VERDICT, clip_id=clip_id, detail=detail)


def issue(clip_id: UUID, issue_id: UUID, action: str, frames: Frames = ()) -> Event:
    """A remark was made, answered, resolved or opened again."""
    detail = {"issue": issue_id.hex, "action": action}
    return Event(Kind.ISSUE, clip_id=clip_id, frames=frames, detail=detail)


def assignment(clip_id: UUID, *, before: UUID | None, after: UUID | None, role: str) -> Event:
    """A clip was given to somebody, to annotate or to review."""
    detail = {"from": _id(before), "to": _id(after), "role": role}
    return Event(Kind.ASSIGNMENT, clip_id=clip_id, detail=detail)


def role_changed(person: UUID, *, before: str, after: str, revision: int = 0) -> Event:
    """A person may do other things now than before; "" is not being of the project.

    revision: that of their row from now on, by which what was told last is known on any clock.
    """
    detail = {"person": person.hex, "from": before, "to": after, "revision": revision}
    return Event(Kind.ROLE_CHANGED, detail=detail)


def exported(
    what: str,
    target: PurePath,
    *,
    outcome: Outcome,
    clip_id: UUID | None = None,
    frames: Frames = (),
    more: Mapping[str, Any] | None = None,
) -> Event:
    """Something was written in clear. It is noted when it begins, and again when it has ended."""
    detail = {"export": what, "file": target.name, "folder": str(target.parent), **(more or {})}
    return Event(Kind.EXPORTED, outcome, clip_id=clip_id, frames=frames, detail=detail)


def imported(clip: ClipRecord) -> Event:
    """A clip was taken into the project."""
    detail = {"origin": str(clip.origin), "size": clip.cleartext_size, "frames": clip.frame_count}
    return Event(Kind.IMPORTED, clip_id=clip.id, detail=detail)


def synced(*, sent: int, received: int, conflicts: int, outcome: Outcome = Outcome.DONE) -> Event:
    """Rows went to and fro between a working copy and its server."""
    detail = {"sent": sent, "received": received, "conflicts": conflicts}
    return Event(Kind.SYNC, outcome, detail=detail)


def key_used(key_ids: Collection[bytes], clip_id: UUID) -> Event:
    """Data keys opened a clip for the first time since the project was unlocked."""
    detail = {"keys": sorted(key_id.hex() for key_id in key_ids)}
    return Event(Kind.KEY_USED, clip_id=clip_id, detail=detail)


def decryption_failed(error: BaseException, clip_id: UUID | None) -> Event:
    """Something could not be opened; only the error's kind is told."""
    detail = {"error": type(error).__name__}
    return Event(Kind.DECRYPTION_FAILED, Outcome.FAILED, clip_id=clip_id, detail=detail)


def denied(action: str, clip_id: UUID | None = None, *, times: int = 1) -> Event:
    """Somebody asked for what they may not do, so many times."""
    detail: dict[str, Any] = (
        {"action": action} if times == 1 else {"action": action, "times": times}
    )
    return Event(Kind.DENIED, Outcome.DENIED, clip_id=clip_id, detail=detail)


def mask_lifted(clip_id: UUID, frames: Frames, *, reason: str = "") -> Event:
    """What was masked may be looked at, until the clip is left; `reason` is the person's own."""
    detail = {"reason": reason} if reason else {}
    return Event(Kind.MASK_LIFTED, clip_id=clip_id, frames=frames, detail=detail)


def plaintext_fallback(clip_id: UUID | None = None) -> Event:
    """A clip was stored in clear because it could not be sealed."""
    return Event(Kind.PLAINTEXT_FALLBACK, clip_id=clip_id)


def settings_changed(names: Iterable[str]) -> Event:
    """Settings of the project were changed: their names, never their values."""
    return Event(Kind.SETTINGS_CHANGED, detail={"settings": sorted(names)})


def audit_viewed(filters: Collection[str] = ()) -> Event:
    """Somebody looked at this log; by what it was narrowed."""
    return Event(Kind.AUDIT_VIEWED, detail={"filters": sorted(filters)})


def audit_exported(
    target: PurePath, entries: int, *, outcome: Outcome, filters: Collection[str] = ()
) -> Event:
    """This log was written to a file in clear, all of it or what it was narrowed to."""
    detail: dict[str, Any] = {
        "file": target.name,
        "folder": str(target.parent),
        "entries": entries,
    }
    if filters:
        detail["filters"] = sorted(filters)
    return Event(Kind.AUDIT_EXPORTED, outcome, detail=detail)


def audit_failed(reason: str, *, count: int = 0) -> Event:
    """The log itself was found wanting: cut, or events that waited are gone, so many."""
    detail: dict[str, Any] = {"reason": reason}
    if count:
        detail["count"] = count
    return Event(Kind.AUDIT_FAILED, Outcome.FAILED, detail=detail)


def device_endorsed(device_id: bytes) -> Event:
    """This device vouches for another."""
    return Event(Kind.DEVICE_ENDORSED, detail={"device": device_id.hex()})


def _ids(ids: Iterable[UUID]) -> list[str]:
    return sorted(one.hex for one in ids)[:_MOST_IDS]


def _id(one: UUID | None) -> str | None:
    return None if one is None else one.hex
