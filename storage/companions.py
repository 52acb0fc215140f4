"""Companions in their store: read, compared with what they describe, and mended.

Rules:
- Companions are mended only where a container lies; beside a raw or plain clip a JSON file is
  somebody else's, and it stays so when a successor of that clip is a container.
- A store that cannot be written does not stop reading: mending is then left out.
"""

from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace

from crypto.errors import UnknownKeyError
from crypto.keyring import Keyring
from storage import companion
from storage.clip_object import StoredClip
from storage.content import identify
from storage.errors import (
    ClipExistsError,
    ClipNotFoundError,
    StorageFullError,
    StorageUnavailableError,
)
from storage.location import clip_name, companion_name, stem_of
from storage.object_store import ObjectStore

# A companion is a few hundred bytes and the caller's metadata; more is not one of ours.
_MAXIMUM_SIZE = 1 << 20


class Companions:
    """The companions of the clips in `objects`."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    def complete(self, clip: StoredClip, keyring: Keyring) -> StoredClip:
        """Return a clip whose first object is a container with what its companion knows of it."""
        first = clip.objects[0]
        untrusted_bytes = self.read(clip.event_id)
        content = untrusted_bytes or b""
        is_successor = first.name != clip_name(clip.event_id)
        may_mend = (
            not is_successor or untrusted_bytes is None or companion.is_companion(untrusted_bytes)
        )
        try:
            facts = companion.open_facts(
                content, first, keyring, successor_of=clip.event_id if is_successor else None
            )
        except UnknownKeyError:
            # Another keyring's clip: its companion can be neither opened nor written here.
            return clip
        if facts is not None:
            clip = _with_facts(clip, facts)
        agrees = companion.is_of(facts, first) and companion.agrees(content, first)
        if may_mend and not agrees:
            self._mend(clip, keyring)
        return clip

    def refuse_foreign(self, event_id: str) -> None:
        """Refuse to write over a JSON file that is none of ours.

        Raises:
            ClipExistsError
        """
        untrusted_bytes = self.read(event_id)
        if untrusted_bytes is not None and not companion.is_companion(untrusted_bytes):
            raise ClipExistsError("a file that is not Safelight's lies in the companion's place")

    def is_ours_to_delete(self, event_id: str, clip_names: Sequence[str]) -> bool:
        """Tell whether the JSON file is ours: by its form, or as an altered one by its place."""
        untrusted_bytes = self.read(event_id)
        if untrusted_bytes is None:
            return False
        if companion.is_companion(untrusted_bytes):
            return True
        name = clip_name(event_id)
        if name not in clip_names:
            return False
        with closing(self._objects.open(name)) as source:
            return identify(source) == "container"

    def read(self, event_id: str) -> bytes | None:
        """Return the bytes that lie in the companion's place, none if they are too many."""
        try:
            with closing(self._objects.open(companion_name(event_id))) as source:
                size = source.size
                return source.read_at(0, size) if size <= _MAXIMUM_SIZE else b""
        except ClipNotFoundError:
            return None

    def _mend(self, clip: StoredClip, keyring: Keyring) -> None:
        with suppress(StorageFullError, StorageUnavailableError):
            self._objects.replace(
                companion_name(clip.event_id), companion.write_companion(clip, keyring)
            )


def _with_facts(clip: StoredClip, facts: companion.CompanionFacts) -> StoredClip:
    first, *others = clip.objects
    same_stem = stem_of(facts.event_id) == stem_of(clip.event_id)
    return replace(
        clip,
        event_id=facts.event_id if same_stem else clip.event_id,
        objects=(replace(first, stored_sha256=facts.stored_sha256), *others),
        created_at=facts.created_at,
        metadata=facts.metadata,
    )
