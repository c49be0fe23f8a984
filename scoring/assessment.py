"""From instruments to the total and its grade.

Every figure is taken as the decimal it was written as (83.05 is exactly 83.05) and carried as an exact fraction. Only the
grade, the printed total and the gap are decided on figures rounded to two decimals, because that is where the levels meet:
84.995 prints 85.00 and belongs to the level that begins at 85, so that no total falls between 84.99 and 85.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias, TypeVar

from questionnaires.model import Assessment, Disclosure, Grade
from scoring.rounding import printed, two_decimals

Figure: TypeAlias = float | Decimal
"""A score from 0 to 100, as a person wrote it or as the engine computed it."""

_Key = TypeVar("_Key", str, int)


class FigureError(ValueError):
    """A figure cannot be used. `figure` is its name, such as ``instruments.iit``, ``indicators.5`` or ``items.o20``."""

    def __init__(self, figure: str, problem: str) -> None:
        self.figure = figure
        super().__init__(f"{figure}: {problem}")


class FigureMissing(FigureError):
    """A figure that the computation needs was not given, or is None."""


class FigureUnknown(FigureError):
    """A figure was given that the assessment of that year does not have."""


class FigureOutOfRange(FigureError):
    """A figure is not a number from 0 to 100, or a disclosure item is neither 0 nor 100."""


class NoGradeFits(ValueError):
    """The definition has no grade for this total; a sound definition's last grade starts at 0."""


@dataclass(frozen=True, slots=True)
class SubIndicatorScore:
    """A group of disclosure items; `score` is unrounded."""

    number: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class DisclosureIndicatorScore:
    """An indicator of the OIT; `subindicators` is empty where only the indicator's own score is known."""

    number: int
    title: str
    score: float
    subindicators: tuple[SubIndicatorScore, ...]


