"""Projects with very many clips, without any footage."""

import os
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from models.records import ClipRecord, ClipState
from models.store import ProjectStore
from models.unit_of_work import UnitOfWork

_START = datetime(2026, 1, 1, tzinfo=UTC)
_STATES = tuple(ClipState)


def put_in_clips(store: ProjectStore, count: int) -> None:
    """Write so many clips in one transaction: one for each would take a minute for 10,000."""
    with store._working() as work:
        for number in range(count):
            _insert(work, store, number, count)
        work.flush()


def _insert(work: UnitOfWork, store: ProjectStore, number: int, count: int) -> None:
    rows = store._clips
    # In another order than that of their moments, as clips of several cameras are imported.
    moment = _START + timedelta(seconds=37 * (number * 7919 % count))
    record = ClipRecord(
        id=uuid4(),
        event_id=f"event-{number}",
        name=f"cam-{number % 40:02}-{number}",
        camera=f"north gate {number % 40}",
        created_at=_START,
        recorded_at=moment,
        state=_STATES[number % len(_STATES)],
        objects=({"name": f"event-{number}.slc", "format": "container", "length": 12_345_678},),
        clock_zone="Europe/Berlin",
        fingerprint=os.urandom(32),
        frame_count=300,
        duration_pts=10_000,
        width=1280,
        height=720,
    )
    work.insert(rows.table, {"id": record.id.bytes, **rows._values(record)})


def clip_of(number: int, **changed: object) -> ClipRecord:
    """Return a clip with a number for its id, to be put into lists."""
    named: dict[str, object] = {"name": f"cam-{number}", "created_at": _START, **changed}
    return ClipRecord(id=UUID(int=number + 1), event_id=f"event-{number}", **named)  # type: ignore[arg-type]
