"""Compare two annotations of one clip.

One side is called the truth, the other the candidate: a reviewer's and an annotator's, an accepted
annotation and a model's suggestions. Swapped, precision and recall change places.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from app.quality.attributes import attribute_figures
from app.quality.boxes import BoxTable, Cancelled, Ints, stop_if
from app.quality.clear import Followed, followed
from app.quality.detection import detection_figures, matched_boxes
from app.quality.disagreements import disagreements
from app.quality.hota import HotaFigures, hota_figures
from app.quality.identity import IdentityFigures, identity_figures
from app.quality.kappa import cohen_kappa
from app.quality.overlap import Pairs, overlapping
from app.quality.report import Report, Side, TrackFigures
from app.quality.sampling import Sample, sample
from app.quality.settings import CompareSettings
from models.annotation.document import Annotation
from models.annotation.labels import Label

UNKNOWN_LABEL = "unknown label"
_AS_USUAL = CompareSettings()


def _never() -> bool:
    return False


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Keep Python from looking for cycles while 100,000 acyclic values are made.

    To look through them and a large annotation holds every thread, the window's too, for a second.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_garbage_collection()
def compare(
    truth: Annotation,
    candidate: Annotation,
    *,
    frames: range,
    labels: Sequence[Label],
    settings: CompareSettings = _AS_USUAL,
    cancelled: Cancelled = _never,
) -> Report:
    """Compare what both show on these frames; for a worker: 400,000 boxes take a second.

    Raises:
        CompareCancelledError: `cancelled` said so.
        ValueError: the frames do not ascend from 0 on.
    """
    codes = {label.id: code for code, label in enumerate(labels)}
    ours = sample(truth, frames, codes, cancelled=cancelled)
    theirs = sample(candidate, frames, codes, cancelled=cancelled)
    names = _names(labels, ours, theirs)
    pairs = overlapping(ours.table, theirs.table, cancelled=cancelled)
    matched = matched_boxes(
        ours.table, theirs.table, pairs, threshold=settings.threshold, cancelled=cancelled
    )
    through = _through_time(ours, theirs, pairs, settings=settings, cancelled=cancelled)
    attributes, differing = attribute_figures(ours, theirs, matched, labels)
    stop_if(cancelled)
    entries = disagreements(
        ours,
        theirs,
        pairs,
        matched=matched,
        followed=through.followed,
        differing=differing,
        names=names,
        frames=frames,
        settings=settings,
    )
    detection = detection_figures(
        ours.table, theirs.table, matched, names=names, low_overlap=settings.low_overlap
    )
    return Report(
        frames,
        settings,
        truth=_side(ours, names),
        candidate=_side(theirs, names),
        detection=detection,
        label_kappa=_label_kappa(ours.table, theirs.table, matched),
        clear=through.followed.figures,
        identity=through.identity,
        hota=through.hota,
        attributes=attributes,
        tracks=_track_figures(ours, theirs, through, names),
        disagreements=entries,
    )


def _names(labels: Sequence[Label], *sides: Sample) -> tuple[str, ...]:
    unknown = any((side.labels == len(labels)).any() for side in sides)
    return (*(label.name for label in labels), *([UNKNOWN_LABEL] if unknown else []))


def _label_kappa(truth: BoxTable, candidate: BoxTable, matched: Pairs) -> float | None:
    return cohen_kappa(truth.labels[matched.truth], candidate.labels[matched.candidate])


@dataclass(frozen=True, slots=True, eq=False)
class _ThroughTime:
    """Figures of tracks; the rows of `followed` are those of the whole tables."""

    followed: Followed
    identity: IdentityFigures
    partners: dict[int, int]
    hota: HotaFigures


def _through_time(
    ours: Sample, theirs: Sample, pairs: Pairs, *, settings: CompareSettings, cancelled: Cancelled
) -> _ThroughTime:
    truth, rows = _of_tracks(ours)
    candidate, others = _of_tracks(theirs)
    wanted = (rows[pairs.truth] >= 0) & (others[pairs.candidate] >= 0)
    if settings.labels_must_agree:
        wanted &= ours.table.labels[pairs.truth] == theirs.table.labels[pairs.candidate]
    mine = pairs.only(wanted)
    mine = Pairs(rows[mine.truth], others[mine.candidate], mine.iou)
    seen = followed(
        truth,
        candidate,
        mine,
        threshold=settings.threshold,
        by_label=settings.labels_must_agree,
        cancelled=cancelled,
    )
    who, partners = identity_figures(
        truth, candidate, mine, threshold=settings.threshold, cancelled=cancelled
    )
    back, forth = np.flatnonzero(rows >= 0), np.flatnonzero(others >= 0)
    whole = Pairs(back[seen.pairs.truth], forth[seen.pairs.candidate], seen.pairs.iou)
    return _ThroughTime(
        Followed(whole, seen.switches, seen.figures),
        identity=who,
        partners=partners,
        hota=hota_figures(truth, candidate, mine, cancelled=cancelled),
    )


def _of_tracks(side: Sample) -> tuple[BoxTable, Ints]:
    """Return the boxes of tracks, and (N,) which row of theirs each row is, -1 for none."""
    kept = ~side.single[side.table.tracks]
    rows: Ints = np.where(kept, np.cumsum(kept) - 1, -1)
    return side.table.only(kept), rows


def _side(side: Sample, names: tuple[str, ...]) -> Side:
    shown = side.table.frames_of_tracks() > 0
    named = zip(side.tracks, side.labels.tolist(), strict=True)
    return Side(
        len(side.table),
        tracks=int((shown & ~side.single).sum()),
        single_boxes=int(side.single[side.table.tracks].sum()),
        names={track.id: f"{names[label]} {track.number}" for track, label in named},
    )


def _track_figures(
    ours: Sample, theirs: Sample, through: _ThroughTime, names: tuple[str, ...]
) -> tuple[TrackFigures, ...]:
    pairs = through.followed.pairs
    count = len(ours.tracks)
    of = ours.table.tracks[pairs.truth]
    frames = ours.table.frames_of_tracks().tolist()
    matched = np.bincount(of, minlength=count).tolist()
    overlaps = np.bincount(of, weights=pairs.iou, minlength=count).tolist()
    switches = np.bincount(of[through.followed.switches], minlength=count).tolist()
    found = []
    for number, track in enumerate(ours.tracks):
        if not frames[number] or ours.single[number]:
            continue
        partner = through.partners.get(number)
        found.append(
            TrackFigures(
                track.id,
                track.number,
                names[ours.labels[number]],
                frames=frames[number],
                matched=matched[number],
                mean_iou=overlaps[number] / matched[number] if matched[number] else None,
                switches=switches[number],
                partner_id=None if partner is None else theirs.tracks[partner].id,
            )
        )
    return tuple(found)
