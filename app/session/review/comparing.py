"""A clip's annotation beside another of the same footage: what there is to compare it with.

Who annotates sees their own suggestions and what was handed in of this very clip. A truth, what was
kept, and other people's work take the right to see quality.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from app.media.index.frame_index import FrameIndex
from app.quality import CompareCancelledError, CompareSettings, Report, compare
from app.session.box_files import put_in, read_box_file, tracks_of
from app.session.errors import CancelledError
from app.session.project import Project
from app.session.review.apart import check_seen
from app.session.review.replicas import annotators_of
from app.session.review.track_review import earlier_set
from models.annotation.document import Annotation
from models.annotation.gestures import accept_suggestions
from models.annotation.labels import Label
from models.records import ClipRecord
from models.review.rights import Right
from models.review.sets import AnnotationSet, SetKind, SetStore

# A comparison of more frames than this tells no more than one of each second or third of them.
_MOST_FRAMES = 20_000
_AS_USUAL = CompareSettings()
Cancelled = Callable[[], bool]
# So begins the name of a set that only says that its clip is a test clip.
TEST_CLIP = "\x01test-clip "


class OtherKind(StrEnum):
    """What the other annotation is, in the order in which it is offered."""

    TRUTH = "truth"
    REPLICA = "replica"
    ROUND = "round"
    OTHER = "other"
    SUGGESTIONS = "suggestions"


@dataclass(frozen=True, slots=True)
class Other:
    """Something to compare a clip with.

    Attributes:
        id: of the set; of a replica the other clip's; of suggestions the clip's own.
        person: whose it is, where it is somebody's.
        at: when it was put there, aware, UTC.
        round: the how-manieth handing-in it was, 0 for other kinds.
        name: what people call it, or "".
    """

    kind: OtherKind
    id: UUID
    person: UUID | None = None
    at: datetime | None = None
    round: int = 0
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A clip's annotation and another one, as they stood.

    The report calls `theirs` the truth: what it says is missing, the clip lacks.
    """

    other: Other
    ours: Annotation
    theirs: Annotation
    report: Report

    @property
    def has_nothing(self) -> bool:
        """Whether it was held to suggestions, and there are none: that is no difference."""
        return self.other.kind is OtherKind.SUGGESTIONS and not self.theirs.tracks


def others_of(project: Project, clip_id: UUID) -> tuple[Other, ...]:
    """Return what a clip can be compared with, what is used most first; blocks.

    Raises:
        NotAllowedError: the role does not allow it.
        KeptApartError: the person must not see yet what others made of the footage.
        RowMissingError, DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    project.rights.require(Right.VIEW)
    check_seen(project.store, project.rights, clip_id)
    sees = project.rights.may(Right.SEE_QUALITY)
    kinds = tuple(SetKind) if sees else (SetKind.ROUND,)
    made = SetStore(project.store.access).of_clip(clip_id, kinds)
    sets = [_other(one) for one in made if not one.name.startswith(TEST_CLIP)]
    replicas = [
        Other(OtherKind.REPLICA, clip.id, clip.assigned_to or clip.submitted_by, name=clip.name)
        for clip in (annotators_of(project, clip_id) if sees else ())
        if clip.id != clip_id
    ]
    suggestions = Other(OtherKind.SUGGESTIONS, clip_id)
    order = tuple(OtherKind)
    return tuple(sorted((*sets, *replicas, suggestions), key=lambda one: order.index(one.kind)))


def round_before(project: Project, clip: ClipRecord) -> Other | None:
    """Return what was handed in before what the clip shows now, None where nothing was; blocks.

    Raises:
        NotAllowedError, KeptApartError, DatabaseError, RowAlteredError: see `earlier_round`.
    """
    kept = earlier_set(project, clip)
    return None if kept is None else _other(kept)


def annotation_of(project: Project, other: Other, ours: Annotation) -> Annotation:
    """Return what the other one holds; of `ours` the suggestions are looked for; blocks.

    Raises:
        NotAllowedError: the role does not allow it.
        KeptApartError: it is of a clip that the person must not see yet.
        RowMissingError, DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    if other.kind is OtherKind.SUGGESTIONS:
        project.rights.require(Right.VIEW)
        return suggested(ours)
    project.rights.require(Right.VIEW if other.kind is OtherKind.ROUND else Right.SEE_QUALITY)
    if other.kind is OtherKind.REPLICA:
        return settled(project.store.load_annotation(other.id).annotation)
    # What it is, its row tells: whoever asks may not call a truth a round.
    kind, sets = SetKind(other.kind.value), SetStore(project.store.access)
    check_seen(project.store, project.rights, sets.clip_of(other.id))
    return settled(sets.annotation(other.id, kind))


