"""Make a container of one raw CBC or plain clip; the old object stays until it is discarded.

1. open the old object; raw CBC that holds no video is one "Decryption failed", whatever the cause
2. a successor that a killed run left is read whole and taken, if it holds the very same
3. else write one: seal the old object's cleartext beside it
4. read the successor whole, from the store: every chunk opens, its cleartext is the old one's
5. index and thumbnails of the new clip id
6. one update of the row, which names the new object only; refused if it was changed meanwhile

A kill between any two steps loses nothing: until step 6 the row names the old object.
"""

import io
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count

from app.media.errors import DecodingCancelledError, MediaError
from app.media.index.frame_index import FrameIndex
from app.media.isolated import build_index
from app.session.deriving import store_derived
from app.session.errors import CancelledError
from app.session.migrating.errors import OtherFootageError, UnprovenContainerError
from app.session.migrating.plan import (
    WaitingClip,
    accepted_objects,
    described,
    successors,
)
from app.session.migrating.verified import VerifiedSuccessors
from app.session.migrating.watch import MigrationWatch
from app.session.migrating.whole import cleartext_sha256, open_whole, stored_sha256
from app.session.project import Project
from crypto.errors import AlteredError, DamagedChunkError, DecryptionError, TruncatedError
from crypto.field import blind_index
from models.errors import StaleRevisionError
from models.records import ClipRecord
from storage.base import ClipObject, StoredClip
from storage.errors import ClipExistsError
from storage.media_signature import PREFIX_SIZE, is_media

