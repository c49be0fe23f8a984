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

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
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
    counts: dict[tuple[str, tuple[str, ...], Direction], tuple[int, ...]] = {}
    for each in distributions:
        kind = (each.scale_key, each.labels, each.direction)
        so_far = counts.get(kind, (0,) * len(each.counts))
        counts[kind] = tuple(mine + theirs for mine, theirs in zip(so_far, each.counts, strict=True))
    return tuple(
        Distribution(scale_key=key, labels=labels, direction=direction, counts=total)
        for (key, labels, direction), total in counts.items()
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
    parts = [_part_score(part, _ticked(patterns, axis)) for axis, part in enumerate(item.parts)]
    n = int(patterns.sum() - patterns.flat[0])
    exact = _sum_of_means(item, patterns) / n if n else None
    return (
        ItemScore(
            code=item.code,
            n=n,
            score=_as_float(exact),
            distribution=together(part.distribution for part in parts),
            parts=tuple(parts),
        ),
        exact,
    )


def _part_score(part: Part, counts: tuple[int, ...]) -> PartScore:
    n = sum(counts)
    return PartScore(
        code=part.code,
        n=n,
        score=_as_float(_points(part, counts) / n) if n else None,
        distribution=Distribution(scale_key=part.scale.key, labels=part.scale.labels, direction=part.direction, counts=counts),
    )


def _sum_of_means(item: Item, patterns: NDArray[np.int64]) -> Fraction:
    """Sum over respondents of the mean points of the parts each answered, one number of answered parts at a time."""
    if len(item.parts) == 1:
        return _points(item.parts[0], _ticked(patterns, 0))
    answered = np.count_nonzero(np.indices(patterns.shape), axis=0)
    total = Fraction(0)
    for some in range(1, len(item.parts) + 1):
        among = np.where(answered == some, patterns, 0)
        if among.any():
            total += sum((_points(part, _ticked(among, axis)) for axis, part in enumerate(item.parts)), Fraction(0)) / some
    return total


def _ticked(patterns: NDArray[np.int64], axis: int) -> tuple[int, ...]:
    """How many ticked step 1, 2, … of the part on that axis."""
    others = tuple(other for other in range(patterns.ndim) if other != axis)
    return tuple(patterns.sum(axis=others)[1:].tolist())


def _points(part: Part, counts: tuple[int, ...]) -> Fraction:
    """Sum of points, with each step worth exactly the decimal that the definition wrote."""
    numerators, denominator = _over_one_denominator(part.points)
    return Fraction(sum(points * count for points, count in zip(numerators, counts, strict=True)), denominator)


@lru_cache(maxsize=256)
def _over_one_denominator(points: tuple[float, ...]) -> tuple[tuple[int, ...], int]:
    exact = [Fraction(str(each)) for each in points]
    denominator = math.lcm(*(each.denominator for each in exact))
    return tuple(int(each * denominator) for each in exact), denominator


def _mean(scores: Sequence[Fraction | None]) -> Fraction | None:
    there = [each for each in scores if each is not None]
    return sum(there, Fraction(0)) / len(there) if there and len(there) == len(scores) else None


def _as_float(exact: Fraction | None) -> float | None:
    return None if exact is None else float(exact)
