"""The words for what `object_facts` found."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from app.ui.panels.object_facts import ObjectFacts, Presence
from models.annotation import Label, Source, Track


def object_name(track: Track, labels: Mapping[UUID, Label]) -> str:
    """Name an object as people do: "person 14"."""
    label = labels.get(track.label_id)
    return f"{label.name if label is not None else _tr('no label')} {track.number}"


def presence_text(facts: ObjectFacts) -> str:
    """Say how an object shows on the frame: "keyframe · 6 keys", "suggested 0.88"."""
    match facts.presence:
        case Presence.AWAY:
            return _range_text(facts)
        case Presence.SUGGESTED:
            score = facts.shape.score if facts.shape is not None else None
            return _tr("suggested") if score is None else f"{_tr('suggested')} {score:.2f}"
        case Presence.OCCLUDED:
            return _tr("occluded")
        case Presence.SINGLE_FRAME:
            return _tr("single frame")
        case Presence.KEYFRAME:
            return f"{_tr('keyframe')} · {keys_text(facts.key_count)}"
        case Presence.HELD:
            return _tr("held")
        case Presence.INTERPOLATED:
            return _tr("interpolated")


def keys_text(count: int) -> str:
    return _tr("1 key") if count == 1 else _tr("%1 keys").replace("%1", str(count))


def keyframes_text(count: int) -> str:
    return _tr("1 keyframe") if count == 1 else _tr("%1 keyframes").replace("%1", str(count))


def source_text(source: Source) -> str:
    """Say where a box comes from."""
    return {
        Source.MANUAL: _tr("manual"),
        Source.SUGGESTED: _tr("suggested"),
        Source.SEMI_AUTO: _tr("semi-auto"),
        Source.IMPORTED: _tr("imported"),
    }[source]


def _range_text(facts: ObjectFacts) -> str:
    first, last = facts.first_frame, facts.last_frame
    if first is None or last is None:
        return _tr("no keyframes")
    if first == last:
        return f"{_tr('frame')} {first}"
    return f"{_tr('frames')} {first}\N{EN DASH}{last}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Objects", text)
