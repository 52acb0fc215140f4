"""Many new objects as an edit that is made and signed on a worker, for the window to apply.

What a file or a search brings can be 100,000 objects: see `ready_edits`.
"""

from collections.abc import Callable
from dataclasses import replace

from app.session.clip_session import ClipSession
from models.annotation.document import Annotation
from models.annotation.edits import Edit


def made_ready(
    session: ClipSession, make: Callable[[Annotation], Edit], *, at_us: int
) -> tuple[Edit, ...]:
    """Make and sign an edit that adds objects; nothing where it has none.

    For a worker: it takes seconds with a hundred thousand objects. `numbered` fits it to the
    annotation as it stands when it is applied.
    """
    edit = make(session.annotation).signed(session.author, at_us=at_us)
    return (edit,) if edit.changes else ()


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
