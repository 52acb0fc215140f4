"""What stands in the journal: an edit, its clip, and what it is in the history. No I/O here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from models.annotation.edits import Edit, JsonObject


class Move(StrEnum):
    """What an entry does to its steps."""

    DONE = "done"
    UNDONE = "undone"
    REDONE = "redone"


@dataclass(frozen=True, slots=True)
class StepMark:
    """What an edit is in the history.

    steps: one step, unless several were undone or redone together. A step has the id of its first
        edit; an edit of another id that is `DONE` goes on with that step.
    author: who did it.
    at_us: when, in µs since 1970, UTC.
    """

    move: Move
    steps: tuple[UUID, ...]
    author: UUID
    at_us: int


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One entry; `mark` is None where its edit is no step, and in files of form 1."""

    seq: int
    clip_id: UUID
    edit: Edit
    mark: StepMark | None


def form_of(entry: JournalEntry) -> JsonObject:
    """Return an entry as the JSON object that the journal seals."""
    form: JsonObject = {
        "seq": entry.seq,
        "clip": entry.clip_id.hex,
        "edit": entry.edit.to_json(),
    }
    if (mark := entry.mark) is not None:
        form["move"] = mark.move.value
        form["steps"] = [step.hex for step in mark.steps]
        form["by"] = mark.author.hex
        form["at_us"] = mark.at_us
    return form


def entry_of(form: Any) -> JournalEntry:
    """Read an entry that was sealed; one of form 1 has no mark.

    Raises:
        EditFormatError, ValueError, KeyError, TypeError: it does not have `form_of`'s form.
    """
    mark = None
    if "move" in form:
        mark = StepMark(
            Move(form["move"]),
            tuple(UUID(step) for step in form["steps"]),
            author=UUID(form["by"]),
            at_us=int(form["at_us"]),
        )
    return JournalEntry(form["seq"], UUID(form["clip"]), Edit.from_json(form["edit"]), mark)
