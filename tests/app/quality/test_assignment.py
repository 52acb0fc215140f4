"""Matching is the best there is, by all matchings tried."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quality.assignment import best_pairs
from app.quality.certain import certain_pairs
from app.quality.errors import CompareCancelledError
from tests.app.quality.tables import never
from tests.support.annotations import unhurried

Graph = dict[tuple[int, int], float]


def best_sum(graph: Graph, rows: int, columns: int) -> float:
    """Try all ways to give some rows different columns."""
    size = min(rows, columns)
    return max(
        sum(graph.get(pair, 0.0) for pair in zip(some, others, strict=True))
        for some in combinations(range(rows), size)
        for others in permutations(range(columns), size)
    )


graphs = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
    # Few values, so that ties are common, and some that differ by little.
    st.sampled_from((0.25, 0.5, 0.75, 1.0)) | st.floats(0.01, 1000.0),
    min_size=1,
)


@given(graphs)
@unhurried
def test_no_matching_has_a_larger_sum_and_none_takes_a_box_twice(graph: Graph) -> None:
    rows, columns = (np.array(side) for side in zip(*graph, strict=True))
    scores = np.array(list(graph.values()))
    matched = best_pairs(rows, columns, scores, cancelled=never)
    assert len(set(rows[matched])) == len(set(columns[matched])) == matched.sum()
    assert scores[matched].sum() == pytest.approx(best_sum(graph, 5, 5), rel=1e-9)


def test_a_long_chain_of_boxes_is_one_knot_and_solved_as_one() -> None:
    # Each box overlaps its own and the next one a little more; all "next" leave one box over.
    count = 400
    rows = np.concatenate([np.arange(count), np.arange(count - 1)])
    columns = np.concatenate([np.arange(count), np.arange(1, count)])
    scores = np.concatenate([np.full(count, 1.0), np.full(count - 1, 1.001)])
    matched = best_pairs(rows, columns, scores, cancelled=never)
    assert scores[matched].sum() == pytest.approx(count)
    assert matched[:count].all()


def test_what_clearly_belongs_together_needs_no_solver() -> None:
    # Five objects in a row that overlap their own boxes by 0.9 and each neighbour's by 0.3.
    rows, columns = (side.ravel() for side in np.indices((5, 5)))
    apart = np.abs(rows - columns)
    near = apart <= 1
    rows, columns, scores = rows[near], columns[near], np.where(apart == 0, 0.9, 0.3)[near]
    taken, left = certain_pairs(rows, columns, scores, cancelled=never)
    assert sorted(rows[taken]) == sorted(columns[taken]) == list(range(5))
    assert (rows[taken] == columns[taken]).all()
    assert not len(left)


def test_what_does_not_clearly_belong_together_is_left_to_the_solver() -> None:
    # The best pair of all is not in the best matching: 0.6 and 0.6 are more than 0.7.
    rows, columns = np.array([0, 0, 1]), np.array([0, 1, 0])
    scores = np.array([0.7, 0.6, 0.6])
    taken, left = certain_pairs(rows, columns, scores, cancelled=never)
    assert not len(taken)
    assert list(left) == [0, 1, 2]
    assert list(best_pairs(rows, columns, scores, cancelled=never)) == [False, True, True]


def test_nothing_is_matched_with_nothing() -> None:
    nothing = np.zeros(0, np.int64)
    assert not len(best_pairs(nothing, nothing, np.zeros(0), cancelled=never))


def test_matching_can_be_called_off() -> None:
    rows, columns = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    with pytest.raises(CompareCancelledError):
        best_pairs(rows, columns, np.ones(4), cancelled=lambda: True)
