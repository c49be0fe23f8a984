"""How sure the total is: its interval, and the probability of the target and of every grade.

An instrument's interval at 95 % is one of a family, one for every confidence from 0 to 100 %. The family says how sure each
score is (a confidence distribution: T. Schweder and N. Hjort, Confidence, Likelihood, Probability, 2016), and because
instruments are answered by different people, independently, the total's is that of the weighted sum. It is computed by
numerical integration, without chance. Where one instrument is uncertain, the total's interval is the instrument's own, weighed;
for two it is the way of Behrens and Fisher, which for few respondents is wider than a sum of variances would say. The OIT is
not a survey and counts as exact, and so does an instrument that everybody answered.

"Probability" is therefore short for how sure the answers make us about these people, in this round. It says nothing about the
official assessment, which asks others on other days.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Assessment
from scoring.assessment import Figure, FigureUnknown, Total, total
from scoring.bounds import CONFIDENCE, logit_at_least, logit_quantile, people_alike, quantile_t, unseen
from scoring.estimates import Estimate, Level, Method
from scoring.rounding import two_decimals

# Points of the integration, over all instruments but one. Against 65,536, limits come out right to a thousandth of a point, and
# probabilities to one in 100,000, or one in 1,000 where a grade asks something of every instrument.
_POINTS = 1_024
# A total counts as printed, so half a hundredth below a border reaches it; the rest is what binary arithmetic may err by.
_HALF_A_HUNDREDTH = 0.005 + 1e-10

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TotalEstimate:
    """A total and how sure it is; `low`, `high` and the probabilities are None where an instrument has no interval.

    `target` is the probability that the printed total reaches the target; `grades` that of every grade, best to worst, which
    add up to 1. All are 0 or 1 where nothing is uncertain (`is_census`). `doubtful` lists the keys of the instruments whose
    interval is to be read with caution (`Estimate.doubt`), and so is everything here if there is one.
    """

    total: Total
    low: float | None
    high: float | None
    target: float | None
    grades: Mapping[str, float] | None
    is_census: bool
    doubtful: tuple[str, ...]

    @property
    def is_trustworthy(self) -> bool:
        """Whether none of the instruments' intervals is to be read with caution."""
        return not self.doubtful


def total_certainty(assessment: Assessment, instruments: Mapping[str, Estimate], disclosure: Figure) -> TotalEstimate:
    """Say how sure the total of the instruments and the OIT is.

    `instruments` maps the key of every instrument to the estimate of its score; `disclosure` is the score of the OIT, 0 to 100.
    Raises what `scoring.assessment.total` raises, `FigureMissing` also for an estimate without a score; ValueError for an
    estimate of something other than an instrument.
    """
    for key, estimate in instruments.items():
        if estimate.level is not Level.INSTRUMENT:
            raise ValueError(f"{key}: an estimate of an {estimate.level} is not that of an instrument")
    scores: dict[str, Figure | None] = {key: estimate.score for key, estimate in instruments.items()}
    if assessment.disclosure.key in scores:
        raise FigureUnknown(f"instruments.{assessment.disclosure.key}", "not a survey, so it has no estimate")
    reached = total(assessment, {**scores, assessment.disclosure.key: disclosure})
    doubtful = tuple(key for key, estimate in instruments.items() if not estimate.is_trustworthy)

    if any(estimate.low is None for estimate in instruments.values()):
        return TotalEstimate(reached, None, None, None, None, is_census=False, doubtful=doubtful)
    if all(estimate.is_census for estimate in instruments.values()):
        certain = {grade.label: float(grade.label == reached.grade) for grade in assessment.grades}
        return TotalEstimate(reached, reached.value, reached.value, float(reached.gap <= 0), certain, True, doubtful)
    added = _Sum(assessment, instruments, float(disclosure))
    return TotalEstimate(
        total=reached,
        low=added.limit((1 + CONFIDENCE) / 2),
        high=added.limit((1 - CONFIDENCE) / 2),
        target=added.sure(added.needed(_reaches(assessment.target))),
        grades=_grades(assessment, added),
        is_census=False,
        doubtful=doubtful,
    )


