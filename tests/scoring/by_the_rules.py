"""The arithmetic of the assessment once more, as plainly as can be: one respondent and one part at a time, in fractions.

It shares nothing with the engine but the definition, and is slow.
"""

from collections.abc import Sequence
from fractions import Fraction

from questionnaires.model import Direction, Indicator, Instrument, Item, Part

Answers = list[dict[str, int]]
"""For each respondent the step ticked in each part; a part left blank is not there."""


def answers_of(instrument: Instrument, rows: Sequence[Sequence[int]]) -> Answers:
    answers = []
    for row in rows:
        one = {}
        for code, step in zip(instrument.part_codes, row, strict=True):
            if step != 0:
                one[code] = step
        answers.append(one)
    return answers


def points(part: Part, step: int) -> Fraction:
    if part.direction is Direction.NEGATIVE:
        step = len(part.scale.points) + 1 - step
    return Fraction(part.scale.points[step - 1])


def part_score(part: Part, answers: Answers) -> Fraction | None:
    found = []
    for one in answers:
        if part.code in one:
            found.append(points(part, one[part.code]))
    return mean(found)


def item_score(item: Item, answers: Answers) -> Fraction | None:
    respondents = []
    for one in answers:
        answered = []
        for part in item.parts:
            if part.code in one:
                answered.append(points(part, one[part.code]))
        own = mean(answered)
        if own is not None:
            respondents.append(own)
    return mean(respondents)


def indicator_score(indicator: Indicator, answers: Answers) -> Fraction | None:
    return mean_of_all([item_score(item, answers) for item in indicator.items])


def instrument_score(instrument: Instrument, answers: Answers) -> Fraction | None:
    return mean_of_all([indicator_score(indicator, answers) for indicator in instrument.indicators])


def how_many_answered(parts: Sequence[Part], answers: Answers) -> int:
    number = 0
    for one in answers:
        if any(part.code in one for part in parts):
            number += 1
    return number


def mean(figures: Sequence[Fraction]) -> Fraction | None:
    return sum(figures, Fraction(0)) / len(figures) if figures else None


def mean_of_all(figures: Sequence[Fraction | None]) -> Fraction | None:
    present = [figure for figure in figures if figure is not None]
    return mean(present) if len(present) == len(figures) else None