_log = logging.getLogger(__name__)
_TRIES = 4


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A successor that was verified whole."""

    successor: ClipObject
    cleartext_sha256: bytes
    cleartext_size: int


class ClipConverter:
    """Converts clips of one project. Threads may share it, each with clips of its own."""

    def __init__(
        self, project: Project, verified: VerifiedSuccessors, watch: MigrationWatch
    ) -> None:
        self._project = project
        self._storage = project.storage
        self._keyring = project.keyring
        self._verified = verified
        self._watch = watch

    def convert(self, clip: WaitingClip) -> None:
        """Convert one clip; what goes wrong leaves it as it was.

        Raises:
            CancelledError
            DecryptionError: the old object cannot be opened, or is not what its row says.
            OtherFootageError, UnprovenContainerError: what lies beside it stands in the way.
            StaleRevisionError: the row is changed again and again at this moment.
            StorageError, DatabaseError
        """
        self._watch.check()
        self._require_as_recorded(clip)
        self._require_footage(clip)
        sealed = self._left_by_a_killed_run(clip) or self._seal(clip)
        if clip.record is None:
            self._verified.add(sealed.successor.name)
        else:
            index = self._derive(clip, sealed)
            self._name_in_row(clip.record, clip.old, sealed, index)
        _log.info("a %s clip was sealed into a container", clip.old.format)

    def _require_as_recorded(self, clip: WaitingClip) -> None:
        """Compare the stored bytes with the hash that the row may hold."""
        recorded = clip.old.stored_sha256
        if recorded is None:
            return
        found = stored_sha256(self._storage, clip.event_id, clip.old.name, watch=self._watch)
        if found != recorded:
            raise AlteredError

    def _require_footage(self, clip: WaitingClip) -> None:
        """Refuse raw CBC that decrypts to no video: a wrong key passes unseen now and then."""
        if clip.old.format != "raw-cbc":
            return
        with self._open_old(clip) as reader:
            if is_media(_prefix(reader)):
                return
            reader.seek(0)
            try:
                build_index(reader, progress=lambda _done, _total: self._watch.check())
            except MediaError:
                raise DecryptionError from None

    def _left_by_a_killed_run(self, clip: WaitingClip) -> _Sealed | None:
        """Return a whole successor that is there already; take away a broken one of ours."""
        found = {one.name: one for one in described(self._storage, clip.stem, clip.beside)}
        left = successors(found, clip.stem)
        if not left:
            return None
        old_hash, old_size = self._cleartext_of(clip, clip.old)
        for successor in left:
            if successor.key_id not in self._keyring.ids():
                raise UnprovenContainerError
            try:
                new_hash, _ = self._cleartext_of(clip, successor)
            except (DamagedChunkError, TruncatedError):
                # Its commitment was found good before, so it was made with our key for this name.
                self._storage.discard(clip.event_id, [successor.name])
                _log.info("a damaged successor was discarded, and is written again")
                continue
            except DecryptionError as error:
                raise UnprovenContainerError from error
            if new_hash != old_hash:
                raise OtherFootageError
            stored_hash = stored_sha256(
                self._storage, clip.event_id, successor.name, watch=self._watch
            )
            self._watch.add(clip.old.stored_size)
            return _Sealed(replace(successor, stored_sha256=stored_hash), old_hash, old_size)
        return None

    def _seal(self, clip: WaitingClip) -> _Sealed:
        counted = 0

        def on_progress(done: int) -> None:
            nonlocal counted
            self._watch.check()
            self._watch.add(done - counted)
            counted = done

        stored = self._stored_successor(clip, on_progress)
        (successor,) = stored.objects
        found = self._cleartext_of(clip, successor)
        if found != (stored.cleartext_sha256, stored.cleartext_size):
            self._storage.discard(clip.event_id, [successor.name])
            raise AlteredError
        return _Sealed(successor, *found)

    def _stored_successor(
        self, clip: WaitingClip, on_progress: Callable[[int], None]
    ) -> StoredClip:
        for attempt in count(1):
            try:
                with self._open_old(clip) as reader:
                    return self._storage.store_successor(
                        clip.event_id, reader, clip_id=os.urandom(16), progress=on_progress
                    )
            except ClipExistsError:
                # A new random name is never taken: another writer was just looking for what a
                # crash left, and took this one for it.
                if attempt == _TRIES:
                    raise
        raise AssertionError

    def _derive(self, clip: WaitingClip, sealed: _Sealed) -> FrameIndex | None:
        """Store index and thumbnails; footage that cannot be decoded is kept all the same."""
        stored = StoredClip(
            clip.event_id, (sealed.successor,), sealed.cleartext_size, datetime.now(UTC)
        )
        index = None
        try:
            with open_whole(
                self._storage, self._keyring, clip.event_id, sealed.successor
            ) as reader:
                index = build_index(reader, progress=lambda _done, _total: self._watch.check())
            store_derived(
                self._storage,
                stored,
                index,
                at=lambda _share: self._watch.check(),
                cancelled=self._watch.is_cancelled,
            )
        except DecodingCancelledError as error:
            raise CancelledError("the migration was cancelled") from error
        except MediaError as error:
            _log.info("a converted clip cannot be decoded: %s", type(error).__name__)
        return index

    def _name_in_row(
        self, record: ClipRecord, old: ClipObject, sealed: _Sealed, index: FrameIndex | None
    ) -> None:
        for _ in range(_TRIES - 1):
            with suppress(StaleRevisionError):
                self._project.store.update_clip(self._changed(record, old, sealed, index))
                return
            record = self._project.store.clip(record.id)
            accepted = accepted_objects(record)
            if accepted and accepted[0].name != old.name:
                # Another computer migrates too and was faster. Its container is the clip's now:
                # perhaps the one that lay here, taken by both for what a killed run left.
                if sealed.successor.name not in {one.name for one in accepted}:
                    self._storage.discard(record.event_id, [sealed.successor.name])
                return
        self._project.store.update_clip(self._changed(record, old, sealed, index))

    def _changed(
        self, record: ClipRecord, old: ClipObject, sealed: _Sealed, index: FrameIndex | None
    ) -> ClipRecord:
        changed = replace(
            record,
            objects=(sealed.successor.to_json(),),
            origin=old.format if record.origin == "container" else record.origin,
            authentic_since=datetime.now(UTC),
            cleartext_size=sealed.cleartext_size,
            fingerprint=record.fingerprint
            or blind_index(self._keyring, "clips", "fingerprint", sealed.cleartext_sha256.hex()),
        )
        if index is None or record.frame_count:
            return changed
        # The older system did not know what its clips show.
        return replace(
            changed,
            width=index.width,
            height=index.height,
            rotation=index.rotation,
            frame_count=index.frame_count,
            time_base=index.time_base,
            duration_pts=int(index.pts[-1] - index.pts[0]),
            codec=index.codec,
        )

    def _open_old(self, clip: WaitingClip) -> io.RawIOBase:
        return open_whole(self._storage, self._keyring, clip.event_id, clip.old)

    def _cleartext_of(self, clip: WaitingClip, accepted: ClipObject) -> tuple[bytes, int]:
        return cleartext_sha256(
            self._storage, self._keyring, clip.event_id, accepted, watch=self._watch
        )


def _prefix(reader: io.RawIOBase) -> bytes:
    prefix = b""
    while len(prefix) < PREFIX_SIZE and (piece := reader.read(PREFIX_SIZE - len(prefix))):
        prefix += piece
    return prefix
