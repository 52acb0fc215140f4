"""Events that wait in the state folder are sealed and counted: what is taken away is missed."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from crypto.field import field_cipher
from crypto.keyring import Keyring
from models.audit import events
from models.audit.entry import Entry, Moment, Signer, form_of
from models.audit.errors import AuditUnwritableError
from models.audit.folder import AuditFolder
from models.audit.waiting import Waiting

DEVICE = bytes(16)


def entry(number: int) -> Entry:
    event = events.settings_changed([f"name {number}"])
    return Entry(DEVICE, 0, Signer(UUID(int=7), "test"), Moment(number, 0), event=event, late=True)


def names(waiting: Waiting) -> list[str]:
    return [str(one.event.detail["settings"][0])[5:] for one in waiting.entries]


@pytest.fixture
def folder(keyring: Keyring, tmp_path: Path) -> AuditFolder:
    """A folder in which three events wait, after one that is settled."""
    made = AuditFolder(tmp_path / "audit", keyring)
    made.reserve()
    made.wait(entry(0))
    with made.waiting():
        pass
    for number in (1, 2, 3):
        assert made.wait(entry(number)) == number + 1
    return made


def lines(folder: AuditFolder) -> list[bytes]:
    return (folder.path / "waiting.jsonl").read_bytes().rstrip(b"\0").splitlines(keepends=True)


def put(folder: AuditFolder, *kept: bytes) -> None:
    (folder.path / "waiting.jsonl").write_bytes(b"".join(kept))


def taken(folder: AuditFolder, *, given: int = 0, settled: int = 0) -> Waiting:
    with folder.waiting(given=given, settled=settled) as waiting:
        return waiting


def test_what_waits_comes_back_in_order_once(folder: AuditFolder) -> None:
    waiting = taken(folder)
    assert (names(waiting), waiting.altered, waiting.missing) == (["1", "2", "3"], 0, 0)
    assert waiting.given == 4
    assert not taken(folder)
    assert not folder.has_waiting()
    assert folder.wait(entry(4)) == 5


@pytest.mark.promise
@pytest.mark.parametrize(
    ("kept", "left", "missing"),
    [
        ([1, 2], ["2", "3"], 1),
        ([0, 2], ["1", "3"], 1),
        ([0, 1], ["1", "2"], 1),
        ([1], ["2"], 2),
        ([], [], 3),
    ],
    ids=["first", "middle", "last", "both ends", "all"],
)
def test_lines_that_are_deleted_are_missed_and_missed_once(
    folder: AuditFolder, kept: list[int], left: list[str], missing: int
) -> None:
    whole = lines(folder)
    put(folder, *(whole[at] for at in kept))
    waiting = taken(folder)
    assert (names(waiting), waiting.altered, waiting.missing) == (left, 0, missing)
    assert not taken(folder)


@pytest.mark.promise
def test_a_file_that_is_deleted_or_no_file_any_more_is_missed(folder: AuditFolder) -> None:
    (folder.path / "waiting.jsonl").unlink()
    assert taken(folder).missing == 3
    folder.wait(entry(5))
    (folder.path / "waiting.jsonl").unlink()
    (folder.path / "waiting.jsonl").mkdir()
    assert taken(folder).missing == 1
    assert not taken(folder)
    (folder.path / "waiting.count").unlink()
    (folder.path / "waiting.count").mkdir()
    with pytest.raises(AuditUnwritableError):
        taken(folder)


@pytest.mark.promise
@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes().replace(b'"given": 4', b'"given": 1')),
        lambda path: path.write_bytes(b""),
    ],
    ids=["deleted", "altered", "emptied"],
)
def test_a_count_that_is_taken_away_or_changed_is_told_of(
    folder: AuditFolder, change: Callable[[Path], object]
) -> None:
    change(folder.path / "waiting.count")
    (folder.path / "waiting.jsonl").unlink()
    folder.reserve()
    assert taken(folder).altered == 1
    assert not taken(folder)


@pytest.mark.promise
def test_older_files_that_are_put_back_are_found_by_who_remembers(folder: AuditFolder) -> None:
    count, whole = (folder.path / "waiting.count").read_bytes(), lines(folder)
    last = taken(folder).given
    given = folder.wait(entry(4), given=last)
    (folder.path / "waiting.count").write_bytes(count)
    put(folder, *whole)
    waiting = taken(folder, given=given, settled=last)
    assert (names(waiting), waiting.missing) == ([], 1)


@pytest.mark.promise
def test_a_line_that_was_settled_or_stands_there_twice_is_not_taken_again(
    folder: AuditFolder,
) -> None:
    whole = lines(folder)
    put(folder, *whole, whole[1])
    waiting = taken(folder)
    assert (names(waiting), waiting.altered) == (["1", "2", "3"], 1)
    put(folder, *whole)
    assert not taken(folder)


def test_a_count_that_could_not_be_written_accuses_nobody(folder: AuditFolder) -> None:
    count = (folder.path / "waiting.count").read_bytes()
    folder.wait(entry(4))
    (folder.path / "waiting.count").write_bytes(count)
    assert folder.wait(entry(5)) == 6
    waiting = taken(folder)
    assert (names(waiting), waiting.altered, waiting.missing) == (["1", "2", "3", "4", "5"], 0, 0)


def test_what_an_older_program_left_waiting_is_taken(folder: AuditFolder, keyring: Keyring) -> None:
    sealed = field_cipher(keyring, "_audit", "waiting").seal_json(form_of(entry(9)))
    put(folder, f"{sealed}\n".encode())
    (folder.path / "waiting.count").unlink()
    (folder.path / "heads.json").unlink()
    waiting = taken(folder)
    assert (names(waiting), waiting.altered, waiting.missing) == (["9"], 0, 0)
