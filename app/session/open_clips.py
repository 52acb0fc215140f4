"""The open clips of a project: opened, handed out, told what is new, closed.

A clip that was closed while the database was away stays here with its unsaved edits, until they are
saved or somebody opens it again.
"""

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.session.audit.auditing import AuditLog
from app.session.clip_indexes import ClipIndexes
from app.session.clip_session import ClipSession
from app.session.clocks import load_zones
from app.session.editing.edit_way import EditWay
from app.session.indexing import Indexing
from app.session.people.people import PeopleBook
from app.session.privacy.fellows import of_fellows
from app.session.privacy.masking import Known, Masking, known_of
from app.session.review.apart import check_apart
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.audit import events
from models.records import ClipRecord
from models.review.rights import Right
from models.review.workflow import check_may_edit
from models.store import ProjectStore
from storage.interrupt import Interrupt


class ClipOpener(Protocol):
    """Opens a new stream of a clip's cleartext, for one thread."""

    def __call__(self, clip: ClipRecord, interrupt: Interrupt | None = None) -> io.RawIOBase:
        """Return the stream; `interrupt` calls off its waiting for a network."""


@dataclass(slots=True)
class _OpenClip:
    session: ClipSession
    users: int = 1


class OpenClips:
    """Hands out the clips of one project. Threads may share it; `close` closes them all."""

    def __init__(
        self,
        store: ProjectStore,
        *,
        people: PeopleBook,
        audit: AuditLog,
        masking: Masking,
        indexes: ClipIndexes,
        way: EditWay,
        open_stream: ClipOpener,
    ) -> None:
        self._store = store
        self._people = people
        self._audit = audit
        self._masking = masking
        self._indexes = indexes
        self._way = way
        self._open_stream = open_stream
        self._lock = threading.Lock()
        self._open: list[_OpenClip] = []
        audit.listen(self._stop_editing)

    def open(
        self,
        clip_id: UUID,
        *,
        near_frame: int | None = None,
        progress: Callable[[float], object] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ClipSession:
        """Open a clip for playing and annotating.

        One that was closed while the database was away is handed out again as it was left, with
        the edits that are not saved yet. One without a stored index is handed out as soon as its
        first frames are known, and `ClipSession.index_complete` is False for a while; `progress` is
        told the share 0…1 of it that was read until then. With `near_frame`, of a clip with very
        many boxes those near that frame are there first; see `ClipSession.boxes_awaited`.

        Raises:
            CancelledError: nobody waits for the clip any more.
            ClipMissingError, ClipNotFoundError: the row or the object is not there.
            EncryptionError: the clip is altered, damaged, or its key is not here.
            RowAlteredError: a row of its annotation is; it is named.
            KeptApartError: the person is at work on the same footage, see `check_apart`.
            NotAllowedError: the person's role does not allow it.
            MediaError: it cannot be decoded.
        """
        self._people.require(Right.VIEW)
        if (left := self._unsaved(clip_id)) is not None:
            return left
        with self._audit.opening(clip_id):
            clip = self._store.clip(clip_id)
            check_apart(self._store, self._people.rights, clip)
            load_zones([clip])
            self._audit.keep(events.clip_opened(clip_id))
            session = self._begin(clip, near_frame, progress=progress, cancelled=cancelled)
        with self._lock:
            self._open.append(_OpenClip(session))
        session.viewing = self._audit.viewing(clip_id)
        self._audit.keys_used(_key_ids(clip), clip_id)
        return session

    def note(self, clip: ClipRecord) -> None:
        """Let those who have the clip open know its newer row."""
        for session in self._sessions():
            session.take_clip(clip)

    def close_one(self, session: ClipSession) -> None:
        """Save what is pending of a clip and let go of it; its masks are back at once."""
        self._masking.restore(session.clip.id)
        session.flush()
        with self._lock:
            for one in tuple(self._open):
                if one.session is not session:
                    continue
                one.users -= 1
                if one.users or session.pending:
                    return
                self._open.remove(one)
        session.close()
        self._audit.note(events.clip_closed(session.clip.id))

    def close(self) -> None:
        """Save what is pending of all, and let go of them."""
        with self._lock:
            left, self._open = self._open, []
        self._indexes.close()
        for one in left:
            one.session.close()
            self._audit.note(events.clip_closed(one.session.clip.id))

    def known_near(self, clip_id: UUID, frame_index: int) -> Known:
        """Return what a clip's footage shows at least near a frame, with what is not saved yet.

        None while it cannot be said; see `known_of`.
        """
        for session in self._sessions():
            if session.clip.id == clip_id:
                return known_of(session)

        def load(one: UUID) -> Annotation:
            near = self._store.load_near(one, frame_index)
            return (near or self._store.load_annotation(one)).annotation

        fellows = of_fellows(self._store, self._store.clip(clip_id), load)
        return None if fellows is None else (load(clip_id), *fellows)

    def known(self, clip: ClipRecord) -> Known:
        """Return all that is stored of the objects of a clip's footage; see `of_fellows`."""
        fellows = of_fellows(self._store, clip, self._load)
        return None if fellows is None else (self._load(clip.id), *fellows)

    def _load(self, clip_id: UUID) -> Annotation:
        return self._store.load_annotation(clip_id).annotation

    def _begin(
        self,
        clip: ClipRecord,
        near_frame: int | None,
        *,
        progress: Callable[[float], object] | None,
        cancelled: Callable[[], bool] | None,
    ) -> ClipSession:
        index = self._indexes.stored(clip)
        near = None
        if index is not None and near_frame is not None:
            near = self._store.load_near(clip.id, near_frame)
        loaded = near or self._store.load_annotation(clip.id)
        indexing: Indexing | None = None
        if index is None:
            indexing = self._indexes.begin(clip, loaded.annotation)
            index = indexing.wait_for_frames(progress=progress, cancelled=cancelled)
        guard = self._masking.guard()

        def may_apply(annotation: Annotation, edit: Edit) -> None:
            guard.check(annotation, edit, frame_count=session.index.frame_count)

        session = ClipSession(
            clip,
            index,
            loaded=loaded,
            store=self._store,
            way=self._way,
            open_stream=lambda interrupt=None: self._open_stream(clip, interrupt),
            indexing=indexing,
            may_edit=self._check_may_edit,
            may_apply=may_apply,
            fellows=of_fellows(
                self._store, clip, self._load, may_be_private=self._masking.covers(clip.id)
            ),
        )
        return session

    def _check_may_edit(self, clip: ClipRecord) -> None:
        """Make sure that the person may annotate a clip as both stand now."""
        self._people.rights.check_here()
        check_may_edit(clip, self._people.rights.role)

    def _unsaved(self, clip_id: UUID) -> ClipSession | None:
        """Hand out again what was closed with edits that the database does not have yet."""
        with self._lock:
            self._open = [one for one in self._open if one.users or one.session.pending]
            for one in self._open:
                session = one.session
                if session.clip.id == clip_id and session.pending and session.stopped is None:
                    one.users += 1
                    return session
        return None

    def _sessions(self) -> list[ClipSession]:
        with self._lock:
            return [one.session for one in self._open]

    def _stop_editing(self, error: Exception) -> None:
        """Nothing may be changed that cannot be noted; what is seen is noted elsewhere."""
        for session in self._sessions():
            session.stop(error)


def _key_ids(clip: ClipRecord) -> set[bytes]:
    return {bytes.fromhex(entry["key_id"]) for entry in clip.objects if entry.get("key_id")}
