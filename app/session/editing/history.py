"""What this person did, step by step, over all clips: what can be undone and done again.

Pure values, no I/O and no Qt. A step is one named change; small changes of one gesture (nudges)
are one step.

- A new step drops those that were undone and could be done again.
- A step that no longer fits, because somebody else has changed its objects since, is marked and
  passed over from then on; it is never forced, and those around it stay.
- Beyond `limit` the oldest steps fall off.
- What the journal says leads to the same history again: see `rebuilt`.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from models.annotation.edits import Edit
from models.journal_entry import JournalEntry, Move, StepMark

LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    id: the id of its first edit.
    edit: what it does; of several edits of one gesture, all of them as one.
    at_us: when it was done, in µs since 1970, UTC.
    done: False while it is undone.
    fits: False when it could not be undone or done again the last time.
    """

    id: UUID
    clip_id: UUID
    edit: Edit
    at_us: int
    done: bool = True
    fits: bool = True

    @property
    def turn(self) -> Edit:
        """The new edit that undoes the step, or does it again."""
        return self.edit.inverse() if self.done else self.edit.renewed()


@dataclass(frozen=True, slots=True)
class Pushed:
    """A history after one more edit.

    step_id: the step that the edit is, or goes on with.
    dropped: steps that are not in the history any more.
    """

    history: "History"
    step_id: UUID
    dropped: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class History:
    """Steps, the oldest first."""

    steps: tuple[Step, ...] = ()
    limit: int = LIMIT

    @property
    def undo_step(self) -> Step | None:
        """What Ctrl+Z undoes, or None."""
        return next((step for step in reversed(self.steps) if step.done and step.fits), None)

    @property
    def redo_step(self) -> Step | None:
        """What is done again next, or None."""
        return next((step for step in self.steps if not step.done and step.fits), None)

    @property
    def done_steps(self) -> tuple[Step, ...]:
        """All that were not undone, also those that do not fit."""
        return tuple(step for step in self.steps if step.done)

    def step(self, step_id: UUID) -> Step | None:
        """Return the step of this id, None where it is not in the history any more."""
        return next((step for step in self.steps if step.id == step_id), None)

    def push(self, clip_id: UUID, edit: Edit, *, at_us: int) -> Pushed:
        """Add an edit that is done now; one that goes on with the last step becomes part of it."""
        last = self.undo_step
        goes_on = (
            last is not None
            and last is self.done_steps[-1]
            and last.clip_id == clip_id
            and last.edit.merged_with(edit) is not None
        )
        return self.add(clip_id, edit, at_us=at_us, into=last.id if last and goes_on else None)

    def add(self, clip_id: UUID, edit: Edit, *, at_us: int, into: UUID | None) -> Pushed:
        """Add an edit as a part of the step `into` if that is the last one, else as a new step."""
        steps = self.done_steps
        step = Step(edit.id, clip_id, edit, at_us)
        last = steps[-1] if steps and steps[-1].id == into else None
        merged = last.edit.merged_with(edit) if last is not None else None
        if last is not None and merged is not None:
            steps = steps[:-1]
            step = replace(last, edit=merged, at_us=at_us)
        # Nudged to and fro, back to where it was: nothing is left to undo.
        added = (step,) if step.edit.changes else ()
        every = (*steps, *added)
        overwritten = (one.id for one in self.steps if not one.done)
        fallen_off = (one.id for one in every[: -self.limit])
        empty = () if added else (step.id,)
        history = replace(self, steps=every[-self.limit :])
        return Pushed(history, step.id, frozenset((*overwritten, *fallen_off, *empty)))

    def moved(self, step_ids: Collection[UUID], *, done: bool) -> "History":
        """Return the history with these steps undone, or done again."""
        return self._changed(step_ids, done=done, fits=True)

    def unfit(self, step_ids: Collection[UUID]) -> "History":
        """Return the history with these steps marked: they are passed over."""
        return self._changed(step_ids, fits=False)

    def refused(self, edit: Edit, mark: StepMark) -> "History":
        """Take back that this edit did what `mark` says: the database did not take it."""
        if mark.move is not Move.DONE:
            return self._changed(mark.steps, done=mark.move is Move.UNDONE, fits=False)
        only = [step.id for step in self.steps if step.edit.id == edit.id]
        left = tuple(step for step in self.steps if step.id not in only)
        return replace(self, steps=left).unfit([one for one in mark.steps if one not in only])

    def after(self, earlier: "History") -> "History":
        """Return this history behind an earlier one, as if both had been one from the start."""
        first = earlier.done_steps if self.steps else earlier.steps
        return replace(self, steps=(*first, *self.steps)[-self.limit :])

    def way_to(self, step_id: UUID | None) -> tuple[UUID, ...]:
        """Return what to undo or do again, in this order, until `step_id` is the last one done.

        None leads to the state before the first step. Those that do not fit are passed over.
        """
        at = next((at for at, step in enumerate(self.steps) if step.id == step_id), -1)
        back = (step.id for step in reversed(self.steps[at + 1 :]) if step.done and step.fits)
        again = (step.id for step in self.steps[: at + 1] if not step.done and step.fits)
        return (*back, *again)

    def _changed(
        self, step_ids: Collection[UUID], *, fits: bool, done: bool | None = None
    ) -> "History":
        wanted = frozenset(step_ids)
        steps = tuple(
            replace(step, done=step.done if done is None else done, fits=fits)
            if step.id in wanted
            else step
            for step in self.steps
        )
        return replace(self, steps=steps)


def rebuilt(entries: Iterable[JournalEntry], *, author: UUID, limit: int = LIMIT) -> History:
    """Return the history of a person from what the journal says, in order.

    What speaks of steps that are not there is passed over. No edit of today goes on with a step of
    then: the gesture that began it is over.
    """
    history = History(limit=limit)
    for entry in _whole(entries):
        mark = entry.mark
        if mark is None or mark.author != author:
            continue
        if mark.move is not Move.DONE:
            history = history.moved(mark.steps, done=mark.move is Move.REDONE)
            continue
        into = next(iter(mark.steps), None)
        history = history.add(entry.clip_id, entry.edit, at_us=mark.at_us, into=into).history
    over = (replace(step, edit=replace(step.edit, merge_key=None)) for step in history.steps)
    return replace(history, steps=tuple(over))


def _whole(entries: Iterable[JournalEntry]) -> Iterator[JournalEntry]:
    """Give the entries with those as one that are parts of one edit.

    To merge a hundred parts one by one would look at the first of them a hundred times.
    """
    parts: list[JournalEntry] = []
    for entry in entries:
        if parts and not _goes_on(parts[0], entry):
            yield _joined(parts)
            parts = []
        parts.append(entry)
    if parts:
        yield _joined(parts)


def _goes_on(first: JournalEntry, entry: JournalEntry) -> bool:
    """Tell whether an entry is a further part of the edit that the first one begins."""
    key = first.edit.merge_key
    is_one_of_several = key == first.edit.id.hex and key == entry.edit.merge_key
    return is_one_of_several and first.clip_id == entry.clip_id and first.mark == entry.mark


def _joined(parts: Sequence[JournalEntry]) -> JournalEntry:
    first = parts[0]
    if len(parts) == 1:
        return first
    changes = tuple(change for part in parts for change in part.edit.changes)
    return replace(first, edit=replace(first.edit, changes=changes))
