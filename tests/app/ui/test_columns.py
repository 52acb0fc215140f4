"""Things are dealt out to columns in their order, and the highest column is as low as can be."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.ui.keys.columns import dealt


def highest(heights: list[int], counts: list[int]) -> int:
    starts = [sum(counts[:at]) for at in range(len(counts))]
    return max(sum(heights[at : at + count]) for at, count in zip(starts, counts, strict=True))


@given(st.lists(st.integers(1, 30), min_size=1, max_size=9), st.integers(1, 4))
def test_no_other_way_makes_the_highest_column_lower(heights: list[int], columns: int) -> None:
    counts = dealt(heights, columns)
    assert sum(counts) == len(heights)
    assert 1 <= len(counts) <= columns

    least = highest(heights, counts)
    for few in range(columns):
        for cuts in combinations(range(1, len(heights)), few):
            edges = (0, *cuts, len(heights))
            others = [after - before for before, after in pairwise(edges)]
            assert highest(heights, others) >= least


def test_nothing_takes_one_empty_column() -> None:
    assert dealt([], 4) == [0]
