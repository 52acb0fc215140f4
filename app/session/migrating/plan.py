"""What there is to migrate: found by the rows and the store's listing, changing nothing.

- A clip with a row waits while its row accepts an object that is raw CBC or plain.
- A clip without a row waits while no verified container lies beside its raw or plain object.
- An old object that a container stands for by now is left over, until it is discarded.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field

from app.session.migrating.verified import VerifiedSuccessors
from app.session.project import Project
from crypto.errors import DecryptionError
from models.records import ClipRecord
from storage.base import ClipObject, ListedClip, VideoStorage
from storage.content import describe
from storage.errors import ClipNotFoundError
from storage.location import stem_of


@dataclass(frozen=True, slots=True)
class WaitingClip:
    """A clip that is raw CBC or plain.

    event_id: the clip's; its stem in names where no row tells it.
    beside: its other clip objects, such as a successor that a killed run left.
    """

    stem: str
    event_id: str
    record: ClipRecord | None
    old: ClipObject
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOver:
    """An old object, and the container that stands for it."""

    stem: str
    event_id: str
    record: ClipRecord | None
    old: ClipObject
    successor: ClipObject


@dataclass(slots=True)
class MigrationPlan:
    """All of a project's clips, by what is to be done.

    containers: came as containers. migrated: were made into containers.
    unreadable: event ids and why, of clips with a row for which the store has no object.
    """

    waiting: list[WaitingClip] = field(default_factory=list)
    left_over: list[LeftOver] = field(default_factory=list)
    containers: int = 0
    migrated: int = 0
    unreadable: list[tuple[str, str]] = field(default_factory=list)

    @property
    def waiting_bytes(self) -> int:
        """Bytes of the old objects, as they are stored."""
        return sum(clip.old.stored_size for clip in self.waiting)


def make_plan(project: Project, verified: VerifiedSuccessors) -> MigrationPlan:
    """Look at every row that bears a tag and every clip object of the store.

    Raises:
        StorageError, DatabaseError, RowAlteredError, EncryptionError
    """
    plan = MigrationPlan()
    listed = {clip.stem: clip for clip in project.storage.entries()}
    records = {
        stem_of(record.event_id): record
        for record in project.store.tagged_clips()
        # The footage of a replica is its original's, and so are the objects that its row names.
        if record.copy_of is None
    }
    for stem, record in records.items():
        _plan_record(plan, project.storage, stem, record, listed.get(stem))
    for stem, clip in listed.items():
        if stem not in records:
            _plan_without_row(plan, project.storage, clip, verified)
    plan.waiting.sort(key=lambda clip: clip.stem)
    return plan


def accepted_objects(record: ClipRecord) -> tuple[ClipObject, ...]:
    """Return the objects that a clip's row accepts."""
    return tuple(ClipObject.from_json(entry) for entry in record.objects)


def described(storage: VideoStorage, stem: str, names: tuple[str, ...]) -> Iterator[ClipObject]:
    """Yield what the objects of these names say of themselves; altered ones are passed over."""
    for name in names:
        try:
            with closing(storage.open_stored(stem, name)) as source:
                yield describe(name, source)
        except (DecryptionError, ClipNotFoundError):
            continue


def successors(found: Mapping[str, ClipObject], stem: str) -> tuple[ClipObject, ...]:
    """Return the containers whose name bears their own clip id."""
    return tuple(
        one
        for one in found.values()
        if one.clip_id is not None and one.name == f"{stem}.{one.clip_id.hex()}.slc"
    )


def _plan_record(
    plan: MigrationPlan,
    storage: VideoStorage,
    stem: str,
    record: ClipRecord,
    listed: ListedClip | None,
) -> None:
    names = () if listed is None else listed.names
    accepted = accepted_objects(record)
    if not accepted:
        # A row of the older system names no object: it means what lies under the event id.
        accepted = tuple(described(storage, stem, names))[:1]
    if not accepted:
        plan.unreadable.append((record.event_id, "its object is not in the store"))
        return
    first = accepted[0]
    if first.format != "container":
        beside = tuple(name for name in names if name != first.name)
        plan.waiting.append(WaitingClip(stem, record.event_id, record, first, beside))
        return
    if record.authentic_since is None:
        plan.containers += 1
        return
    plan.migrated += 1
    named = {one.name for one in accepted}
    for old in described(storage, stem, tuple(name for name in names if name not in named)):
        if old.format != "container":
            plan.left_over.append(LeftOver(stem, record.event_id, record, old, first))


def _plan_without_row(
    plan: MigrationPlan, storage: VideoStorage, clip: ListedClip, verified: VerifiedSuccessors
) -> None:
    found = {one.name: one for one in described(storage, clip.stem, clip.names)}
    old = found.get(clip.names[0])
    if old is None or old.format == "container":
        plan.containers += old is not None
        return
    for successor in successors(found, clip.stem):
        if successor.name in verified:
            plan.migrated += 1
            plan.left_over.append(LeftOver(clip.stem, clip.stem, None, old, successor))
            return
    beside = tuple(name for name in clip.names if name != old.name)
    plan.waiting.append(WaitingClip(clip.stem, clip.stem, None, old, beside))
