"""What should be looked at before a clip is handed in, as places with words."""

from collections.abc import Callable, Iterable
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from app.ui.places.place import Place
from models.annotation import Annotation
from models.annotation.checks import Check, Finding

# The translators' tool knows this name.
translate = QCoreApplication.translate


def places_of(
    found: Iterable[Finding], annotation: Annotation, name_of: Callable[[UUID], str]
) -> list[Place]:
    """Return a place for each finding whose objects are still there; `name_of` names a label."""
    return [
        _place(one, annotation, name_of)
        for one in found
        if one.track_id in annotation.tracks
        and (one.other_id is None or one.other_id in annotation.tracks)
    ]


def _place(one: Finding, annotation: Annotation, name_of: Callable[[UUID], str]) -> Place:
    ids = (one.track_id,) if one.other_id is None else (one.track_id, one.other_id)
    tracks = [annotation.track(track_id) for track_id in ids]
    name = " = ".join(f"{name_of(t.label_id)} {t.number}" for t in tracks)
    key = (one.check, one.about)
    # Of two, the later one is selected: it is the one to be deleted.
    return Place(key, one.frame_index, (one.track_id,), name, _why(one.check))


def _why(check: Check) -> str:
    match check:
        case Check.NEVER_SEEN:
            return translate("QueueDesk", "never seen")
        case Check.NO_LABEL:
            return translate("QueueDesk", "no label")
        case Check.ONE_FRAME:
            return translate("QueueDesk", "on one frame only")
        case Check.HELD_TAIL:
            return translate("QueueDesk", "held to the end")
        case Check.BEYOND_FRAME:
            return translate("QueueDesk", "beyond the edge")
        case Check.SUGGESTION:
            return translate("QueueDesk", "not accepted")
        case Check.DOUBLE:
            return translate("QueueDesk", "twice?")
