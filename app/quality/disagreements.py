"""The places where two annotations disagree, as a list to walk through.

What goes on frame after frame is one entry: a track that is missing on 300 frames is one thing to
look at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import numpy as np

from app.quality.attributes import Differing
from app.quality.boxes import Floats, Ints
from app.quality.clear import Followed
from app.quality.overlap import EPSILON, Pairs
from app.quality.sampling import Sample
from app.quality.settings import CompareSettings
from models.annotation.track import Track


class DisagreementKind(StrEnum):
    """What is not the same, in the order in which one frame's entries stand."""

    MISSING = "missing"
    EXTRA = "extra"
    LOW_OVERLAP = "low_overlap"
    LABEL = "label"
    ATTRIBUTE = "attribute"
    IDENTITY_SWITCH = "identity_switch"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One entry.

    Attributes:
        frame_index, last_frame_index: where it begins and ends, frames of the clip.
        frame_count: on how many of the compared frames between them it is so; short pauses are
            passed over.
        truth_id, candidate_id: the tracks; None on the side where there is none.
        before_id: of an identity switch the candidate's track before it, else None.
        iou: of two boxes that belong together, the least on these frames. Of a box that is missing
            or extra, the most with any box of the other side; 0 without one.
        attribute: its name, of an attribute; else empty.
        truth_says, candidate_says: label or value; else empty.
    """

    kind: DisagreementKind
    frame_index: int
    last_frame_index: int
    frame_count: int
    truth_id: UUID | None
    candidate_id: UUID | None
    iou: float
    before_id: UUID | None = None
    attribute: str = ""
    truth_says: str = ""
    candidate_says: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Events:
    """What is wrong on single frames; -1 stands for no track. `more` parts what is not one entry.

    Attributes:
        told: by `more`, the attribute, what the truth says and what the candidate says.
    """

    kind: DisagreementKind
    places: Ints
    truth: Ints
    candidate: Ints
    iou: Floats
    before: Ints
    more: Ints
    told: Sequence[tuple[str, str, str]] = ()


def disagreements(
    truth: Sample,
    candidate: Sample,
    pairs: Pairs,
    *,
    matched: Pairs,
    followed: Followed,
    differing: Sequence[Differing],
    names: Sequence[str],
    frames: range,
    settings: CompareSettings,
) -> tuple[Disagreement, ...]:
    """Return all entries in order of their first frame.

    `pairs` are all that overlap, `matched` those that belong together frame by frame. The rows of
    `followed` are those of the same tables.
    """
    every = [
        _missing(truth, matched.truth, pairs.truth, pairs.iou, extra=False),
        _missing(candidate, matched.candidate, pairs.candidate, pairs.iou, extra=True),
        *_of_matches(truth, candidate, matched, names=names, settings=settings),
        *(_of_attribute(truth, candidate, matched, one) for one in differing),
        _switches(truth, candidate, followed),
    ]
    found = [
        entry
        for events in every
        for entry in _merged(events, truth.tracks, candidate.tracks, frames, settings)
    ]
    order = {kind: place for place, kind in enumerate(DisagreementKind)}
    found.sort(key=lambda entry: (entry.frame_index, order[entry.kind]))
    return tuple(found)


def _missing(sample: Sample, matched: Ints, near: Ints, iou: Floats, *, extra: bool) -> _Events:
    """Return the boxes of one side that belong to none of the other."""
    left = np.ones(len(sample.table), np.bool_)
    left[matched] = False
    rows = np.flatnonzero(left)
    most = np.zeros(len(left))
    np.maximum.at(most, near, iou)
    tracks, nobody = sample.table.tracks[rows], np.full(len(rows), -1)
    return _Events(
        DisagreementKind.EXTRA if extra else DisagreementKind.MISSING,
        sample.table.places[rows],
        truth=nobody if extra else tracks,
        candidate=tracks if extra else nobody,
        iou=most[rows],
        before=nobody,
        more=np.zeros(len(rows), np.int64),
    )


def _between(
    kind: DisagreementKind,
    truth: Sample,
    candidate: Sample,
    pairs: Pairs,
    *,
    more: Ints | None = None,
    told: Sequence[tuple[str, str, str]] = (),
) -> _Events:
    return _Events(
        kind,
        truth.table.places[pairs.truth],
        truth=truth.table.tracks[pairs.truth],
        candidate=candidate.table.tracks[pairs.candidate],
        iou=pairs.iou,
        before=np.full(len(pairs), -1),
        more=np.zeros(len(pairs), np.int64) if more is None else more,
        told=told,
    )


def _of_matches(
    truth: Sample,
    candidate: Sample,
    matched: Pairs,
    *,
    names: Sequence[str],
    settings: CompareSettings,
) -> Iterable[_Events]:
    low = matched.only(matched.iou < settings.low_overlap - EPSILON)
    yield _between(DisagreementKind.LOW_OVERLAP, truth, candidate, low)
    here, there = truth.table.labels[matched.truth], candidate.table.labels[matched.candidate]
    other = here != there
    yield _between(
        DisagreementKind.LABEL,
        truth,
        candidate,
        matched.only(other),
        more=here[other] * len(names) + there[other],
        told=[("", one, another) for one in names for another in names],
    )


def _of_attribute(truth: Sample, candidate: Sample, matched: Pairs, one: Differing) -> _Events:
    codes = one.truth * len(one.values) + one.candidate
    used, more = np.unique(codes, return_inverse=True)
    told = [divmod(code, len(one.values)) for code in used.tolist()]
    return _between(
        DisagreementKind.ATTRIBUTE,
        truth,
        candidate,
        matched.only(one.pairs),
        more=more.astype(np.int64),
        told=[(one.name, one.values[said], one.values[theirs]) for said, theirs in told],
    )


def _switches(truth: Sample, candidate: Sample, followed: Followed) -> _Events:
    at = np.flatnonzero(followed.switches)
    pairs = followed.pairs.only(at)
    places = truth.table.places[pairs.truth]
    return _Events(
        DisagreementKind.IDENTITY_SWITCH,
        places,
        truth=truth.table.tracks[pairs.truth],
        candidate=candidate.table.tracks[pairs.candidate],
        iou=pairs.iou,
        before=candidate.table.tracks[followed.pairs.candidate[at - 1]],
        # Each switch is an entry of its own.
        more=places,
    )


def _merged(
    events: _Events,
    ours: Sequence[Track],
    theirs: Sequence[Track],
    frames: range,
    settings: CompareSettings,
) -> Iterable[Disagreement]:
    """Yield an entry for each run of frames on which the same is wrong."""
    if not len(events.places):
        return
    keys = (events.places, events.more, events.before, events.candidate, events.truth)
    order = np.lexsort(keys)
    places, *same = (key[order] for key in keys)
    begins = np.ones(len(order), np.bool_)
    begins[1:] = places[1:] - places[:-1] > 1 + settings.join_gap_frames
    for key in same:
        begins[1:] |= key[1:] != key[:-1]
    starts = np.flatnonzero(begins)
    ends = np.append(starts[1:], len(order))
    is_lone = events.kind in (DisagreementKind.MISSING, DisagreementKind.EXTRA)
    iou = (np.maximum if is_lone else np.minimum).reduceat(events.iou[order], starts)
    columns = (starts, ends, iou, *(key[starts] for key in same))
    for start, end, overlap, more, before, candidate, truth in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        attribute, said, other = events.told[more] if events.told else ("", "", "")
        yield Disagreement(
            events.kind,
            frames[places[start]],
            frames[places[end - 1]],
            end - start,
            truth_id=None if truth < 0 else ours[truth].id,
            candidate_id=None if candidate < 0 else theirs[candidate].id,
            iou=overlap,
            before_id=None if before < 0 else theirs[before].id,
            attribute=attribute,
            truth_says=said,
            candidate_says=other,
        )
