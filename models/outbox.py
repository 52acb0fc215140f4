"""What the database says of edits that it has, in the transaction of whoever stores one."""

import time
from uuid import UUID

from sqlalchemy import Connection, insert, select

from models.tables.outbox import OutboxRow


def holds(connection: Connection, edit_id: UUID) -> bool:
    """Tell whether the edit was stored before."""
    known = select(OutboxRow.seq).where(OutboxRow.edit_id == edit_id)
    return connection.scalar(known) is not None


def put(connection: Connection, clip_id: UUID, edit_id: UUID, *, author: UUID) -> None:
    """Say that the edit is stored, as the last one."""
    connection.execute(
        insert(OutboxRow).values(
            edit_id=edit_id,
            clip_id=clip_id,
            author=author,
            stored_at_us=time.time_ns() // 1000,
        )
    )
