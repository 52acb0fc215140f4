"""The words for what `object_facts` found."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from app.ui.panels.object_facts import ObjectFacts, Presence
from models.annotation import Label, Source, Track

# The translators' tool knows this name.
translate = QCoreApplication.translate


def object_name(track: Track, labels: Mapping[UUID, Label]) -> str:
    """Name an object as people do: "person 14"."""
    label = labels.get(track.label_id)
    return f"{label.name if label is not None else translate('Objects', 'no label')} {track.number}"


def presence_text(facts: ObjectFacts) -> str:
    """Say how an object shows on the frame: "keyframe · 6 in all", "suggested 0.88"."""
    match facts.presence:
        case Presence.AWAY:
            return _range_text(facts)
        case Presence.SUGGESTED:
            score = facts.shape.score if facts.shape is not None else None
            return (
                translate("Objects", "suggested")
                if score is None
                else f"{translate('Objects', 'suggested')} {score:.2f}"
            )
        case Presence.OCCLUDED:
            return translate("Objects", "occluded")
        case Presence.SINGLE_FRAME:
            return translate("Objects", "single frame")
        case Presence.KEYFRAME:
            return _keyframe_text(facts.key_count)
        case Presence.HELD:
            return translate("Objects", "held")
        case Presence.INTERPOLATED:
            return translate("Objects", "interpolated")


def _keyframe_text(count: int) -> str:
    # "Keys" are what clips are sealed with, and on the keyboard.
    if count == 1:
        return translate("Objects", "only keyframe")
    return translate("Objects", "keyframe · %1 in all").replace("%1", str(count))


def keyframes_text(count: int) -> str:
    return (
        translate("Objects", "1 keyframe")
        if count == 1
        else translate("Objects", "%1 keyframes").replace("%1", str(count))
    )


def source_text(source: Source) -> str:
    """Say where a box comes from."""
    return {
        Source.MANUAL: translate("Objects", "manual"),
        Source.SUGGESTED: translate("Objects", "suggested"),
        Source.SEMI_AUTO: translate("Objects", "semi-auto"),
        Source.IMPORTED: translate("Objects", "imported"),
    }[source]


def _range_text(facts: ObjectFacts) -> str:
    first, last = facts.first_frame, facts.last_frame
    if first is None or last is None:
        return translate("Objects", "on no frame")
    if first == last:
        return f"{translate('Objects', 'frame')} {first}"
    return f"{translate('Objects', 'frames')} {first}\N{EN DASH}{last}"
