"""The three tables as they are read and written: plain SQL, because nothing in them is believed.

Values come as the database has them, of whatever type: SQLite keeps what it is given.
"""

from collections.abc import Generator
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text, update

from models.audit.chain import MAC_SIZE, Head
from models.tables.audit import AuditEntryRow, AuditHeadRow, DeviceRow

UntrustedRow = tuple[Any, Any, Any]
"""seq, MAC, body."""

_DEVICES = text(
    "SELECT device_id, public_key, endorsed_by, endorsement, body FROM devices ORDER BY device_id"
)
_CHAINS = text("SELECT DISTINCT device_id FROM audit_entries")
_COUNT = text("SELECT count(*) FROM audit_entries")
_AFTER = text(
    "SELECT seq, mac, body FROM audit_entries WHERE device_id = :device ORDER BY seq"
).execution_options(yield_per=2000)
_BEFORE = text(
    "SELECT seq, mac, body FROM audit_entries WHERE device_id = :device AND seq < :before"
    " ORDER BY seq DESC LIMIT :limit"
)
_NEXT = text(
    "SELECT seq, mac, body FROM audit_entries WHERE device_id = :device AND seq > :after"
    " ORDER BY seq LIMIT :limit"
)
_LAST = text(
    "SELECT seq, mac, body FROM audit_entries WHERE device_id = :device ORDER BY seq DESC LIMIT 1"
)
_HEADS = text("SELECT device_id, seq, mac, signature FROM audit_heads ORDER BY device_id, seq")
_LOCKED = text("SELECT public_key FROM devices WHERE device_id = :device FOR UPDATE")
_INSERT_ENTRY = insert(AuditEntryRow)
_INSERT_HEAD = insert(AuditHeadRow)
_ENDORSE = (
    update(DeviceRow)
    .where(DeviceRow.device_id == bindparam("device"))
    .values(endorsed_by=bindparam("by"), endorsement=bindparam("signature"))
)


def devices(connection: Connection) -> list[tuple[Any, ...]]:
    """Return id, public key, endorser, endorsement and body of each device."""
    return [tuple(row) for row in connection.execute(_DEVICES)]


def chain_ids(connection: Connection) -> list[Any]:
    """Return the ids of the devices that have entries."""
    return [row[0] for row in connection.execute(_CHAINS)]


def count_entries(connection: Connection) -> int:
    """Return how many entries there are in all."""
    return int(connection.scalar(_COUNT) or 0)


def chain(connection: Connection, device_id: Any) -> Generator[UntrustedRow]:
    """Give a device's entries in the order of their numbers; close it if not all are taken."""
    with closing(connection.execute(_AFTER, {"device": device_id})) as found:
        for row in found:
            yield row[0], row[1], row[2]


def page_before(
    connection: Connection, device_id: bytes, before: int, limit: int
) -> list[UntrustedRow]:
    """Return the newest entries of a device with a number below `before`, newest first."""
    values = {"device": device_id, "before": before, "limit": limit}
    return [(seq, mac, body) for seq, mac, body in connection.execute(_BEFORE, values)]


def page_after(
    connection: Connection, device_id: bytes, after: int, limit: int
) -> list[UntrustedRow]:
    """Return the oldest entries of a device with a number above `after`, oldest first."""
    values = {"device": device_id, "after": after, "limit": limit}
    return [(seq, mac, body) for seq, mac, body in connection.execute(_NEXT, values)]


def last_of(connection: Connection, device_id: bytes) -> UntrustedRow | None:
    """Return the newest entry of a device, whatever its number is."""
    found = connection.execute(_LAST, {"device": device_id}).first()
    return None if found is None else (found[0], found[1], found[2])


def heads(connection: Connection) -> list[tuple[Any, Any, Any, Any]]:
    """Return device, seq, MAC and signature of each signed head."""
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(_HEADS)]


def newest_heads(connection: Connection) -> list[Head]:
    """Return the newest entry of each device, as far as it is one."""
    newest = []
    for device_id in chain_ids(connection):
        last = last_of(connection, device_id)
        if last is None or not isinstance(device_id, bytes) or len(device_id) != 16:
            continue
        seq, mac, _ = last
        if type(seq) is int and seq > 0 and isinstance(mac, bytes) and len(mac) == MAC_SIZE:
            newest.append(Head(device_id, seq, mac))
    return newest


def hold(connection: Connection, device_id: bytes) -> None:
    """Let nobody else append to this chain until the transaction ends.

    SQLite's writing transactions exclude each other from their start.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(_LOCKED, {"device": device_id})


def hold_devices(connection: Connection) -> None:
    """Let nobody else add a device until the transaction ends."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("LOCK TABLE devices IN SHARE ROW EXCLUSIVE MODE"))


def add_entry(connection: Connection, device_id: bytes, row: tuple[int, bytes, bytes]) -> None:
    """Write one entry."""
    seq, mac, body = row
    connection.execute(
        _INSERT_ENTRY, {"device_id": device_id, "seq": seq, "mac": mac, "body": body}
    )


def add_head(connection: Connection, head: Head) -> None:
    """Write one signed head."""
    connection.execute(
        _INSERT_HEAD,
        {
            "device_id": head.device_id,
            "seq": head.seq,
            "mac": head.mac,
            "signature": head.signature,
        },
    )


def has_head(connection: Connection, device_id: bytes, seq: int) -> bool:
    """Tell whether the device has signed the entry of this number."""
    signed = select(AuditHeadRow.seq).where(
        AuditHeadRow.device_id == device_id, AuditHeadRow.seq == seq
    )
    return connection.scalar(signed) is not None


def add_device(
    connection: Connection,
    *,
    device_id: bytes,
    public_key: bytes,
    body: bytes,
    endorsement: bytes | None,
) -> None:
    """Write one device, which vouches for itself where `endorsement` is given."""
    connection.execute(
        insert(DeviceRow).values(
            device_id=device_id,
            public_key=public_key,
            endorsed_by=None if endorsement is None else device_id,
            endorsement=endorsement,
            body=body,
        )
    )


def endorse(connection: Connection, device_id: bytes, by: bytes, signature: bytes) -> bool:
    """Write down who vouches for a device; tell whether it is there."""
    values = {"device": device_id, "by": by, "signature": signature}
    return connection.execute(_ENDORSE, values).rowcount == 1
