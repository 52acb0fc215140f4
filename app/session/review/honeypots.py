"""Test clips: clips with a known truth, to see how well people annotate.

- That a clip is one stands in the sealed name of a set of its own; nothing in the clip tells it.
- Who annotates never gets the truth. They are told how well they did once they have handed in:
  the score, how many objects are missing or too many, and not where.
- The result of each handing in is not stored: what was handed in is kept as a round, and held to
  the truth whenever somebody asks.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from app.quality import DisagreementKind, Report
from app.session.pooling import pooled
from app.session.project import Project
from app.session.review.comparing import TEST_CLIP, compared, settled
from models.annotation.document import Annotation
from models.annotation.labels import Label
from models.errors import RowMissingError
from models.records import ClipRecord
from models.review.rights import Right
from models.review.sets import AnnotationSet, SetKind, SetStore


@dataclass(frozen=True, slots=True)
class Bar:
    """What is asked of a person in a test clip: an F1 of at least so much."""

    least_f1: float = 0.8

    def __post_init__(self) -> None:
        if not 0 < self.least_f1 <= 1:
            raise ValueError("an F1 to reach is above 0 and at most 1")


@dataclass(frozen=True, slots=True)
class Score:
    """How well a handing in did.

    Attributes:
        attempt: the how-manieth it was.
        missing, extra: so many objects of either side have nothing in the other.
    """

    person: UUID
    attempt: int
    f1: float
    missing: int
    extra: int
    bar: Bar

    @property
    def passed(self) -> bool:
        return self.f1 >= self.bar.least_f1


def mark_test_clip(project: Project, clip_id: UUID, bar: Bar | None) -> None:
    """Make a clip a test clip, or one like any other again (None); blocks.

    Raises:
        NotAllowedError: the role does not allow it.
        RowMissingError: there is no such clip, or it has no truth.
        DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    project.rights.require(Right.SEE_QUALITY)
    clip = project.store.clip(clip_id)
    sets = SetStore(project.store.access)
    if bar is not None and _truth(sets, clip) is None:
        raise RowMissingError("annotation_sets", clip_id)
    for one in sets.of_clip(clip_id, [SetKind.OTHER]):
        if _bar_of(one) is not None:
            sets.delete(one.id)
    if bar is not None:
        name = TEST_CLIP + json.dumps(asdict(bar))
        person, now = project.people.me.id, datetime.now(UTC)
        sets.add(AnnotationSet(clip_id, SetKind.OTHER, person, now, name=name), Annotation())


def bar_of(project: Project, clip_id: UUID) -> Bar | None:
    """Return what is asked in a clip, None where it is no test clip; blocks.

    Raises:
        NotAllowedError, DatabaseError, RowAlteredError
    """
    project.rights.require(Right.SEE_QUALITY)
    return _find_bar(SetStore(project.store.access), project.store.clip(clip_id))


def score_handed_in(project: Project, clip_id: UUID) -> Score | None:
    """Return how well the person did what they have just handed in; None: it is no test clip.

    Nobody needs the right to see quality: it tells no place, and only what is one's own. Blocks.

    Raises:
        NotAllowedError: it was handed in by somebody else.
        DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    clip = project.store.clip(clip_id)
    if clip.submitted_by != project.people.me.id:
        project.rights.require(Right.SEE_QUALITY)
    scores = _scores(project, clip, only_last=True)
    return scores[-1] if scores else None


def scores_of(project: Project, clip_id: UUID) -> tuple[Score, ...]:
    """Return how well each handing in of a test clip did, the first one first; blocks.

    Raises:
        NotAllowedError, DatabaseError, RowAlteredError
    """
    project.rights.require(Right.SEE_QUALITY)
    return _scores(project, project.store.clip(clip_id))


def _scores(project: Project, clip: ClipRecord, *, only_last: bool = False) -> tuple[Score, ...]:
    sets = SetStore(project.store.access)
    bar, truth = _find_bar(sets, clip), _truth(sets, clip)
    if bar is None or truth is None:
        return ()
    rounds = sorted(sets.of_clip(clip.id, [SetKind.ROUND]), key=lambda one: one.round)
    held, labels = sets.annotation(truth.id), project.labels()
    wanted = rounds[-1:] if only_last else rounds
    return tuple(
        _score(one, bar, held, settled(sets.annotation(one.id)), clip=clip, labels=labels)
        for one in wanted
    )


def _score(
    made: AnnotationSet,
    bar: Bar,
    truth: Annotation,
    handed_in: Annotation,
    *,
    clip: ClipRecord,
    labels: Sequence[Label],
) -> Score:
    report = compared(truth, handed_in, frame_count=clip.frame_count, labels=labels)
    return Score(
        made.person,
        made.round,
        pooled([report]).f1,
        missing=_objects(report, DisagreementKind.MISSING),
        extra=_objects(report, DisagreementKind.EXTRA),
        bar=bar,
    )


def _objects(report: Report, kind: DisagreementKind) -> int:
    """Count the objects that have such an entry and no partner on most of their frames."""
    frames: dict[UUID, int] = {}
    for one in report.disagreements:
        track_id = one.truth_id if kind is DisagreementKind.MISSING else one.candidate_id
        if one.kind is kind and track_id is not None:
            frames[track_id] = frames.get(track_id, 0) + one.frame_count
    matched = {one.track_id: one.matched for one in report.tracks}
    if kind is DisagreementKind.MISSING:
        return sum(count > matched.get(track_id, 0) for track_id, count in frames.items())
    partners = {one.partner_id for one in report.tracks}
    return sum(track_id not in partners for track_id in frames)


def _find_bar(sets: SetStore, clip: ClipRecord) -> Bar | None:
    for clip_id in (clip.id, clip.copy_of):
        made = () if clip_id is None else sets.of_clip(clip_id, [SetKind.OTHER])
        for one in made:
            if (bar := _bar_of(one)) is not None:
                return bar
    return None


def _truth(sets: SetStore, clip: ClipRecord) -> AnnotationSet | None:
    for clip_id in (clip.id, clip.copy_of):
        if clip_id is not None and (found := sets.of_clip(clip_id, [SetKind.TRUTH])):
            return found[0]
    return None


def _bar_of(made: AnnotationSet) -> Bar | None:
    if not made.name.startswith(TEST_CLIP):
        return None
    try:
        told = json.loads(made.name.removeprefix(TEST_CLIP))
        return replace(Bar(), least_f1=float(told["least_f1"]))
    except (ValueError, KeyError, TypeError):
        return Bar()