class _Sum:
    """The weighted sum: one instrument, the last, is integrated in closed form, over points for all others.

    `others` has for every other instrument and the OIT its scores at the points; `rest` is their weighted sum.
    """

    def __init__(self, assessment: Assessment, instruments: Mapping[str, Estimate], disclosure: float) -> None:
        uncertain = [key for key, estimate in instruments.items() if not estimate.is_census]
        # In closed form only where there is one, and there where it spares most.
        last = max(uncertain, key=lambda key: (instruments[key].method is Method.LOGIT, assessment.weights[key]))
        integrated = [key for key in uncertain if key != last]
        self.last = instruments[last]
        self.weight = float(assessment.weights[last])
        self.others: dict[str, Floats] = {
            key: np.array([float(estimate.score or 0.0)]) for key, estimate in instruments.items() if key not in uncertain
        }
        self.others[assessment.disclosure.key] = np.array([disclosure])
        if integrated:
            each = int(_POINTS ** (1 / len(integrated)))
            grid = np.meshgrid(*(_scores_at(instruments[key], each) for key in integrated), indexing="ij")
            self.others |= {key: points.ravel() for key, points in zip(integrated, grid, strict=True)}
        self.rest = sum((assessment.weights[key] * scores for key, scores in self.others.items()), np.zeros(1))

    def needed(self, total: float) -> Floats:
        """Return the score that the last instrument needs for that total, at every point."""
        needed: Floats = (total - self.rest) / self.weight
        return needed

    def sure(self, needed: Floats) -> float:
        """Return how sure it is that the last instrument has the score needed."""
        last = self.last
        if last.method is Method.LOGIT:
            assert last.score is not None and last.standard_error is not None  # noqa: S101, PT018  # for the type checker
            return float(logit_at_least(needed, last.score, last.standard_error, last.degrees).mean())
        points = _scores_at(last, _POINTS)
        return float(1 - np.searchsorted(points, needed, side="left").mean() / len(points))

    def limit(self, sure: float) -> float:
        """Return the total that is reached with that certainty."""
        low, high = 0.0, 100.0
        for _ in range(25):
            middle = (low + high) / 2
            if self.sure(self.needed(middle)) >= sure:
                low = middle
            else:
                high = middle
        return low


def _grades(assessment: Assessment, added: _Sum) -> dict[str, float]:
    """Probability of every grade: that the needs of this one or a better one are met, less those of the better ones."""
    least = np.full_like(added.rest, math.inf)
    so_far = 0.0
    grades = {}
    for grade in assessment.grades:
        needed = added.needed(_reaches(grade.total_from))
        if grade.instruments_from is not None:
            border = _reaches(grade.instruments_from)
            met = np.all(np.broadcast_arrays(*(scores >= border for scores in added.others.values())), axis=0)
            needed = np.where(met, np.maximum(needed, border), math.inf)
        least = np.minimum(least, needed)
        reached = added.sure(least)
        grades[grade.label] = reached - so_far
        so_far = reached
    return grades


def _reaches(border: float) -> float:
    """Return the smallest unrounded figure that is printed as the border or more."""
    return float(two_decimals(border)) - _HALF_A_HUNDREDTH


def _scores_at(estimate: Estimate, points: int) -> Floats:
    """Return equally likely scores, ascending."""
    assert estimate.score is not None and estimate.standard_error is not None  # noqa: S101, PT018  # for the type checker
    chances = (np.arange(points) + 0.5) / points
    if estimate.method is Method.LOGIT:
        return logit_quantile(quantile_t(chances, estimate.degrees), estimate.score, estimate.standard_error)
    people = people_alike(estimate.fewest, sampled=estimate.sampled, population=estimate.population)
    if estimate.score == 100:
        return 100 * (1 - unseen(estimate.fewest, people, chances))
    if estimate.score == 0:
        return 100 * unseen(estimate.fewest, people, 1 - chances)
    below = estimate.score * (1 - unseen(estimate.fewest, people, np.minimum(2 * chances, 1.0)))
    above = (100 - estimate.score) * unseen(estimate.fewest, people, np.minimum(2 * (1 - chances), 1.0))
    return below + above
