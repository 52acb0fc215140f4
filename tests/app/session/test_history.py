"""The history as a value: whatever is done, undone and done again, it is rebuilt the same.

A small model stands beside it: for each clip the annotation, changed by the history's own edits.
"""

from dataclasses import replace
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.session.editing.history import History, Step, rebuilt
from models.annotation import Annotation, Box, gestures
from models.annotation.edits import Edit
from models.annotation.errors import StaleEditError
from models.annotation.track import Track
from models.journal_entry import JournalEntry, Move, StepMark

ME, SOMEBODY = UUID(int=1), UUID(int=2)
CLIPS = (UUID(int=11), UUID(int=12))
LABEL = UUID(int=3)
SIZES = st.floats(1, 300, allow_nan=False)
LIMIT = 6


def _number(track: Track) -> int:
    return track.number


def drawn(annotation: Annotation, x: float = 1.0, *, frame: int = 5) -> Edit:
    return gestures.draw_track(
        annotation, Box(x, 2, 30, 40), frame_index=frame, pts=frame, label_id=LABEL
    )


def put(annotation: Annotation, x: float, *, merge_key: str | None = None) -> Edit:
    # By number: ids are random, and an example has to play the same way again.
    (track_id, *_) = (one.id for one in sorted(annotation.tracks.values(), key=_number))
    return gestures.put_box(
        annotation, track_id, box=Box(x, 2, 30, 40), frame_index=5, pts=5, merge_key=merge_key
    )


class Desk:
    """Two clips that are changed by way of a history, and a journal that notes it."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.history = History(limit=limit)
        self.clips = dict.fromkeys(CLIPS, Annotation())
        self.entries: list[JournalEntry] = []
        self.dropped: set[UUID] = set()

    def note(self, clip_id: UUID, edit: Edit, mark: StepMark) -> None:
        self.clips[clip_id] = edit.applied_to(self.clips[clip_id])
        self.entries.append(JournalEntry(len(self.entries) + 1, clip_id, edit, mark))

    def do(self, clip_id: UUID, edit: Edit) -> UUID:
        pushed = self.history.push(clip_id, edit, at_us=len(self.entries))
        mark = StepMark(Move.DONE, (pushed.step_id,), author=ME, at_us=len(self.entries))
        self.note(clip_id, edit, mark)
        self.history = pushed.history
        self.dropped |= pushed.dropped
        return pushed.step_id

    def turn(self, step: Step | None) -> None:
        """Undo a step, or do it again; one that does not fit is marked."""
        assert step is not None
        edit, move = step.turn, Move.UNDONE if step.done else Move.REDONE
        try:
            self.note(step.clip_id, edit, StepMark(move, (step.id,), author=ME, at_us=0))
        except StaleEditError:
            self.history = self.history.unfit([step.id])
        else:
            self.history = self.history.moved([step.id], done=not step.done)

    def go_to(self, step_id: UUID | None) -> None:
        for one in self.history.way_to(step_id):
            self.turn(self.history.step(one))


def comparable(history: History) -> list[tuple[object, ...]]:
    """All that the journal keeps of a history: not what was tried in vain, nor who may go on."""
    return [
        (step.id, step.clip_id, replace(step.edit, id=step.id, merge_key=None), step.done)
        for step in history.steps
    ]


class HistoryMachine(RuleBasedStateMachine):
    """Somebody works in two clips, while somebody else now and then changes the same objects."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.interfered = False

    @rule(clip_id=st.sampled_from(CLIPS), x=SIZES)
    def draw(self, clip_id: UUID, x: float) -> None:
        self.desk.do(clip_id, drawn(self.desk.clips[clip_id], x))

    @rule(clip_id=st.sampled_from(CLIPS), x=SIZES, key=st.sampled_from((None, "burst-1")))
    def move(self, clip_id: UUID, x: float, key: str | None) -> None:
        if self.desk.clips[clip_id].tracks:
            edit = put(self.desk.clips[clip_id], x, merge_key=key)
            if edit.changes:
                self.desk.do(clip_id, edit)

    @precondition(lambda self: self.desk.history.undo_step)
    @rule()
    def undo(self) -> None:
        self.desk.turn(self.desk.history.undo_step)

    @precondition(lambda self: self.desk.history.redo_step)
    @rule()
    def redo(self) -> None:
        self.desk.turn(self.desk.history.redo_step)

    @rule(data=st.data())
    def go_to(self, data: st.DataObject) -> None:
        ids = [None, *(step.id for step in self.desk.history.steps)]
        wanted = data.draw(st.sampled_from(ids))
        self.desk.go_to(wanted)
        if not self.interfered:
            done = self.desk.history.done_steps
            assert (done[-1].id if done else None) == wanted

    @rule(clip_id=st.sampled_from(CLIPS), x=SIZES)
    def somebody_else_moves(self, clip_id: UUID, x: float) -> None:
        annotation = self.desk.clips[clip_id]
        if annotation.tracks:
            self.desk.clips[clip_id] = put(annotation, x).applied_to(annotation)
            self.interfered = True

    @rule()
    def undo_all_and_do_all_again(self) -> None:
        """What fits goes back and comes again, and the clips are what they were."""
        desk, before = self.desk, dict(self.desk.clips)
        back = []
        while (step := desk.history.undo_step) is not None:
            desk.turn(step)
            back += [step.id] if not desk.history.step(step.id).done else []
        for step_id in reversed(back):
            assert desk.history.redo_step.id == step_id or self.interfered
            desk.turn(desk.history.step(step_id))
        assert desk.clips == before

    @invariant()
    def as_the_journal_tells(self) -> None:
        desk = self.desk
        again = rebuilt(desk.entries, author=ME, limit=LIMIT)
        assert comparable(again) == comparable(desk.history)
        kept = [
            entry
            for entry in desk.entries
            if entry.mark is not None and not desk.dropped.issuperset(entry.mark.steps)
        ]
        assert comparable(rebuilt(kept, author=ME, limit=LIMIT)) == comparable(desk.history)

    @invariant()
    def within_its_limit(self) -> None:
        history = self.desk.history
        assert len(history.steps) <= LIMIT
        assert not self.desk.dropped & {step.id for step in history.steps}


