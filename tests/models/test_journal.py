import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.field import field_cipher
from crypto.keyring import Keyring
from models.annotation import Annotation, Box, gestures
from models.annotation.edits import Edit
from models.errors import (
    JournalDamagedError,
    JournalForeignError,
    JournalInUseError,
    JournalUnwritableError,
)
from models.journal import Journal
from models.journal_entry import Move, StepMark
from tests.support.annotations import annotations, successors, unhurried

CLIP = UUID(int=5)
ME = UUID(int=6)


def an_edit(x: float = 1.0) -> Edit:
    return gestures.draw_track(
        Annotation(), Box(x, 2, 30, 40), frame_index=7, pts=700, label_id=uuid4()
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path, keyring: Keyring) -> Iterator[Journal]:
    with Journal(path, keyring) as opened:
        yield opened


def test_edits_are_pending_in_order_until_they_are_saved(journal: Journal) -> None:
    edits = [an_edit() for _ in range(4)]
    places = [journal.append(CLIP, edit) for edit in edits]
    assert places == sorted(places)
    assert journal.pending() == [
        (place, CLIP, edit) for place, edit in zip(places, edits, strict=True)
    ]
    journal.mark_saved(places[0])
    journal.mark_saved(places[2])
    assert journal.pending() == [(places[1], CLIP, edits[1]), (places[3], CLIP, edits[3])]


def test_what_was_appended_is_there_after_the_process_was_killed(
    path: Path, keyring: Keyring
) -> None:
    script = (
        "import os, sys, signal, pathlib; from crypto.keyring import Keyring;"
        "from models.journal import Journal; from tests.models.test_journal import CLIP, an_edit\n"
        "journal = Journal(pathlib.Path(sys.argv[1]), Keyring.from_data_key(bytes(32)))\n"
        "for x in range(3): journal.append(CLIP, an_edit(x))\n"
        "journal.mark_saved(1)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, path], check=False)
    assert killed.returncode == -9
    with Keyring.from_data_key(bytes(32)) as same_key, Journal(path, same_key) as journal:
        boxes = [edit.changes[0].keyframes[0].after.box.x for _, _, edit in journal.pending()]
        assert boxes == [1.0, 2.0]
        assert journal.append(CLIP, an_edit()) == 4


def test_a_place_is_never_given_twice(path: Path, keyring: Keyring) -> None:
    with Journal(path, keyring) as journal:
        place = journal.append(CLIP, an_edit())
        journal.mark_saved(place)
        assert journal.last_place() == 0
    with Journal(path, keyring) as journal:
        assert journal.append(CLIP, an_edit()) > place


def done(edit: Edit, *, step: UUID | None = None) -> StepMark:
    return StepMark(Move.DONE, (step or edit.id,), author=ME, at_us=5)


def moved(move: Move, *edits: Edit) -> StepMark:
    return StepMark(move, tuple(edit.id for edit in edits), author=ME, at_us=6)


def saved(journal: Journal, edit: Edit, mark: StepMark | None, **given: object) -> int:
    place = journal.append(CLIP, edit, mark, **given)
    journal.mark_saved(place)
    return place


def places(journal: Journal) -> list[int]:
    return [seq for seq, _ in journal.stored_steps(after=0, upto=10**6, limit=10**6)]


def test_an_entry_says_what_it_is_in_the_history(journal: Journal) -> None:
    edit = an_edit()
    marks = [done(edit), moved(Move.UNDONE, edit), moved(Move.REDONE, edit), None]
    for mark in marks:
        journal.append(CLIP, edit, mark)
    assert [entry.mark for entry in journal.pending_entries()] == marks


def test_steps_stay_when_they_are_saved_and_what_is_no_step_goes(journal: Journal) -> None:
    edits = [an_edit() for _ in range(3)]
    kept = [saved(journal, edit, done(edit)) for edit in edits]
    saved(journal, an_edit(), None)
    assert journal.pending() == []
    assert places(journal) == kept
    opened = [
        journal.opened(*stored)
        for stored in journal.stored_steps(after=kept[0], upto=kept[1], limit=5)
    ]
    assert [(entry.clip_id, entry.edit, entry.mark) for entry in opened] == [
        (CLIP, edits[1], done(edits[1]))
    ]


def test_of_a_step_that_went_to_and_fro_the_last_move_stays(journal: Journal) -> None:
    first, second = an_edit(), an_edit()
    kept = [saved(journal, edit, done(edit)) for edit in (first, second)]
    both = saved(journal, an_edit(), moved(Move.UNDONE, second, first))
    for move in (Move.REDONE, Move.UNDONE, Move.REDONE):
        last = saved(journal, an_edit(), moved(move, first))
    assert places(journal) == [*kept, both, last]
    saved(journal, an_edit(), moved(Move.REDONE, second))
    assert both not in places(journal)


def test_a_dropped_step_stays_as_long_as_it_is_pending(journal: Journal) -> None:
    first, second, third = an_edit(), an_edit(), an_edit()
    gone = saved(journal, first, done(first))
    waiting = journal.append(CLIP, second, done(second))
    last = journal.append(CLIP, third, done(third), dropped=(first.id, second.id))
    assert [entry[0] for entry in journal.pending()] == [waiting, last]
    assert gone not in places(journal)
    journal.mark_saved(waiting)
    journal.mark_saved(last)
    assert places(journal) == [last]
    journal.drop([third.id])
    assert journal.last_place() == 0


def test_a_refused_entry_is_neither_pending_nor_a_step(journal: Journal) -> None:
    edit = an_edit()
    journal.refuse(journal.append(CLIP, edit, done(edit)))
    assert journal.pending() == []
    assert places(journal) == []


def test_a_file_of_form_1_is_replayed_and_goes_on_in_form_2(path: Path, keyring: Keyring) -> None:
    edit, cipher = an_edit(), field_cipher(keyring, "journal", "sealed")
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(
            "CREATE TABLE entries (seq INTEGER PRIMARY KEY AUTOINCREMENT,"
            " saved INTEGER NOT NULL DEFAULT 0, sealed TEXT NOT NULL)"
        )
        raw.execute("PRAGMA user_version = 1")
        for seq in (1, 2):
            sealed = cipher.seal_json({"seq": seq, "clip": CLIP.hex, "edit": edit.to_json()})
            raw.execute("INSERT INTO entries VALUES (?, ?, ?)", (seq, 2 - seq, sealed))
    with Journal(path, keyring) as journal:
        assert journal.pending() == [(2, CLIP, edit)]
        assert journal.pending_entries()[0].mark is None
        assert places(journal) == []
        assert journal.append(CLIP, edit, done(edit)) == 3
    with Journal(path, keyring) as journal:
        assert [entry.mark for entry in journal.pending_entries()] == [None, done(edit)]


def test_a_closed_journal_is_one_private_file(path: Path, keyring: Keyring) -> None:
    with Journal(path, keyring) as journal:
        journal.append(CLIP, an_edit())
        modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        assert modes == {0o600}
    assert list(path.parent.iterdir()) == [path]


def test_a_second_process_cannot_take_a_journal_in_use(
    journal: Journal, path: Path, keyring: Keyring
) -> None:
    with pytest.raises(JournalInUseError):
        Journal(path, keyring)
    script = (
        "import sys, pathlib; from crypto.keyring import Keyring;"
        "from models.errors import JournalInUseError; from models.journal import Journal\n"
        "try: Journal(pathlib.Path(sys.argv[1]), Keyring.generate())\n"
        "except JournalInUseError: sys.exit(7)\n"
    )
    assert subprocess.run([sys.executable, "-c", script, path], check=False).returncode == 7


@pytest.mark.promise
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entries SET sealed = (SELECT sealed FROM entries WHERE seq = 2) WHERE seq = 1",
        "UPDATE entries SET seq = 9 WHERE seq = 1",
        "UPDATE entries SET sealed = substr(sealed, 1, 60) || 'A' || substr(sealed, 62)",
        "UPDATE entries SET sealed = ''",
        "UPDATE entries SET sealed = x'00'",
    ],
)
def test_an_altered_or_moved_entry_is_refused(path: Path, keyring: Keyring, change: str) -> None:
    with Journal(path, keyring) as journal:
        journal.append(CLIP, an_edit())
        journal.append(CLIP, an_edit())
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(change)
    with Journal(path, keyring) as journal, pytest.raises(JournalDamagedError):
        journal.pending()


