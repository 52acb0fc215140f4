"""The history from run to run: it lies in the lasting journal, which one process holds."""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from app.compose import open_project
from app.session.clip_session import ClipSession
from app.session.editing.history import History
from app.session.project import Project
from models.annotation import Annotation, Box
from models.annotation.edits import Edit
from models.annotation.gestures import delete_tracks, draw_track, put_box
from models.annotation.labels import Label
from models.journal import Journal
from models.journal_entry import Move, StepMark
from models.label_changes import Fate
from tests.support.desk import PASSPHRASE, PERSON, Desk


def drawn(annotation: Annotation, x: float = 10) -> Edit:
    return draw_track(annotation, Box(x, 10, 30, 40), frame_index=3, pts=3, label_id=PERSON.id)


class Hand:
    """Does, undoes and does again, as the editor does it."""

    def __init__(self, session: ClipSession, history: History) -> None:
        self.session, self.history = session, history

    def do(self, edit: Edit) -> None:
        pushed = self.history.push(self.session.clip.id, edit, at_us=1)
        mark = StepMark(Move.DONE, (pushed.step_id,), author=self.session.author, at_us=1)
        self.session.apply(edit, mark, dropped=pushed.dropped)
        self.history = pushed.history

    def turn(self) -> None:
        """Undo the last step."""
        step = self.history.undo_step
        assert step is not None
        mark = StepMark(Move.UNDONE, (step.id,), author=self.session.author, at_us=2)
        self.session.apply(step.turn, mark)
        self.history = self.history.moved([step.id], done=False)


def told(history: History) -> list[tuple[object, ...]]:
    return [(step.id, step.clip_id, step.edit.changes, step.done) for step in history.steps]


@pytest.mark.promise
def test_the_steps_are_there_again_after_a_restart_and_can_be_undone(
    desk: Desk, plain_file: Path
) -> None:
    first = desk.open()
    clip = first.import_clip(plain_file).clip
    hand = Hand(first.open_clip(clip.id), first.earlier_steps().history)
    for x in (10, 60, 110):
        hand.do(drawn(hand.session.annotation, x))
    hand.turn()
    first.close()

    second = desk.open()
    again = second.earlier_steps()
    assert again.lost == 0
    assert told(again.history) == told(hand.history)
    hand = Hand(second.open_clip(clip.id), again.history)
    hand.turn()
    hand.do(drawn(hand.session.annotation, 200))
    second.close()

    third = desk.open()
    history = third.earlier_steps().history
    assert told(history) == told(hand.history)
    assert [step.done for step in history.steps] == [True, True]
    left = third.open_clip(clip.id).annotation.tracks
    assert left.keys() == {track for step in history.steps for track in step.edit.touched}
    third.close()
    folder = desk.paths.project_state(desk.config.id)
    assert [file.name for file in folder.glob("*.db")] == ["journal.db"]


def test_a_second_process_goes_without_history_and_its_edits_are_not_lost(
    desk: Desk, project: Project, plain_file: Path
) -> None:
    clip = project.import_clip(plain_file).clip
    hand = Hand(project.open_clip(clip.id), History())
    hand.do(drawn(hand.session.annotation))
    hand.session.flush()
    second = desk.open()
    try:
        assert second.earlier_steps().history.steps == ()
        theirs = Hand(second.open_clip(clip.id), History())
        theirs.do(drawn(theirs.session.annotation, 100))
    finally:
        second.close()
    folder = desk.paths.project_state(desk.config.id)
    assert len(list(folder.glob("journal-*.db"))) == 1
    third = desk.open()
    assert len(third.open_clip(clip.id).annotation.tracks) == 2
    third.close()


