"""A clip store over any object store: names, sealing, companions, derived data.

Rules:
- `store_clip` puts the companion in its place before the object becomes visible: a companion
  without an object means nothing, an object without a companion gets a new one.
- Companions are mended only where a container lies; beside a raw or plain clip a JSON file is
  somebody else's.
- A store that cannot be written does not stop reading: mending is then left out.
"""

import io
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, BinaryIO

from crypto import current
from crypto.clip_header import Kind
from crypto.clip_stream import SealReceipt, SeekableReader, seal_bytes, seal_stream
from crypto.errors import AlteredError, DecryptionError, UnknownKeyError
from crypto.keyring import Keyring
from storage import companion
from storage.base import VideoStorage
from storage.clip_object import ClipObject, StoredClip
from storage.content import cleartext_size_of, describe, identify, open_object, require_allowed
from storage.errors import (
    ClipExistsError,
    ClipNotFoundError,
    StorageFullError,
    StorageUnavailableError,
)
from storage.location import (
    ParsedName,
    Role,
    clip_name,
    companion_name,
    derived_name,
    parse_name,
    stem_of,
)
from storage.object_store import ObjectStore

_log = logging.getLogger(__name__)

# A companion is a few hundred bytes and the caller's metadata; more is not one of ours.
_MAXIMUM_COMPANION_SIZE = 1 << 20


