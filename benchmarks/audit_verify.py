"""How long it takes to verify an audit log, to read it, and what an entry costs an edit.

    python -m benchmarks.audit_verify [ENTRIES]

Exits 1 where the goal is missed: 100,000 entries are verified in at most 5 s of a core, and of 400
at a time that are altered, taken out, swapped, repeated, brought from another device or cut off
each is named, and no other.
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
SAMPLES = 400
COMMITS = 50


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

    seconds, cpu_to_verify = timed(verified)
    report = verified()
    print(f"verify: {seconds:.2f} s, {cpu_to_verify:.2f} s of CPU; findings: {report.findings}")
    reader = AuditReader(database.reading, keyring)
    seconds, cpu = timed(lambda: sum(1 for _ in reader.newest_first()))
    print(f"read all, newest first: {seconds:.2f} s, {cpu:.2f} s of CPU")
    # Of a core: what else the machine does is not the log's fault.
    slow = cpu_to_verify > GOAL_S * max(ENTRIES / 100_000, 0.1)
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
    for _ in range(COMMITS):
        began = time.process_time()
        with database.writing() as connection:
            writer.append(connection, Event(Kind.EDIT))
        writer.committed(connection)
        took.append(time.process_time() - began)
    return statistics.median(took)


class _TakeBackError(Exception):
    """Ends a transaction whose writes are not to stay."""


_SET = "UPDATE audit_entries SET {} WHERE device_id = :d AND seq = :a"
_COPY = _SET.format(
    "(mac, body) = (SELECT mac, body FROM audit_entries WHERE device_id = {} AND seq = :b)"
)
_BEHIND = (
    "INSERT INTO audit_entries (device_id, seq, mac, body) SELECT :d, :behind, mac, body"
    " FROM audit_entries WHERE device_id = {}"
)
WAYS = {
    "body altered": (_SET.format("body = :junk"),),
    "body cut": (_SET.format("body = substr(body, 1, 100)"),),
    "body gone": (_SET.format("body = x''"),),
    "MAC altered": (_SET.format("mac = :mac"),),
    "both altered": (_SET.format("mac = :mac, body = :junk"),),
    "taken out": ("DELETE FROM audit_entries WHERE device_id = :d AND seq = :a",),
    "repeated": (_COPY.format(":d"),),
    "from another device": (_COPY.format(":f"),),
    # Through a number that nobody has.
    "swapped": (
        "UPDATE audit_entries SET seq = -1 WHERE device_id = :d AND seq = :a",
        "UPDATE audit_entries SET seq = :a WHERE device_id = :d AND seq = :b",
        "UPDATE audit_entries SET seq = :b WHERE device_id = :d AND seq = -1",
    ),
    "put behind the end": (_BEHIND.format(":d AND seq = :a"),),
    "replayed behind the end from another device": (_BEHIND.format(":f AND seq = :b"),),
}


def tamper(
    database: Database,
    keyring: Keyring,
    notes: AuditFolder,
    *,
    own: AuditWriter,
    other: AuditWriter,
) -> int:
    """Do each thing to many entries, see that they are named, and take it back; return misses."""
    misses = 0
    rng = random.Random(1)
    device, foreign = own.device.device_id, other.device.device_id
    last = ENTRIES - 1000 + COMMITS
    for way, statements in WAYS.items():
        # Neighbours are among them; what they are swapped with or copied from is not.
        some = rng.sample(range(2, last), 2 * SAMPLES)
        touched = set[int]()
        values = []
        for at, (a, b) in enumerate(zip(some[::2], some[1::2], strict=True)):
            behind = last + 1 + at
            other_seq = b % 999 + 1 if "device" in way else b
            values.append(
                {"d": device, "f": foreign, "a": a, "b": other_seq, "behind": behind}
                | {"junk": rng.randbytes(200), "mac": rng.randbytes(32)}
            )
            touched |= {behind} if "behind" in way else {a, b} if way == "swapped" else {a}
        with suppress(_TakeBackError), database.writing() as connection:
            for each in values:
                for statement in statements:
                    connection.execute(text(statement), _used(statement, each))
            named = named_in(verify(connection, keyring, notes), device)
            raise _TakeBackError
        print(
            f"{way}: {len(named & touched)} of {len(touched)} named, "
            f"and {len(named - touched)} that nobody touched"
        )
        misses += len(named ^ touched)
    return misses + cut(database, keyring, notes, device=device, last=last)


def cut(
    database: Database, keyring: Keyring, notes: AuditFolder, *, device: bytes, last: int
) -> int:
    """Cut the chain in several places, each to its end."""
    misses = 0
    for first in (2, last // 3, last - 1, last):
        with suppress(_TakeBackError), database.writing() as connection:
            statement = "DELETE FROM audit_entries WHERE device_id = :d AND seq >= :a"
            connection.execute(text(statement), {"d": device, "a": first})
            named = named_in(verify(connection, keyring, notes), device)
            raise _TakeBackError
        misses += len(named ^ set(range(first, last + 1)))
    print(f"cut at the end in four places: {misses} entries wrongly named or not")
    return misses


def named_in(report: Report, device: bytes) -> set[int]:
    """Return the numbers of a device that a report accuses."""
    return {
        seq
        for one in report.findings
        if one.device_id == device and one.seq
        for seq in range(one.seq, one.until + 1)
    }


def _used(statement: str, values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if f":{name}" in statement}


if __name__ == "__main__":
    sys.exit(main())
