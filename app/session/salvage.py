"""Save what is left of a damaged clip elsewhere: authentic chunks, and zeros between them.

- The copy is a new clip of its own, sealed under the same keyring, in a folder that a person names;
  in clear only where the person says so. The damaged object stays as it is: it is evidence.
- A report lies beside the copy. It holds ids, numbers and ranges, and no name of anybody.
- This is the only place that may open a clip past its damage; see `crypto.salvage`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

from app.session.errors import CancelledError, ExportTargetError
from app.session.exporting import export_stream
from app.session.people.rights import Rights
from app.session.verifying.findings import ClipFinding
from crypto.clip_reader import Expected
from crypto.keyring import Keyring
from crypto.salvage import SalvageReader
from models.records import ClipRecord
from models.review.rights import Right
from storage.base import ClipObject, VideoStorage
from storage.interrupt import Interrupt
from storage.local import LocalVideoStorage
from storage.location import stem_of

_ENDINGS = ((4, b"ftyp", "mp4"), (0, b"\x1aE\xdf\xa3", "mkv"), (0, b"RIFF", "avi"), (0, b"G", "ts"))


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was saved.

    copy, report: the two files. size: bytes of the copy's cleartext.
    zeroed: which of them are zeros because they could not be opened.
    """

    copy: Path
    report: Path
    size: int
    zeroed: tuple[range, ...]
    in_clear: bool


def expected_of(stored: ClipObject) -> Expected:
    """Return what a container's verified row says of it.

    Raises:
        ValueError: it is no container.
    """
    match stored:
        case ClipObject(clip_id=bytes(c), key_id=bytes(k), scope_id=bytes(s), commitment=bytes(m)):
            return Expected(
                clip_id=c, key_id=k, scope_id=s, commitment=m, stored_size=stored.stored_size
            )
        case _:
            raise ValueError("only a container has ids and a commitment")


def open_what_is_left(
    storage: VideoStorage,
    keyring: Keyring,
    event_id: str,
    stored: ClipObject,
    *,
    is_recorded: bool,
    interrupt: Interrupt | None = None,
) -> SalvageReader:
    """Return a stream of a container's authentic chunks, with zeros in the place of the others.

    `is_recorded`: a verified row says what `stored` is. Without one the bytes speak for themselves.

    Raises:
        EncryptionError: not one chunk can be opened.
        ClipNotFoundError, StorageUnavailableError
    """
    source = storage.open_stored(event_id, stored.name, interrupt=interrupt)
    try:
        return SalvageReader(source, keyring, expected_of(stored) if is_recorded else None)
    except BaseException:
        source.close()
        raise


def salvage(
    storage: VideoStorage,
    keyring: Keyring,
    finding: ClipFinding,
    folder: Path,
    *,
    rights: Rights,
    in_clear: bool = False,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Salvaged | None:
    """Save what is left of a clip to `folder`; None where nothing of it can be saved.

    `progress` is told the bytes done so far.

    Raises:
        NotAllowedError: in clear only who may export saves it.
        ExportTargetError, ClipExistsError: something lies there already; nothing is replaced.
        StorageError, EncryptionError, CancelledError: nothing is left behind.
    """
    if in_clear:
        rights.require(Right.EXPORT)
    if finding.stored is None or not finding.can_be_salvaged:
        return None
    stem = f"{stem_of(finding.event_id)}-salvaged"
    report_path = folder / f"{stem}.report.json"
    if report_path.exists():
        raise ExportTargetError(f"The file {report_path.name} exists already")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    left = open_what_is_left(
        storage, keyring, finding.event_id, finding.stored, is_recorded=finding.clip is not None
    )
    with left:
        if in_clear:
            copy = folder / f"{stem}.{_ending(left)}"
            export_stream(
                finding.clip or _unnamed(finding, finding.stored),
                left,
                copy,
                progress=progress,
                cancelled=cancelled,
            )
            facts: dict[str, Any] = {"copy": copy.name, "in_clear": True}
        else:
            copy, facts = _seal(keyring, stem, left, folder, _watching(progress, cancelled))
        zeroed, size = left.zeroed, left.cleartext_size
    facts |= {"size": size, "zeroed_bytes": [[held.start, held.stop - 1] for held in zeroed]}
    report = {"salvaged": facts, "found": finding.to_json(), "made_at": _now()}
    _write_new(report_path, json.dumps(report, indent=1).encode("ascii") + b"\n")
    return Salvaged(copy, report_path, size, zeroed, in_clear)


def _seal(
    keyring: Keyring,
    stem: str,
    left: SalvageReader,
    folder: Path,
    progress: Callable[[int], None],
) -> tuple[Path, dict[str, Any]]:
    target = LocalVideoStorage(folder, keyring)
    metadata = {"salvaged_from_clip_id": left.header.clip_id.hex()}
    stored = target.store_clip(stem, cast("BinaryIO", left), metadata, progress=progress)
    first = stored.objects[0]
    return folder / first.name, {"copy": first.name, "in_clear": False, "object": first.to_json()}


def _watching(
    progress: Callable[[int], None] | None, cancelled: Callable[[], bool] | None
) -> Callable[[int], None]:
    def done(size: int) -> None:
        if progress is not None:
            progress(size)
        if cancelled is not None and cancelled():
            raise CancelledError("salvaging was cancelled; nothing was kept")

    return done


def _ending(left: SalvageReader) -> str:
    head = left.read(16)
    left.seek(0)
    for at, magic, ending in _ENDINGS:
        if head[at:].startswith(magic):
            return ending
    return "video"


def _unnamed(finding: ClipFinding, stored: ClipObject) -> ClipRecord:
    """Return a record for the log of a clip without a row: by the id that its header bears."""
    clip_id = UUID(bytes=stored.clip_id)
    return ClipRecord(id=clip_id, event_id=finding.event_id, name="", created_at=datetime.now(UTC))


def _write_new(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise ExportTargetError(f"The file {path.name} cannot be made: {error.strerror}") from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