def compare_with(
    project: Project,
    other: Other,
    ours: Annotation,
    *,
    frame_count: int,
    labels: Sequence[Label],
    settings: CompareSettings = _AS_USUAL,
    progress: Callable[[float], object] = lambda _share: None,
    cancelled: Cancelled = lambda: False,
) -> Comparison:
    """Load the other annotation and compare; for a worker.

    Raises:
        CancelledError: nobody wants to know any more.
        NotAllowedError, RowMissingError, DatabaseError, RowAlteredError: as `annotation_of`.
    """
    theirs = annotation_of(project, other, ours)
    progress(0.3)
    mine = settled(ours)
    report = compared(
        theirs, mine, frame_count=frame_count, labels=labels, settings=settings, cancelled=cancelled
    )
    progress(1.0)
    return Comparison(other, mine, theirs, report)


def compared(
    truth: Annotation,
    candidate: Annotation,
    *,
    frame_count: int,
    labels: Sequence[Label],
    settings: CompareSettings = _AS_USUAL,
    cancelled: Cancelled = lambda: False,
) -> Report:
    """Compare on as many frames as are worth it.

    Raises:
        CancelledError: nobody wants to know any more.
    """
    step = max(1, -(-frame_count // _MOST_FRAMES))
    frames = range(0, frame_count, step)
    try:
        return compare(
            truth, candidate, frames=frames, labels=labels, settings=settings, cancelled=cancelled
        )
    except CompareCancelledError as error:
        raise CancelledError("the comparison was called off") from error


def settled(annotation: Annotation) -> Annotation:
    """Return an annotation without what a model suggested and nobody has touched."""
    waiting = {one.id: None for one in annotation.tracks.values() if one.is_untouched}
    return annotation.with_tracks(waiting) if waiting else annotation


def suggested(annotation: Annotation) -> Annotation:
    """Return what a model suggested and nobody has touched."""
    return Annotation(one for one in annotation.tracks.values() if one.is_untouched)


def keep_set(
    project: Project, clip_id: UUID, annotation: Annotation, kind: SetKind, name: str = ""
) -> AnnotationSet:
    """Keep an annotation of a clip beside the one that is worked on; blocks.

    Raises:
        NotAllowedError: the role does not allow it.
        ValueError: rounds are kept at handing in, and nowhere else.
        RowMissingError, DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    project.rights.require(Right.SEE_QUALITY)
    if kind is SetKind.ROUND:
        raise ValueError("rounds are kept when a clip is handed in")
    project.store.clip(clip_id)
    made = AnnotationSet(clip_id, kind, project.people.me.id, datetime.now(UTC), name=name.strip())
    SetStore(project.store.access).add(made, settled(annotation))
    return made


def delete_set(project: Project, set_id: UUID) -> None:
    """Delete a set; blocks.

    Raises:
        NotAllowedError: the role does not allow it.
        ValueError: it is what was handed in.
        DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    project.rights.require(Right.SEE_QUALITY)
    SetStore(project.store.access).delete(set_id)


def import_set(
    project: Project, clip_id: UUID, path: Path, index: FrameIndex, kind: SetKind
) -> AnnotationSet:
    """Keep what a file of another program says of a clip; only known labels come in; blocks.

    Raises:
        NotAllowedError: the role does not allow it.
        SourceFileError, InterchangeError: see `read_box_file`.
        RowMissingError, DatabaseError, RowAlteredError: see `ProjectStore`.
    """
    project.rights.require(Right.SEE_QUALITY)
    labels = project.labels()
    by_name = {label.name.casefold(): label.id for label in labels}
    file = read_box_file(path, index, labels)
    label_of = {name: by_name.get(name.casefold()) for name in file.kinds}
    edit = put_in(Annotation(), tracks_of(file, index, label_of), frame_index=0)
    edit = edit.signed(project.people.me.id, at_us=time.time_ns() // 1000)
    held = edit.applied_to(Annotation())
    made = AnnotationSet(clip_id, kind, project.people.me.id, datetime.now(UTC), name=path.name)
    # What a detector found is what it found: nobody has to accept it to be compared.
    SetStore(project.store.access).add(made, _as_imported(held))
    return made


def _as_imported(annotation: Annotation) -> Annotation:
    """Return it with everything as if a person had let it in."""
    waiting = [one.id for one in annotation.tracks.values() if one.has_suggestions]
    return accept_suggestions(annotation, waiting, frame_index=0).applied_to(annotation)


def _other(made: AnnotationSet) -> Other:
    kind = OtherKind(made.kind.value)
    return Other(kind, made.id, made.person, made.at, round=made.round, name=made.name)
