"""Many new objects as edits that are made and signed on a worker, for the window to apply.

What a file or a search brings can be 100,000 objects. To make and sign edits of them takes seconds
and belongs on a worker; to apply one costs some microseconds an object, so that they come in
parts, each an edit and a step of the history: undoing a part costs no more than applying it.
"""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from app.session.clip_session import ClipSession
from models.annotation.document import Annotation
from models.annotation.edits import Edit

# Applying so many takes some tens of milliseconds; few files bring more.
MOST_AT_ONCE = 2_000


def made_ready(
    session: ClipSession,
    make: Callable[[Annotation], Edit],
    *,
    at_us: int,
    most: int = MOST_AT_ONCE,
) -> tuple[Edit, ...]:
    """Make and sign an edit that adds objects, in parts of so many; nothing where it has none.

    For a worker: it takes seconds with a hundred thousand objects. `numbered` fits a part to the
    annotation as it stands when the part is applied.
    """
    edit = make(session.annotation).signed(session.author, at_us=at_us)
    return in_parts(edit, most)


def in_parts(edit: Edit, most: int) -> tuple[Edit, ...]:
    """Return edits of so many objects each that do together what this one does."""
    if not edit.changes:
        return ()
    if len(edit.changes) <= most:
        return (edit,)
    starts = range(0, len(edit.changes), most)
    return tuple(
        replace(
            edit,
            id=uuid4(),
            name=f"{edit.name} ({at} of {len(starts)})",
            changes=edit.changes[start : start + most],
        )
        for at, start in enumerate(starts, start=1)
    )


def numbered(edit: Edit, annotation: Annotation) -> Edit:
    """Return an edit of new objects with numbers that are free now; mostly it is this very one.

    Somebody may have drawn an object since the edit was made.
    """
    number = annotation.next_number()
    heads = [change.after for change in edit.changes]
    if all(head is not None and head.number == number + at for at, head in enumerate(heads)):
        return edit
    changes = (
        replace(change, after=None if head is None else replace(head, number=number + at))
        for at, (change, head) in enumerate(zip(edit.changes, heads, strict=True))
    )
    return replace(edit, changes=tuple(changes))
