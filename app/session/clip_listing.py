"""The project's clips as one list, and how one list becomes another one. Values only.

Whatever looks at all clips is for a worker: a list may hold 50,000 of them. What a window asks for
with every key (by id, by text) is worked out beforehand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Self
from uuid import UUID

from models.records import ClipRecord


@dataclass(frozen=True, slots=True)
class ClipPart:
    """Some clips of the list, in its order; `total` is how many there will be in all.

    texts: what each is found by, see `search_text`.
    """

    clips: tuple[ClipRecord, ...]
    texts: tuple[str, ...]
    total: int


class ClipListing(tuple[ClipRecord, ...]):  # noqa: SLOT001 - what is worked out needs a dict
    """All clips in their order; never changed.

    by_tag: the clips by the tags of their rows, for the next reading.
    changes, changes_since: how it came of the list with that `token`, which keeps no list alive.
    """

    by_tag: Mapping[bytes, ClipRecord] = MappingProxyType({})
    changes: "ListChanges | None" = None
    changes_since: object = None
    token: object

    def __new__(cls, clips: Iterable[ClipRecord] = ()) -> Self:
        made = super().__new__(cls, clips)
        made.token = object()
        return made

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What each clip is found by."""
        return tuple(map(search_text, self))

    @cached_property
    def by_id(self) -> Mapping[UUID, ClipRecord]:
        return {clip.id: clip for clip in self}

    @cached_property
    def places(self) -> Mapping[UUID, int]:
        """At which place each clip stands."""
        return {clip.id: at for at, clip in enumerate(self)}

    @cached_property
    def names(self) -> Mapping[UUID, str]:
        """How each clip is called."""
        return {clip.id: clip.name or clip.event_id for clip in self}

    def since(self, before: "ClipListing") -> "ListChanges | None":
        """Return what differs from the list before; at once where it was worked out."""
        if self.changes_since is before.token:
            return self.changes
        return changes_between(before, self)

    def worked_out(self) -> "ClipListing":
        """Return the list once all that is asked of it is there."""
        _ = self.texts, self.by_id, self.places, self.names
        return self


def listing_of(clips: Iterable[ClipRecord]) -> ClipListing:
    """Return these clips as a listing; one that is a listing is given back."""
    return clips if isinstance(clips, ClipListing) else ClipListing(clips)


def search_text(clip: ClipRecord) -> str:
    """Return what the words of a filter are looked for in, case-folded."""
    recorded = f"{clip.recorded_at:%Y-%m-%d %H:%M:%S}" if clip.recorded_at else ""
    return f"{clip.name} {clip.camera} {clip.event_id} {recorded}".casefold()


@dataclass(frozen=True, slots=True)
class ListChanges:
    """How one list becomes another one.

    gone: places in the list before, ascending.
    came: places in the list after, ascending.
    changed: places in the list after, of clips that stayed where they are and are other than they
        were, ascending.
    """

    gone: tuple[int, ...]
    came: tuple[int, ...]
    changed: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many clips differ."""
        return len(self.gone) + len(self.came) + len(self.changed)


def changes_between(before: Sequence[ClipRecord], after: ClipListing) -> ListChanges | None:
    """Return what differs; None where clips that stayed stand in another order."""
    old = {clip.id: clip for clip in before}
    gone = tuple(at for at, clip in enumerate(before) if clip.id not in after.by_id)
    came = tuple(at for at, clip in enumerate(after) if clip.id not in old)
    stayed_before = [clip for clip in before if clip.id in after.by_id]
    stayed_after = [at for at, clip in enumerate(after) if clip.id in old]
    changed = []
    for was, at in zip(stayed_before, stayed_after, strict=True):
        is_now = after[at]
        if was is is_now:
            continue
        if was.id != is_now.id:
            return None
        if was != is_now:
            changed.append(at)
    return ListChanges(gone, came, tuple(changed))