@pytest.mark.promise
def test_an_altered_entry_is_no_step_and_the_others_are(
    desk: Desk, plain_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = desk.open()
    clip = first.import_clip(plain_file).clip
    hand = Hand(first.open_clip(clip.id), History())
    for x in (10, 60, 110):
        hand.do(drawn(hand.session.annotation, x))
    first.close()
    file = desk.paths.project_state(desk.config.id) / "journal.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute("UPDATE entries SET sealed = substr(sealed, 1, 99) || 'AAAA' WHERE seq = 2")

    second = desk.open()
    again = second.earlier_steps()
    second.close()
    assert again.lost == 1
    assert told(again.history) == [told(hand.history)[at] for at in (0, 2)]
    assert "altered" in caplog.text


@pytest.mark.promise
def test_what_no_longer_fits_in_the_lasting_journal_is_kept_aside_and_told(
    desk: Desk, plain_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = desk.open()
    clip = first.import_clip(plain_file).clip
    session = first.open_clip(clip.id)
    (track_id,) = session.apply(drawn(session.annotation))
    session.flush()
    before = session.annotation
    session.apply(delete_tracks(before, [track_id], frame_index=3))
    folder = desk.paths.project_state(desk.config.id)
    stale = put_box(before, track_id, box=Box(1, 2, 3, 4), frame_index=3, pts=3)
    session.flush()
    assert first._way.journal is not None
    first._way.journal.append(clip.id, stale)
    new = drawn(Annotation(), 300)
    first._way.journal.append(clip.id, new, StepMark(Move.DONE, (new.id,), session.author, 1))
    first.close()

    second = desk.open()
    assert (second.replayed.saved, len(second.replayed.refused)) == (1, 1)
    assert [step.id for step in second.earlier_steps().history.steps] == [new.id]
    keyring = second.keyring
    (refused,) = folder.glob("refused-*.db")
    with Journal(refused, keyring) as kept:
        assert [edit for _, _, edit in kept.pending()] == [stale]
    second.close()
    third = desk.open()
    assert third.replayed.problem is None
    third.close()
    assert "refused at replay" in caplog.text


def test_a_lasting_journal_that_is_damaged_is_kept_aside(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    folder = desk.paths.project_state(desk.config.id)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "journal.db").write_bytes(b"no journal" * 1000)
    opened = desk.open()
    assert opened.replayed.damaged == 1
    assert opened.earlier_steps().history.steps == ()
    opened.close()
    assert len(list(folder.glob("damaged-*.db"))) == 1
    assert "kept aside" in caplog.text


def test_what_a_killed_process_had_no_time_to_drop_is_dropped(desk: Desk, plain_file: Path) -> None:
    first = desk.open()
    clip = first.import_clip(plain_file).clip
    session = first.open_clip(clip.id)
    hand = Hand(session, History())
    hand.do(drawn(session.annotation))
    hand.turn()
    # As if the drop had not been noted: the undone step is overwritten all the same.
    edit = drawn(session.annotation, 60)
    session.apply(edit, StepMark(Move.DONE, (edit.id,), session.author, 3))
    first.close()
    second = desk.open()
    assert [step.id for step in second.earlier_steps().history.steps] == [edit.id]
    second.close()
    with closing(sqlite3.connect(desk.paths.project_state(desk.config.id) / "journal.db")) as raw:
        assert raw.execute("SELECT step FROM marks").fetchall() == [(edit.id.hex,)]
        assert raw.execute("SELECT count(*) FROM entries").fetchone() == (1,)


def test_who_keeps_no_history_leaves_it_to_a_window_that_comes_later(
    desk: Desk, plain_file: Path
) -> None:
    command_line = open_project(desk.config, desk.paths, passphrase=PASSPHRASE, keeps_history=False)
    clip = command_line.import_clip(plain_file).clip
    window = desk.open()
    hand = Hand(window.open_clip(clip.id), window.earlier_steps().history)
    hand.do(drawn(Annotation()))
    window.close()
    command_line.close()
    again = desk.open()
    assert told(again.earlier_steps().history) == told(hand.history)
    again.close()


def test_what_waits_for_the_database_gets_the_heir_of_a_label_that_was_merged_meanwhile(
    desk: Desk, plain_file: Path
) -> None:
    first = desk.open()
    clip = first.import_clip(plain_file).clip
    book = first.label_book
    van = Label(uuid4(), "van", "#E69F00", position=1)
    book.add(van)
    late = draw_track(Annotation(), Box(9, 10, 30, 40), frame_index=3, pts=3, label_id=van.id)
    # As somebody with another window does it, while this process has died with an edit waiting.
    assert book.end({van.id: Fate.merged(van, PERSON)}).finished
    assert first._way.journal is not None
    first._way.journal.append(clip.id, late)
    first.close()
    second = desk.open()
    assert second.replayed.saved == 1
    (track,) = second.store.load_annotation(clip.id).annotation.tracks.values()
    assert track.label_id == PERSON.id
    second.close()
