"""What the command palette offers: actions that are possible now, clips, and filters as typed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from app.ui.actions import ActionRegistry
from app.ui.clip_list.texts import moment_texts
from app.ui.palette.fuzzy import match_score
from models.records import ClipRecord

_NOT_OFFERED = "help.palette"
_MOST = 60
# A word of a filter, or the name of an attribute, with what is asked of it.
_FILTER_WORD = re.compile(r"[^\W\d][\w-]*:")
# The translators' tool knows this name.
translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One line: an action to run, a clip to open, or a filter to apply.

    detail: what stands behind the title, dim.
    key: the action's key, or "".
    words: a filter as it was typed; the action is what it goes to.
    """

    title: str
    detail: str
    icon: str
    key: str = ""
    action_id: str = ""
    clip_id: UUID | None = None
    words: str = ""


def action_entries(registry: ActionRegistry) -> tuple[PaletteEntry, ...]:
    """Return an entry for each action that can be used just now."""
    return tuple(
        PaletteEntry(
            title=registry.action(spec.id).text(),
            detail=registry.group_title(spec),
            icon=spec.icon,
            key=registry.key_text(spec.id),
            action_id=spec.id,
        )
        for spec in registry.specs
        if spec.id != _NOT_OFFERED
        and registry.action(spec.id).isEnabled()
        and registry.means_something(spec.id)
    )


def clip_entries(clips: Iterable[ClipRecord]) -> tuple[PaletteEntry, ...]:
    """Return an entry for each clip."""
    return tuple(
        PaletteEntry(
            title=clip.name,
            detail=moment_texts(clip.recorded_at)[0] if clip.recorded_at else clip.camera,
            icon="film",
            clip_id=clip.id,
        )
        for clip in clips
    )


def filter_entries(query: str, registry: ActionRegistry) -> tuple[PaletteEntry, ...]:
    """Return what can be done with a filter such as `issue:open`; () for any other words."""
    words = " ".join(query.split())
    if not any(_FILTER_WORD.match(word) for word in words.split()):
        return ()
    titles = {
        "objects.filter": translate("Palette", "Show only objects with {0}"),
        "boxes.find": translate("Palette", "Find in all clips: {0}"),
    }
    return tuple(
        PaletteEntry(
            title=title.format(words),
            detail="",
            icon=icon,
            key=registry.key_text(action_id),
            action_id=action_id,
            words=words,
        )
        for (action_id, title), icon in zip(titles.items(), ("list-filter", "search"), strict=True)
        if registry.action(action_id).isEnabled()
    )


def best_entries(query: str, entries: Sequence[PaletteEntry]) -> tuple[PaletteEntry, ...]:
    """Return the entries that fit, the best first; all in their order for an empty query."""
    if not query.strip():
        return tuple(entries[:_MOST])
    scored: list[tuple[int, int, PaletteEntry]] = []
    for place, entry in enumerate(entries):
        scores = [match_score(query, entry.title)]
        with_detail = match_score(query, f"{entry.title} {entry.detail}")
        # A hit that needs the detail counts less than one in the title.
        scores.append(None if with_detail is None else with_detail // 2)
        hits = [score for score in scores if score is not None]
        if hits:
            scored.append((-max(hits), place, entry))
    scored.sort(key=lambda item: item[:2])
    return tuple(entry for _, _, entry in scored[:_MOST])
