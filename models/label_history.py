"""What became of the labels of a project: named changes, sealed, the newest of them kept.

They are told beside a person's steps and are none: a label belongs to the whole project, and what
others have drawn with it since cannot be taken back by one person's undo.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from models.annotation.labels import Label
from models.label_changes import Fate
from models.label_deeds import LabelChange, LabelDeed
from models.store import ProjectStore
from models.view_settings import ViewSetting

KIND = "label-change"
MOST_KEPT = 100


def changes_between(
    before: Iterable[Label], after: Iterable[Label]
) -> Iterator[tuple[LabelDeed, str, str]]:
    """Give what differs, as deed, name and other name; labels that are gone have their own deed."""
    was = {label.id: label for label in before}
    for label in after:
        old = was.get(label.id)
        if old is None:
            yield LabelDeed.ADDED, label.name, ""
            continue
        if old.name != label.name:
            yield LabelDeed.RENAMED, old.name, label.name
        if old.attributes != label.attributes:
            yield LabelDeed.ATTRIBUTES, label.name, ""
        if (old.color, old.digit) != (label.color, label.digit):
            yield LabelDeed.LOOKS, label.name, ""


def endings(
    fates: Mapping[UUID, Fate], labels: Iterable[Label]
) -> Iterator[tuple[LabelDeed, str, str]]:
    """Give which of `labels` end, as `changes_between` does."""
    names = {label.id: label.name for label in labels}
    for label_id, fate in fates.items():
        if label_id not in names:
            continue
        if fate.into is None:
            yield LabelDeed.DELETED, names[label_id], ""
        else:
            yield LabelDeed.MERGED, names[label_id], names.get(fate.into, "")


def remember_changes(store: ProjectStore, told: Iterable[tuple[LabelDeed, str, str]]) -> None:
    """Write down what was done now, in the store's person's name; raises as the store does."""
    now_us = time.time_ns() // 1000
    new = [
        LabelChange(uuid4(), now_us, store.author, deed, name, other) for deed, name, other in told
    ]
    if not new:
        return
    settings = store.view_settings(KIND)
    for change in new[-MOST_KEPT:]:
        value = {"at": change.at_us, "deed": change.deed.value, "name": change.name}
        if change.other:
            value["other"] = change.other
        store.save_view_setting(ViewSetting(change.id, KIND, value, person=change.author))
    for old in _oldest(settings, len(settings) + len(new) - MOST_KEPT):
        store.delete_view_setting(old.id)


def read_changes(store: ProjectStore) -> tuple[LabelChange, ...]:
    """Return what is kept of the store's person's changes, the oldest first; raises as it does.

    What only a newer program could have written is passed over.
    """
    mine = (one for one in store.view_settings(KIND) if one.person == store.author)
    found = (change for setting in mine if (change := _read(setting)) is not None)
    return tuple(sorted(found, key=lambda change: (change.at_us, change.name)))


def _oldest(settings: Sequence[ViewSetting], count: int) -> Sequence[ViewSetting]:
    return sorted(settings, key=_moment)[: max(count, 0)]


def _moment(setting: ViewSetting) -> int:
    change = _read(setting)
    return 0 if change is None else change.at_us


def _read(setting: ViewSetting) -> LabelChange | None:
    value: Any = setting.value
    try:
        change = LabelChange(
            setting.id, int(value["at"]), setting.person, LabelDeed(value["deed"]), value["name"]
        )
        return replace(change, other=str(value.get("other", "")))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
