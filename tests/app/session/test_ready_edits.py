"""Large edits are made ready on a worker, and are one step though they are kept in parts."""

from itertools import count
from uuid import UUID

import pytest

from app.session.editing.history import rebuilt
from app.session.editing.ready_edits import in_parts, is_large, made_ready
from app.session.project import Project
from models.annotation import Annotation, Edit
from models.annotation.errors import StaleEditError
from models.annotation.track import Track
from models.journal_entry import JournalEntry, Move, StepMark
from tests.support.annotations import key, single, track

ME, CLIP = UUID(int=7), UUID(int=8)


def adding(*tracks: Track) -> Edit:
    return Edit.between("Import", Annotation(), Annotation(tracks), frame_index=4)


@pytest.mark.parametrize(
    ("keyframes", "sizes"),
    [((1, 1, 1), (3,)), ((1, 1, 1, 1), (3, 1)), ((2, 2, 1), (2, 3)), ((7, 1), (7, 1)), ((), (0,))],
    ids=["as many as go", "one more", "no track is torn", "one too large", "nothing"],
)
def test_parts_do_together_what_the_edit_does(
    keyframes: tuple[int, ...], sizes: tuple[int, ...]
) -> None:
    tracks = [track(*(key(3 * at) for at in range(many)), number=1) for many in keyframes]
    edit = adding(*sorted(tracks, key=lambda one: one.id.int))
    parts = in_parts(edit, 3)
    assert sorted(sum(len(one.keyframes) for one in part.changes) for part in parts) == sorted(
        sizes
    )
    after = Annotation()
    for part in parts:
        after = part.applied_to(after)
    assert after == edit.applied_to(Annotation())
    assert parts[0].id == edit.id
    assert len({part.id for part in parts}) == len(parts)
    assert {(part.name, part.frame_index) for part in parts} == {("Import", 4)}


def test_a_ready_edit_was_applied_to_what_it_was_made_for() -> None:
    edit, before = adding(single(1), single(2)), Annotation()
    ready = made_ready(edit, before, most=1)
    assert ready.before is before
    assert ready.after == edit.applied_to(before)
    assert (len(ready.parts), ready.touched) == (2, edit.touched)
    with pytest.raises(StaleEditError):
        made_ready(edit, ready.after)


def test_an_edit_is_large_by_the_keyframes_that_it_changes() -> None:
    many = adding(track(*(key(frame) for frame in range(1_001))))
    assert is_large([many])
    assert not is_large([adding(single(1)), adding(single(2))])


def test_what_was_kept_in_parts_is_one_step_of_the_history_again() -> None:
    edit, other = adding(*(single(frame) for frame in range(6))), adding(single(9))
    places = count(1)

    def entries(parts: tuple[Edit, ...], move: Move, at_us: int) -> list[JournalEntry]:
        mark = StepMark(move, (edit.id if move is not Move.DONE else parts[0].id,), ME, at_us)
        return [JournalEntry(next(places), CLIP, part, mark) for part in parts]

    done = entries(in_parts(edit, 2), Move.DONE, 5)
    assert len(done) == 3
    after = entries((other,), Move.DONE, 6)
    history = rebuilt([*done, *after], author=ME)
    assert [step.id for step in history.steps] == [edit.id, other.id]
    assert history.steps[0].edit.changes == edit.changes
    assert history.steps[0].edit.merge_key is None
    back = in_parts(edit.inverse(), 2)
    turned = rebuilt([*done, *entries(back, Move.UNDONE, 7)], author=ME)
    assert [(step.id, step.done) for step in turned.steps] == [(edit.id, False)]


def test_a_ready_edit_is_saved_in_parts_and_undone_by_its_step(project: Project, imported) -> None:
    session = project.open_clip(imported.clip.id)
    edit = adding(*(single(frame) for frame in range(5)))
    ready = made_ready(edit, session.annotation, most=2)
    mark = StepMark(Move.DONE, (edit.id,), author=session.author, at_us=1)
    assert session.apply(edit, mark, ready=ready) == edit.touched
    assert session.annotation is ready.after
    session.flush()
    assert session.pending == 0
    assert project.store.load_annotation(session.clip.id).annotation == ready.after
    # One that was made for what is not there any more is applied the usual way, or refused.
    with pytest.raises(StaleEditError):
        session.apply(edit.renewed(), mark, ready=ready)
    session.apply(edit.inverse(), StepMark(Move.UNDONE, (edit.id,), session.author, at_us=2))
    session.flush()
    project.close_clip(session)
    assert not project.store.load_annotation(session.clip.id).annotation.tracks
