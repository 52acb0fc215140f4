"""Which box is best matched with which, each at most once: the assignment problem.

Most pairs are certain without a solver (`app.quality.certain`). What is left falls apart into
*knots*: boxes that compete with each other and with no others. Each is solved by itself, which is
exact, since a best matching of the whole is made of best matchings of its knots.

The solver is lap's (R. Jonker and A. Volgenant, "A Shortest Augmenting Path Algorithm for Dense and
Sparse Linear Assignment Problems", Computing 38, 1987). It keeps the interpreter for as long as it
runs: 4 ms for a knot of 500 by 500, 25 ms for one of 1,000 by 1,000.
"""

from dataclasses import dataclass

import lap
import numpy as np

from app.quality.boxes import Bools, Cancelled, Floats, Ints, stop_if
from app.quality.certain import certain_pairs

# Between two looks at whether the comparison is still wanted.
_KNOTS_AT_ONCE = 256


@dataclass(frozen=True, slots=True, eq=False)
class Knot:
    """Pairs that compete with each other.

    Attributes:
        pairs: (K,) int64, which of all pairs they are, ascending.
        rows, columns: (K,) int64, their rows and columns, numbered anew from 0.
    """

    pairs: Ints
    rows: Ints
    columns: Ints
    row_count: int
    column_count: int

    def solved(self, scores: Floats) -> Bools:
        """Return (K,): the matching with the largest sum of scores, all of them above 0."""
        if self.row_count == 1 or self.column_count == 1:
            best: Bools = np.zeros(len(scores), np.bool_)
            best[np.argmax(scores)] = True
            return best
        top = scores.max()
        costs = np.full((self.row_count, self.column_count), 1.0)
        # lap takes a million for infinite: what it is given lies between 0 and 1.
        costs[self.rows, self.columns] = 1.0 - scores / top
        column_of, _ = lap.lapjv(costs, extend_cost=True, return_cost=False)
        matched: Bools = column_of[self.rows] == self.columns
        return matched


def best_pairs(rows: Ints, columns: Ints, scores: Floats, *, cancelled: Cancelled) -> Bools:
    """Return (P,): the matching of rows and columns with the largest sum of scores.

    `rows[i]` and `columns[i]` may be matched for `scores[i]` > 0; pairs not named may not.

    Raises:
        CompareCancelledError: it was called off.
    """
    taken, left = certain_pairs(rows, columns, scores, cancelled=cancelled)
    matched: Bools = np.zeros(len(rows), np.bool_)
    matched[taken] = True
    knots = _knots(left, rows[left], columns[left]) if len(left) else []
    for place, knot in enumerate(knots):
        if place % _KNOTS_AT_ONCE == 0:
            stop_if(cancelled)
        matched[knot.pairs] = knot.solved(scores[knot.pairs])
    return matched


def untangled(rows: Ints, columns: Ints) -> tuple[Bools, list[Knot]]:
    """Return the pairs with which no other competes, and the knots in order of their first row."""
    if not len(rows):
        return np.zeros(0, np.bool_), []
    alone: Bools = (np.bincount(rows)[rows] == 1) & (np.bincount(columns)[columns] == 1)
    left = np.flatnonzero(~alone)
    return alone, _knots(left, rows[left], columns[left]) if len(left) else []


def _knots(pairs: Ints, rows: Ints, columns: Ints) -> list[Knot]:
    row_ids, row_of = np.unique(rows, return_inverse=True)
    column_ids, column_of = np.unique(columns, return_inverse=True)
    knot_of_row = _components(row_of, column_of, len(row_ids), len(column_ids))
    knot_of_column = np.zeros(len(column_ids), np.int64)
    knot_of_column[column_of] = knot_of_row[row_of]
    row_rank, row_counts = _ranks(knot_of_row)
    column_rank, column_counts = _ranks(knot_of_column)
    order = np.argsort(knot_of_row[row_of], kind="stable")
    ends = np.cumsum(np.bincount(knot_of_row[row_of]))
    starts = np.concatenate([[0], ends[:-1]])
    of_pair, of_row, of_column = (
        pairs[order],
        row_rank[row_of][order],
        column_rank[column_of][order],
    )
    return [
        Knot(
            of_pair[start:end],
            of_row[start:end],
            of_column[start:end],
            row_count=row_count,
            column_count=column_count,
        )
        for start, end, row_count, column_count in zip(
            starts.tolist(), ends.tolist(), row_counts.tolist(), column_counts.tolist(), strict=True
        )
    ]


def _components(rows: Ints, columns: Ints, row_count: int, column_count: int) -> Ints:
    """Return (row_count,): the number of the knot that each row belongs to, in order of rows."""
    of_row = np.arange(row_count)
    while True:
        of_column = np.full(column_count, row_count)
        np.minimum.at(of_column, columns, of_row[rows])
        spread = of_row.copy()
        np.minimum.at(spread, rows, of_column[columns])
        # A knot goes by its first row, so each row may at once take over what that one knows.
        spread = spread[spread]
        if (spread == of_row).all():
            return np.unique(of_row, return_inverse=True)[1].astype(np.int64)
        of_row = spread


def _ranks(knots: Ints) -> tuple[Ints, Ints]:
    """Return each member's place within its knot, and how many members each knot has."""
    counts = np.bincount(knots)
    order = np.argsort(knots, kind="stable")
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    ranks = np.zeros(len(knots), np.int64)
    ranks[order] = np.arange(len(knots)) - np.repeat(starts, counts)
    return ranks, counts
