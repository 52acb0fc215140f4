"""Which clips the list shows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from app.session.clip_listing import search_text
from app.ui.clip_list.owners import People, Scope
from models.records import ClipRecord, ClipState


@dataclass(frozen=True, slots=True)
class ClipFilter:
    """A text, all of whose words must occur, and a state or None for all.

    scope: of those, only clips that are somebody's as `people` knows.
    kept_only: of those, only clips that are kept offline; who knows the copies applies it.
    only: of those, only these clips.
    """

    text: str = ""
    state: ClipState | None = None
    kept_only: bool = False
    scope: Scope | None = None
    people: People = field(default_factory=People)
    only: frozenset[UUID] | None = None

    def apply(self, clips: Sequence[ClipRecord]) -> tuple[ClipRecord, ...]:
        """Return the clips that pass, in their order."""
        texts = [search_text(clip) for clip in clips]
        return tuple(clips[at] for at in self.places(clips, texts))

    def places(
        self, clips: Sequence[ClipRecord], texts: Sequence[str], *, start: int = 0
    ) -> list[int]:
        """Return at which places from `start` on clips pass, whose `search_text`s are `texts`.

        A few milliseconds for 50,000 of them: a list is narrowed with every key.
        """
        found = list(range(start, len(clips)))
        if (state := self.state) is not None:
            found = [at for at in found if clips[at].state is state]
        if (scope := self.scope) is not None:
            holds, now = self.people.holds, datetime.now(UTC)
            found = [at for at in found if holds(clips[at], scope, now)]
        if (only := self.only) is not None:
            found = [at for at in found if clips[at].id in only]
        for word in self.text.casefold().split():
            found = [at for at in found if word in texts[at]]
        return found