class SealedVideoStorage(VideoStorage):
    """Clips sealed into `objects`; without a keyring of its own it uses the unlocked one."""

    def __init__(self, objects: ObjectStore, keyring: Keyring | None) -> None:
        self._objects = objects
        self._own_keyring = keyring

    @property
    def location(self) -> str:
        return self._objects.location

    def store_clip(
        self,
        event_id: str,
        cleartext: BinaryIO,
        metadata: Mapping[str, Any] | None = None,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> StoredClip:
        name = clip_name(event_id)
        # A copy, so that a value JSON cannot hold is found before hours of sealing.
        kept_metadata = json.loads(json.dumps(dict(metadata or {})))
        keyring = self._keyring()
        with self._objects.create(name) as writer, ExitStack() as undo:
            self._refuse_foreign_companion(event_id)
            receipt = seal_stream(cleartext, writer.write, keyring=keyring, progress=progress)
            clip = _stored(event_id, name, receipt, kept_metadata)
            content = companion.write_companion(clip, keyring)
            undo.callback(self._objects.remove, [companion_name(event_id)])
            self._objects.replace(companion_name(event_id), content)
            writer.commit()
            undo.pop_all()
        return clip

    def open_clip(
        self, event_id: str, expected: Sequence[ClipObject] | None = None
    ) -> io.RawIOBase:
        keyring = self._keyring()
        if expected is None:
            name = self._clip_names(event_id)[0]
            return open_object(self._objects.open(name), keyring)
        for accepted in expected:
            parsed = parse_name(accepted.name)
            if parsed is None or parsed.role is not Role.CLIP or parsed.stem != stem_of(event_id):
                raise AlteredError
            try:
                source = self._objects.open(accepted.name)
            except ClipNotFoundError:
                continue
            return open_object(source, keyring, accepted)
        raise ClipNotFoundError("no object that the clip's row accepts is there")

    def info(self, event_id: str) -> StoredClip:
        return self._info(event_id, self._clip_names(event_id))

    def list(self) -> Iterator[StoredClip]:
        self._keyring()
        by_stem: dict[str, list[str]] = {}
        for name in self._objects.names():
            parsed = parse_name(name)
            if parsed is not None and parsed.role is Role.CLIP:
                by_stem.setdefault(parsed.stem, []).append(name)
        for stem in sorted(by_stem):
            try:
                yield self._info(stem, _first_clip_first(by_stem[stem]))
            except ClipNotFoundError:
                continue  # Somebody deleted it since the names were read.
            except DecryptionError as error:
                _log.info("a stored object is passed over: %s", error)

    def delete(self, event_id: str) -> None:
        clips = self._clip_names(event_id)
        companions = [companion_name(event_id)] if self._owns_companion(event_id, clips) else []
        self._objects.remove([*self._names_of(event_id, Role.DERIVED), *clips, *companions])

    def put_derived(self, event_id: str, kind: Kind, cleartext: bytes, *, clip_id: bytes) -> None:
        sealed, _ = seal_bytes(cleartext, keyring=self._keyring(), kind=kind, clip_id=clip_id)
        self._objects.replace(derived_name(event_id, kind), sealed)

    def open_derived(self, event_id: str, kind: Kind, *, clip_id: bytes) -> bytes:
        keyring = self._keyring()
        source = self._objects.open(derived_name(event_id, kind))
        with closing(source), SeekableReader(source, keyring, kind=kind) as reader:
            if reader.header.clip_id != clip_id:
                raise AlteredError
            return reader.readall()

    def _keyring(self) -> Keyring:
        return current.current() if self._own_keyring is None else self._own_keyring

    def _names_of(self, event_id: str, role: Role) -> tuple[str, ...]:
        stem = stem_of(event_id)
        wanted = ParsedName(stem, role)
        return _first_clip_first(n for n in self._objects.names() if parse_name(n) == wanted)

    def _clip_names(self, event_id: str) -> tuple[str, ...]:
        if found := self._names_of(event_id, Role.CLIP):
            return found
        raise ClipNotFoundError("nothing is stored under this event id")

    def _info(self, event_id: str, names: Sequence[str]) -> StoredClip:
        keyring = self._keyring()
        objects = []
        for name in names:
            with closing(self._objects.open(name)) as source:
                objects.append(describe(name, source))
        first = objects[0]
        require_allowed(first.format, keyring.read_policy)
        clip = StoredClip(
            event_id=event_id,
            objects=tuple(objects),
            cleartext_size=cleartext_size_of(first),
            created_at=self._objects.created_at(first.name),
        )
        return self._with_companion(clip, keyring) if first.format == "container" else clip

    def _with_companion(self, clip: StoredClip, keyring: Keyring) -> StoredClip:
        first = clip.objects[0]
        untrusted_bytes = self._companion(clip.event_id) or b""
        try:
            facts = companion.open_facts(untrusted_bytes, first, keyring)
        except UnknownKeyError:
            # Another keyring's clip: its companion can be neither opened nor written here.
            return clip
        if facts is not None:
            clip = _with_facts(clip, facts)
        if facts is None or not companion.agrees(untrusted_bytes, first):
            self._mend(clip, keyring)
        return clip

    def _mend(self, clip: StoredClip, keyring: Keyring) -> None:
        with suppress(StorageFullError, StorageUnavailableError):
            self._objects.replace(
                companion_name(clip.event_id), companion.write_companion(clip, keyring)
            )

    def _companion(self, event_id: str) -> bytes | None:
        """Return the bytes that lie in the companion's place, none if they are too many."""
        try:
            with closing(self._objects.open(companion_name(event_id))) as source:
                size = source.size
                return source.read_at(0, size) if size <= _MAXIMUM_COMPANION_SIZE else b""
        except ClipNotFoundError:
            return None

    def _refuse_foreign_companion(self, event_id: str) -> None:
        """Refuse to write over a JSON file that is none of ours."""
        untrusted_bytes = self._companion(event_id)
        if untrusted_bytes is not None and not companion.is_companion(untrusted_bytes):
            raise ClipExistsError("a file that is not Safelight's lies in the companion's place")

    def _owns_companion(self, event_id: str, clip_names: Sequence[str]) -> bool:
        """Tell whether the JSON file is ours: by its form, or as an altered one by its place."""
        untrusted_bytes = self._companion(event_id)
        if untrusted_bytes is None:
            return False
        return companion.is_companion(untrusted_bytes) or any(map(self._is_container, clip_names))

    def _is_container(self, name: str) -> bool:
        with closing(self._objects.open(name)) as source:
            return identify(source) == "container"


def _first_clip_first(names: Iterable[str]) -> tuple[str, ...]:
    """Sort the names of one stem: the first clip object has the shortest."""
    return tuple(sorted(names, key=lambda name: (len(name), name)))


def _stored(
    event_id: str, name: str, receipt: SealReceipt, metadata: Mapping[str, Any]
) -> StoredClip:
    sealed_object = ClipObject(
        name=name,
        format="container",
        clip_id=receipt.clip_id,
        key_id=receipt.key_id,
        scope_id=receipt.scope_id,
        commitment=receipt.commitment,
        stored_size=receipt.stored_size,
        stored_sha256=receipt.stored_sha256,
    )
    return StoredClip(
        event_id=event_id,
        objects=(sealed_object,),
        cleartext_size=receipt.cleartext_size,
        created_at=datetime.now(UTC),
        metadata=metadata,
        cleartext_sha256=receipt.cleartext_sha256,
    )


def _with_facts(clip: StoredClip, facts: companion.CompanionFacts) -> StoredClip:
    first, *successors = clip.objects
    return replace(
        clip,
        event_id=facts.event_id
        if stem_of(facts.event_id) == stem_of(clip.event_id)
        else clip.event_id,
        objects=(replace(first, stored_sha256=facts.stored_sha256), *successors),
        created_at=facts.created_at,
        metadata=facts.metadata,
    )
