"""What others made of the footage that a clip shares, so that their private objects are covered.

An independent copy begins without boxes. Nobody who works on it is to see what is private in the
original, or in another copy, before somebody has drawn it there as well.
"""

import logging
from collections.abc import Callable
from uuid import UUID

from app.session.review.apart import footage_of
from crypto.errors import EncryptionError
from models.annotation.document import Annotation
from models.errors import RowAlteredError
from models.records import ClipRecord
from models.store import ProjectStore

_log = logging.getLogger(__name__)


def of_fellows(
    store: ProjectStore,
    clip: ClipRecord,
    load: Callable[[UUID], Annotation],
    *,
    may_be_private: bool = True,
) -> tuple[Annotation, ...] | None:
    """Return the annotations of the other clips of a clip's footage, as `load` gives them; blocks.

    None where one of them was altered: then nobody can say what is private in it. And where nothing
    `may_be_private`, so that nobody waits for what nobody needs: should a label become private
    later, all is covered until the clip is opened again.

    Raises:
        DatabaseError: see `ProjectStore`.
    """
    others = {footage_of(clip), *(one.id for one in store.replicas(footage_of(clip)))} - {clip.id}
    if others and not may_be_private:
        return None
    try:
        return tuple(load(other) for other in sorted(others))
    except (RowAlteredError, EncryptionError) as error:
        _log.warning("no masks from other clips of %s: %s", clip.id, type(error).__name__)
        return None
