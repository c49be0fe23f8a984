"""Differences of means: variance, interval, Student's t, effect size.

Sources: Welch 1947 and Satterthwaite 1946 (degrees of freedom); Hedges 1981 (the correction of the effect size).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Points are means of decimals from 0 to 100: a smaller variance is float dust among equal scores.
_DUST = 1e-18


def variance(values: Floats) -> float:
    """Return the variance of at least two values, with n - 1; exactly 0 where all are equal up to float dust."""
    found = float(values.var(ddof=1))
    return found if found > _DUST else 0.0


def interval(difference: float, *, variance: float, degrees: float) -> tuple[float, float]:
    """Return the 95 % interval of a difference, given the variance of its error (not 0) and the degrees of freedom."""
    from scipy.special import stdtrit  # type: ignore[import-untyped]  # it ships no types

    half = float(stdtrit(degrees, 0.975)) * math.sqrt(variance)
    return difference - half, difference + half


def two_sided_p(difference: float, *, variance: float, degrees: float) -> float:
    """Return the p-value of Student's t for a difference, given the variance of its error (not 0)."""
    from scipy.special import stdtr

    return 2 * float(stdtr(degrees, -abs(difference) / math.sqrt(variance)))


def welch_degrees(sides: Sequence[tuple[float, int]]) -> float:
    """Return Welch and Satterthwaite's degrees of freedom; `sides` has the variance of each mean and its n.

    A side without variance, as where everybody answered, takes no part; not a number if neither has any.
    """
    spread = [(own, n) for own, n in sides if own > 0]
    return sum(own for own, _ in spread) ** 2 / sum(own**2 / (n - 1) for own, n in spread) if spread else math.nan


def hedges_g(first: Floats, second: Floats) -> float | None:
    """Return the difference of two means in pooled standard deviations, corrected exactly for bias.

    Both together have at least four values; a single one stands for a figure without spread. None where no values of a side
    differ.
    """
    degrees = len(first) + len(second) - 2
    pooled = sum((len(side) - 1) * variance(side) for side in (first, second) if len(side) > 1) / degrees
    if pooled == 0:
        return None
    correction = math.exp(math.lgamma(degrees / 2) - math.lgamma((degrees - 1) / 2)) / math.sqrt(degrees / 2)
    return correction * float(second.mean() - first.mean()) / math.sqrt(pooled)
