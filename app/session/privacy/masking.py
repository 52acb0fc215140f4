"""Privacy masks: which parts of which frames are covered, as the rules of the project say.

- Objects of private labels are covered, for everybody, until somebody who may lifts the masks of
  one clip, with a reason and noted; that ends when the clip is left.
- A frame's masks are those of exactly that frame. Where they are not known, all of it is covered:
  the rules cannot be read, or not all boxes of the clip are there, or its frames have no numbers.
- Everything here may be asked from any thread, and what it answers holds at that moment.
- A mask keeps what people work with from their eyes. It does not bind whoever holds key and store.
  Whether an edit uncovers something is `uncovering`'s to ask.
"""

import threading
from collections.abc import Callable, Iterable
from uuid import UUID

from app.media.index.frame_index import FrameIndex
from app.media.pictures.masking import Parts, Pixels, cover, widened
from app.media.pictures.upright import Rect
from app.session.clip_session import ClipSession
from app.session.errors import MasksInForceError
from app.session.people.people import PeopleBook
from app.session.privacy.uncovering import Uncovering
from models.annotation.document import Annotation
from models.audit import events
from models.audit.entry import Event
from models.review.rights import Right

LONGEST_REASON = 200
_NOBODY: frozenset[UUID] = frozenset()


def private_parts(
    annotation: Annotation, frame_index: int, labels: frozenset[UUID]
) -> tuple[Rect, ...]:
    """Return what covers the objects of these labels on a frame, in display pixels."""
    tracks = annotation.tracks
    return tuple(
        widened((shape.box.x, shape.box.y, shape.box.w, shape.box.h))
        for shape in annotation.shapes_at(frame_index)
        if tracks[shape.track_id].label_id in labels
    )


# What is known of the objects of a clip's footage: its own annotation, and those of other clips
# that share it. None where it is not known.
Known = tuple[Annotation, ...] | None


def known_of(session: ClipSession) -> Known:
    """Return what is known of an open clip, None while it cannot be said what its frames show."""
    own, fellows = session.whole_annotation, session.fellows
    if own is None or fellows is None:
        return None
    known = (own, *fellows)
    if not session.index_complete and any(annotation.tracks for annotation in known):
        # A box belongs to a number, and numbers that are not settled may move by a frame.
        return None
    return known


class Masking:
    """The masks of one project."""

    def __init__(self, people: PeopleBook, *, keep: Callable[[Event], object]) -> None:
        """`keep` notes an event before anything comes of it, or raises."""
        self._people, self._keep = people, keep
        self._lock = threading.Lock()
        self._lifted: frozenset[UUID] = frozenset()

    @property
    def labels(self) -> frozenset[UUID] | None:
        """The labels whose objects are covered; None where that is not known."""
        people = self._people
        if not people.rules_known or people.problem is not None:
            return None
        # Read behind that question: whoever answers it has put the rules there before.
        return people.rules.private_labels

    @property
    def may_lift(self) -> bool:
        """Whether the person may look behind masks."""
        return self._people.rights.may(Right.LIFT_MASKS)

    def is_lifted(self, clip_id: UUID) -> bool:
        """Whether somebody looks behind the masks of a clip, and still may."""
        return clip_id in self._lifted and self.may_lift

    def covers(self, clip_id: UUID) -> bool:
        """Whether anything of a clip can be covered: there are private labels, or no telling."""
        return not self.is_lifted(clip_id) and self.labels != _NOBODY

    def parts(self, clip_id: UUID, known: Known, frame_index: int) -> Parts:
        """Return what is covered of a frame of a clip of which this is known; None: all of it."""
        if self.is_lifted(clip_id):
            return ()
        labels = self.labels
        if labels == _NOBODY:
            return ()
        if labels is None or known is None:
            return None
        return tuple(
            part for annotation in known for part in private_parts(annotation, frame_index, labels)
        )

    def of(self, session: ClipSession) -> "ClipMasks":
        """Return what is covered of an open clip."""
        return ClipMasks(self, session)

    def has_private(self, clip_id: UUID, known: Known) -> bool:
        """Whether a clip has objects that are covered, or there is no telling."""
        labels = self.labels
        if self.is_lifted(clip_id) or labels == _NOBODY:
            return False
        if labels is None or known is None:
            return True
        return any(
            track.label_id in labels for annotation in known for track in annotation.tracks.values()
        )

    def touches(
        self, annotation: Annotation, before: Annotation, track_ids: Iterable[UUID]
    ) -> bool:
        """Whether one of these tracks is or was of a private label."""
        labels = self.labels
        if not labels:
            return labels is None
        return any(
            track is not None and track.label_id in labels
            for track_id in track_ids
            for track in (annotation.tracks.get(track_id), before.tracks.get(track_id))
        )

    def lift(self, clip_id: UUID, reason: str) -> None:
        """Cover nothing of a clip until `restore`; noted before; blocks.

        Raises:
            NotAllowedError: the person may not.
            ValueError: there is no reason, or one that is too long.
            AuditUnwritableError: it can be noted nowhere, so it does not happen.
        """
        self._people.rights.require(Right.LIFT_MASKS)
        told = " ".join(reason.split())
        if not told or len(told) > LONGEST_REASON:
            raise ValueError("masks are lifted for a reason, in a few words")
        self._keep(events.mask_lifted(clip_id, (), reason=told))
        with self._lock:
            self._lifted |= {clip_id}

    def guard(self) -> Uncovering:
        """Return what guards the private objects of a clip that is opened now."""
        people = self._people
        return Uncovering(
            people.me.id,
            labels=lambda: self.labels,
            may_lift=lambda: self.may_lift,
            refused=lambda: people.rights.denied(Right.LIFT_MASKS),
        )

    def restore(self, clip_id: UUID) -> None:
        """Cover again what was lifted: the clip is left."""
        with self._lock:
            self._lifted -= {clip_id}

    def require_unmasked(self, clip_id: UUID, known: Known) -> None:
        """Make sure that nothing of a clip is covered.

        Raises:
            MasksInForceError: something is.
        """
        if self.has_private(clip_id, known):
            raise MasksInForceError("objects of this clip are private")


class ClipMasks:
    """The masks of an open clip, as its annotation and the rules stand at any moment."""

    def __init__(self, masking: Masking, session: ClipSession) -> None:
        self._masking, self._session = masking, session
        self.clip_id = session.clip.id

    @property
    def frame_size(self) -> tuple[float, float]:
        """The size of a frame in display pixels, in which the parts are."""
        index: FrameIndex = self._session.index
        return float(index.width), float(index.height)

    @property
    def is_lifted(self) -> bool:
        """Whether somebody looks behind them."""
        return self._masking.is_lifted(self.clip_id)

    @property
    def needs_opening_again(self) -> bool:
        """Whether all stays covered until then: of other clips of the footage nothing is known."""
        return self.in_force and self._session.fellows is None

    @property
    def in_force(self) -> bool:
        """Whether anything of the clip may be covered: there are private labels, or no telling."""
        return self._masking.covers(self.clip_id)

    def parts_at(self, frame_index: int) -> Parts:
        """Return what is covered of a frame; None is all of it."""
        return self._masking.parts(self.clip_id, known_of(self._session), frame_index)

    def cover(self, pixels: Pixels, frame_index: int) -> bool:
        """Cover a picture of a whole frame in place; False: nothing of it may be seen."""
        parts = self.parts_at(frame_index)
        if parts is None:
            return False
        cover(pixels, parts, shown=(0.0, 0.0, *self.frame_size))
        return True
