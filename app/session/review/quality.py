"""How good annotations are, over one clip or many: against a truth, or people with each other.

What nobody has accepted of a model's suggestions is nobody's annotation, and left out. Rows are
what the database holds; of an open clip that is what was saved.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from app.quality import CompareSettings, Report
from app.session.errors import CancelledError
from app.session.pooling import Pooled, pooled
from app.session.project import Project
from app.session.review.comparing import Cancelled, Other, OtherKind, compared, settled
from models.annotation.document import Annotation
from models.records import ClipRecord
from models.review.rights import Right
from models.review.sets import SetKind, SetStore

_AS_USUAL = CompareSettings()
Progress = Callable[[int, int], object]


class Against(StrEnum):
    """What annotations are held to."""

    TRUTH = "truth"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Measured:
    """One comparison of one clip.

    Attributes:
        clip: the one whose boxes are the candidate.
        other: what it was held to.
        person: whose work the clip is, None where it is nobody's.
    """

    clip: ClipRecord
    other: Other
    person: UUID | None
    report: Report


@dataclass(frozen=True, slots=True)
class Quality:
    """What came of it.

    Attributes:
        left_out: clips that there is nothing to hold to.
        pairs: figures of each two people who worked on the same footage, each pair once.
    """

    against: Against
    settings: CompareSettings
    measured: tuple[Measured, ...]
    left_out: tuple[ClipRecord, ...]
    total: Pooled
    pairs: Mapping[tuple[UUID | None, UUID | None], Pooled] = field(repr=False)


def measure(
    project: Project,
    clips: Sequence[ClipRecord],
    against: Against,
    *,
    settings: CompareSettings = _AS_USUAL,
    progress: Progress = lambda _done, _total: None,
    cancelled: Cancelled = lambda: False,
) -> Quality:
    """Compare clip by clip; for a worker.

    Raises:
        NotAllowedError: the role does not allow it.
        CancelledError: nobody wants to know any more.
        DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    project.rights.require(Right.SEE_QUALITY)
    pairs_of = _with_truth if against is Against.TRUTH else _with_others
    labels = project.labels()
    # Most clips have none, and need not be looked at one by one.
    held = SetStore(project.store.access).clips_with(SetKind.TRUTH)
    found: list[Measured] = []
    left_out: list[ClipRecord] = []
    seen: set[UUID] = set()
    for done, clip in enumerate(clips):
        progress(done, len(clips))
        if cancelled():
            raise CancelledError("the figures are not wanted any more")
        if against is Against.TRUTH and not held & {clip.id, clip.copy_of}:
            left_out.append(clip)
            continue
        before = len(found)
        for other, truth, mine, candidate in pairs_of(project, clip, seen):
            report = compared(
                truth,
                candidate,
                frame_count=mine.frame_count,
                labels=labels,
                settings=settings,
                cancelled=cancelled,
            )
            found.append(Measured(mine, other, whose(mine), report))
        if len(found) == before and clip.id not in seen:
            left_out.append(clip)
    progress(len(clips), len(clips))
    return Quality(
        against,
        settings,
        tuple(found),
        tuple(left_out),
        pooled([one.report for one in found]),
        pairs=_by_pair(found),
    )


def whose(clip: ClipRecord) -> UUID | None:
    """Return the person whose work a clip is: who handed it in, else who has it."""
    return clip.submitted_by or clip.assigned_to


_Pairs = Iterator[tuple[Other, Annotation, ClipRecord, Annotation]]


def _with_truth(project: Project, clip: ClipRecord, _seen: set[UUID]) -> _Pairs:
    """Hold a clip to its newest truth, a replica without one to its original's."""
    sets = SetStore(project.store.access)
    truths = sets.of_clip(clip.id, [SetKind.TRUTH])
    if not truths and clip.copy_of is not None:
        truths = sets.of_clip(clip.copy_of, [SetKind.TRUTH])
    if truths:
        truth = truths[0]
        other = Other(OtherKind.TRUTH, truth.id, truth.person, truth.at, name=truth.name)
        yield other, sets.annotation(truth.id), clip, _stored(project, clip)


def _with_others(project: Project, clip: ClipRecord, seen: set[UUID]) -> _Pairs:
    """Hold all who work on the clip's footage to each other, each two once."""
    if clip.id in seen:
        return
    original = clip if clip.copy_of is None else project.store.clip(clip.copy_of)
    replicas = sorted(project.store.replicas(original.id), key=lambda one: (one.created_at, one.id))
    everybody = (original, *replicas)
    if len(everybody) < 2:
        return
    seen.update(one.id for one in everybody)
    held = {one.id: _stored(project, one) for one in everybody}
    for first, second in combinations(everybody, 2):
        other = Other(OtherKind.REPLICA, first.id, whose(first), name=first.name)
        yield other, held[first.id], second, held[second.id]


def _stored(project: Project, clip: ClipRecord) -> Annotation:
    return settled(project.store.load_annotation(clip.id).annotation)


def _by_pair(
    found: Sequence[Measured],
) -> Mapping[tuple[UUID | None, UUID | None], Pooled]:
    of: defaultdict[tuple[UUID | None, UUID | None], list[Report]] = defaultdict(list)
    for one in found:
        if one.other.kind is OtherKind.REPLICA:
            both = sorted((one.other.person, one.person), key=str)
            of[both[0], both[1]].append(one.report)
    return {both: pooled(reports) for both, reports in of.items()}
