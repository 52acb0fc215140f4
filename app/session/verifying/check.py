"""Verify one clip: form, header, commitment, size, every tag, the hash, and what lies beside it.

Nothing is changed but a companion that is lost, which any look at the clip mends. Copies of a
distant store would hide what happened to it: they are let go first, and the reading fetches them
anew. Pinned ones stay, because somebody relies on them; that they were read is said.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from app.media.errors import DerivedFormatError
from app.media.index.frame_index import FrameIndex
from app.media.index.packet_spans import FrameDamage
from app.media.isolated import damaged_frames
from app.media.strips.thumbnails import unpack_thumbnails
from app.session.deriving import derived_id
from app.session.salvage import expected_of, open_what_is_left
from app.session.verifying.findings import ClipFinding, Note, Verdict
from app.session.verifying.judging import verdict_of, verdict_of_refusal
from crypto.clip_audit import PIECE_SIZE, AuditReport, ClipAudit
from crypto.clip_header import BODY_OFFSET, COMMITMENT_SIZE, Kind
from crypto.errors import (
    DecryptionError,
    RefusedFormatError,
    UnknownKeyError,
)
from crypto.keyring import Keyring
from crypto.source import CiphertextSource
from models.records import ClipRecord
from storage.base import ClipObject, VideoStorage
from storage.content import identify, open_object, require_allowed
from storage.errors import ClipNotFoundError, StorageAccessError, StorageUnavailableError
from storage.interrupt import Interrupt
from storage.location import clip_name

_log = logging.getLogger(__name__)
_AWAY = (StorageUnavailableError, StorageAccessError)
_DERIVED = (
    (Kind.INDEX, Note.INDEX_MISSING, Note.INDEX_DAMAGED),
    (Kind.THUMBNAILS, Note.THUMBNAILS_MISSING, Note.THUMBNAILS_DAMAGED),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A clip to verify: one of the project's, or a stored one that it has no row of.

    stored_size: bytes to read, as far as row or listing know.
    """

    event_id: str
    clip: ClipRecord | None = None
    names: tuple[str, ...] = ()
    stored_size: int = 0


class ClipChecker:
    """Verifies clips of one store. May be shared by threads."""

    def __init__(self, storage: VideoStorage, keyring: Keyring) -> None:
        self._storage = storage
        self._keyring = keyring

    def check(
        self, target: Target, *, on_bytes: Callable[[int], None], interrupt: Interrupt
    ) -> ClipFinding:
        """Verify a clip; `on_bytes` is told how many more stored bytes were read.

        Raises:
            ReadInterruptedError: `interrupt` said so.
            LockedError
        """
        try:
            pass_ = _Pass(self._storage, self._keyring, target, on_bytes, interrupt)
            return pass_.finding()
        except _AWAY as error:
            _log.info("a clip could not be verified: %s", type(error).__name__)
            return ClipFinding(
                event_id=target.event_id, verdict=Verdict.UNREACHABLE, clip=target.clip
            )


