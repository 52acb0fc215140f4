"""A clip store over any object store: names, sealing, companions, derived data.

Rules:
- `store_clip` puts the companion in its place before the object becomes visible: a companion
  without an object means nothing, an object without a companion gets a new one.
- Nothing is sealed by an installation that fails its known answers.
- Of plain clips no copies are kept: they would be cleartext on this computer's disk.
"""

import io
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime
from functools import partial
from itertools import groupby, islice
from typing import Any, BinaryIO

from crypto import current
from crypto.clip_header import Kind
from crypto.clip_stream import SealReceipt, SeekableReader, seal_bytes, seal_stream
from crypto.errors import DECRYPTION_FAILED, AlteredError, DecryptionError, EncryptionError
from crypto.health import sealing_self_test
from crypto.keyring import Keyring
from crypto.source import CiphertextSource
from storage import companion
from storage.base import VideoStorage
from storage.choice import described_by_preference
from storage.clip_object import ClipFormat, ClipObject, ListedClip, StoredClip
from storage.companions import Companions
from storage.content import cleartext_size_of, identify, open_object, require_allowed
from storage.errors import ClipNotFoundError, StorageError
from storage.fallback import CopyReceipt, copy_stream, may_store_plain
from storage.interrupt import Interrupt
from storage.location import (
    ParsedName,
    Role,
    clip_name,
    companion_name,
    derived_name,
    named_clip_id,
    parse_name,
    stem_of,
    successor_name,
)
from storage.object_store import ObjectEntry, ObjectStore, ObjectWriter
from storage.reopening import reopening

_log = logging.getLogger(__name__)
_OTHER_EVENT = f"{DECRYPTION_FAILED}: this is the name of no object of the clip"
_OTHER_CLIP = f"{DECRYPTION_FAILED}: it was derived from another clip"


