"""Published figures, and the ranges of unrounded scores that they stand for.

A printed 83.05 stands for every score that prints so: from 83.045 (which rounds up) to just under 83.055, and never outside
0 to 100. The figures of a year hang together as a tree: an instrument is the mean of its indicators, the total the weighted
sum of the instruments, and no score appears twice. So ranges can be carried from the leaves to the root without losing
anything: the figures agree if and only if nothing is left empty on the way.

All of it is done in whole numbers of a unit so small that neither the division of a mean nor a weight leaves a remainder.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from questionnaires.model import Assessment, Grade
from scoring.assessment import Figure, FigureOutOfRange, FigureUnknown
from scoring.rounding import two_decimals

Value: TypeAlias = Decimal | str | int
"""A printed figure: a score, the label of a grade, or the number of the indicator that is named as lowest."""

TOTAL, GRADE = "total", "grade"
DECIMALS = 2
MOST_DECIMALS = 9
HALVES_IN_A_POINT = 200


class Range(NamedTuple):
    """Scores from `low` (always among them) to `high`, in units; `is_open` leaves `high` itself out."""

    low: int
    high: int
    is_open: bool

    @property
    def is_empty(self) -> bool:
        """Whether no score is in it."""
        return self.low > self.high or (self.low == self.high and self.is_open)

    def within(self, other: Range) -> Range:
        """Return what lies in both."""
        high, is_open = min((self.high, not self.is_open), (other.high, not other.is_open))
        return Range(max(self.low, other.low), high, not is_open)


@dataclass(frozen=True, slots=True)
class Published:
    """What was published for a year. `figures` holds what is printed, in the order of the definition, by name.

    The names are ``indicators.5``, ``instruments.iit``, ``total``, ``grade`` and ``lowest.iit``; what is not printed is not
    there. Scores have the decimals they were given with, trailing zeros apart: 84.6 and 84.60 are the same figure.
    """

    assessment: Assessment
    figures: Mapping[str, Value]


def names(assessment: Assessment) -> tuple[str, ...]:
    """Return the name of every figure that can be published for a year, in the order of the definition."""
    members = indicators_of(assessment)
    return (
        *(indicator for indicators in members.values() for indicator in indicators),
        *(f"instruments.{key}" for key in members),
        TOTAL,
        GRADE,
        *(f"lowest.{key}" for key in members),
    )


def indicators_of(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """Return the names of the indicators of every instrument and of the OIT, by its key."""
    members = {one.key: tuple(f"indicators.{each.number}" for each in one.indicators) for one in assessment.instruments}
    disclosure = assessment.disclosure
    return members | {disclosure.key: tuple(f"indicators.{each.number}" for each in disclosure.indicators)}


def published(assessment: Assessment, figures: Mapping[str, Figure | str | None]) -> Published:
    """Return what was published for a year from figures by name; None is not printed.

    Raises `FigureUnknown` for a name that the year does not have, `FigureOutOfRange` for a score that is no number from 0 to
    100 or has more than nine decimals, for a grade that the year does not have, and for a lowest indicator that is not one of
    that instrument.
    """
    given = {name: figure for name, figure in figures.items() if figure is not None}
    order = names(assessment)
    for name in given:
        if name not in order:
            raise FigureUnknown(name, "not a figure of this year")
    members = indicators_of(assessment)
    return Published(assessment, {name: _value(assessment, members, name, given[name]) for name in order if name in given})


def _value(assessment: Assessment, members: Mapping[str, tuple[str, ...]], name: str, figure: Figure | str) -> Value:
    group, _, key = name.partition(".")
    if name == GRADE:
        if figure not in [grade.label for grade in assessment.grades]:
            raise FigureOutOfRange(name, "not a grade of this year")
        return str(figure)
    if group == "lowest":
        if f"indicators.{figure}" not in members[key]:
            raise FigureOutOfRange(name, f"{figure} is not an indicator of {key}")
        return int(figure)
    score = Decimal(str(figure)) if not isinstance(figure, str) else Decimal("NaN")
    if not score.is_finite() or not 0 <= score <= 100 or decimals(score) > MOST_DECIMALS:
        raise FigureOutOfRange(name, f"{figure} is not a score from 0 to 100")
    return score


def decimals(score: Decimal) -> int:
    """Return how many decimals a printed score has: at least two, because files lose trailing zeros."""
    exponent = score.normalize().as_tuple().exponent
    return max(DECIMALS, -int(exponent))


@dataclass(frozen=True, slots=True)
class Band:
    """One way to reach a grade: the range that the total and every instrument must lie in."""

    total: Range
    instruments: Mapping[str, Range]


class Relations:
    """How the figures of a year hang together.

    `members` are the indicators of every instrument, `shares` the weights in units of `whole`, `unit` how many units make a
    point, `everything` the range of a score of which nothing is known. `most_decimals` is that of the figures to be related.
    """

    def __init__(self, assessment: Assessment, *, most_decimals: int = DECIMALS) -> None:
        self.members = indicators_of(assessment)
        weights = {key: Fraction(str(assessment.weights[key])) for key in self.members}
        self.whole = math.lcm(*(weight.denominator for weight in weights.values()))
        self.shares = {key: int(weight * self.whole) for key, weight in weights.items()}
        self.unit: int = 2 * 10**most_decimals * self.whole * math.lcm(*(len(each) for each in self.members.values()))
        self.everything = Range(0, 100 * self.unit, is_open=False)
        self._grades = assessment.grades
        self._bands: dict[str, tuple[Band, ...]] = {}

    def exact(self, score: Decimal | Fraction) -> int:
        """Return a score in units."""
        return int(Fraction(score) * self.unit)

    def points(self, units: int) -> Fraction:
        """Return units as a score."""
        return Fraction(units, self.unit)

    def range_of(self, value: Value | None) -> Range:
        """Return every score that prints as a figure does; everything where the figure is not printed."""
        if not isinstance(value, Decimal):
            return self.everything
        half = self.unit // (2 * 10 ** decimals(value))
        middle = self.exact(value)
        return Range(middle - half, middle + half, is_open=True).within(self.everything)

    def mean(self, ranges: Iterable[Range]) -> Range:
        """Return the means that scores of some ranges can have."""
        listed = list(ranges)
        number = len(listed)
        return Range(
            sum(each.low for each in listed) // number,
            sum(each.high for each in listed) // number,
            any(each.is_open for each in listed),
        )

    def weighed(self, instruments: Mapping[str, Range]) -> Range:
        """Return the totals that instruments of some ranges can have."""
        counted = [(share, instruments[key]) for key, share in self.shares.items() if share]
        return Range(
            sum(share * each.low for share, each in counted) // self.whole,
            sum(share * each.high for share, each in counted) // self.whole,
            any(each.is_open for _, each in counted),
        )

    def instrument(self, key: str, figures: Mapping[str, Value], ranges: Mapping[str, Range]) -> Range:
        """Return the scores an instrument can have, given its own figure, its indicators and which is named as lowest.

        `ranges` holds the range of every figure that is printed.
        """
        scores = {name: ranges.get(name, self.everything) for name in self.members[key]}
        named = f"indicators.{figures[f'lowest.{key}']}" if f"lowest.{key}" in figures else None
        if named is not None:
            lowest = scores[named]
            for name, other in scores.items():
                if name != named:
                    lowest = lowest.within(Range(0, other.high, other.is_open))
                    scores[name] = Range(max(other.low, scores[named].low), other.high, other.is_open)
            scores[named] = lowest
        if any(each.is_empty for each in scores.values()):
            return Range(0, 0, is_open=True)
        return self.mean(scores.values()).within(ranges.get(f"instruments.{key}", self.everything))

    def bands(self, label: Value | None) -> tuple[Band, ...]:
        """Return every way to reach a grade; the one way that asks for nothing where no grade is printed."""
        if not isinstance(label, str):
            return (Band(self.everything, {}),)
        if label not in self._bands:
            self._bands[label] = tuple(self._ways(label))
        return self._bands[label]

    def reaches(self, label: Value | None, total: Range, instruments: Mapping[str, Range]) -> bool:
        """Return whether a total and instruments of some ranges can add up and have a grade."""
        for band in self.bands(label):
            within = {key: each.within(band.instruments.get(key, self.everything)) for key, each in instruments.items()}
            if any(each.is_empty for each in within.values()):
                continue
            if not self.weighed(within).within(total).within(band.total).is_empty:
                return True
        return False

    def fit(self, figures: Mapping[str, Value]) -> bool:
        """Return whether there are unrounded scores that print as all these figures do."""
        ranges = {name: self.range_of(value) for name, value in figures.items() if isinstance(value, Decimal)}
        instruments = {key: self.instrument(key, figures, ranges) for key in self.members}
        if any(each.is_empty for each in instruments.values()):
            return False
        return self.reaches(figures.get(GRADE), ranges.get(TOTAL, self.everything), instruments)

    def _ways(self, label: str) -> Iterator[Band]:
        position = [grade.label for grade in self._grades].index(label)
        own = self._grades[position]
        floor = self._from(own.instruments_from)
        for failed in itertools.product(*(self._failures(better) for better in self._grades[:position])):
            total = Range(self._least(own.total_from), self.everything.high, is_open=False)
            instruments = dict.fromkeys(self.members, floor)
            for key, below in failed:
                if key is None:
                    total = total.within(below)
                else:
                    instruments[key] = instruments[key].within(below)
            yield Band(total, instruments)

    def _failures(self, grade: Grade) -> Iterator[tuple[str | None, Range]]:
        """Yield each way to miss a grade: the total (None) or one of the instruments is below."""
        yield None, Range(0, self._least(grade.total_from), is_open=True)
        if grade.instruments_from is not None:
            for key in self.members:
                yield key, Range(0, self._least(grade.instruments_from), is_open=True)

    def _from(self, least: float | None) -> Range:
        return self.everything if least is None else Range(self._least(least), self.everything.high, is_open=False)

    def _least(self, border: float) -> int:
        # Grades are decided on figures of two decimals, so half a hundredth less is enough.
        return max(0, self.exact(two_decimals(border)) - self.unit // HALVES_IN_A_POINT)
