"""The words for a step: what it is called, what it acts on, where and when. Pure but for `tr`."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QLocale

from app.session.editing.history import Step
from app.ui.editing.model_words import edit_words
from models.annotation.labels import Label
from models.label_deeds import LabelChange, LabelDeed

# The translators' tool knows this name.
translate = QCoreApplication.translate

_LONGEST_NAME = 32


def objects_text(step: Step, labels: Mapping[UUID, Label]) -> str:
    """Say what a step acts on, as people call it: "person 14", "3 objects"."""
    changes = step.edit.changes
    if len(changes) != 1:
        return translate("History", "%1 objects").replace("%1", str(len(changes)))
    head = changes[0].after or changes[0].before
    label = None if head is None else labels.get(head.label_id)
    name = translate("History", "no label") if label is None else label.name
    return name if head is None else f"{name} {head.number}"


def frame_text(step: Step) -> str:
    return translate("History", "frame %1").replace("%1", str(step.edit.frame_index))


def place_text(step: Step, clips: Mapping[UUID, str]) -> str:
    """Say where a step was done: "gate 07, frame 412"."""
    name = clips.get(step.clip_id, translate("History", "a clip that is gone"))
    if len(name) > _LONGEST_NAME:
        half = _LONGEST_NAME // 2
        name = f"{name[:half]}…{name[-half:]}"
    return f"{name}, {frame_text(step)}"


def label_change_texts(change: LabelChange) -> tuple[str, str]:
    """Say what was done to a label: what it is called, and to which."""
    names = {
        LabelDeed.ADDED: translate("History", "Add label"),
        LabelDeed.RENAMED: translate("History", "Rename label"),
        LabelDeed.LOOKS: translate("History", "Change a label's color or key"),
        LabelDeed.ATTRIBUTES: translate("History", "Change a label's attributes"),
        LabelDeed.MERGED: translate("History", "Merge labels"),
        LabelDeed.DELETED: translate("History", "Delete label"),
    }
    labels = f"{change.name} → {change.other}" if change.other else change.name
    return names[change.deed], translate("History", "%1 · no undo").replace("%1", labels)


def time_text(at_us: int, *, now: datetime | None = None, zone: tzinfo | None = None) -> str:
    """Write when something was done by this machine's clock: the time, and the day if not today.

    `at_us` is in µs since 1970, UTC.
    """
    done = datetime.fromtimestamp(at_us / 1e6, UTC).astimezone(zone)
    today = (now or datetime.now(UTC)).astimezone(zone).date()
    clock = done.strftime("%H:%M")
    if done.date() == today:
        return clock
    month = QLocale().monthName(done.month, QLocale.FormatType.ShortFormat)
    return f"{done.day} {month} {clock}"


def undo_text(step: Step | None, clips: Mapping[UUID, str]) -> str:
    """Return what the menu says for undoing a step."""
    if step is None:
        return translate("Actions", "Undo")
    return _filled(translate("History", "Undo %1 (%2)"), step, clips)


def redo_text(step: Step | None, clips: Mapping[UUID, str]) -> str:
    """Return what the menu says for doing a step again."""
    if step is None:
        return translate("Actions", "Redo")
    return _filled(translate("History", "Redo %1 (%2)"), step, clips)


def _filled(text: str, step: Step, clips: Mapping[UUID, str]) -> str:
    # A menu would take what stands behind an ampersand for a key.
    place = place_text(step, clips).replace("&", "&&")
    return text.replace("%1", edit_words(step.edit.name)).replace("%2", place)
