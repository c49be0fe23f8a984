"""The limits of an interval, from a few figures of the sample. `docs/coverage.md` shows how often they hold.

Respondents count as a simple random sample, without replacement, from a finite number of people. Three rules:

- `logit_bounds`, wherever answers differ: Student's t around the log-odds of score / 100, with the finite population correction
  in the standard error. So no limit lies outside 0 to 100, and near an end the interval reaches farther inward than outward, as
  it must where most give the best answer and a few a much lower one.
- `two_step_bounds`, for a single yes or no: the numbers of people saying yes under which the sample is not too unlikely, by the
  hypergeometric distribution (the finite form of Clopper and Pearson's interval). Never holds in fewer than 95 %.
- `unseen_bounds`, where all gave the same answer: a sample without spread says nothing about its error, and an interval of no
  width would lie. The bound is the finite form of the rule of three: if more than K of the N people would answer otherwise, a
  sample without any of them would come up in less than 5 % of draws; the worst case puts those K at the end of the scale.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

CONFIDENCE = 0.95

Floats = NDArray[np.float64]


def people_alike(n: int, *, sampled: int, population: int | None) -> float:
    """Return how many of the population would answer what `n` of those sampled answered: the same share."""
    return math.inf if population is None else max(nearest(population * n, sampled), n)


def nearest(numerator: int, denominator: int) -> int:
    """Return the whole number of people nearest to a fraction of them, a half counting as one."""
    return (2 * numerator + denominator) // (2 * denominator)


def quantile_t(probability: ArrayLike, degrees: ArrayLike) -> Floats:
    """Return the quantile of Student's t."""
    from scipy.special import stdtrit  # type: ignore[import-untyped]  # it ships no types

    quantile: Floats = stdtrit(np.asarray(degrees, dtype=np.float64), np.asarray(probability, dtype=np.float64))
    return quantile


def logit_bounds(score: ArrayLike, standard_error: ArrayLike, degrees: ArrayLike) -> tuple[Floats, Floats]:
    """Return the lower and the upper limit, in points; arguments may be arrays.

    `score` lies between 0 and 100, both excluded, and `standard_error`, in points, has the finite population correction in it.
    """
    half = quantile_t((1 + CONFIDENCE) / 2, degrees)
    return logit_quantile(-half, score, standard_error), logit_quantile(half, score, standard_error)


def logit_quantile(deviation: ArrayLike, score: ArrayLike, standard_error: ArrayLike) -> Floats:
    """Return the score that lies so many standard errors from `score` on the scale of log-odds."""
    share = np.asarray(score, dtype=np.float64) / 100
    # The derivative of the log-odds is 1 / (share (1 - share)).
    error = np.asarray(standard_error, dtype=np.float64) / 100 / (share * (1 - share))
    # tanh rather than exp, which overflows where a standard error is huge.
    return 50 * (1 + np.tanh((np.log(share / (1 - share)) + np.asarray(deviation) * error) / 2))


def logit_at_least(at: ArrayLike, score: float, standard_error: float, degrees: int) -> Floats:
    """Return how sure it is (0 to 1) that the score is at least `at`: what makes `logit_bounds` the limits of 95 %."""
    from scipy.special import stdtr

    share, point = score / 100, np.clip(np.asarray(at, dtype=np.float64) / 100, 0.0, 1.0)
    with np.errstate(divide="ignore"):
        odds = np.log(point) - np.log1p(-point) - math.log(share / (1 - share))
    sure: Floats = stdtr(float(degrees), -odds * share * (1 - share) / (standard_error / 100))
    return sure


def two_step_bounds(yes: int, n: int, *, sampled: int, population: int | None) -> tuple[float, float]:
    """Return the limits of the share of yes (0 to 1) in a population of which `yes` of the `n` who answered said yes.

    Where some of those sampled left it blank, how many of the population would answer is itself uncertain; the limits are then
    the outer ones over as many as two standard errors either way. In an infinite population (None), Clopper and Pearson's.
    """
    if population is None:
        return _binomial_bounds(yes, n)
    people = people_alike(n, sampled=sampled, population=population)
    answering = n / sampled
    uncertain = (population - sampled) * answering * (1 - answering) * population / sampled
    either_way = math.ceil(2 * math.sqrt(uncertain))
    fewest, most = max(int(people) - either_way, n), min(int(people) + either_way, population - (sampled - n))
    limits = [_hypergeometric_bounds(yes, n, each) for each in {fewest, most}]
    return min(low for low, _ in limits), max(high for _, high in limits)


@lru_cache(maxsize=4096)
def _hypergeometric_bounds(yes: int, n: int, people: int) -> tuple[float, float]:
    risk = (1 - CONFIDENCE) / 2
    lowest, highest = yes, people - (n - yes)
    # The more there are, the likelier so many yeses or more: the first number at which that is no longer too unlikely.
    low = first_from(lowest, highest, lambda there: _at_most(n - yes, n, people - there, people) > risk)
    high = -first_from(-highest, -lowest, lambda there: _at_most(yes, n, -there, people) > risk)
    return low / people, high / people


def _binomial_bounds(yes: int, n: int) -> tuple[float, float]:
    from scipy.special import betaincinv

    risk = (1 - CONFIDENCE) / 2
    return (
        float(betaincinv(yes, n - yes + 1, risk)) if yes else 0.0,
        float(betaincinv(yes + 1, n - yes, 1 - risk)) if yes < n else 1.0,
    )


def unseen(n: int, people: float, risk: ArrayLike = 1 - CONFIDENCE) -> Floats:
    """Return the largest share (0 to 1) of a population that a sample of `n` can miss altogether with more than that risk.

    `risk` may be an array. Among infinitely many people it is ``1 - risk ** (1 / n)``, about 3 / n for a risk of 5 %.
    """
    risks = np.asarray(risk, dtype=np.float64)
    if math.isinf(people):
        share: Floats = 1 - risks ** (1 / n)
        return share
    others = np.arange(people - n)
    # Chance that a sample misses 0, 1, 2, … people altogether; falling.
    chances = np.concatenate([[1.0], np.cumprod((people - n - others) / (people - others))])
    return np.maximum(np.searchsorted(-chances, -risks, side="left") - 1, 0) / people


def unseen_bounds(score: float, n: int, people: float) -> tuple[float, float]:
    """Return the limits, in points, where all of a sample gave the same score."""
    share = float(unseen(n, people))
    return score * (1 - share), score + (100 - score) * share


def first_from(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the first whole number from low to high from which on `holds` is true; `high` if it is true of none before."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _at_most(most: int, n: int, there: int, population: int) -> float:
    """Chance that a sample of `n` holds no more than `most` of the `there` in a population (hypergeometric)."""
    from scipy.special import gammaln

    seen = np.arange(max(0, n - (population - there)), min(most, there, n) + 1, dtype=np.float64)

    def ways(of: int, choose: Floats | int) -> Floats:
        logarithm: Floats = gammaln(of + 1) - gammaln(choose + 1) - gammaln(of - choose + 1)
        return logarithm

    return float(np.sum(np.exp(ways(there, seen) + ways(population - there, n - seen) - ways(population, n))))
