"""CLEAR MOT: how many boxes are missing or too many, and how often an object changes its track.

K. Bernardin and R. Stiefelhagen, "Evaluating Multiple Object Tracking Performance: The CLEAR MOT
Metrics", EURASIP Journal on Image and Video Processing, 2008. As TrackEval 1.3.0 computes it, which
settles what the paper leaves open:

- On each frame, pairs that were matched on the frame before stay matched where they still overlap
  enough; among the others the sum of IoUs is as large as can be.
- "The frame before" is the last one on which both sides show boxes.
- A switch is a match with another track than the object's last match, however long ago that was.
- A fragmentation is a match that begins anew after the object's first.
- MOTP is the mean IoU of the matches. (motmetrics gives 1 minus that.)
- Mostly tracked is an object matched on more than 80 % of its frames, mostly lost one on fewer than
  20 %.
"""

from dataclasses import dataclass

import numpy as np

from app.quality.assignment import untangled
from app.quality.boxes import Bools, BoxTable, Cancelled, Ints, stop_if
from app.quality.overlap import Pairs

# TrackEval's: staying with a track outweighs all that a frame's IoUs can add up to.
_STAYS = 1000.0
_MOSTLY_TRACKED, _MOSTLY_LOST = 0.8, 0.2
_KNOTS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class ClearFigures:
    """Counts of boxes (`matched`, `missing`, `extra`), of events, and of the truth's tracks."""

    matched: int
    missing: int
    extra: int
    switches: int
    fragmentations: int
    mostly_tracked: int
    partly_tracked: int
    mostly_lost: int
    iou_sum: float

    @property
    def mota(self) -> float:
        """1 at best, and below 0 where there are more mistakes than boxes."""
        wrong = self.extra + self.switches
        return (self.matched - wrong) / max(1, self.matched + self.missing)

    @property
    def motp(self) -> float:
        """The mean IoU of the matches; 0 without any."""
        return self.iou_sum / max(1, self.matched)


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """The matches, by object and frame.

    Attributes:
        pairs: the matches, sorted by the truth's track, then by frame.
        switches: (M,) bool, whether the candidate's track is another than at the match before.
    """

    pairs: Pairs
    switches: Bools
    figures: ClearFigures


def followed(
    truth: BoxTable,
    candidate: BoxTable,
    pairs: Pairs,
    *,
    threshold: float,
    by_label: bool = False,
    cancelled: Cancelled,
) -> Followed:
    """Match boxes through time, and count.

    `by_label` says that only boxes of one label are paired: each label then has frames of its own
    on which both sides show boxes, as if it were a clip by itself.

    Raises:
        CompareCancelledError: it was called off.
    """
    close = pairs.at_least(threshold)
    before = _rows_before(truth, candidate, by_label=by_label)
    matched = close.only(_kept(candidate, close, before, cancelled))
    tracks = truth.tracks[matched.truth]
    order = np.lexsort((matched.truth, tracks))
    matched, tracks = matched.only(order), tracks[order]
    again = np.zeros(len(matched), np.bool_)
    again[1:] = tracks[1:] == tracks[:-1]
    partners = candidate.tracks[matched.candidate]
    switches = again.copy()
    switches[1:] &= partners[1:] != partners[:-1]
    is_matched = np.zeros(len(truth) + 1, np.bool_)
    is_matched[matched.truth] = True
    begins = ~is_matched[before[matched.truth]]
    return Followed(
        matched,
        switches,
        _figures(truth, candidate, matched, switches=switches, fragments=begins & again),
    )


def _rows_before(truth: BoxTable, candidate: BoxTable, *, by_label: bool) -> Ints:
    """Return (N,): each box's row on the frame before, -1 where its track shows none there."""
    groups = (
        max(truth.labels.max(initial=0), candidate.labels.max(initial=0)) + 1 if by_label else 1
    )
    ours, theirs = (_scenes(table, groups) for table in (truth, candidate))
    size = groups * truth.place_count
    both = (np.bincount(ours, minlength=size) > 0) & (np.bincount(theirs, minlength=size) > 0)
    moments = np.cumsum(both.reshape(groups, -1), axis=1).ravel()[ours]
    order = np.lexsort((truth.places, truth.tracks))
    order = order[both[ours[order]]]
    rows: Ints = np.full(len(truth), -1, np.int64)
    here, there = order[1:], order[:-1]
    follows = (truth.tracks[here] == truth.tracks[there]) & (moments[here] == moments[there] + 1)
    rows[here[follows]] = there[follows]
    return rows


def _scenes(table: BoxTable, groups: int) -> Ints:
    """Return (N,): a number for each group of labels and each frame, the groups one by one."""
    return table.places + (table.labels * table.place_count if groups > 1 else 0)


def _kept(candidate: BoxTable, close: Pairs, before: Ints, cancelled: Cancelled) -> Bools:
    """Return (P,): which pairs are matched, frame after frame."""
    matched, knots = untangled(close.truth, close.candidate)
    # The track that each of the truth's boxes was matched with; the last entry stands for no box.
    partner = np.full(len(before) + 1, -1, np.int64)
    partner[close.truth[matched]] = candidate.tracks[close.candidate[matched]]
    for place, knot in enumerate(knots):
        if place % _KNOTS_AT_ONCE == 0:
            stop_if(cancelled)
        rows, tracks = close.truth[knot.pairs], candidate.tracks[close.candidate[knot.pairs]]
        stays = partner[before[rows]] == tracks
        found = knot.solved(close.iou[knot.pairs] + _STAYS * stays)
        matched[knot.pairs] = found
        partner[rows[found]] = tracks[found]
    return matched


def _figures(
    truth: BoxTable, candidate: BoxTable, matched: Pairs, *, switches: Bools, fragments: Bools
) -> ClearFigures:
    frames = truth.frames_of_tracks()
    hits = np.bincount(truth.tracks[matched.truth], minlength=truth.track_count)
    share = hits[frames > 0] / frames[frames > 0]
    mostly = int((share > _MOSTLY_TRACKED).sum())
    partly = int((share >= _MOSTLY_LOST).sum()) - mostly
    return ClearFigures(
        matched=len(matched),
        missing=len(truth) - len(matched),
        extra=len(candidate) - len(matched),
        switches=int(switches.sum()),
        fragmentations=int(fragments.sum()),
        mostly_tracked=mostly,
        partly_tracked=partly,
        mostly_lost=len(share) - mostly - partly,
        iou_sum=float(matched.iou.sum()),
    )