@pytest.mark.promise
@pytest.mark.parametrize(
    "change",
    [
        "CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM entries; END",
        "CREATE VIEW v AS WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n FROM r) SELECT 1",
    ],
    ids=["trigger", "view"],
)
def test_what_makes_a_journal_forget_or_never_end_is_refused(
    path: Path, keyring: Keyring, change: str
) -> None:
    with Journal(path, keyring) as journal:
        journal.append(CLIP, an_edit())
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(change)
    with pytest.raises(JournalDamagedError):
        Journal(path, keyring)


@pytest.mark.promise
@pytest.mark.parametrize("count", ["'word'", "-4", str((1 << 63) - 1)])
def test_an_altered_count_of_entries_takes_no_edit(
    path: Path, keyring: Keyring, count: str
) -> None:
    with Journal(path, keyring) as journal:
        journal.append(CLIP, an_edit())
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(f"UPDATE sqlite_sequence SET seq = {count}")
    with Journal(path, keyring) as journal, pytest.raises(JournalDamagedError):
        journal.append(CLIP, an_edit())


def test_a_journal_under_another_key_is_told_apart_from_a_damaged_one(
    path: Path, keyring: Keyring
) -> None:
    with Journal(path, keyring) as journal:
        journal.append(CLIP, an_edit())
    with (
        Keyring.generate() as stranger,
        Journal(path, stranger) as journal,
    ):
        with pytest.raises(JournalForeignError):
            journal.pending()
        assert journal.count_pending() == 1


def test_a_file_that_is_no_journal_is_refused(path: Path, keyring: Keyring) -> None:
    path.write_bytes(b"no journal" * 1000)
    with pytest.raises(JournalDamagedError):
        Journal(path, keyring)
    path.unlink()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalDamagedError, match="newer"):
        Journal(path, keyring)


def test_a_missing_folder_and_a_full_disk_are_unwritable(path: Path, keyring: Keyring) -> None:
    with pytest.raises(JournalUnwritableError):
        Journal(path.parent / "gone" / "journal.db", keyring)
    with Journal(path, keyring) as journal:
        place = journal.append(CLIP, an_edit())
        journal._connection.execute("PRAGMA max_page_count = 1")

        def fill_up() -> None:
            for _ in range(100):
                journal.append(CLIP, an_edit())

        with pytest.raises(JournalUnwritableError):
            fill_up()
        assert journal.pending()[0][0] == place


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    """One journal for all examples: to make one costs more than what is looked at."""
    folder = tmp_path_factory.mktemp("journal")
    with Keyring.generate() as keyring, Journal(folder / "journal.db", keyring) as opened:
        yield opened


@given(data=st.data())
@unhurried
def test_any_edit_comes_back_exactly(data: st.DataObject, lasting: Journal) -> None:
    before = data.draw(annotations)
    edit = Edit.between("ü", before, data.draw(successors(before)), frame_index=3, merge_key="k")
    place = lasting.append(CLIP, edit)
    assert lasting.pending() == [(place, CLIP, edit)]
    lasting.mark_saved(place)
