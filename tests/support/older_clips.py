"""Clips as the older system left them: raw CBC and plain files in the store, some with rows."""

import random
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from app.session.project import Project
from crypto import raw_cbc
from models.records import ClipRecord
from storage.base import ClipObject
from storage.clip_object import ClipFormat

_MP4 = b"\x00\x00\x00\x18ftypisom"


def small_footage(seed: int, *, most: int = 40_000) -> bytes:
    """Return bytes that start as an MP4 does; no picture is in them."""
    rng = random.Random(seed)
    return _MP4 + rng.randbytes(rng.randrange(300, most))


def put_old(project: Project, event_id: str, cleartext: bytes, form: ClipFormat) -> Path:
    """Put an object of the older system into the store; return its file."""
    folder = project.config.store_folder
    assert folder is not None
    file = folder / f"{event_id}.slc"
    if form == "raw-cbc":
        cleartext = raw_cbc.encrypt(project.keyring.raw_key(), cleartext)
    file.write_bytes(cleartext)
    return file


def add_row(project: Project, file: Path, accepted: ClipObject | ClipFormat) -> ClipRecord:
    """Add the row of an object; without one of its own the old object of a form is described."""
    if not isinstance(accepted, ClipObject):
        size = file.stat().st_size
        accepted = ClipObject(file.name, accepted, None, None, None, None, size, None)
    return project.store.add_clip(
        ClipRecord(
            id=uuid4(),
            event_id=file.stem,
            name="from the older system",
            origin=accepted.format,
            objects=(accepted.to_json(),),
            created_at=datetime(2025, 1, 1, tzinfo=UTC),
        )
    )