@dataclass(frozen=True, slots=True)
class _Pass:
    """One pass over one clip."""

    storage: VideoStorage
    keyring: Keyring
    target: Target
    on_bytes: Callable[[int], None]
    interrupt: Interrupt

    def finding(self) -> ClipFinding:
        nothing = ClipFinding(
            event_id=self.target.event_id, verdict=Verdict.MISSING, clip=self.target.clip
        )
        if (clip := self.target.clip) is None:
            return self._without_row(nothing)
        for entry in clip.objects:
            accepted = ClipObject.from_json(entry)
            try:
                source = self._open(accepted.name)
            except ClipNotFoundError:
                continue
            found = replace(nothing, stored=accepted)
            with closing(source):
                if accepted.format == "container":
                    return self._container(
                        source, found, accepted.stored_sha256, name=accepted.name
                    )
                return self._weaker_form(source, found)
        return nothing

    def _without_row(self, nothing: ClipFinding) -> ClipFinding:
        names, recorded_sha256 = self.target.names, None
        stored: ClipObject | None = None
        try:
            stored = self.storage.info(self.target.event_id).objects[0]
            names, recorded_sha256 = (stored.name,), stored.stored_sha256
        except ClipNotFoundError:
            return nothing
        except DecryptionError:
            # Its start is damaged, or its form is not allowed: the bytes themselves say which.
            _log.info("a stored clip without a row does not say what it is")
        with closing(self._open(names[0])) as source:
            found = replace(nothing, stored=stored)
            if identify(source) == "container":
                return self._container(source, found, recorded_sha256, name=names[0])
            if stored is None:
                return replace(found, verdict=Verdict.REFUSED)
            return self._weaker_form(source, found)

    def _container(
        self,
        source: CiphertextSource,
        found: ClipFinding,
        recorded_sha256: bytes | None,
        *,
        name: str,
    ) -> ClipFinding:
        recorded = None
        if found.clip is not None and found.stored is not None:
            recorded = expected_of(found.stored)
        audit, refusal = None, None
        try:
            audit = ClipAudit(source, self.keyring, recorded)
        except (DecryptionError, UnknownKeyError) as error:
            refusal = error
        matches = self._hashed(
            _pieces(source) if audit is None else audit.pieces(), recorded_sha256
        )
        if audit is None:
            verdict = verdict_of_refusal(refusal, hash_matches=matches)
            return replace(found, verdict=verdict, hash_matches=matches)
        if found.stored is None:
            found = replace(found, stored=_described(name, source, audit))
        report = audit.report()
        index, notes = self._derived(found)
        if report.header_intact:
            notes += self._companion(found)
        if recorded_sha256 is None:
            notes += (Note.NEVER_HASHED,)
        notes = found.notes + notes
        return replace(
            found,
            verdict=verdict_of(report, has_row=recorded is not None, hash_matches=matches),
            cleartext_size=report.cleartext_size,
            damaged=report.damaged,
            cut_at=report.cut_at,
            extra_size=report.extra_size,
            frames=self._frames(found, report, index),
            hash_matches=matches,
            opens=True,
            notes=notes,
        )

    def _weaker_form(self, source: CiphertextSource, found: ClipFinding) -> ClipFinding:
        stored = found.stored
        if stored is None:
            return found
        form = identify(source)
        try:
            require_allowed(stored.format, self.keyring.read_policy)
        except RefusedFormatError:
            return replace(found, verdict=Verdict.REFUSED)
        matches = self._hashed(_pieces(source), stored.stored_sha256)
        if form != stored.format or source.size != stored.stored_size or matches is False:
            return replace(found, verdict=Verdict.ALTERED, hash_matches=matches)
        try:
            with open_object(self._open(stored.name), self.keyring, stored) as reader:
                size = reader.seek(0, 2)
        except (DecryptionError, UnknownKeyError):
            return replace(found, verdict=Verdict.CANNOT_BE_OPENED, hash_matches=matches)
        _, notes = self._derived(found)
        if matches is None:
            notes += (Note.NEVER_HASHED,)
        return replace(
            found,
            verdict=Verdict.NOT_AUTHENTICATED,
            cleartext_size=size,
            hash_matches=matches,
            notes=found.notes + notes,
        )

    def _open(self, name: str) -> CiphertextSource:
        return self.storage.open_stored(self.target.event_id, name, interrupt=self.interrupt)

    def _hashed(self, pieces: Iterator[bytes], recorded_sha256: bytes | None) -> bool | None:
        digest = hashlib.sha256()
        for piece in pieces:
            self.interrupt.check()
            digest.update(piece)
            self.on_bytes(len(piece))
        return None if recorded_sha256 is None else digest.digest() == recorded_sha256

    def _derived(self, found: ClipFinding) -> tuple[FrameIndex | None, tuple[Note, ...]]:
        """Return the stored index, and what is wrong with derived data; they are made again."""
        index, notes = None, list[Note]()
        if found.clip is None:
            return None, ()
        for kind, missing, damaged in _DERIVED:
            try:
                packed = self.storage.open_derived(
                    found.event_id, kind, clip_id=derived_id(found.clip)
                )
                if kind is Kind.INDEX:
                    index = FrameIndex.from_bytes(packed)
                else:
                    unpack_thumbnails(packed)
            except ClipNotFoundError:
                notes.append(missing)
            except (DecryptionError, UnknownKeyError, DerivedFormatError):
                notes.append(damaged)
        return index, tuple(notes)

    def _companion(self, found: ClipFinding) -> tuple[Note, ...]:
        """Hold what the companion's sealed part says against the row."""
        stored = found.stored
        try:
            described = self.storage.info(found.event_id).objects[0]
        except (DecryptionError, UnknownKeyError, ClipNotFoundError):
            return ()
        if stored is None or described.name != stored.name:
            return ()
        if described.stored_sha256 is None:
            # The older forms had no companion that could be lost.
            is_first = stored.name == clip_name(self.target.event_id)
            return (Note.COMPANION_LOST,) if is_first else ()
        if stored.stored_sha256 not in (None, described.stored_sha256):
            return (Note.COMPANION_DIFFERS,)
        return ()

    def _frames(
        self, found: ClipFinding, report: AuditReport, index: FrameIndex | None
    ) -> FrameDamage | None:
        if not report.damaged or index is None or found.stored is None:
            return None
        left = open_what_is_left(
            self.storage,
            self.keyring,
            found.event_id,
            found.stored,
            is_recorded=found.clip is not None,
            interrupt=self.interrupt,
        )
        with left:
            return damaged_frames(left, index, report.damaged)


def _described(name: str, source: CiphertextSource, audit: ClipAudit) -> ClipObject:
    """Return what a container without a row says of itself, also one of no whole size."""
    header = audit.header
    return ClipObject(
        name=name,
        format="container",
        clip_id=header.clip_id,
        key_id=header.key_id,
        scope_id=header.scope_id,
        commitment=source.read_at(BODY_OFFSET - COMMITMENT_SIZE, COMMITMENT_SIZE),
        stored_size=source.size,
        stored_sha256=None,
    )


def _pieces(source: CiphertextSource) -> Iterator[bytes]:
    offset = 0
    while offset < source.size and (piece := source.read_at(offset, PIECE_SIZE)):
        yield piece
        offset += len(piece)
