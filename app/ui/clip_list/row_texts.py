"""What a row of the clip list says to who hears it, or points at it. Pure but for `tr`."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.ui.clip_list.marks import marks_of
from app.ui.clip_list.owners import People, owned
from app.ui.clip_list.texts import duration_text, moment_texts, state_text
from models.records import ClipRecord

if TYPE_CHECKING:
    # Its package brings the stores with it, which the window must not wait for.
    from storage.offline import CopyState

# The translators' tool knows this name.
translate = QCoreApplication.translate


def row_text(clip: ClipRecord, people: People, copy: "CopyState | None") -> str:
    """Return all that a row shows, in one line."""
    parts = (clip.name, moment_texts(clip.recorded_at)[0], duration_text(clip))
    marks = (mark.text for mark in marks_of(clip, copy))
    whose, apart = owned(clip, people).text, apart_text(clip, people)
    return ", ".join((*parts, state_text(clip.state), *filter(None, (whose, apart)), *marks))


def row_tip(clip: ClipRecord, people: People, copy: "CopyState | None") -> str:
    """Return what a row has no room for."""
    tips = (mark.tip for mark in marks_of(clip, copy))
    whose, apart = owned(clip, people).text, apart_text(clip, people)
    return "\n".join((*filter(None, (apart, whose)), *tips))


def apart_text(clip: ClipRecord, people: People) -> str:
    """Say why the person cannot open a clip; "" where they can."""
    if clip.id not in people.apart:
        return ""
    return translate(
        "ClipList",
        "Cannot be opened yet: you annotate this footage yourself, and what others made of it is "
        "kept apart until your work is accepted.",
    )
