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
from itertools import groupby
from typing import Any, BinaryIO

from crypto import current
from crypto.clip_header import Kind
from crypto.clip_stream import SealReceipt, SeekableReader, seal_bytes, seal_stream
from crypto.errors import AlteredError, DecryptionError, UnknownKeyError
from crypto.keyring import Keyring
from crypto.source import CiphertextSource
from storage import companion
from storage.base import VideoStorage
from storage.clip_object import ClipObject, ListedClip, StoredClip
from storage.content import cleartext_size_of, describe, identify, open_object, require_allowed
from storage.errors import (
    ClipExistsError,
    ClipNotFoundError,
    StorageFullError,
    StorageUnavailableError,
)
from storage.interrupt import Interrupt
from storage.location import (
    ParsedName,
    Role,
    clip_name,
    companion_name,
    derived_name,
    parse_name,
    stem_of,
    successor_name,
)
from storage.object_store import ObjectEntry, ObjectStore

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

    def store_successor(
        self,
        event_id: str,
        cleartext: BinaryIO | io.RawIOBase,
        *,
        clip_id: bytes,
        progress: Callable[[int], None] | None = None,
    ) -> StoredClip:
        name = successor_name(event_id, clip_id)
        keyring = self._keyring()
        with self._objects.create(name) as writer:
            receipt = seal_stream(
                cleartext, writer.write, keyring=keyring, clip_id=clip_id, progress=progress
            )
            writer.commit()
        return _stored(event_id, name, receipt, {})

    def open_clip(
        self,
        event_id: str,
        expected: Sequence[ClipObject] | None = None,
        *,
        interrupt: Interrupt | None = None,
    ) -> io.RawIOBase:
        keyring = self._keyring()
        if expected is None:
            name = self._listed(event_id).names[0]
            return open_object(self._objects.open(name, interrupt=interrupt), keyring)
        for accepted in expected:
            _require_name_of(event_id, accepted.name)
            try:
                source = self._objects.open(accepted.name, interrupt=interrupt)
            except ClipNotFoundError:
                continue
            return open_object(source, keyring, accepted)
        raise ClipNotFoundError("no object that the clip's row accepts is there")

    def open_stored(
        self, event_id: str, name: str, *, interrupt: Interrupt | None = None
    ) -> CiphertextSource:
        _require_name_of(event_id, name)
        return self._objects.open(name, interrupt=interrupt)

    def info(self, event_id: str) -> StoredClip:
        return self._info(event_id, self._listed(event_id))

    def list(self) -> Iterator[StoredClip]:
        self._keyring()
        for listed in self.entries():
            try:
                yield self._info(listed.stem, listed)
            except ClipNotFoundError:
                continue  # Somebody deleted it since the names were read.
            except DecryptionError as error:
                _log.info("a stored object is passed over: %s", error)

    def entries(self) -> Iterator[ListedClip]:
        return _grouped(self._objects.entries())

    def discard(self, event_id: str, names: Sequence[str]) -> None:
        for name in names:
            _require_name_of(event_id, name)
        self._objects.remove(names)

    def delete(self, event_id: str) -> None:
        clips = self._listed(event_id).names
        companions = [companion_name(event_id)] if self._owns_companion(event_id, clips) else []
        derived = [
            entry.name
            for entry in self._objects.entries(f"{stem_of(event_id)}.")
            if _role_of(entry.name) is Role.DERIVED
        ]
        self._objects.remove([*derived, *clips, *companions])

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

    def _listed(self, event_id: str) -> ListedClip:
        # A stem holds no dot, so no other stem's names start so.
        for listed in _grouped(self._objects.entries(f"{stem_of(event_id)}.")):
            return listed
        raise ClipNotFoundError("nothing is stored under this event id")

    def _info(self, event_id: str, listed: ListedClip) -> StoredClip:
        keyring = self._keyring()
        objects = []
        for name in listed.names:
            with closing(self._objects.open(name)) as source:
                objects.append(describe(name, source))
        first = objects[0]
        require_allowed(first.format, keyring.read_policy)
        clip = StoredClip(
            event_id=event_id,
            objects=tuple(objects),
            cleartext_size=cleartext_size_of(first),
            created_at=listed.modified_at,
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


def _role_of(name: str) -> Role | None:
    parsed = parse_name(name)
    return None if parsed is None else parsed.role


def _require_name_of(event_id: str, name: str) -> None:
    """Refuse what is not the name of a clip object of this event."""
    if parse_name(name) != ParsedName(stem_of(event_id), Role.CLIP):
        raise AlteredError


def _grouped(entries: Iterable[ObjectEntry]) -> Iterator[ListedClip]:
    """Put the clip objects of each stem together; entries that come by name need no more memory."""

    def stem(entry: ObjectEntry) -> str:
        return entry.name.partition(".")[0]

    clips = (entry for entry in entries if _role_of(entry.name) is Role.CLIP)
    for of_stem, group in groupby(clips, key=stem):
        # The first clip object has the shortest name.
        first, *successors = sorted(group, key=lambda entry: (len(entry.name), entry.name))
        names = (first.name, *(entry.name for entry in successors))
        yield ListedClip(of_stem, names, first.size, first.modified_at)


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
