"""How events and findings are put into words. Pure but for `translate`."""

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from app.ui.audit.names import Names
from app.ui.audit.review_texts import issue_text, settings_text, verdict_text
from app.ui.controls.labels import Tone
from app.ui.controls.sizes import size_text
from app.ui.editing.model_words import edit_words
from models.audit.entry import Entry, Event, Frames, Kind, Outcome
from models.audit.findings import REMARKS, Finding, Report, Trouble
from models.records import ClipState

# The translators' tool knows this name.
translate = QCoreApplication.translate
_MOST_STRETCHES = 4


def kind_text(kind: Kind) -> str:
    """Return what happened, in a word or two."""
    return {
        Kind.UNLOCKED: translate("Audit", "Unlocked"),
        Kind.UNLOCK_FAILED: translate("Audit", "Not let in"),
        Kind.LOCKED: translate("Audit", "Locked"),
        Kind.PROJECT_OPENED: translate("Audit", "Project opened"),
        Kind.CLIP_OPENED: translate("Audit", "Clip opened"),
        Kind.CLIP_CLOSED: translate("Audit", "Clip closed"),
        Kind.VIEWED: translate("Audit", "Frames seen"),
        Kind.EDIT: translate("Audit", "Annotation changed"),
        Kind.LABEL_CHANGED: translate("Audit", "Labels changed"),
        Kind.CLIP_CHANGED: translate("Audit", "Clip's details changed"),
        Kind.CLIP_DELETED: translate("Audit", "Clip deleted"),
        Kind.VERDICT: translate("Audit", "Verdict"),
        Kind.ISSUE: translate("Audit", "Issue"),
        Kind.ASSIGNMENT: translate("Audit", "Assigned"),
        Kind.ROLE_CHANGED: translate("Audit", "Role changed"),
        Kind.EXPORTED: translate("Audit", "Exported in clear"),
        Kind.IMPORTED: translate("Audit", "Imported"),
        Kind.SYNC: translate("Audit", "Synced"),
        Kind.KEY_USED: translate("Audit", "Key used"),
        Kind.DECRYPTION_FAILED: translate("Audit", "Could not be opened"),
        Kind.DENIED: translate("Audit", "Not allowed"),
        Kind.MASK_LIFTED: translate("Audit", "Mask lifted"),
        Kind.PLAINTEXT_FALLBACK: translate("Audit", "Stored in clear"),
        Kind.SETTINGS_CHANGED: translate("Audit", "Settings changed"),
        Kind.AUDIT_VIEWED: translate("Audit", "Audit log seen"),
        Kind.AUDIT_EXPORTED: translate("Audit", "Audit log exported"),
        Kind.AUDIT_FAILED: translate("Audit", "Audit log at fault"),
        Kind.DEVICE_ENDORSED: translate("Audit", "Device vouched for"),
    }[kind]


def what_text(event: Event) -> str:
    """Return what happened and, unless it simply did, how it ended."""
    text = kind_text(event.kind)
    if event.outcome is Outcome.BEGUN:
        return translate("Audit", "{0}: begun").format(text)
    if event.outcome is Outcome.FAILED and event.kind not in _FAILURES:
        return translate("Audit", "{0}: failed").format(text)
    return text


_FAILURES = {Kind.UNLOCK_FAILED, Kind.DECRYPTION_FAILED, Kind.AUDIT_FAILED}


def tone_of(event: Event) -> Tone:
    """Return the tone of an event: what failed or was refused stands out."""
    if event.outcome in (Outcome.FAILED, Outcome.DENIED):
        return "bad"
    in_clear = (Kind.EXPORTED, Kind.AUDIT_EXPORTED, Kind.PLAINTEXT_FALLBACK, Kind.MASK_LIFTED)
    return "warn" if event.kind in in_clear else "text"


def frames_text(frames: Frames) -> str:
    """Return stretches of frames, the first few of them."""
    shown = [str(a) if a == b else f"{a}–{b}" for a, b in frames[:_MOST_STRETCHES]]  # noqa: RUF001
    if len(frames) > _MOST_STRETCHES:
        shown.append("…")
    return ", ".join(shown)


