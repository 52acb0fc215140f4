"""A clip's annotation in memory: what the database holds, and the unsaved edits on top of it.

No I/O here. Edits are put on by the person's thread, all else is done by the workers; every call
does the whole of what it says or nothing, and `annotation` may be read from any thread.
"""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import is_
from uuid import UUID

from app.session.editing.ready_edits import ReadyEdit
from app.session.errors import AnnotationIncompleteError, EditingStoppedError
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.errors import StaleEditError
from models.annotation.track import Status, Track
from models.annotation_near import NearAnnotation
from models.journal_entry import StepMark
from models.records import LoadedAnnotation, Revisions


@dataclass(slots=True)
class UnsavedEdit:
    """An edit that the database does not have; `journal_entry` is where the journal has it."""

    edit: Edit
    mark: StepMark | None = None
    dropped: frozenset[UUID] = frozenset()
    journal_entry: int | None = None


class WorkingAnnotation:
    """What the person sees of a clip now."""

    def __init__(
        self, loaded: LoadedAnnotation | NearAnnotation, *, stopped: Exception | None
    ) -> None:
        """Where `loaded` is what is near a frame, no edit is taken until `complete`.

        `stopped` is why none is taken at all.
        """
        self.annotation = loaded.annotation
        if isinstance(loaded, NearAnnotation):
            self.revisions, self._rows_awaited, self._is_near = Revisions({}), loaded.rows, True
        else:
            self.revisions, self._rows_awaited, self._is_near = loaded.revisions, 0, False
        self._stopped = stopped
        self._is_dropped = False
        self._unsaved: deque[UnsavedEdit] = deque()
        self._lock = threading.Lock()

    @property
    def whole(self) -> Annotation | None:
        """The annotation; None while not all of it is known, and when it was dropped."""
        while True:
            annotation = self.annotation
            if self._is_near or self._is_dropped:
                return None
            if annotation is self.annotation:
                # What was told of it holds: another one has not come in between.
                return annotation

    @property
    def is_near(self) -> bool:
        """Whether only what is near a frame is known yet."""
        return self._is_near

    @property
    def rows_awaited(self) -> int:
        """How many stored boxes are on their way."""
        return self._rows_awaited

    @property
    def stopped(self) -> Exception | None:
        """Why no edit is taken any more, or None."""
        return self._stopped

    @property
    def pending(self) -> int:
        """How many edits the database does not have yet."""
        return len(self._unsaved)

    @property
    def unsaved(self) -> tuple[UnsavedEdit, ...]:
        """The edits that the database does not have, the oldest first."""
        return tuple(self._unsaved)

    @property
    def first_unsaved(self) -> UnsavedEdit | None:
        """The oldest edit that the database does not have."""
        return self._unsaved[0] if self._unsaved else None

    def apply(
        self,
        edit: Edit,
        mark: StepMark | None,
        *,
        dropped: frozenset[UUID],
        ready: ReadyEdit | None = None,
    ) -> None:
        """Put an edit on top; one that is `ready` costs nothing, unless another one came between.

        Raises:
            EditingStoppedError: edits cannot be kept, so none is taken.
            AnnotationIncompleteError: the boxes are not all here.
            StaleEditError: the edit was made for another state of its tracks; nothing changed.
        """
        with self._lock:
            if self._stopped is not None:
                raise EditingStoppedError(str(self._stopped)) from self._stopped
            if self._is_near:
                raise annotation_incomplete()
            if ready is not None and ready.before is self.annotation:
                self.annotation = ready.after
            else:
                self.annotation = edit.applied_to(self.annotation)
            first, *others = (edit,) if ready is None else ready.parts
            self._unsaved.append(UnsavedEdit(first, mark, dropped))
            self._unsaved.extend(UnsavedEdit(part, mark) for part in others)

    def forget(self, unsaved: UnsavedEdit) -> None:
        """Count an edit among the saved, or the refused, from now on."""
        with self._lock:
            self._unsaved.remove(unsaved)

    def complete(self, loaded: LoadedAnnotation) -> None:
        """Take the whole in the place of what is near a frame."""
        with self._lock:
            self.annotation, self.revisions = loaded.annotation, loaded.revisions
            self._is_near, self._rows_awaited = False, 0

    def replace(self, loaded: LoadedAnnotation) -> frozenset[UUID]:
        """Show what is stored, unless edits are unsaved; return the tracks that are others now."""
        with self._lock:
            if self._unsaved:
                return frozenset()
            touched = _differing(self.annotation, loaded.annotation)
            if touched:
                self.annotation = loaded.annotation
            self.revisions = loaded.revisions
        return touched

    def take_statuses(self, statuses: Mapping[UUID, Status]) -> frozenset[UUID]:
        """Let keyframes, by id, stand elsewhere in review; return the tracks that are others now.

        Nobody's edit: what is unsaved would put some of them up for review again, so then nothing
        is taken.
        """
        while True:
            before = self.annotation
            changed = {
                track.id: moved
                for track in before.tracks.values()
                if (moved := _standing_at(track, statuses)) is not track
            }
            after = before.with_tracks(changed) if changed else before
            # Made without holding up who draws.
            with self._lock:
                if self._unsaved or self._is_near or self._is_dropped:
                    return frozenset()
                if self.annotation is before:
                    self.annotation = after
                    return frozenset(changed)

    def refuse_all(self, loaded: LoadedAnnotation) -> list[UnsavedEdit]:
        """Show what is stored, and return the unsaved edits: none of them may come into it."""
        with self._lock:
            self.annotation, self.revisions = loaded.annotation, loaded.revisions
            return list(self._unsaved)

    def rebase(self, loaded: LoadedAnnotation) -> list[UnsavedEdit]:
        """Put the unsaved edits on what is stored, and return those that do not fit there."""
        refused: list[UnsavedEdit] = []
        with self._lock:
            annotation = loaded.annotation
            for unsaved in self._unsaved:
                try:
                    annotation = unsaved.edit.applied_to(annotation)
                except StaleEditError:
                    refused.append(unsaved)
            self.annotation = annotation
            self.revisions = loaded.revisions
        return refused

    def stop(self, error: Exception) -> tuple[Edit, ...]:
        """Take no more edits; return those that no journal has, undone, the newest first."""
        with self._lock:
            self._stopped = error
            lost = [one for one in reversed(self._unsaved) if one.journal_entry is None]
            for unsaved in lost:
                self.annotation = unsaved.edit.inverse().applied_to(self.annotation)
            kept = [unsaved for unsaved in self._unsaved if unsaved.journal_entry is not None]
            self._unsaved = deque(kept)
        return tuple(unsaved.edit for unsaved in lost)

    def drop(self) -> None:
        """Keep no box in memory: what was read is not believed, or the clip is closed."""
        with self._lock:
            # First that it is none: nobody may take what is empty for a clip without boxes.
            self._is_dropped = True
            self.annotation, self._rows_awaited = Annotation(), 0


def annotation_incomplete() -> AnnotationIncompleteError:
    """Return what refuses an edit while boxes are on their way."""
    return AnnotationIncompleteError("drawing starts when every box is loaded")


def _standing_at(track: Track, statuses: Mapping[UUID, Status]) -> Track:
    """Return the track with its keyframes where these statuses have them; itself where they are."""
    keyframes = tuple(
        key
        if statuses.get(key.id, key.status) is key.status
        else replace(key, status=statuses[key.id])
        for key in track.keyframes
    )
    is_same = all(map(is_, keyframes, track.keyframes))
    return track if is_same else replace(track, keyframes=keyframes)


def _differing(before: Annotation, after: Annotation) -> frozenset[UUID]:
    """Return the ids of the tracks that are not the same in both."""
    return frozenset(
        track_id
        for track_id in before.tracks.keys() | after.tracks.keys()
        if before.tracks.get(track_id) != after.tracks.get(track_id)
    )
