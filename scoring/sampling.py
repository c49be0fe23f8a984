"""How many must answer for a result to count, how many more to know it closely, and how many will have answered in the end."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from questionnaires.model import SamplingRule
from scoring.bounds import CONFIDENCE, first_from
from scoring.estimates import Estimate
from scoring.intervals import at_sample_size

# The most answers that are asked for where the number of people is not known.
_WITHOUT_END = 10_000_000
# Points of the integration over how willing people are to answer.
_POINTS = 512


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many will have answered in the end: the expected number, and the limits between which it lies with 95 %."""

    expected: float
    low: int
    high: int


def minimum_sample(rule: SamplingRule, population: int) -> int:
    """Return how many of a declared head count (or number of visitors) must answer.

    The rule's share, rounded up to a whole person; at least `rule.at_least`, or everyone where there are fewer; `rule.enough`
    suffices however many there are. In 2565 (10 %, 30, 400): 12 of 12, 30 of 300, 31 of 301, 400 of 4,000 and of 9,000.
    A population of 0 needs 0. A negative population raises ValueError.
    """
    if population < 0:
        raise ValueError(f"a population cannot be {population}")
    # The share is read as the decimal it was written as: in binary, 0.07 x 100 is a little more than 7 and would ask for 8.
    share = math.ceil(Fraction(str(rule.share)) * population)
    return min(max(share, rule.at_least), rule.enough, population)


def answers_needed(estimate: Estimate, *, half_width: float) -> int | None:
    """Return how many more must answer the instrument so that both limits lie within `half_width` points of the score.

    The smallest number that suffices if the score, the spread and the share of blanks stay as they are, by the rule of the
    interval itself, finite population correction included (two-step parts by log-odds, see `scoring.intervals.at_sample_size`).
    So it is never more than there are people left: everybody is a census. 0 where the interval is as close already. None where
    the spread is not known yet, fewer than two having answered. ValueError for a `half_width` of 0 or less.
    """
    if half_width <= 0:
        raise ValueError(f"an interval cannot reach {half_width} points from its score")
    if estimate.is_census:
        return 0
    if estimate.low is None:
        return None
    if _is_within(estimate, half_width):
        return 0
    most = estimate.population or _WITHOUT_END
    enough = first_from(estimate.sampled, most, lambda sampled: _is_within(at_sample_size(estimate, sampled), half_width))
    return enough - estimate.sampled


def forecast(
    *, answered: int, elapsed: float, duration: float, population: int | None, by_day: Sequence[int] | None = None
) -> Forecast:
    """Say how many will have answered when a round that has run for `elapsed` of its `duration` (both in days) ends.

    The model: everybody who has not answered yet is as likely to do so on each day to come as people were so far; so a round of
    a finite number of people slows down by itself. How likely that is follows from the answers so far (Jeffreys' beta
    distribution of the share that has answered), and how many come of those left is binomial. Where the number of people is not
    known (None or 0), answers arrive at a constant pace (Poisson, with Jeffreys' gamma distribution of the pace).

    `by_day` may give the answers of every full day so far, adding up to at most `answered`. People answer in waves, after a
    meeting or a reminder; the more unequal the days, the wider the limits (by the square root of Pearson's chi-squared a degree
    of freedom, where that is above 1; at least three days are needed to tell). Reminders to come are not foreseen.

    Raises ValueError if nothing has elapsed, more than the duration has, or a number is negative.
    """
    if not 0 < elapsed <= duration or not math.isfinite(duration):
        raise ValueError(f"{elapsed} of {duration} days cannot have elapsed")
    if answered < 0 or (population or 0) < 0 or any(day < 0 for day in by_day or ()):
        raise ValueError("answers and people cannot be fewer than none")
    remaining = duration - elapsed
    people = population or None
    if remaining == 0 or (people is not None and answered >= people):
        return Forecast(float(answered), answered, answered)

    to_come, chance_of_at_most = (
        _finite(answered, elapsed, remaining, people) if people else _endless(answered, elapsed, remaining)
    )
    most = people - answered if people else _WITHOUT_END
    low = first_from(0, most, lambda more: chance_of_at_most(more) >= (1 - CONFIDENCE) / 2)
    high = first_from(0, most, lambda more: chance_of_at_most(more) >= (1 + CONFIDENCE) / 2)
    wider = _unevenness(by_day or (), people)
    return Forecast(
        expected=answered + to_come,
        low=answered + max(math.floor(to_come - (to_come - low) * wider), 0),
        high=answered + min(math.ceil(to_come + (high - to_come) * wider), most),
    )


def _finite(answered: int, elapsed: float, remaining: float, people: int) -> tuple[float, Callable[[int], float]]:
    from scipy.special import bdtr, betaincinv  # type: ignore[import-untyped]  # it ships no types

    left = people - answered
    share = betaincinv(answered + 0.5, left + 0.5, (np.arange(_POINTS) + 0.5) / _POINTS)
    will = -np.expm1(np.log1p(-share) * remaining / elapsed)
    return left * float(will.mean()), lambda more: float(bdtr(more, left, will).mean())


def _endless(answered: int, elapsed: float, remaining: float) -> tuple[float, Callable[[int], float]]:
    from scipy.special import betainc

    # A Poisson number whose mean is gamma distributed is negative binomial.
    shape = answered + 0.5
    return shape * remaining / elapsed, lambda more: float(betainc(shape, more + 1, elapsed / (elapsed + remaining)))


def _unevenness(by_day: Sequence[int], people: int | None) -> float:
    """Return by how much days differ more than chance makes them: the square root of chi-squared a degree of freedom."""
    days, total = len(by_day), sum(by_day)
    if days < 3 or total == 0 or total == people:
        return 1.0
    if people is None:
        expected = np.full(days, total / days)
    else:
        stay = (1 - total / people) ** (1 / days)
        expected = people * (1 - stay) * stay ** np.arange(days)
    chi_squared = float((np.square(np.array(by_day) - expected) / expected).sum())
    return max(math.sqrt(chi_squared / (days - 1)), 1.0)


def _is_within(estimate: Estimate, half_width: float) -> bool:
    if estimate.score is None or estimate.low is None or estimate.high is None:
        return False
    return max(estimate.score - estimate.low, estimate.high - estimate.score) <= half_width