def detail_text(event: Event, names: Names) -> str:
    """Return what else is told of an event, in one line."""
    parts = [_about(event, names)]
    if event.frames:
        text = translate("Audit", "frame {0}") if _is_one(event.frames) else ""
        text = text or translate("Audit", "frames {0}")
        parts.append(text.format(frames_text(event.frames)))
    return " · ".join(part for part in parts if part)


def _is_one(frames: Frames) -> bool:
    return len(frames) == 1 and frames[0][0] == frames[0][1]


def _objects(told: Mapping[str, object]) -> str:
    count = told.get("tracks", "?")
    if count == 1:
        return translate("Audit", "1 object")
    return translate("Audit", "{0} objects").format(count)


def _keyframes(told: Mapping[str, object]) -> str:
    count = told.get("keyframes", "?")
    if count == 1:
        return translate("Audit", "1 keyframe")
    return translate("Audit", "{0} keyframes").format(count)


def _about(event: Event, names: Names) -> str:
    told = event.detail
    match event.kind:
        case Kind.UNLOCK_FAILED:
            return translate("Audit", "{0} times").format(told.get("count", "?"))
        case Kind.EDIT:
            name = edit_words(str(told.get("name", "")))
            return f"{name}: {_objects(told)}, {_keyframes(told)}"
        case Kind.LABEL_CHANGED:
            counts = (len(told.get(name, ())) for name in ("added", "changed", "ended"))
            return translate("Audit", "{0} new, {1} changed, {2} ended").format(*counts)
        case Kind.EXPORTED | Kind.AUDIT_EXPORTED:
            return str(told.get("file", ""))
        case Kind.ASSIGNMENT | Kind.ROLE_CHANGED:
            return _from_to(event, names)
        case Kind.DECRYPTION_FAILED:
            return str(told.get("error", ""))
        case Kind.UNLOCKED | Kind.KEY_USED:
            return ", ".join(str(key)[:8] for key in told.get("keys", ()))
        case Kind.DEVICE_ENDORSED:
            return names.device(_bytes(told.get("device")))
        case _:
            return _about_clip(event)


def _about_clip(event: Event) -> str:
    told = event.detail
    match event.kind:
        case Kind.IMPORTED:
            return translate("Audit", "{0} frames, {1}").format(
                f"{_number(told.get('frames')):,}", size_text(_number(told.get("size")))
            )
        case Kind.ISSUE:
            return issue_text(told.get("action"))
        case Kind.VERDICT if "accepted" in told:
            return verdict_text(told)
        case Kind.SETTINGS_CHANGED:
            return settings_text(told.get("settings"))
        case Kind.CLIP_CHANGED | Kind.VERDICT if "state" in told:
            before, after = (_state_text(told.get(name)) for name in ("state_was", "state"))
            return translate("Audit", "{0} → {1}").format(before, after)
        case _:
            return ", ".join(_plain(value) for value in told.values() if _plain(value))


def _from_to(event: Event, names: Names) -> str:
    before, after = (_somebody(event.detail.get(end), names) for end in ("from", "to"))
    text = translate("Audit", "{0} → {1}").format(before, after)
    who = event.detail.get("person")
    return text if who is None else f"{_somebody(who, names)}: {text}"


def _somebody(told: object, names: Names) -> str:
    if told is None:
        return translate("Audit", "nobody")
    if told == "":
        return translate("Audit", "not of the project")
    try:
        return names.person(UUID(str(told)))
    except ValueError:
        return str(told)


def _state_text(told: object) -> str:
    states = {
        ClipState.NEW: translate("Audit", "new"),
        ClipState.IN_PROGRESS: translate("Audit", "in progress"),
        ClipState.SUBMITTED: translate("Audit", "submitted"),
        ClipState.ACCEPTED: translate("Audit", "accepted"),
        ClipState.REJECTED: translate("Audit", "rejected"),
    }
    return next((text for state, text in states.items() if state.value == told), str(told))


def _number(told: object) -> int:
    return told if isinstance(told, int) else 0


def _plain(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(one) for one in value)
    return str(value)


def _bytes(told: object) -> bytes:
    try:
        return bytes.fromhex(str(told))
    except ValueError:
        return b""


def time_text(entry: Entry) -> str:
    """Return when it was, by the clock of the device that wrote it."""
    return f"{entry.moment.local():%d %b %Y  %H:%M:%S}"


