"""Who took over the objects of labels that ended, so that what is undone later finds its label.

A step of the history still names the label that its objects bore then. Where that label was merged
since, the step is read as if it had been done with the heir; where it was deleted, the step stays
as it is, and its objects come back without a label.

- What is remembered is sealed like all settings, one for each label that ended.
- It holds only while the label is gone: one that is there again is its own heir.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from models.annotation.edits import Edit
from models.annotation.labels import Label
from models.annotation.track import Attributes, Keyframe, TrackHead
from models.annotation.track_change import KeyframeChange, TrackChange
from models.label_changes import Fate, renamed
from models.store import ProjectStore
from models.view_settings import ViewSetting

KIND = "heir"


@dataclass(frozen=True, slots=True)
class Ended:
    """A label that ended: what it was called, and what became of its objects."""

    name: str
    fate: Fate


class Heirs:
    """What became of the labels that ended and are still gone."""

    def __init__(self, ended: Mapping[UUID, Ended] | None = None) -> None:
        self._ended = dict(ended or {})

    def name_of(self, label_id: UUID) -> str | None:
        """Return what a label that ended was called; None for one that nothing is known of."""
        ended = self._ended.get(label_id)
        return None if ended is None else ended.name

    def inherited(self, edit: Edit) -> Edit:
        """Return the edit as it would be, had its objects borne from the start what they bear now.

        Its id stays, for it is the same edit.
        """
        if not self._ended or not any(self._concerns(change) for change in edit.changes):
            return edit
        return replace(edit, changes=tuple(self._changed(change) for change in edit.changes))

    def _concerns(self, change: TrackChange) -> bool:
        heads = (change.before, change.after)
        return any(head is not None and head.label_id in self._ended for head in heads)

    def _changed(self, change: TrackChange) -> TrackChange:
        if not self._concerns(change):
            return change
        old, new = self._way_of(change.before), self._way_of(change.after)
        keyframes = tuple(
            KeyframeChange(_keyframe(key.before, old), _keyframe(key.after, new))
            for key in change.keyframes
        )
        before, after = _head(change.before, old), _head(change.after, new)
        return TrackChange(change.track_id, before, after=after, keyframes=keyframes)

    def _way_of(self, head: TrackHead | None) -> tuple[Fate, ...]:
        """Return the merges that lead from a head's label to one that did not end."""
        way: list[Fate] = []
        at = None if head is None else head.label_id
        passed: set[UUID] = set()
        while at is not None and at not in passed and (ended := self._ended.get(at)) is not None:
            passed.add(at)
            if ended.fate.into is None:
                # Deleted in the end: nobody takes it over, however often it was merged before.
                return ()
            way.append(ended.fate)
            at = ended.fate.into
        return tuple(way)


def remember_heirs(
    store: ProjectStore, fates: Mapping[UUID, Fate], labels: Iterable[Label]
) -> None:
    """Write down what becomes of those of `labels` that end; raises as the store does."""
    for label in labels:
        if (fate := fates.get(label.id)) is not None:
            value = {
                "label": label.id.hex,
                "name": label.name,
                "into": None if fate.into is None else fate.into.hex,
                "keys": dict(fate.keys),
            }
            store.save_view_setting(ViewSetting(uuid5(label.id, KIND), KIND, value))


def read_heirs(store: ProjectStore, labels: Iterable[Label]) -> Heirs:
    """Return what became of labels that are not among `labels` any more; raises as the store does.

    What only a newer program could have written is passed over.
    """
    there = {label.id for label in labels}
    ended: dict[UUID, Ended] = {}
    for setting in store.view_settings(KIND):
        try:
            label_id, one = _read(setting.value)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
        if label_id not in there:
            ended[label_id] = one
    return Heirs(ended)


def _read(value: Any) -> tuple[UUID, Ended]:
    into = value["into"]
    keys = {str(old): str(new) for old, new in value["keys"].items()}
    fate = Fate(None if into is None else UUID(into), keys)
    return UUID(value["label"]), Ended(str(value["name"]), fate)


def _head(head: TrackHead | None, way: tuple[Fate, ...]) -> TrackHead | None:
    if head is None or not way:
        return head
    into = way[-1].into
    assert into is not None  # noqa: S101 - a way is one of merges
    return replace(head, label_id=into, attributes=_told(head.attributes, way))


def _keyframe(key: Keyframe | None, way: tuple[Fate, ...]) -> Keyframe | None:
    return key and replace(key, attributes=_told(key.attributes, way)) if way else key


def _told(attributes: Attributes, way: tuple[Fate, ...]) -> Attributes:
    for fate in way:
        attributes = renamed(attributes, fate.keys)
    return attributes
