"""Cohen's kappa: how far two people agree beyond what chance would give.

J. Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement
20, 1960; with weights: J. Cohen, "Weighted Kappa", Psychological Bulletin 70, 1968.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from app.quality.boxes import Floats, Ints

Rating = TypeVar("Rating")


class Weights(StrEnum):
    """How much a disagreement counts: all the same, by its distance, or by its square."""

    PLAIN = "plain"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


def cohen_kappa(
    first: npt.ArrayLike, second: npt.ArrayLike, weights: Weights = Weights.PLAIN
) -> float | None:
    """Return kappa of two people's ratings of the same things.

    A rating is a code from 0 on; for weights, in the order of the values. Let p(i) be the share of
    the things that the first person rated i, q(j) the share that the second rated j, and w(i, j)
    what it costs to rate a thing i and j. Then

        observed = mean over all things of w(i, j), rated i and j
        expected = sum over all i and j of p(i) q(j) w(i, j), as if the two rated by chance
        kappa = 1 - observed / expected

    - Plain: w is 0 where i = j, else 1. Observed is then 1 - p_o and expected 1 - p_e, where p_o is
      the share of things rated alike and p_e = sum of p(i) q(i); kappa is Cohen's
      (p_o - p_e) / (1 - p_e).
    - Linear: w = |i - j|, which is the number of bounds t that lie between the two. One bound parts
      two independent ratings with the probability P(t)(1 - Q(t)) + Q(t)(1 - P(t)), where P(t) and
      Q(t) are the shares rated t or less; expected is their sum.
    - Quadratic: w = (i - j)^2; expected is E[i^2] - 2 E[i] E[j] + E[j^2].

    No table of all pairs of values is made, so free text may have as many as it likes.

    None where it is not defined: nothing was rated, or both gave everything the same one rating.

    Raises:
        ValueError: the two rated different numbers of things.
    """
    one, other = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    if one.shape != other.shape:
        raise ValueError("two people rate the same things")
    if not one.size:
        return None
    count = int(max(one.max(), other.max())) + 1
    p = np.bincount(one, minlength=count) / one.size
    q = np.bincount(other, minlength=count) / one.size
    observed, expected = _observed(one, other, weights), _expected(p, q, weights)
    return None if expected <= 0 else 1 - observed / expected


def pairwise_kappa(
    ratings: Sequence[Sequence[Rating | None]], weights: Weights = Weights.PLAIN
) -> tuple[tuple[float | None, ...], ...]:
    """Return kappa of each pair of people, a row and a column each; of oneself 1, where defined.

    `ratings[k][i]` is what person k said of thing i, None where nothing was said: such a thing does
    not count for the pairs of that person. For weights the ratings have to sort by their meaning.

    Raises:
        ValueError: the people rated different numbers of things.
    """
    if len({len(one) for one in ratings}) > 1:
        raise ValueError("all people rate the same things")
    values = {rating for one in ratings for rating in one if rating is not None}
    ordered = sorted(values) if weights is not Weights.PLAIN else list(values)  # type: ignore[type-var]
    code = {rating: at for at, rating in enumerate(ordered)}
    coded = [np.array([-1 if one is None else code[one] for one in said]) for said in ratings]
    return tuple(tuple(_of_both(one, other, weights) for other in coded) for one in coded)


def _of_both(one: Ints, other: Ints, weights: Weights) -> float | None:
    both = (one >= 0) & (other >= 0)
    return cohen_kappa(one[both], other[both], weights)


def _observed(one: Ints, other: Ints, weights: Weights) -> float:
    apart = np.abs(one - other)
    match weights:
        case Weights.PLAIN:
            return float((apart > 0).mean())
        case Weights.LINEAR:
            return float(apart.mean())
        case Weights.QUADRATIC:
            return float((apart**2).mean())


def _expected(p: Floats, q: Floats, weights: Weights) -> float:
    match weights:
        case Weights.PLAIN:
            # Summed over what differs: 1 - sum would leave a rounding where nothing does.
            return float((p * (1 - q)).sum())
        case Weights.LINEAR:
            below, under = np.cumsum(p)[:-1], np.cumsum(q)[:-1]
            return float((below * (1 - under) + under * (1 - below)).sum())
        case Weights.QUADRATIC:
            values = np.arange(len(p))
            squares = (values**2 * (p + q)).sum()
            return float(squares - 2 * (values * p).sum() * (values * q).sum())
