"""The audit log in a database: written once, by one device, and never changed unseen."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from crypto.device_key import DeviceKey
from crypto.keyring import Keyring
from crypto.secret import SecretKey
from models.audit.entry import Entry, Event, Kind, Outcome
from models.audit.errors import AuditDamagedError
from models.audit.findings import Trouble
from models.audit.folder import AuditFolder
from models.audit.reading import AuditReader, UnreadableEntry
from models.audit.verify import verify
from models.engine import Database, open_database
from tests.support.audit_logs import AuditDevice

DATA_KEY = bytes(range(32))
COPIED = (
    "UPDATE audit_entries SET body = (SELECT body FROM audit_entries WHERE seq = 9)"
    " WHERE seq = :seq AND :other = :other"
)
TWO_WINDOWS = """
import sys
from pathlib import Path
from crypto.keyring import Keyring
from models.engine import open_database
from tests.support.audit_logs import AuditDevice
with Keyring.from_data_key(bytes(range(32))) as keyring, open_database(sys.argv[1]) as database:
    window = AuditDevice.at(database, keyring, Path(sys.argv[2]))
    print("ready", flush=True)
    sys.stdin.readline()
    window.append_some(40)
"""

# What does not depend on the kind of database is tried on the one that costs least.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def device(database: Database, keyring: Keyring, tmp_path: Path) -> AuditDevice:
    return AuditDevice.at(database, keyring, tmp_path)


def run(device: AuditDevice, statement: str, **values: object) -> None:
    with device.database.writing() as connection:
        done = connection.execute(text(statement), {"device": device.device_id, **values})
        assert done.rowcount


def test_entries_come_back_as_they_were_noted_the_newest_first(device: AuditDevice) -> None:
    events = [
        Event(Kind.UNLOCKED, detail={"keys": ["3f2a"]}),
        Event(Kind.VIEWED, frames=((0, 10), (40, 41))),
        Event(Kind.EXPORTED, Outcome.FAILED, detail={"file": "Straße 7.mp4"}),
    ]
    device.append(*events)
    device.append_some(20)
    entries = [one for one in device.entries() if isinstance(one, Entry)]
    assert [entry.event for entry in entries[:3]] == events
    assert [entry.seq for entry in entries] == list(range(1, 24))
    assert {entry.signer for entry in entries} == {device.writer.signer}
    report = device.verify()
    assert (report.entries, report.chains, report.findings) == (23, 1, ())
    assert report.sound
    assert report.remembered


@pytest.mark.promise
def test_nothing_that_is_told_of_an_event_stands_in_clear(keyring: Keyring, tmp_path: Path) -> None:
    with open_database(f"sqlite:///{tmp_path / 'annotations.db'}") as database:
        device = AuditDevice.at(database, keyring, tmp_path)
        device.append(Event(Kind.EXPORTED, detail={"file": "Vorfall am Nordtor.mp4"}))
        device.folder.wait(next(e for e in device.entries() if isinstance(e, Entry)))
        device.sign()
    person = device.writer.signer.person
    for file in (path for path in tmp_path.rglob("*") if path.is_file()):
        content = file.read_bytes()
        for word in (b"Nordtor", b"exported", b"computer 1", person.bytes, person.hex.encode()):
            assert word not in content, (file.name, word)


@pytest.mark.promise
@pytest.mark.parametrize(
    ("statement", "trouble"),
    [
        ("UPDATE audit_entries SET mac = :other WHERE seq = :seq", Trouble.ALTERED),
        ("UPDATE audit_entries SET body = :other WHERE seq = :seq", Trouble.ALTERED),
        ("DELETE FROM audit_entries WHERE seq = :seq AND :other = :other", Trouble.MISSING),
        (COPIED, Trouble.REPEATED),
    ],
    ids=["MAC", "body", "removed", "repeated"],
)
def test_an_entry_that_is_changed_in_the_database_is_named(
    device: AuditDevice, statement: str, trouble: Trouble
) -> None:
    device.append_some(12)
    run(device, statement, seq=5, other=bytes(32))
    assert device.named() == {(trouble, device.device_id, 5, 5)}
    assert not device.verify().sound
    unreadable = [one for one in device.entries() if isinstance(one, UnreadableEntry)]
    assert all(one.seq == 5 for one in unreadable)


@on_sqlite
@pytest.mark.promise
@pytest.mark.parametrize("heads_too", [False, True], ids=["entries", "heads too"])
def test_a_chain_that_is_cut_is_named_also_when_it_went_on_since(
    device: AuditDevice, heads_too: bool
) -> None:
    device.append_some(30)
    device.sign()
    run(device, "DELETE FROM audit_entries WHERE seq > 20 AND device_id = :device")
    if heads_too:
        run(device, "DELETE FROM audit_heads WHERE device_id = :device")
    assert device.named() == {(Trouble.CUT, device.device_id, 21, 30)}
    device.append_some(4)
    assert device.named() == {(Trouble.CUT, device.device_id, 25, 30)}
    device.append_some(40)
    assert device.named() == {(Trouble.REWRITTEN, device.device_id, 30, 30)}


@on_sqlite
@pytest.mark.promise
def test_a_device_whose_every_trace_is_deleted_is_still_missed(device: AuditDevice) -> None:
    device.append_some(5)
    for table in ("audit_entries", "devices"):
        run(device, f"DELETE FROM {table} WHERE device_id = :device")
    assert (Trouble.CUT, device.device_id, 1, 5) in device.named()


@pytest.mark.promise
def test_what_another_device_wrote_is_no_entry_of_this_one(
    device: AuditDevice, database: Database, keyring: Keyring, tmp_path: Path
) -> None:
    other = AuditDevice.at(database, keyring, tmp_path, number=2)
    for one in (device, other):
        one.append_some(9)
    run(
        device,
        "UPDATE audit_entries SET (mac, body) = (SELECT mac, body FROM audit_entries AS theirs"
        " WHERE theirs.device_id = :other AND theirs.seq = 4) WHERE device_id = :device"
        " AND seq = 4",
        other=other.device_id,
    )
    assert device.named() == {(Trouble.FOREIGN, device.device_id, 4, 4)}
    (finding,) = (one for one in device.verify().findings if one.seq)
    assert finding.origin == (other.device_id, 4)


@on_sqlite
@pytest.mark.promise
def test_a_signature_a_device_and_a_note_that_are_changed_are_named(device: AuditDevice) -> None:
    device.append_some(3)
    device.sign()
    run(device, "UPDATE audit_heads SET signature = :other", other=bytes(64))
    assert device.named() == {(Trouble.HEAD_ALTERED, device.device_id, 3, 3)}
    run(device, "UPDATE devices SET public_key = :other", other=bytes(32))
    assert (Trouble.DEVICE_ALTERED, device.device_id, 0, 0) in device.named()
    note = next(Path(device.folder.path).glob("heads.json"))
    note.write_text(note.read_text().replace('"seq":3', '"seq":2'))
    assert (Trouble.NOTE_ALTERED, b"", 0, 0) in device.named()
    device.append_some(1)
    assert (Trouble.NOTE_ALTERED, b"", 0, 0) in device.named()


@on_sqlite
def test_every_hundredth_head_is_signed_and_kept_in_both_places(device: AuditDevice) -> None:
    device.append_together(201)
    with device.reading() as connection:
        signed = connection.execute(text("SELECT seq FROM audit_heads ORDER BY seq")).all()
    assert [seq for (seq,) in signed] == [100, 200]
    assert [head.seq for head in device.folder.signed()] == [100, 200]
    device.sign()
    device.sign()
    assert device.folder.signed()[-1].seq == 201
    assert device.named() == set()


def test_a_later_device_is_remarked_upon_until_one_that_is_known_vouches_for_it(
    device: AuditDevice, database: Database, keyring: Keyring, tmp_path: Path
) -> None:
    other = AuditDevice.at(database, keyring, tmp_path, number=2)
    other.append_some(2)
    report = device.verify()
    assert report.sound
    assert [(one.trouble, one.device_id) for one in report.findings] == [
        (Trouble.NOT_ENDORSED, other.device_id)
    ]
    with database.writing() as connection:
        assert device.writer.endorse(connection, other.device_id, other.writer.device.public_key)
    assert device.verify().findings == ()
    run(device, "UPDATE devices SET endorsement = :other WHERE device_id <> :device", other=b"x")
    assert not device.verify().sound or device.verify().findings


@pytest.mark.promise
def test_two_windows_of_one_device_write_one_chain(database_url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", TWO_WINDOWS, database_url, str(tmp_path)]
    with Keyring.from_data_key(DATA_KEY) as keyring, open_database(database_url) as database:
        device = AuditDevice.at(database, keyring, tmp_path)
        other = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        )
        with other:
            assert other.stdout is not None
            assert other.stdout.readline() == "ready\n"
            assert other.stdin is not None
            other.stdin.write("go\n")
            other.stdin.flush()
            device.append_some(40)
        assert other.returncode == 0
        report = device.verify()
        assert (report.entries, report.findings) == (80, ())
        assert device.folder.seen().newest[device.device_id].seq == 80
        assert device.folder.seen().gone == ()


@on_sqlite
def test_a_rolled_back_transaction_leaves_no_entry_and_no_head(device: AuditDevice) -> None:
    device.append_some(1)

    def fail(connection: Connection) -> None:
        device.writer.append(connection, Event(Kind.EDIT))
        raise RuntimeError

    with pytest.raises(RuntimeError), device.database.writing() as connection:
        fail(connection)
    device.append_some(1)
    assert [entry.seq for entry in device.entries()] == [1, 2]
    assert device.named() == set()


@on_sqlite
def test_nothing_is_put_behind_an_end_that_is_none(device: AuditDevice) -> None:
    device.append_some(2)
    run(device, "UPDATE audit_entries SET mac = :other WHERE seq = 2", other=b"short")
    with pytest.raises(AuditDamagedError):
        device.append_some(1)


@on_sqlite
@pytest.mark.promise
def test_entries_of_a_retired_data_key_stay_provable(database_url: str, tmp_path: Path) -> None:
    def keyring(*numbers: int) -> Keyring:
        return Keyring([SecretKey(bytes([number]) * 32) for number in numbers])

    with open_database(database_url) as database:
        with keyring(1) as before:
            AuditDevice.at(database, before, tmp_path).append_some(3)
        with keyring(2, 1) as after:
            device = AuditDevice.at(database, after, tmp_path)
            device.append_some(3)
            assert device.named() == set()
            assert all(isinstance(one, Entry) for one in device.entries())
        with keyring(2) as lost:
            device = AuditDevice.at(database, lost, tmp_path)
            assert {seq for _, _, seq, _ in device.named()} >= {1, 2, 3}


def test_verifying_tells_how_far_it_is_and_can_be_called_off(device: AuditDevice) -> None:
    device.append_together(1100)
    told: list[tuple[int, int]] = []
    with device.reading() as connection:
        whole = verify(
            connection,
            device.keyring,
            device.folder,
            progress=lambda done, total: told.append((done, total)),
        )
        called_off = verify(connection, device.keyring, device.folder, cancelled=lambda: True)
    assert told == [(1000, 1100), (1100, 1100)]
    assert whole.complete
    assert not called_off.complete
    assert called_off.entries == 1000


@on_sqlite
def test_events_wait_sealed_in_the_state_folder_in_their_order(
    device: AuditDevice, keyring: Keyring, tmp_path: Path
) -> None:
    device.append_some(3)
    entries = [one for one in device.entries() if isinstance(one, Entry)]
    assert not device.folder.has_waiting()
    for entry in entries:
        device.folder.wait(entry)
    path = tmp_path / "audit-1" / "waiting.jsonl"
    with path.open("a") as file:
        file.write("sl1.altered\nsl1.torn")
    device.folder.wait(entries[0])
    assert AuditFolder(tmp_path / "audit-1", keyring).has_waiting()
    with pytest.raises(RuntimeError), device.folder.waiting():
        raise RuntimeError
    with device.folder.waiting() as waiting:
        assert waiting.entries == (*entries, entries[0])
        assert waiting.altered == 2, "as many lines do not open"
        assert waiting.missing == 0
    assert not device.folder.has_waiting()


@on_sqlite
def test_a_device_key_is_kept_once(device: AuditDevice) -> None:
    assert device.folder.device_key() is None
    first = device.folder.keep_device_key(DeviceKey.generate())
    second = device.folder.keep_device_key(DeviceKey.generate())
    found = device.folder.device_key()
    assert found is not None
    assert first.device_id == second.device_id == found.device_id


@on_sqlite
def test_entries_of_several_devices_are_merged_by_their_time(
    device: AuditDevice, database: Database, keyring: Keyring, tmp_path: Path
) -> None:
    other = AuditDevice.at(database, keyring, tmp_path, number=2)
    turns: list[Callable[[int], None]] = [device.append_some, other.append_some]
    for turn in range(20):
        turns[turn % 2](1)
    entries = [one for one in device.entries() if isinstance(one, Entry)]
    moments = [entry.moment.at_us for entry in entries]
    assert moments == sorted(moments)
    assert list(AuditReader(device.reading, keyring, page=7).oldest_first()) == entries
    known = AuditReader(device.reading, keyring).devices()
    assert {one.computer for one in known.values()} == {"computer 1", "computer 2"}
