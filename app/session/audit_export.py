"""Writes the audit log to a file in clear, the oldest entry first, because a person said so.

`jsonl`: a line that tells what the file is, which devices there are and which heads they signed;
then one entry a line. `csv`: a line of titles, then one entry a line, for a spreadsheet.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Literal

from app.session.auditing import AuditLog
from app.session.errors import CancelledError
from app.session.exporting import new_file
from models.audit import events
from models.audit.chain import Head
from models.audit.entry import Entry, Event, Outcome
from models.audit.reading import KnownDevice, UnreadableEntry

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
# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_log(
    audit: AuditLog,
    target: Path,
    form: Form,
    *,
    overwrite: bool = False,
    progress: Callable[[int, int], object] = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write all entries; return how many. That it is done stands in the log itself.

    Raises:
        ExportTargetError: the target exists or cannot be written.
        AuditUnwritableError: that it is done can be noted nowhere.
        CancelledError: nothing is left behind.
        DatabaseError
    """
    audit.flush()
    reader = audit.reader()
    total, done = reader.count(), 0
    with (
        audit.exporting(partial(_exported, target, total)),
        new_file(target, overwrite=overwrite) as file,
    ):
        if form == "csv":
            _write_row(file, COLUMNS)
        else:
            _write_json(file, _heading(reader.devices().values(), audit.signed()))
        for entry in reader.oldest_first():
            told = told_of(entry)
            if form == "csv":
                _write_row(file, [_cell(told.get(name, "")) for name in COLUMNS])
            else:
                _write_json(file, told)
            done += 1
            if not done % _TOLD_EVERY:
                progress(done, total)
                if cancelled():
                    raise CancelledError("the export was cancelled; nothing was kept")
    progress(done, max(done, total))
    return done


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


def _exported(target: Path, entries: int, outcome: Outcome) -> Event:
    return events.audit_exported(target, entries, outcome=outcome)


def _heading(devices: Iterable[KnownDevice], signed: Iterable[Head]) -> Mapping[str, Any]:
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


def _write_json(file: BinaryIO, told: Mapping[str, Any]) -> None:
    file.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def _write_row(file: BinaryIO, cells: Iterable[str]) -> None:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    file.write(line.getvalue().encode("utf-8"))


def _cell(value: Any) -> str:
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
