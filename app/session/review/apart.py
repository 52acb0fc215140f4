"""Who works on one replica of a clip opens none of the others until theirs is accepted.

Two annotations tell how well people agree only while neither has seen the other. Who may see
quality compares them anyway, and is not kept from them. Footage and posters are not withheld: they
are the same for all.
"""

from collections.abc import Iterable
from uuid import UUID

from app.session.people.rights import Rights
from models.records import ClipRecord, ClipState
from models.review.errors import ReviewError
from models.review.rights import Right
from models.store import ProjectStore


class KeptApartError(ReviewError):
    """Somebody would see what another person made of the footage that they are still at."""

    def __init__(self) -> None:
        super().__init__(
            "You annotate this footage yourself: what others made of it can be opened when your "
            "work is accepted"
        )


def check_apart(store: ProjectStore, rights: Rights, clip: ClipRecord) -> None:
    """Make sure that a clip's annotation may be seen by who works on the same footage; blocks.

    Raises:
        KeptApartError: the person's own work on this footage is not accepted yet.
        DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    if rights.may(Right.SEE_QUALITY) or rights.person.id in _who_works(clip):
        return
    others = store.replicas(clip.copy_of or clip.id)
    if clip.copy_of is not None:
        others = (store.clip(clip.copy_of), *others)
    if clip.id in kept_apart((clip, *others), rights):
        raise KeptApartError


def kept_apart(clips: Iterable[ClipRecord], rights: Rights) -> frozenset[UUID]:
    """Return which of these clips the person must not see the annotation of for now.

    Whatever shows more than one clip's annotation leaves these out. All clips of one footage have
    to be among those that are asked about.
    """
    if rights.may(Right.SEE_QUALITY):
        return frozenset()
    clips, me = tuple(clips), rights.person.id
    at_work = {
        footage_of(clip)
        for clip in clips
        if clip.state is not ClipState.ACCEPTED and me in _who_works(clip)
    }
    return frozenset(
        clip.id for clip in clips if footage_of(clip) in at_work and me not in _who_works(clip)
    )


def kept_apart_in(store: ProjectStore, rights: Rights) -> frozenset[UUID]:
    """Return which clips of a project the person must not see the annotation of; blocks.

    Raises:
        DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    return frozenset() if rights.may(Right.SEE_QUALITY) else kept_apart(store.shared(), rights)


def check_seen(store: ProjectStore, rights: Rights, clip_id: UUID) -> None:
    """Make sure that a person may see what others made and said of a clip; blocks.

    Raises:
        KeptApartError: their own work on this footage is not accepted yet.
        DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    if clip_id in kept_apart_in(store, rights):
        raise KeptApartError


def footage_of(clip: ClipRecord) -> UUID:
    """Return what the clips of one footage have in common: the id of the first of them."""
    return clip.copy_of or clip.id


def worked_on(clips: Iterable[ClipRecord], person: UUID) -> frozenset[UUID]:
    """Return of which footage a person annotates, or has handed in, some clip."""
    return frozenset(footage_of(clip) for clip in clips if person in _who_works(clip))


def _who_works(clip: ClipRecord) -> tuple[object, object]:
    return clip.assigned_to, clip.submitted_by