def tip_text(entry: Entry, names: Names) -> str:
    """Return what there is no column for."""
    lines = [
        f"{entry.moment.local():%A, %d %b %Y  %H:%M:%S.%f %z}",
        translate("Audit", "{0}, with the {1}").format(
            names.person(entry.signer.person), entry.signer.component
        ),
        translate("Audit", "Entry {0} of {1}").format(entry.seq, names.device(entry.device_id)),
    ]
    if entry.late:
        lines.append(translate("Audit", "Noted here first, while the database took nothing."))
    return "\n".join(lines)


def finding_text(finding: Finding, names: Names) -> str:
    """Return what is wrong, in a sentence that names the device and the entry."""
    device, place = names.device(finding.device_id), f"{finding.seq}"
    several = finding.until > finding.seq
    if several:
        place = f"{finding.seq}–{finding.until}"  # noqa: RUF001
    origin = ""
    if finding.origin is not None:
        origin = str(finding.origin[1])
        if finding.origin[0] != finding.device_id:
            origin = f"{origin}, {names.device(finding.origin[0])}"
    words = _several_words(finding.trouble) if several else ""
    words = words or _finding_words(finding.trouble)
    return words.format(device=device, entry=place, origin=origin)


def _several_words(trouble: Trouble) -> str:
    return {
        Trouble.MISSING: translate("Audit", "{device}: entries {entry} are missing."),
        Trouble.CUT: translate("Audit", "{device}: entries {entry} were cut off at the end."),
        Trouble.HEAD_MISSING: translate(
            "Audit", "{device}: signatures under entries {entry} are missing."
        ),
    }.get(trouble, "")


def _finding_words(trouble: Trouble) -> str:
    return {
        Trouble.ALTERED: translate("Audit", "{device}: entry {entry} was altered."),
        Trouble.MISSING: translate("Audit", "{device}: entry {entry} is missing."),
        Trouble.MOVED: translate("Audit", "{device}: entry {entry} was moved, from {origin}."),
        Trouble.REPEATED: translate("Audit", "{device}: entry {entry} repeats {origin}."),
        Trouble.FOREIGN: translate("Audit", "{device}: entry {entry} is another's, {origin}."),
        Trouble.CUT: translate("Audit", "{device}: entry {entry} was cut off at the end."),
        Trouble.REWRITTEN: translate(
            "Audit",
            "{device}: entry {entry} is not the one seen before; what is up to it may be "
            "written anew by somebody who has the keys.",
        ),
        Trouble.HEAD_ALTERED: translate(
            "Audit", "{device}: the signature under entry {entry} is not the device's."
        ),
        Trouble.HEAD_MISSING: translate(
            "Audit", "{device}: the signature under entry {entry} is missing."
        ),
        Trouble.DEVICE_ALTERED: translate("Audit", "{device}: its row was altered."),
        Trouble.DEVICE_MISSING: translate("Audit", "{device}: the project knows it no more."),
        Trouble.ENDORSEMENT_MISSING: translate(
            "Audit", "{device}: the log tells that it was vouched for, and its row does not."
        ),
        Trouble.NOT_ENDORSED: translate("Audit", "{device}: nobody has vouched for it yet."),
        Trouble.NOTE_ALTERED: translate(
            "Audit", "What this computer remembered of the log was altered."
        ),
    }[trouble]


def report_text(report: Report) -> tuple[str, Tone, str]:
    """Return the icon, tone and sentence of what verifying found."""
    entries = f"{report.entries:,}"
    if not report.complete:
        text = translate("Audit", "Stopped after {0} entries.").format(entries)
        return "circle-alert", "warn", text
    troubles = [one for one in report.findings if one.trouble not in REMARKS]
    if troubles:
        text = translate("Audit", "Not what was written. Places found in {0} entries: {1}")
        return "shield-alert", "bad", text.format(entries, f"{len(troubles):,}")
    if not report.remembered:
        text = translate(
            "Audit",
            "Nothing altered in {0} entries. This computer can't tell whether the end is "
            "missing: it sees the log for the first time.",
        )
        return "circle-alert", "warn", text.format(entries)
    text = translate("Audit", "All {0} entries are as they were written, and none is missing.")
    return "circle-check", "ok", text.format(entries)
