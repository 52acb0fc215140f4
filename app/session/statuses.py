"""Where boxes stand in review, brought from their rows into an open clip.

A verdict changes the rows of what it is on and is nobody's edit; so an open clip does not hear of
it by itself.
"""

from collections.abc import Collection
from uuid import UUID

from app.session.clip_session import ClipSession
from app.session.project import Project
from models.review.rights import Right
from models.review.told_statuses import ToldStatuses


def catch_up_statuses(
    project: Project, session: ClipSession, object_ids: Collection[UUID] | None = None
) -> frozenset[UUID]:
    """Take over where these objects stand now, None: all of them; return which have moved; blocks.

    Nothing is taken over while edits are pending, which put boxes up for review again.

    Raises:
        HasLeftError: the person is not of the project any more.
        RowAlteredError, UnknownKeyError, DatabaseError: see `ProjectStore`.
    """
    project.rights.require(Right.VIEW)
    told, clip_id = ToldStatuses(project.store.access), session.clip.id
    if object_ids is None:
        return session.take_statuses(told.of_clip(clip_id))
    return session.take_statuses(told.of_objects(clip_id, object_ids))