TestHistory = HistoryMachine.TestCase
TestHistory.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


def test_a_thousand_steps_go_back_and_come_again_one_by_one() -> None:
    desk = Desk(limit=1000)
    desk.do(CLIPS[0], drawn(Annotation()))
    for x in range(1004):
        desk.do(CLIPS[0], put(desk.clips[CLIPS[0]], float(x + 10)))
    assert len(desk.history.steps) == 1000
    done = dict(desk.clips)
    desk.go_to(None)
    (track,) = desk.clips[CLIPS[0]].tracks.values()
    assert track.keyframes[0].box.x == 13
    desk.go_to(desk.history.steps[-1].id)
    assert desk.clips == done


def test_nudges_of_one_burst_are_one_step_and_two_bursts_are_two() -> None:
    desk = Desk()
    desk.do(CLIPS[0], drawn(Annotation()))
    for x, key in ((20, "a"), (21, "a"), (22, "b"), (23, "b")):
        desk.do(CLIPS[0], put(desk.clips[CLIPS[0]], x, merge_key=key))
    assert len(desk.history.steps) == 3
    desk.turn(desk.history.undo_step)
    (track,) = desk.clips[CLIPS[0]].tracks.values()
    assert track.keyframes[0].box.x == 21
    # What is nudged back to where it was is no step.
    desk.turn(desk.history.undo_step)
    desk.do(CLIPS[0], put(desk.clips[CLIPS[0]], 30, merge_key="c"))
    desk.do(CLIPS[0], put(desk.clips[CLIPS[0]], 1, merge_key="c"))
    assert len(desk.history.steps) == 1


def test_no_gesture_of_today_goes_on_with_one_of_yesterday() -> None:
    desk = Desk()
    desk.do(CLIPS[0], drawn(Annotation()))
    desk.do(CLIPS[0], put(desk.clips[CLIPS[0]], 20, merge_key="burst-0"))
    desk.history = rebuilt(desk.entries, author=ME)
    desk.do(CLIPS[0], put(desk.clips[CLIPS[0]], 30, merge_key="burst-0"))
    assert len(desk.history.steps) == 3


def test_the_steps_of_somebody_else_are_not_this_persons() -> None:
    desk = Desk()
    desk.do(CLIPS[0], drawn(Annotation()))
    assert rebuilt(desk.entries, author=SOMEBODY).steps == ()


def test_one_step_that_does_not_fit_takes_no_other_with_it() -> None:
    desk = Desk()
    for x in (1, 2, 3):
        desk.do(CLIPS[0], drawn(desk.clips[CLIPS[0]], x))
    second = desk.history.steps[1]
    (track_id,) = second.edit.touched
    theirs = gestures.put_box(
        desk.clips[CLIPS[0]], track_id, box=Box(9, 9, 9, 9), frame_index=5, pts=5
    )
    desk.clips[CLIPS[0]] = theirs.applied_to(desk.clips[CLIPS[0]])
    desk.go_to(None)
    assert [step.fits for step in desk.history.steps] == [True, False, True]
    assert desk.clips[CLIPS[0]].tracks.keys() == {track_id}
    desk.go_to(desk.history.steps[-1].id)
    assert len(desk.clips[CLIPS[0]].tracks) == 3


def test_what_the_database_refuses_is_taken_back() -> None:
    desk = Desk()
    first = desk.do(CLIPS[0], drawn(Annotation()))
    second = desk.do(CLIPS[0], drawn(desk.clips[CLIPS[0]]))
    done = desk.entries[-1]
    assert done.mark is not None
    assert [s.id for s in desk.history.refused(done.edit, done.mark).steps] == [first]
    desk.turn(desk.history.undo_step)
    undone = desk.entries[-1]
    assert undone.mark is not None
    step = desk.history.refused(undone.edit, undone.mark).step(second)
    assert step is not None
    assert (step.done, step.fits) == (True, False)


def test_what_was_done_before_the_past_was_read_comes_behind_it() -> None:
    past, now = Desk(), Desk()
    for x in (1, 2, 3):
        past.do(CLIPS[0], drawn(past.clips[CLIPS[0]], x))
    past.turn(past.history.undo_step)
    assert now.history.after(past.history).redo_step is not None
    step_id = now.do(CLIPS[1], drawn(Annotation()))
    joined = now.history.after(past.history)
    assert joined.redo_step is None
    assert [s.id for s in joined.steps] == [*(s.id for s in past.history.steps[:2]), step_id]