@dataclass(frozen=True, slots=True)
class DisclosureScore:
    """The OIT; `score` is unrounded, the mean of its indicators."""

    score: float
    indicators: tuple[DisclosureIndicatorScore, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """What a year's assessment comes to.

    `value` is unrounded; `printed` has two decimals; `grade` is the label of the level reached. `gap` is the target less the
    printed total, two decimals, so that the figures on a page add up: positive is what is missing, zero or negative is reached.
    """

    value: float
    printed: str
    grade: str
    gap: Decimal


def disclosure_score(
    disclosure: Disclosure,
    *,
    items: Mapping[str, Figure | None] | None = None,
    subindicators: Mapping[str, Figure | None] | None = None,
    indicators: Mapping[int, Figure | None] | None = None,
) -> DisclosureScore:
    """Score the OIT from exactly one of: its items, its sub-indicators, its indicators.

    `items` maps every item code (``o1`` …) to 0 or 100, `subindicators` every number (``"9.1"`` …) and `indicators` every
    number (9, 10) to a score from 0 to 100. A sub-indicator is the mean of its items, an indicator the mean of its
    sub-indicators (not of its items: one missing item weighs more in a small group), the OIT the mean of its indicators.

    Raises `FigureMissing`, `FigureUnknown` or `FigureOutOfRange`; TypeError unless exactly one of the three is given.
    """
    if sum(given is not None for given in (items, subindicators, indicators)) != 1:
        raise TypeError("give exactly one of items, subindicators and indicators")
    if indicators is not None:
        numbers = [indicator.number for indicator in disclosure.indicators]
        return _disclosure(disclosure, _figures("indicators", indicators, numbers), None)

    groups = [group for indicator in disclosure.indicators for group in indicator.subindicators]
    if items is not None:
        figures = _figures("items", items, [code for group in groups for code in group.items])
        for code, figure in figures.items():
            if figure not in (0, 100):
                raise FigureOutOfRange(f"items.{code}", f"{items[code]} is neither 0 nor 100")
        scores = {group.number: _mean(figures[code] for code in group.items) for group in groups}
    else:
        assert subindicators is not None  # noqa: S101  # the only one left; for the type checker
        scores = _figures("subindicators", subindicators, [group.number for group in groups])
    means = {
        indicator.number: _mean(scores[group.number] for group in indicator.subindicators)
        for indicator in disclosure.indicators
    }
    return _disclosure(disclosure, means, scores)


def instruments_from_indicators(assessment: Assessment, indicators: Mapping[int, Figure | None]) -> dict[str, float]:
    """Return the score of every instrument and of the OIT, each the unrounded mean of its indicators, keyed as `weights` is.

    `indicators` maps every indicator number of the year to a score from 0 to 100.
    Raises `FigureMissing`, `FigureUnknown` or `FigureOutOfRange`.
    """
    return {key: float(exact) for key, exact in _instruments(assessment, indicators).items()}


def total(assessment: Assessment, instruments: Mapping[str, Figure | None]) -> Total:
    """Weigh the scores of the instruments and of the OIT and grade the total.

    `instruments` maps every key of `assessment.weights` to a score from 0 to 100, unrounded where it was computed here.
    The grade is the first whose borders are reached by the total and, where it asks for that, by every instrument, all compared
    after rounding to two decimals.
    Raises `FigureMissing` (a score of None counts as missing), `FigureUnknown` or `FigureOutOfRange`; `NoGradeFits` on a bad
    definition.
    """
    return _total(assessment, _figures("instruments", instruments, list(assessment.weights)))


def level_of(assessment: Assessment, score: Figure) -> str:
    """Return the label of the level that a score alone would reach: a rough word for the score of an instrument or indicator.

    Raises `FigureOutOfRange`; `NoGradeFits` on a bad definition.
    """
    exact = _figures("score", {"score": score}, ["score"])["score"]
    rounded = two_decimals(float(exact))
    return _grade(assessment.grades, rounded, [rounded])


def total_from_indicators(assessment: Assessment, indicators: Mapping[int, Figure | None]) -> Total:
    """Weigh and grade from the scores of all indicators, an instrument being the mean of its indicators.

    `indicators` maps every indicator number of the year, those of the OIT too, to a score from 0 to 100.
    Raises what `instruments_from_indicators` and `total` raise.
    """
    return _total(assessment, _instruments(assessment, indicators))


def _total(assessment: Assessment, instruments: Mapping[str, Fraction]) -> Total:
    value = float(sum((_exact(assessment.weights[key]) * score for key, score in instruments.items()), Fraction(0)))
    return Total(
        value=value,
        printed=printed(value),
        grade=_grade(assessment.grades, two_decimals(value), [two_decimals(float(score)) for score in instruments.values()]),
        gap=two_decimals(assessment.target) - two_decimals(value),
    )


def _grade(grades: Iterable[Grade], total: Decimal, instruments: Collection[Decimal]) -> str:
    for grade in grades:
        each_from = None if grade.instruments_from is None else two_decimals(grade.instruments_from)
        if total >= two_decimals(grade.total_from) and (each_from is None or min(instruments) >= each_from):
            return grade.label
    raise NoGradeFits(f"no grade fits a total of {total}")


def _instruments(assessment: Assessment, indicators: Mapping[int, Figure | None]) -> dict[str, Fraction]:
    members = {each.key: [indicator.number for indicator in each.indicators] for each in assessment.instruments}
    members[assessment.disclosure.key] = [indicator.number for indicator in assessment.disclosure.indicators]
    figures = _figures("indicators", indicators, [number for numbers in members.values() for number in numbers])
    return {key: _mean(figures[number] for number in numbers) for key, numbers in members.items()}


def _disclosure(
    disclosure: Disclosure, indicators: Mapping[int, Fraction], subindicators: Mapping[str, Fraction] | None
) -> DisclosureScore:
    return DisclosureScore(
        score=float(_mean(indicators.values())),
        indicators=tuple(
            DisclosureIndicatorScore(
                number=indicator.number,
                title=indicator.title,
                score=float(indicators[indicator.number]),
                subindicators=()
                if subindicators is None
                else tuple(
                    SubIndicatorScore(number=group.number, title=group.title, score=float(subindicators[group.number]))
                    for group in indicator.subindicators
                ),
            )
            for indicator in disclosure.indicators
        ),
    )


def _figures(what: str, given: Mapping[_Key, Figure | None], expected: Collection[_Key]) -> dict[_Key, Fraction]:
    """Return the expected figures, exact and in the expected order; refuse any other set of figures."""
    for key in given:
        if key not in expected:
            raise FigureUnknown(f"{what}.{key}", f"not a figure of this year; there are {', '.join(map(str, expected))}")
    figures = {}
    for key in expected:
        figure = given.get(key)
        if figure is None:
            raise FigureMissing(f"{what}.{key}", "needed, but not given")
        if not (math.isfinite(figure) and 0 <= figure <= 100):
            raise FigureOutOfRange(f"{what}.{key}", f"{figure} is not a score from 0 to 100")
        figures[key] = _exact(figure)
    return figures


def _exact(figure: Figure) -> Fraction:
    return Fraction(str(figure))


def _mean(scores: Iterable[Fraction]) -> Fraction:
    listed = list(scores)
    return sum(listed, Fraction(0)) / len(listed)
