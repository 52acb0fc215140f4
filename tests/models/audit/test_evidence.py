"""Signatures, devices and their endorsements that are deleted from the database are named."""

from pathlib import Path

import pytest
from sqlalchemy import text

from crypto.keyring import Keyring
from models.audit import events
from models.audit.findings import Trouble
from models.engine import Database
from tests.support.audit_logs import AuditDevice

pytestmark = [
    pytest.mark.promise,
    # Nothing here depends on the kind of database.
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
Place = tuple[Trouble, bytes, int, int]


@pytest.fixture
def device(database: Database, keyring: Keyring, tmp_path: Path) -> AuditDevice:
    return AuditDevice.at(database, keyring, tmp_path)


@pytest.fixture
def other(device: AuditDevice, tmp_path: Path) -> AuditDevice:
    """A second device, for which the first vouches in the row and in its chain."""
    made = AuditDevice.at(device.database, device.keyring, tmp_path, number=2)
    made.append_some(3)
    with device.database.writing() as connection:
        device.writer.endorse(connection, made.device_id, made.writer.device.public_key)
        device.writer.append(connection, events.device_endorsed(made.device_id))
    device.writer.committed(connection)
    return made


def run(device: AuditDevice, *statements: str, **values: object) -> None:
    with device.database.writing() as connection:
        for statement in statements:
            assert connection.execute(text(statement), values).rowcount


def elsewhere(device: AuditDevice, tmp_path: Path) -> AuditDevice:
    """Return who looks at the log from a computer that never saw it."""
    return AuditDevice.at(device.database, device.keyring, tmp_path / "elsewhere")


def found(device: AuditDevice) -> set[Place]:
    return {(one.trouble, one.device_id, one.seq, one.until) for one in device.verify().findings}


def test_each_signature_that_is_deleted_is_named_and_neighbours_together(
    device: AuditDevice, tmp_path: Path
) -> None:
    device.append_together(530)
    device.sign()
    own = device.device_id
    stranger = elsewhere(device, tmp_path)
    assert found(device) == found(stranger) == set()
    run(device, "DELETE FROM audit_heads WHERE seq IN (200, 300, 500)")
    missing = {(Trouble.HEAD_MISSING, own, 200, 300), (Trouble.HEAD_MISSING, own, 500, 500)}
    assert found(device) == found(stranger) == missing
    assert not stranger.verify().sound
    run(device, "DELETE FROM audit_heads")
    assert found(stranger) == {(Trouble.HEAD_MISSING, own, 100, 500)}
    assert found(device) == {(Trouble.HEAD_MISSING, own, 100, 530)}


def test_a_signature_of_an_entry_that_was_cut_off_or_rewritten_is_not_named_beside(
    device: AuditDevice,
) -> None:
    device.append_some(30)
    device.sign()
    run(device, "DELETE FROM audit_entries WHERE seq > 20", "DELETE FROM audit_heads")
    assert found(device) == {(Trouble.CUT, device.device_id, 21, 30)}
    device.append_some(20)
    assert found(device) == {(Trouble.REWRITTEN, device.device_id, 30, 30)}


def test_a_device_whose_row_is_deleted_is_named(
    device: AuditDevice, other: AuditDevice, tmp_path: Path
) -> None:
    assert found(device) == set()
    run(device, "DELETE FROM devices WHERE device_id = :other", other=other.device_id)
    gone = {(Trouble.DEVICE_MISSING, other.device_id, 0, 0)}
    assert found(device) == found(elsewhere(device, tmp_path)) == gone


def test_a_device_whose_every_trace_is_deleted_is_missed_by_whoever_never_saw_it(
    device: AuditDevice, other: AuditDevice, tmp_path: Path
) -> None:
    run(
        device,
        "DELETE FROM devices WHERE device_id = :other",
        "DELETE FROM audit_entries WHERE device_id = :other",
        other=other.device_id,
    )
    report = elsewhere(device, tmp_path).verify()
    assert [(one.trouble, one.device_id) for one in report.findings] == [
        (Trouble.DEVICE_MISSING, other.device_id)
    ]


def test_the_first_device_is_missed_where_another_bears_its_word(
    device: AuditDevice, other: AuditDevice, tmp_path: Path
) -> None:
    first = device.device_id
    run(
        device,
        "DELETE FROM devices WHERE device_id = :first",
        "DELETE FROM audit_entries WHERE device_id = :first",
        first=first,
    )
    named = found(AuditDevice.at(device.database, device.keyring, tmp_path / "x", number=3))
    assert (Trouble.DEVICE_MISSING, first, 0, 0) in named


@pytest.mark.parametrize(
    "change",
    ["endorsement = NULL, endorsed_by = NULL", "endorsement = x'00'", "endorsed_by = device_id"],
    ids=["gone", "altered", "another's"],
)
def test_an_endorsement_that_the_log_tells_of_and_the_row_does_not_is_named(
    device: AuditDevice, other: AuditDevice, change: str
) -> None:
    run(device, f"UPDATE devices SET {change} WHERE device_id = :other", other=other.device_id)
    assert found(device) == {(Trouble.ENDORSEMENT_MISSING, other.device_id, 0, 0)}
    assert not device.verify().sound
