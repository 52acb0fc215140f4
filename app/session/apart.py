"""Who works on one replica of a clip opens none of the others until theirs is accepted.

Two annotations tell how well people agree only while neither has seen the other. Who may see
quality compares them anyway, and is not kept from them. Footage and posters are not withheld: they
are the same for all.
"""

from app.session.rights import Rights
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
    me = rights.person.id
    if rights.may(Right.SEE_QUALITY) or me in _who_works(clip):
        return
    others = store.replicas(clip.copy_of or clip.id)
    if clip.copy_of is not None:
        others = (store.clip(clip.copy_of), *others)
    mine = [one for one in others if one.id != clip.id and me in _who_works(one)]
    if any(one.state is not ClipState.ACCEPTED for one in mine):
        raise KeptApartError


def _who_works(clip: ClipRecord) -> tuple[object, object]:
    return clip.assigned_to, clip.submitted_by
