"""Journals in the state folder that another key has sealed: they are left alone, and told."""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from app.failures import explain
from crypto.keyring import Keyring
from models.annotation import Annotation, Box
from models.annotation.edits import Edit
from models.annotation.gestures import draw_track
from models.journal import Journal
from models.journal_entry import Move, StepMark
from tests.support.desk import PERSON, Desk


def drawn(x: float) -> Edit:
    return draw_track(Annotation(), Box(x, 10, 30, 40), frame_index=3, pts=3, label_id=PERSON.id)


def entries_in(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute("SELECT seq, saved, sealed FROM entries ORDER BY seq").fetchall()


@pytest.mark.promise
def test_edits_that_wait_under_another_key_are_left_alone_and_told_in_one_sentence(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    folder = desk.paths.project_state(desk.config.id)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "journal.db", folder / "journal-0123.db"]
    with Keyring.generate() as stranger:
        for path, count in zip(paths, (2, 1), strict=True):
            with Journal(path, stranger) as journal:
                for x in range(count):
                    journal.append(uuid4(), drawn(x))
    before = [entries_in(path) for path in paths]
    opened = desk.open()
    problem = opened.replayed.problem
    assert (opened.replayed.foreign, opened.replayed.damaged) == (3, 0)
    assert problem is not None
    assert "3 changes were made with another key" in explain(problem).text
    assert explain(problem).known
    # It can be worked in, with a journal of this process's own.
    clip_id = uuid4()
    assert opened._way.journal is not None
    opened._way.journal.append(clip_id, drawn(7))
    opened.close()
    assert [entries_in(path) for path in paths] == before
    assert caplog.text.count("left alone") == 2


def test_steps_of_another_key_that_wait_for_nothing_are_nobodys_history(desk: Desk) -> None:
    folder = desk.paths.project_state(desk.config.id)
    folder.mkdir(parents=True, exist_ok=True)
    edit = drawn(1)
    with Keyring.generate() as stranger, Journal(folder / "journal.db", stranger) as journal:
        mark = StepMark(Move.DONE, (edit.id,), author=uuid4(), at_us=1)
        journal.mark_saved(journal.append(uuid4(), edit, mark))
    opened = desk.open()
    assert opened.replayed.problem is None
    earlier = opened.earlier_steps()
    assert (earlier.history.steps, earlier.lost) == ((), 0)
    opened.close()
    assert len(entries_in(folder / "journal.db")) == 1
