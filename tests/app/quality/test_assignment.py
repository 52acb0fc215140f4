"""Matching is the best there is, by all matchings tried."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quality.assignment import best_pairs
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


def test_nothing_is_matched_with_nothing() -> None:
    nothing = np.zeros(0, np.int64)
    assert not len(best_pairs(nothing, nothing, np.zeros(0), cancelled=never))


def test_matching_can_be_called_off() -> None:
    rows, columns = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    with pytest.raises(CompareCancelledError):
        best_pairs(rows, columns, np.ones(4), cancelled=lambda: True)
