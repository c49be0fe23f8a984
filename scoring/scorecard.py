"""From ticks to scores: part, item, indicator, instrument.

Part: mean points of those who ticked it. Item: mean over the respondents who answered at least one of its parts, a respondent's
item being the mean of the parts answered (so not the mean of its parts' scores where some are blank). Indicator: mean of its
items. Instrument: mean of its indicators (so not the mean of its items where indicators differ in size). Blank is neither zero
nor the mean: it is left out. Nothing is rounded on the way: scores are computed as exact fractions from whole counts and become
floats at the end, so they depend neither on the order of the respondents nor on the machine.

Where an item was answered by nobody it has no score (None), and neither has its indicator or the instrument: a mean of the rest
would be the score of a different, shorter instrument, and no office could be compared with it. A part that nobody ticked has no
score of its own but takes nothing from its item, which is scored from the parts that were answered.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from operator import mul
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Direction, Indicator, Instrument, Item, Part
from scoring.frame import steps_from_frame
from scoring.tally import Tally, tally

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]  # it ships no types


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many ticked each step of a scale, low to high, in parts of one direction. Blanks are not counted."""

    scale_key: str
    labels: tuple[str, ...]
    direction: Direction
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartScore:
    """One answer field: `n` is how many ticked it; `score` (0 to 100) is None where nobody did."""

    code: str
    n: int
    score: float | None
    distribution: Distribution

    @property
    def steps(self) -> dict[int, int]:
        """How many ticked each step: every step of the scale is there, zeros included."""
        return dict(enumerate(self.distribution.counts, start=1))


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item: `n` is how many answered at least one of its parts; one distribution for each scale and direction in it."""

    code: str
    n: int
    score: float | None
    distribution: tuple[Distribution, ...]
    parts: tuple[PartScore, ...]


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """One indicator: `n` is how many answered at least one of its parts; `score` is None where an item has none."""

    number: int
    title: str
    n: int
    score: float | None
    distribution: tuple[Distribution, ...]
    items: tuple[ItemScore, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """An instrument scored: `n` is how many answered at least one of its parts; `score` is None where an item has none.

    `instrument` is the identifier, such as ``2565/iit``.
    """

    instrument: str
    fiscal_year: int
    n: int
    score: float | None
    distribution: tuple[Distribution, ...]
    indicators: tuple[IndicatorScore, ...]

    @property
    def items(self) -> tuple[ItemScore, ...]:
        """Every item, in the order of the form."""
        return tuple(item for indicator in self.indicators for item in indicator.items)

    def as_json(self) -> dict[str, Any]:
        """Return what `sutcharit score --json` prints: numbers unrounded, a missing score as None, step numbers as text."""
        return {
            "instrument": self.instrument,
            "fiscal_year": self.fiscal_year,
            "n": self.n,
            "score": self.score,
            "indicators": [
                {
                    "number": indicator.number,
                    "title": indicator.title,
                    "score": indicator.score,
                    "items": [
                        {
                            "code": item.code,
                            "score": item.score,
                            "n": item.n,
                            "parts": [
                                {
                                    "code": part.code,
                                    "score": part.score,
                                    "n": part.n,
                                    "steps": {str(step): count for step, count in part.steps.items()},
                                }
                                for part in item.parts
                            ],
                        }
                        for item in indicator.items
                    ],
                }
                for indicator in self.indicators
            ],
        }


def score(instrument: Instrument, steps: NDArray[np.integer[Any]]) -> Scorecard:
    """Score an instrument from the steps that were ticked.

    `steps` is (respondents, parts) in the order of `instrument.part_codes`; 0 is blank, 1 the first step of the part's scale.
    Rows that are blank throughout do not count in any n. No rows at all give a scorecard without scores.
    Raises what `scoring.tally.tally` raises: `StepsShapeError`, `StepsNotIntegers`, `StepOutOfRange`, `ItemTooDivided`.
    """
    return scorecard(tally(instrument, steps))


def score_frame(instrument: Instrument, frame: pandas.DataFrame) -> Scorecard:
    """Score an instrument from a table with a row for each respondent and a column for each part code, in any order.

    NaN, NA, None and 0 are blank. Raises what `score` and `scoring.frame.steps_from_frame` raise.
    """
    return score(instrument, steps_from_frame(instrument, frame))


def scorecard(counted: Tally) -> Scorecard:
    """Score what a tally has counted; the tallies of several lots may be added first."""
    instrument = counted.instrument
    patterns = iter(counted.patterns)
    indicators = [
        _indicator_score(indicator, n, [next(patterns) for _ in indicator.items])
        for indicator, n in zip(instrument.indicators, counted.answered_by_indicator, strict=True)
    ]
    return Scorecard(
        instrument=instrument.identifier,
        fiscal_year=instrument.fiscal_year,
        n=counted.answered,
        score=_as_float(_mean([exact for _, exact in indicators])),
        distribution=together(distribution for indicator, _ in indicators for distribution in indicator.distribution),
        indicators=tuple(indicator for indicator, _ in indicators),
    )


def together(distributions: Iterable[Distribution]) -> tuple[Distribution, ...]:
    """Add up distributions of the same scale, labels and direction, in the order in which these first appear."""
    counts: dict[tuple[str, tuple[str, ...], Direction], list[tuple[int, ...]]] = {}
    for each in distributions:
        counts.setdefault((each.scale_key, each.labels, each.direction), []).append(each.counts)
    return tuple(
        Distribution(scale_key=key, labels=labels, direction=direction, counts=tuple(map(sum, zip(*listed, strict=True))))
        for (key, labels, direction), listed in counts.items()
    )


def _indicator_score(
    indicator: Indicator, n: int, patterns: Sequence[NDArray[np.int64]]
) -> tuple[IndicatorScore, Fraction | None]:
    items = [_item_score(item, counts) for item, counts in zip(indicator.items, patterns, strict=True)]
    exact = _mean([item_exact for _, item_exact in items])
    return (
        IndicatorScore(
            number=indicator.number,
            title=indicator.title,
            n=n,
            score=_as_float(exact),
            distribution=together(distribution for item, _ in items for distribution in item.distribution),
            items=tuple(item for item, _ in items),
        ),
        exact,
    )


def _item_score(item: Item, patterns: NDArray[np.int64]) -> tuple[ItemScore, Fraction | None]:
    ticked = _ticked(patterns)
    parts = tuple(_part_score(part, counts) for part, counts in zip(item.parts, ticked, strict=True))
    n = int(patterns.sum() - patterns.flat[0])
    exact = _sum_of_means(item, patterns, ticked) / n if n else None
    return (
        ItemScore(
            code=item.code,
            n=n,
            score=_as_float(exact),
            distribution=together(part.distribution for part in parts),
            parts=parts,
        ),
        exact,
    )


def _part_score(part: Part, counts: tuple[int, ...]) -> PartScore:
    n = sum(counts)
    (worth,), denominator = _over_one_denominator((part.points,))
    return PartScore(
        code=part.code,
        n=n,
        # The quotient of two whole numbers is rounded once, so it is the float of the exact fraction.
        score=sum(map(mul, worth[1:], counts)) / (denominator * n) if n else None,
        distribution=Distribution(scale_key=part.scale.key, labels=part.scale.labels, direction=part.direction, counts=counts),
    )


def _sum_of_means(item: Item, patterns: NDArray[np.int64], ticked: Sequence[tuple[int, ...]]) -> Fraction:
    """Sum over respondents of the mean points of the parts each answered."""
    worth, denominator = _over_one_denominator(tuple(part.points for part in item.parts))
    if len(ticked) == 1:
        return Fraction(sum(map(mul, worth[0][1:], ticked[0])), denominator)
    steps = patterns.nonzero()
    # Python's whole numbers, which have no largest.
    points = sum(np.array(each, dtype=object)[column] for each, column in zip(worth, steps, strict=True))
    answered = np.maximum(np.count_nonzero(steps, axis=0), 1)
    whole = math.lcm(*range(1, len(steps) + 1))
    sums = points * patterns[steps] * (whole // answered)
    return Fraction(int(sums.sum()), denominator * whole)


def _ticked(patterns: NDArray[np.int64]) -> list[tuple[int, ...]]:
    """How many ticked step 1, 2, … of each part."""
    if patterns.ndim == 1:
        return [tuple(patterns[1:].tolist())]
    return [
        tuple(patterns.sum(axis=others)[1:].tolist())
        for others in itertools.combinations(range(patterns.ndim), patterns.ndim - 1)
    ][::-1]


@lru_cache(maxsize=256)
def _over_one_denominator(points: tuple[tuple[float, ...], ...]) -> tuple[tuple[tuple[int, ...], ...], int]:
    """Return what a blank and each step of several parts is worth, as the definition wrote it, over one denominator."""
    exact = [[Fraction(0), *(Fraction(str(each)) for each in own)] for own in points]
    denominator = math.lcm(*(each.denominator for own in exact for each in own))
    return tuple(tuple(int(each * denominator) for each in own) for own in exact), denominator


def _mean(scores: Sequence[Fraction | None]) -> Fraction | None:
    there = [each for each in scores if each is not None]
    return sum(there, Fraction(0)) / len(there) if there and len(there) == len(scores) else None


def _as_float(exact: Fraction | None) -> float | None:
    return None if exact is None else float(exact)
