"""Rank tests for answers full of ties, and Holm's correction.

Scores of respondents lie on a coarse scale, so many are equal. Small samples are therefore tested by the exact distribution of
the rank sum given the ties, large ones by the normal form corrected for ties. Nothing here draws at random.
Sources: Mann and Whitney 1947; Kruskal and Wallis 1952; Lehmann 1975 (ties, the exact distribution given them); Holm 1979;
Cliff 1993 (delta); Tomczak and Tomczak 2014 (epsilon squared).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Up to here the exact distribution costs a few milliseconds, and its counts are whole numbers that int64 holds.
_MOST_EXACT = 40
# Scores are means of decimals, computed in another order for each respondent: what differs only by float dust is a tie.
_DUST = 1e-9


class RankTest(StrEnum):
    """How a p-value was come by."""

    MANN_WHITNEY_EXACT = "mann_whitney_exact"
    MANN_WHITNEY_NORMAL = "mann_whitney_normal"
    KRUSKAL_WALLIS = "kruskal_wallis"
    T = "t"


@dataclass(frozen=True, slots=True)
class RankResult:
    """A test of whether groups answered alike.

    `p` is two-sided. `statistic` is Mann and Whitney's U of the second group, or Kruskal and Wallis's H corrected for ties.
    `effect` is Cliff's delta (-1 to 1: how much more often a respondent of the second group scores above one of the first than
    below; also called the rank-biserial correlation), or epsilon squared (0 to 1) for several groups.
    """

    test: RankTest
    statistic: float
    p: float
    effect: float


def mann_whitney(first: Floats, second: Floats) -> RankResult:
    """Test whether the scores of one group tend to lie above those of another; both need at least one, none may be NaN.

    Exact up to 40 respondents together, given the ties that there are; above that the normal form with tie and continuity
    correction. Where all scores are equal, p is 1.
    """
    ranks, ties = _midranks(np.concatenate([first, second]))
    sizes = len(first), len(second)
    u = float(ranks[len(first) :].sum()) - sizes[1] * (sizes[1] + 1) / 2
    exact = sum(sizes) <= _MOST_EXACT
    return RankResult(
        test=RankTest.MANN_WHITNEY_EXACT if exact else RankTest.MANN_WHITNEY_NORMAL,
        statistic=u,
        p=_exact_p(ranks, sizes[1]) if exact else _normal_p(u, sizes, ties),
        effect=2 * u / (sizes[0] * sizes[1]) - 1,
    )


def kruskal_wallis(groups: Sequence[Floats]) -> RankResult:
    """Test whether several groups answered alike, by the chi-square form: every group should have at least five respondents."""
    from scipy.special import chdtrc  # type: ignore[import-untyped]  # it ships no types

    ranks, ties = _midranks(np.concatenate(groups))
    n = len(ranks)
    untied = 1 - float((ties**3 - ties).sum()) / (n**3 - n)
    if untied <= 0:
        return RankResult(test=RankTest.KRUSKAL_WALLIS, statistic=0.0, p=1.0, effect=0.0)
    borders = np.cumsum([len(group) for group in groups])[:-1]
    between = sum(len(own) * (float(own.mean()) - (n + 1) / 2) ** 2 for own in np.split(ranks, borders))
    h = 12 / (n * (n + 1)) * between / untied
    return RankResult(
        test=RankTest.KRUSKAL_WALLIS, statistic=h, p=float(chdtrc(len(groups) - 1, h)), effect=min(1.0, h / (n - 1))
    )


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return the p-values of a family of tests, adjusted so that 0.05 is the risk of any false alarm among them all."""
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for tested, at in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - tested) * p_values[at]))
        adjusted[at] = highest
    return tuple(adjusted)


def _midranks(values: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return the rank of every value, ties sharing the mean of theirs, and how many values are in each tie."""
    order = np.argsort(values, kind="stable")
    climbs = np.diff(values[order], prepend=values[order[:1]]) > _DUST
    ties = np.bincount(np.cumsum(climbs))
    shared = np.cumsum(ties) - (ties - 1) / 2
    ranks = np.empty(len(values))
    ranks[order] = np.repeat(shared, ties)
    return ranks, ties


def _exact_p(ranks: Floats, size: int) -> float:
    """Return twice the smaller tail of the rank sum of the last `size` ranks, over all ways to choose so many of them."""
    doubled = np.rint(2 * ranks).astype(np.int64)  # midranks are halves
    observed = int(doubled[-size:].sum())
    ways = np.zeros((size + 1, int(doubled.sum()) + 1), dtype=np.int64)
    ways[0, 0] = 1
    for rank in doubled.tolist():
        ways[1:, rank:] += ways[:-1, : ways.shape[1] - rank].copy()
    chosen = ways[size]
    smaller_tail = min(int(chosen[: observed + 1].sum()), int(chosen[observed:].sum()))
    return min(1.0, 2 * smaller_tail / math.comb(len(ranks), size))


def _normal_p(u: float, sizes: tuple[int, int], ties: NDArray[np.int64]) -> float:
    n = sum(sizes)
    tied = float((ties**3 - ties).sum()) / (n * (n - 1))
    variance = sizes[0] * sizes[1] / 12 * (n + 1 - tied)
    if variance <= 0:
        return 1.0
    distance = max(0.0, abs(u - sizes[0] * sizes[1] / 2) - 0.5)
    return math.erfc(distance / math.sqrt(2 * variance))
