"""How long it takes to verify an audit log, to read it, and what an entry costs an edit.

    python -m benchmarks.audit_verify [ENTRIES]

Exits 1 where the goal is missed: 100,000 entries are verified in at most 5 s, and of some that are
altered, taken out, repeated, brought from another device or cut off each is named, and no other.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import text

from crypto.device_key import DeviceKey
from crypto.keyring import Keyring
from models.audit import events
from models.audit.chain import Head
from models.audit.entry import Event, Kind, Signer
from models.audit.findings import Report
from models.audit.folder import AuditFolder
from models.audit.reading import AuditReader
from models.audit.verify import still_there, verify
from models.audit.writer import AuditWriter
from models.engine import Database, open_database
from tests.support.databases import AUTHOR, a_clip

ENTRIES = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
AT_ONCE = 5_000
GOAL_S = 5.0
SAMPLES = 12


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, Keyring.generate() as keyring:
        database = open_database(f"sqlite:///{Path(folder) / 'log.db'}")
        with database:
            return run(database, keyring, Path(folder))


def run(database: Database, keyring: Keyring, path: Path) -> int:
    notes = AuditFolder(path / "audit", keyring)

    def bears(head: Head) -> bool:
        with database.reading() as connection:
            return still_there(connection, [head])[head]

    def writer() -> AuditWriter:
        made = AuditWriter(keyring, DeviceKey.generate(), Signer(AUTHOR, "benchmark"))
        made.on_committed = lambda heads: notes.note(*heads, still_there=bears)
        with database.writing() as connection:
            made.register(connection, {"computer": "x", "person": ""})
        return made

    own, other = writer(), writer()
    cost = fill(database, own, ENTRIES - 1000)
    fill(database, other, 1000)
    print(f"{ENTRIES:,} entries: {cost * 1e6:.0f} µs of CPU each to write, without the commit")
    print(f"one entry and its commit: {one_commit(database, own) * 1e3:.2f} ms of CPU")

    def verified() -> Report:
        with database.reading() as connection:
            return verify(connection, keyring, notes)

    seconds_to_verify, cpu = timed(verified)
    report = verified()
    print(f"verify: {seconds_to_verify:.2f} s, {cpu:.2f} s of CPU; findings: {report.findings}")
    reader = AuditReader(database.reading, keyring)
    seconds, cpu = timed(lambda: sum(1 for _ in reader.newest_first()))
    print(f"read all, newest first: {seconds:.2f} s, {cpu:.2f} s of CPU")
    slow = seconds_to_verify > GOAL_S * max(ENTRIES / 100_000, 0.1)
    return 1 if tamper(database, keyring, notes, own=own, other=other) or slow else 0


def timed(do: Callable[[], object]) -> tuple[float, float]:
    """Return seconds and seconds of CPU."""
    began, cpu = time.perf_counter(), time.process_time()
    do()
    return time.perf_counter() - began, time.process_time() - cpu


def fill(database: Database, writer: AuditWriter, count: int) -> float:
    """Return the seconds of CPU an entry."""
    clip = a_clip().id
    began = time.process_time()
    for start in range(0, count, AT_ONCE):
        with database.writing() as connection:
            for at in range(start, min(start + AT_ONCE, count)):
                writer.append(connection, events.viewed(clip, ((at, at + 99),)))
        writer.committed(connection)
    return (time.process_time() - began) / count


def one_commit(database: Database, writer: AuditWriter) -> float:
    took = []
    for _ in range(50):
        began = time.process_time()
        with database.writing() as connection:
            writer.append(connection, Event(Kind.EDIT))
        writer.committed(connection)
        took.append(time.process_time() - began)
    return statistics.median(took)


class _TakeBackError(Exception):
    """Ends a transaction whose writes are not to stay."""


def tamper(
    database: Database,
    keyring: Keyring,
    notes: AuditFolder,
    *,
    own: AuditWriter,
    other: AuditWriter,
) -> int:
    """Do each thing to some entries, see that they are named, and take it back; return misses."""
    misses = 0
    rng = random.Random(1)
    device, foreign = own.device.device_id, other.device.device_id
    ways = {
        "altered": "UPDATE audit_entries SET body = :junk WHERE device_id = :d AND seq = :a",
        "MAC altered": "UPDATE audit_entries SET mac = :mac WHERE device_id = :d AND seq = :a",
        "taken out": "DELETE FROM audit_entries WHERE device_id = :d AND seq = :a",
        "repeated": "UPDATE audit_entries SET (mac, body) = (SELECT mac, body FROM audit_entries"
        " WHERE device_id = :d AND seq = :b) WHERE device_id = :d AND seq = :a",
        "from another device": "UPDATE audit_entries SET (mac, body) = (SELECT mac, body FROM"
        " audit_entries WHERE device_id = :f AND seq = 500) WHERE device_id = :d AND seq = :a",
        "cut at the end": "DELETE FROM audit_entries WHERE device_id = :d AND seq >= :a",
    }
    for way, statement in ways.items():
        named = 0
        for _ in range(SAMPLES):
            a, b = rng.sample(range(2, ENTRIES - 1000), 2)
            values = {
                "d": device,
                "f": foreign,
                "a": a,
                "b": b,
                "junk": rng.randbytes(200),
                "mac": rng.randbytes(32),
            }
            with suppress(_TakeBackError), database.writing() as connection:
                connection.execute(text(statement), _used(statement, values))
                found = verify(connection, keyring, notes).findings
                named += {(one.device_id, one.seq) for one in found if one.seq} == {(device, a)}
                raise _TakeBackError
        print(f"{way}: {named} of {SAMPLES} named, and nothing else")
        misses += SAMPLES - named
    return misses


def _used(statement: str, values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if f":{name}" in statement}


if __name__ == "__main__":
    sys.exit(main())