class SealedVideoStorage(VideoStorage):
    """Clips sealed into `objects`; without a keyring of its own it uses the unlocked one."""

    # How many clips a listing looks into at once: more than one where each waits for a network.
    _LOOKED_INTO_AT_ONCE = 1

    def __init__(
        self,
        objects: ObjectStore,
        keyring: Keyring | None,
        *,
        originals: ObjectStore | None = None,
    ) -> None:
        """`originals` reads the same objects past any copies, where `objects` keeps some."""
        self._objects = objects
        self._originals = objects if originals is None else originals
        self._own_keyring = keyring
        self._companions = Companions(objects)

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
        try:
            keyring = self._sealing_keyring()
        except EncryptionError as trouble:
            # Who brings a keyring along has a project, and in one nothing is stored in clear.
            if self._own_keyring is not None or not may_store_plain(trouble):
                raise
            _log.warning("a clip is stored without encryption: %s", type(trouble).__name__)
            return self._store_plain(event_id, cleartext, progress=progress)
        with self._objects.create(name) as writer:
            self._companions.refuse_foreign(event_id)
            receipt = seal_stream(cleartext, writer.write, keyring=keyring, progress=progress)
            clip = _stored(event_id, name, receipt, kept_metadata)
            self._commit(writer, clip, companion.write_companion(clip, keyring))
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
        keyring = self._sealing_keyring()
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
            return self._open_without_row(event_id, keyring, interrupt=interrupt)
        for accepted in expected:
            _require_name_of(event_id, accepted.name)
            with suppress(ClipNotFoundError):
                objects = self._objects_for(accepted.format)
                return reopening(
                    partial(objects.open, accepted.name, interrupt=interrupt),
                    partial(open_object, keyring=keyring, accepted=accepted),
                )
        raise ClipNotFoundError("no object that the clip's row accepts is there")

    def open_stored(
        self, event_id: str, name: str, *, interrupt: Interrupt | None = None
    ) -> CiphertextSource:
        _require_name_of(event_id, name)
        return self._originals.open(name, interrupt=interrupt)

    def info(self, event_id: str) -> StoredClip:
        return self._info(event_id, self._listed(event_id))

    def list(self) -> Iterator[StoredClip]:
        self._keyring()
        entries, at_once = self.entries(), self._LOOKED_INTO_AT_ONCE
        with ThreadPoolExecutor(at_once, thread_name_prefix="safelight-list") as pool:
            while batch := list(islice(entries, 1 if at_once == 1 else 4 * at_once)):
                look = map if len(batch) == 1 else pool.map
                yield from (clip for clip in look(self._allowed, batch) if clip is not None)

    def entries(self) -> Iterator[ListedClip]:
        return _grouped(self._objects.entries())

    def discard(self, event_id: str, names: Sequence[str]) -> None:
        for name in names:
            _require_name_of(event_id, name)
        self._objects.remove(names)

    def delete(self, event_id: str) -> None:
        clips = self._listed(event_id).names
        is_ours = self._companions.is_ours_to_delete(event_id, clips)
        companions = [companion_name(event_id)] if is_ours else []
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

        def content(source: CiphertextSource) -> bytes:
            with closing(source), SeekableReader(source, keyring, kind=kind) as reader:
                if reader.header.clip_id != clip_id:
                    raise AlteredError(_OTHER_CLIP)
                return reader.readall()

        return reopening(partial(self._objects.open, derived_name(event_id, kind)), content)

    def _keyring(self) -> Keyring:
        return current.current() if self._own_keyring is None else self._own_keyring

    def _sealing_keyring(self) -> Keyring:
        keyring = self._keyring()
        sealing_self_test()
        return keyring

    def _store_plain(
        self, event_id: str, cleartext: BinaryIO, *, progress: Callable[[int], None] | None
    ) -> StoredClip:
        name = clip_name(event_id)
        with self._objects.create(name) as writer:
            self._companions.refuse_foreign(event_id)
            receipt = copy_stream(cleartext, writer.write, progress=progress)
            clip = _stored_plain(event_id, name, receipt)
            self._commit(writer, clip, companion.write_plain_companion(clip))
        return clip

    def _commit(self, writer: ObjectWriter, clip: StoredClip, content: bytes) -> None:
        """Put a companion in its place and make its object visible, both or neither."""
        before = self._companions.read(clip.event_id)
        with ExitStack() as undo:
            undo.callback(self._put_back_if_possible, companion_name(clip.event_id), before)
            self._objects.replace(companion_name(clip.event_id), content)
            writer.commit()
            undo.pop_all()

    def _put_back_if_possible(self, name: str, before: bytes | None) -> None:
        """Leave the companion of whoever was faster in storing the same event."""
        # What stopped the storing is what a person has to hear of.
        with suppress(StorageError):
            if before:
                self._objects.replace(name, before)
            else:
                self._objects.remove([name])

    def _open_without_row(
        self, event_id: str, keyring: Keyring, *, interrupt: Interrupt | None
    ) -> io.RawIOBase:
        def look(name: str) -> CiphertextSource:
            return self._originals.open(name, interrupt=interrupt)

        names = self._listed(event_id).names
        if len(names) == 1:
            with closing(look(names[0])) as source:
                objects = self._objects_for(identify(source))
            return reopening(
                partial(objects.open, names[0], interrupt=interrupt),
                partial(open_object, keyring=keyring, named_id=named_clip_id(names[0])),
            )
        chosen, *_ = described_by_preference(names, look)
        objects = self._objects_for(chosen.format)
        return open_object(objects.open(chosen.name, interrupt=interrupt), keyring, chosen)

    def _objects_for(self, form: ClipFormat) -> ObjectStore:
        """Return what reads a clip of this form: of a plain one no copy may come to a disk."""
        return self._originals if form == "plain" else self._objects

    def _listed(self, event_id: str) -> ListedClip:
        # A stem holds no dot, so no other stem's names start so.
        for listed in _grouped(self._objects.entries(f"{stem_of(event_id)}.")):
            return listed
        raise ClipNotFoundError("nothing is stored under this event id")

    def _allowed(self, listed: ListedClip) -> StoredClip | None:
        """Return a clip of the listing, unless it is gone or the read policy refuses it."""
        try:
            return self._info(listed.stem, listed)
        except ClipNotFoundError:
            return None  # Somebody deleted it since the names were read.
        except DecryptionError as error:
            _log.info("a stored object is passed over: %s", error)
            return None

    def _info(self, event_id: str, listed: ListedClip) -> StoredClip:
        keyring = self._keyring()
        # Past any copies: what is plain is known only when it was looked into.
        objects = described_by_preference(listed.names, self._originals.open)
        require_allowed(objects[0].format, keyring.read_policy)
        clip = StoredClip(
            event_id=event_id,
            objects=objects,
            cleartext_size=cleartext_size_of(objects[0]),
            created_at=listed.modified_at,
        )
        return self._companions.complete(clip, keyring) if objects[0].clip_id else clip


def _role_of(name: str) -> Role | None:
    parsed = parse_name(name)
    return None if parsed is None else parsed.role


def _require_name_of(event_id: str, name: str) -> None:
    """Refuse what is not the name of a clip object of this event."""
    if parse_name(name) != ParsedName(stem_of(event_id), Role.CLIP):
        raise AlteredError(_OTHER_EVENT)


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


def _stored_plain(event_id: str, name: str, receipt: CopyReceipt) -> StoredClip:
    return StoredClip(
        event_id=event_id,
        objects=(ClipObject(name, "plain", None, None, None, None, receipt.size, receipt.sha256),),
        cleartext_size=receipt.size,
        created_at=datetime.now(UTC),
        cleartext_sha256=receipt.sha256,
    )
