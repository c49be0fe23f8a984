"""How sure each score is: a 95 % interval for every part, item, indicator and the instrument.

Respondents count as a simple random sample, without replacement, of a declared number of people N. Everything follows from
whole numbers that add up, the counts of a scorecard and `scoring.moments`: no row of answers is needed, and nothing is left to
chance. The rule, in this order:

1. as many answered as there are people: a census; there is no sampling error, and the limits are the score (`CENSUS`);
2. fewer than two answered one of the items: no interval (`NONE`);
3. a single part of two steps: by the hypergeometric distribution (`TWO_STEP`);
4. all gave the same answer: by what a sample can miss (`UNSEEN`);
5. otherwise: Student's t on the scale of log-odds (`LOGIT`).

The standard error is that of a mean of ratios, linearised, because an item counts only those who answered it; the finite
population correction is 1 - n / N, n being those who answered anything of the instrument (who leaves an item blank would do so
in the population too). It has one degree of freedom fewer than answers to the item that fewest answered. `scoring.bounds` has
the formulas, docs/coverage.md the simulation that shows how often they hold, and docs/decisions/0023-intervals.md why not a
bootstrap: it was measured too, and holds less often.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument, Part
from scoring.bounds import logit_bounds, nearest, people_alike, two_step_bounds, unseen_bounds
from scoring.estimates import Estimate, InstrumentEstimates, Level, Method
from scoring.moments import Moments, item_covariance
from scoring.scorecard import IndicatorScore, ItemScore, PartScore, Scorecard

# With more answers than this, the normal form is as good as the exact one, which takes ever longer.
_MOST_EXACT = 2_000


class EstimatesMismatch(ValueError):
    """The scorecard and the sums are not of the same responses to that instrument."""


def intervals(instrument: Instrument, scorecard: Scorecard, moments: Moments, *, population: int | None) -> InstrumentEstimates:
    """Say how sure every score of a scorecard is.

    `moments` are those of the same responses. `population` is how many people could have answered: the declared head count or
    number of visitors; None or 0 where that is not known. More answers than people declared are a census.
    Raises `EstimatesMismatch` if the three do not belong together, ValueError for a negative population.
    """
    if population is not None and population < 0:
        raise ValueError(f"a population cannot be {population}")
    if scorecard.instrument != instrument.identifier or moments.instrument != instrument:
        raise EstimatesMismatch(f"scores and sums are not both of {instrument.identifier}")
    if moments.answered != scorecard.n or [item.n for item in scorecard.items] != moments.flags.diagonal().tolist():
        raise EstimatesMismatch(f"{instrument.identifier}: scores and sums are not of the same responses")

    sample = _Sample(sampled=scorecard.n, population=population or None)
    covariance = item_covariance(moments)
    own = _positions(scorecard)
    weights = np.concatenate([np.full(at.stop - at.start, 1 / (at.stop - at.start) / len(own)) for at in own])
    parts = {part.code: part for part in instrument.parts}
    return InstrumentEstimates(
        identifier=instrument.identifier,
        instrument=sample.composed(Level.INSTRUMENT, scorecard, scorecard.items, covariance, weights),
        indicators={
            indicator.number: sample.composed(
                Level.INDICATOR, indicator, indicator.items, covariance[at, at], weights[at] * len(own)
            )
            for indicator, at in zip(scorecard.indicators, own, strict=True)
        },
        items={
            item.code: sample.item(item, parts, variance)
            for item, variance in zip(scorecard.items, covariance.diagonal().tolist(), strict=True)
        },
        parts={part.code: sample.part(Level.PART, parts[part.code], part) for item in scorecard.items for part in item.parts},
    )


def at_sample_size(estimate: Estimate, sampled: int) -> Estimate:
    """Return what an estimate would be if so many had answered instead, with the same score and spread.

    Two-step parts are taken by log-odds here, because there is no whole number of yeses to go by. An estimate without an
    interval, or of a census, is returned as it is. `sampled` is at least 1.
    """
    if estimate.score is None or estimate.standard_error is None or estimate.low is None:
        return estimate
    answered = max(nearest(estimate.n * sampled, estimate.sampled), 1)
    fewest = max(nearest(estimate.fewest * sampled, estimate.sampled), 1)
    kept = _correction(estimate.sampled, estimate.population)
    # A census has no sampling error left to tell what a smaller sample would have had.
    if not kept:
        return estimate
    variance = estimate.standard_error**2 / kept
    spread = variance * estimate.fewest
    return _Sample(sampled=sampled, population=estimate.population).estimate(
        estimate.level, estimate.score, answered, fewest, spread / fewest * (fewest - 1) / fewest
    )


@dataclass(frozen=True, slots=True)
class _Sample:
    """Those who answered anything of an instrument, of a population that is not known where it is None."""

    sampled: int
    population: int | None

    def composed(
        self,
        level: Level,
        scored: Scorecard | IndicatorScore,
        items: Sequence[ItemScore],
        covariance: NDArray[np.float64],
        weights: NDArray[np.float64],
    ) -> Estimate:
        fewest = min(item.n for item in items)
        if scored.score is None:
            return self.estimate(level, None, scored.n, fewest, math.nan)
        variance = float(weights @ covariance @ weights)
        # Items may make up for one another exactly; what binary arithmetic leaves of that is no spread.
        dust = 1e-12 * float(np.square(weights) @ covariance.diagonal())
        return self.estimate(level, scored.score, scored.n, fewest, variance if variance > dust else 0.0)

    def item(self, item: ItemScore, parts: dict[str, Part], variance: float) -> Estimate:
        if len(item.parts) == 1:
            return self.part(Level.ITEM, parts[item.parts[0].code], item.parts[0])
        return self.estimate(Level.ITEM, item.score, item.n, item.n, variance)

    def part(self, level: Level, part: Part, counted: PartScore) -> Estimate:
        points = np.array(part.scale.points_in(counted.distribution.direction))
        counts = np.array(counted.distribution.counts)
        if counted.score is None:
            return self.estimate(level, None, 0, 0, math.nan)
        # Exactly 0 where all ticked one step, which their mean may miss by a last digit.
        spread = 0.0 if counts.max() == counted.n else float(np.square(points - counted.score) @ counts)
        plain = self.estimate(level, counted.score, counted.n, counted.n, spread / counted.n**2)
        if len(points) != 2 or plain.method not in (Method.LOGIT, Method.UNSEEN) or counted.n > _MOST_EXACT:
            return plain
        shares = two_step_bounds(int(counts[np.argmax(points)]), counted.n, sampled=self.sampled, population=self.population)
        low, high = (float(points.min() + (points.max() - points.min()) * share) for share in shares)
        return replace(plain, low=low, high=high, method=Method.TWO_STEP)

    def estimate(self, level: Level, score: float | None, n: int, fewest: int, variance: float) -> Estimate:
        """`variance` is the mean square of residuals over `fewest`: not yet made unbiased, nor corrected for the population."""
        low: float | None
        high: float | None
        error: float | None
        if score is None:
            method, low, high, error = Method.NONE, None, None, None
        elif self.population is not None and self.sampled >= self.population:
            method, low, high, error = Method.CENSUS, score, score, 0.0
        elif fewest < 2:
            method, low, high, error = Method.NONE, None, None, None
        elif variance == 0.0:
            method, error = Method.UNSEEN, 0.0
            people = people_alike(fewest, sampled=self.sampled, population=self.population)
            low, high = unseen_bounds(score, fewest, people)
        else:
            method = Method.LOGIT
            error = math.sqrt(variance * fewest / (fewest - 1) * _correction(self.sampled, self.population))
            low, high = (float(limit) for limit in logit_bounds(score, error, fewest - 1))
        return Estimate(
            level=level,
            score=score,
            n=n,
            sampled=self.sampled,
            fewest=fewest,
            population=self.population,
            low=low,
            high=high,
            standard_error=error,
            method=method,
        )


def _correction(sampled: int, population: int | None) -> float:
    return 1.0 if population is None else max(1 - sampled / population, 0.0)


def _positions(scorecard: Scorecard) -> list[slice]:
    """Where the items of each indicator are among all items."""
    positions = []
    first = 0
    for indicator in scorecard.indicators:
        positions.append(slice(first, first + len(indicator.items)))
        first += len(indicator.items)
    return positions
