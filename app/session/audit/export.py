"""Writes the audit log to a file in clear, the oldest entry first, because a person said so.

`jsonl`: a line that tells what the file is, which devices there are and which heads they signed;
then one entry a line. `csv`: a line of titles, then one entry a line, for a spreadsheet.

Where only some entries are wanted, the first line (in a table, the first below the titles) tells to
what the log was narrowed, and the last how many were left out: nobody takes it for the whole.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from app.session.audit.auditing import AuditLog
from app.session.errors import CancelledError
from app.session.exporting import new_file
from models.audit import events
from models.audit.chain import Head
from models.audit.entry import Entry, Event, Outcome
from models.audit.reading import AuditReader, KnownDevice, UnreadableEntry
from models.audit.wanted import Wanted
from models.csv_cells import csv_text

Form = Literal["jsonl", "csv"]
FORMS: tuple[Form, ...] = ("jsonl", "csv")
COLUMNS = (
    "device",
    "seq",
    "when",
    "who",
    "with",
    "what",
    "outcome",
    "clip",
    "frames",
    "late",
    "detail",
)
_TOLD_EVERY = 500
_ALL = Wanted()


@dataclass(frozen=True, slots=True)
class ExportedLog:
    """How many entries a file has, and how many were not wanted."""

    entries: int
    left_out: int


def export_log(
    audit: AuditLog,
    target: Path,
    form: Form,
    *,
    wanted: Wanted = _ALL,
    overwrite: bool = False,
    progress: Callable[[int, int], object] = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ExportedLog:
    """Write the entries that are wanted. That it is done stands in the log itself.

    Raises:
        NotAllowedError: the person's role does not allow it.
        ExportTargetError: the target exists or cannot be written.
        AuditUnwritableError: that it is done can be noted nowhere.
        CancelledError: nothing is left behind.
        DatabaseError
    """
    audit.flush()
    reader = audit.reader()
    total = reader.count()
    written = 0

    def noted(outcome: Outcome) -> Event:
        entries = written if outcome is Outcome.DONE else total
        return events.audit_exported(target, entries, outcome=outcome, filters=wanted.told)

    with audit.exporting(noted), new_file(target, overwrite=overwrite) as file:
        out = _Table(file) if form == "csv" else _Lines(file)
        out.begin(reader, audit, wanted)
        done = 0
        for entry in reader.oldest_first():
            done += 1
            if wanted.takes(entry):
                out.write(told_of(entry))
                written += 1
            if not done % _TOLD_EVERY:
                progress(done, total)
                if cancelled():
                    raise CancelledError("the export was cancelled; nothing was kept")
        exported = ExportedLog(written, done - written)
        if wanted.told:
            out.end(exported)
    progress(done, max(done, total))
    return exported


class _Lines:
    """A JSON object a line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def begin(self, reader: AuditReader, audit: AuditLog, wanted: Wanted) -> None:
        heading = _heading(reader.devices().values(), audit.signed())
        self.write(heading | ({"narrowed_to": wanted.told} if wanted.told else {}))

    def write(self, told: Mapping[str, Any]) -> None:
        self._file.write(_json(told).encode() + b"\n")

    def end(self, exported: ExportedLog) -> None:
        self.write({"entries": exported.entries, "left_out": exported.left_out})


class _Table:
    """A row of cells a line, under titles."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def begin(self, _reader: AuditReader, _audit: AuditLog, wanted: Wanted) -> None:
        self._file.write(csv_text([COLUMNS]).encode())
        if wanted.told:
            self.write({"what": "narrowed_to", "detail": wanted.told})

    def write(self, told: Mapping[str, Any]) -> None:
        self._file.write(csv_text([[_cell(told.get(name)) for name in COLUMNS]]).encode())

    def end(self, exported: ExportedLog) -> None:
        told = {"entries": exported.entries, "left_out": exported.left_out}
        self.write({"what": "left_out", "detail": told})


def told_of(entry: Entry | UnreadableEntry) -> dict[str, Any]:
    """Return an entry as it is written: times in the device's own zone, ids in hex."""
    told: dict[str, Any] = {"device": entry.device_id.hex(), "seq": entry.seq}
    if isinstance(entry, UnreadableEntry):
        return told | {"what": "unreadable"}
    event = entry.event
    told |= {
        "when": entry.moment.local().isoformat(timespec="milliseconds"),
        "who": entry.signer.person.hex,
        "with": entry.signer.component,
        "what": event.kind.value,
        "outcome": event.outcome.value,
    }
    if event.clip_id is not None:
        told["clip"] = event.clip_id.hex
    if event.frames:
        told["frames"] = [list(span) for span in event.frames]
    if entry.late:
        told["late"] = True
    if event.detail:
        told["detail"] = dict(event.detail)
    return told


def _heading(devices: Iterable[KnownDevice], signed: Iterable[Head]) -> dict[str, Any]:
    return {
        "safelight_audit": 1,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "devices": [
            {
                "device": one.device_id.hex(),
                "public_key": one.public_key.hex(),
                "computer": one.computer,
                "who": one.person,
            }
            for one in devices
        ],
        "signed_here": [
            {"seq": head.seq, "mac": head.mac.hex(), "signature": head.signature.hex()}
            for head in signed
        ],
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _cell(value: Any) -> Any:
    return _json(value) if isinstance(value, (dict, list)) else value
