"""A clip that somebody annotates once more, on their own, so that two people can be compared.

A replica is a clip with an annotation, a way and people of its own. Only the footage is its
original's: nothing of that is stored twice, and nothing of the other's work shows in it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.session.project import Project
from models.records import ClipRecord, ClipState
from models.review.rights import Right


def make_replica(
    project: Project, clip_id: UUID, person: UUID | None = None, *, event_id: str = ""
) -> ClipRecord:
    """Give a clip to be annotated once more, to a person or to whoever takes it; blocks.

    Of a replica, its original is taken. The name tells them apart, and nothing else. `event_id` is
    a new one where none is given.

    Raises:
        NotAllowedError: the role does not allow it.
        RowMissingError: the clip was deleted.
        DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    project.rights.require(Right.ASSIGN)
    clip = project.store.clip(clip_id)
    original = clip if clip.copy_of is None else project.store.clip(clip.copy_of)
    others = project.store.replicas(original.id)
    made = replace(
        original,
        id=uuid4(),
        event_id=event_id or str(uuid4()),
        name=_free_name(original.name or original.event_id, others),
        state=ClipState.NEW,
        created_at=datetime.now(UTC),
        # What is imported again is the original.
        fingerprint=None,
        assigned_to=person,
        reviewer=None,
        due_at=None,
        round=0,
        submitted_by=None,
        copy_of=original.id,
        stored_as=original.store_id,
        revision=0,
    )
    return project.store.add_clip(made)


def annotators_of(project: Project, clip_id: UUID) -> tuple[ClipRecord, ...]:
    """Return a clip and its replicas, the original first: what can be compared; blocks.

    Raises:
        NotAllowedError: the role does not allow it: who annotates one sees nothing of the others.
        RowMissingError, DatabaseError, RowAlteredError: as `make_replica`.
    """
    project.rights.require(Right.SEE_QUALITY)
    clip = project.store.clip(clip_id)
    original = clip if clip.copy_of is None else project.store.clip(clip.copy_of)
    replicas = project.store.replicas(original.id)
    return (original, *sorted(replicas, key=lambda one: (one.created_at, one.id)))


def _free_name(name: str, others: Sequence[ClipRecord]) -> str:
    taken = {other.name for other in others}
    number = 2
    while f"{name} · {number}" in taken:
        number += 1
    return f"{name} · {number}"
