"""Pairs that belong to a best matching for certain, without a solver.

Take a pair whose score is at least the best other one of its row and the best other one of its
column together. Any matching without it can be changed to have it: that costs at most one other
pair of the row and one of the column, which together are worth no more. So it is taken, its row and
column are done with, and what is left is a smaller problem of the same kind.

A box usually overlaps its own counterpart by far the most, so nearly everything goes this way; and
where thousands of short tracks meet, what is left for the solver stays small.
"""

import numpy as np

from app.quality.boxes import Bools, Cancelled, Floats, Ints, stop_if


def certain_pairs(
    rows: Ints, columns: Ints, scores: Floats, *, cancelled: Cancelled
) -> tuple[Ints, Ints]:
    """Return the pairs that are taken, and those that are still open, by their places.

    Raises:
        CompareCancelledError: it was called off.
    """
    taken: list[Ints] = [np.zeros(0, np.int64)]
    left = np.arange(len(rows))
    while len(left):
        stop_if(cancelled)
        here, there, worth = _small(rows[left]), _small(columns[left]), scores[left]
        best_here, other_here = _rivals(here, worth)
        best_there, other_there = _rivals(there, worth)
        sure = best_here & best_there & (worth >= other_here + other_there)
        if not sure.any():
            break
        taken.append(left[sure])
        done_here, done_there = _marked(here, sure), _marked(there, sure)
        left = left[~(done_here | done_there)]
    return np.concatenate(taken), left


def _small(keys: Ints) -> Ints:
    """Return the same keys, numbered anew where there are many fewer of them than their largest."""
    if int(keys.max()) < 4 * len(keys):
        return keys
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)


def _rivals(keys: Ints, scores: Floats) -> tuple[Bools, Floats]:
    """Return whether a pair is its key's best (the first of equals), and the best other score."""
    count = int(keys.max()) + 1
    top = np.zeros(count)
    np.maximum.at(top, keys, scores)
    highest = np.flatnonzero(scores == top[keys])
    first = np.zeros(count, np.int64)
    # Written last to first, so that the first of equals stays.
    first[keys[highest[::-1]]] = highest[::-1]
    best: Bools = np.zeros(len(keys), np.bool_)
    best[first[keys[highest]]] = True
    second = np.zeros(count)
    np.maximum.at(second, keys, np.where(best, 0.0, scores))
    return best, np.where(best, second[keys], top[keys])


def _marked(keys: Ints, pairs: Bools) -> Bools:
    """Return which pairs have a key in common with one of these."""
    marks: Bools = np.zeros(int(keys.max()) + 1, np.bool_)
    marks[keys[pairs]] = True
    found: Bools = marks[keys]
    return found
