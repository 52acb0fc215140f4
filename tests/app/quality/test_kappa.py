"""Kappa is Cohen's, plain and weighted."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.quality.kappa import Weights, cohen_kappa, pairwise_kappa

CASES = json.loads((Path(__file__).parent / "golden/figures.json").read_text())["kappa"]["cases"]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['values']}-values" for case in CASES])
def test_kappa_is_scikit_learns(case: dict) -> None:
    for weights, name in (
        (Weights.PLAIN, "None"),
        (Weights.LINEAR, "linear"),
        (Weights.QUADRATIC, "quadratic"),
    ):
        found = cohen_kappa(case["first"], case["second"], weights)
        assert found == pytest.approx(case[name], abs=1e-12), name


@pytest.mark.parametrize("weights", Weights)
def test_kappa_is_what_the_table_of_both_ratings_gives(weights: Weights) -> None:
    table = np.array([[25, 13, 12, 0], [12, 2, 16, 1], [3, 15, 2, 0]])
    first, second = (np.repeat(side.ravel(), table.ravel()) for side in np.indices(table.shape))
    apart = np.abs(np.subtract.outer(np.arange(3), np.arange(4)))
    costs = {Weights.PLAIN: apart > 0, Weights.LINEAR: apart, Weights.QUADRATIC: apart**2}[weights]
    by_chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    expected = 1 - (costs * table).sum() / (costs * by_chance).sum()
    assert cohen_kappa(first, second, weights) == pytest.approx(expected)


def test_seven_tenths_alike_of_which_chance_gives_five_are_two_fifths() -> None:
    # 35 of 50 things rated alike, of which chance gives 25: (0.7 - 0.5) / (1 - 0.5).
    first = [1] * 25 + [0] * 25
    second = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.4)


def test_kappa_is_not_defined_where_chance_leaves_nothing_to_agree_on() -> None:
    for weights in Weights:
        assert cohen_kappa([], [], weights) is None
        assert cohen_kappa([2, 2, 2], [2, 2, 2], weights) is None
        assert cohen_kappa([0, 0, 0], [2, 2, 2], weights) == pytest.approx(0)


def test_ratings_of_different_things_are_refused() -> None:
    with pytest.raises(ValueError):
        cohen_kappa([0, 1], [0])
    with pytest.raises(ValueError):
        pairwise_kappa([["a"], ["a", "b"]])


def test_of_several_annotators_each_pair_counts_what_both_rated() -> None:
    first = ["walks", "runs", "runs", None, "walks", "runs"]
    second = ["walks", "runs", "walks", "runs", None, "runs"]
    third = ["walks", "walks", "walks", "walks", "walks", "walks"]
    found = pairwise_kappa([first, second, third])
    both = [(0, 0), (1, 1), (1, 0), (1, 1)]
    expected = cohen_kappa([a for a, _ in both], [b for _, b in both])
    assert found[0][1] == found[1][0] == pytest.approx(expected)
    assert found[0][0] == found[1][1] == pytest.approx(1)
    assert found[2][2] is None
    assert found[0][2] == pytest.approx(0)


def test_weights_go_by_the_order_of_the_ratings() -> None:
    # One of four things is off by one value. By chance the bounds between the three values part the
    # two with 0.25 * 0.75 + 0.25 * 0.75 and 0.75 * 0.5 + 0.5 * 0.25.
    found = pairwise_kappa([[1, 2, 3, 2], [1, 2, 3, 3]], Weights.LINEAR)
    assert found[0][1] == pytest.approx(1 - 0.25 / 0.875)
    assert pairwise_kappa([[10, 20], [20, 10]], Weights.QUADRATIC)[0][1] == pytest.approx(-1)
