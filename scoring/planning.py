"""Planning: what each item weighs in the total, what a change would come to, and the cheapest way to a target.

Everything above the item is a mean or a weighted sum, so the total is linear in the scores of the levers an office can pull:
indicators, items and parts, and of the OIT its sub-indicators and items. A point gained on a lever adds its weight to the
total.
The parts of an item weigh alike as long as whoever answers one answers all of them, which the web form asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import NormalDist

from questionnaires.model import Assessment, Disclosure, Grade, Instrument
from scoring.assessment import (
    DisclosureScore,
    Figure,
    FigureMissing,
    FigureOutOfRange,
    FigureUnknown,
    Total,
    instruments_from_indicators,
    total,
)
from scoring.estimates import Level
from scoring.rounding import two_decimals
from scoring.scorecard import Scorecard

# Borders are reached by what prints so: half a hundredth less, and the dust of floating point that printing drops.
_BELOW = Fraction(1, 200) + Fraction(4, 10**11)


class Objective(StrEnum):
    """What a plan spares: effort, then the number of levers; or the number of levers, then effort."""

    CHEAPEST = "cheapest"
    FEWEST = "fewest"


class LeversOverlap(ValueError):
    """Two levers of a plan lie one within the other, so that a point would count twice."""


@dataclass(frozen=True, slots=True)
class Lever:
    """Something whose score can be changed.

    `name` is ``indicators.5``, the number of a sub-indicator or the code of an item or part; `within` names the lever above it
    (None above an indicator). A point of it is `in_instrument` points of its instrument (`key`) and `in_total` of the total.
    """

    name: str
    level: Level
    key: str
    within: str | None
    in_instrument: Fraction
    in_total: Fraction


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an office stands: unrounded scores of the instruments and the OIT by key, and of the levers by name.

    Scores of levers bound what can be gained; those that are not known are not there.
    """

    instruments: Mapping[str, Figure]
    levers: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Room:
    """What an office says of a lever: how many points it could gain, and what a point costs.

    `points` None means all that is missing from 100. `effort` is in any unit the office likes, but one for all levers.
    """

    lever: str
    points: float | None = None
    effort: float = 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """A step of a plan: `gain` points on a lever, what they cost, and what they add to the total.

    `before` and `after` are the lever's scores, None where its score is not known.
    """

    lever: str
    gain: float
    effort: float
    adds: float
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The way to a target. Where `reaches` is False, `changes` use all the room there is and `after` is the best attainable.

    `needed` is the least unrounded total that will do, the margin for sureness included. The probabilities are those of the
    total printing at least `target` when the standing is repeated with the same standard error: None where none was given.
    """

    reaches: bool
    target: float
    needed: float
    changes: tuple[Change, ...]
    effort: float
    before: Total
    after: Total
    probability_before: float | None
    probability_after: float | None


def levers(assessment: Assessment) -> dict[str, Lever]:
    """Return every lever of a year by name, in the order of the definition, each above those within it.

    An item that is not divided is one lever, of the level of an item.
    """
    roots = {one.key: tuple(_indicators_of(one)) for one in assessment.instruments}
    roots[assessment.disclosure.key] = tuple(_indicators_of_disclosure(assessment.disclosure))
    found = (each for key, root in roots.items() for each in _levers(key, _exact(assessment.weights[key]), root))
    return {each.name: each for each in found}


def standing(
    assessment: Assessment, scorecards: Mapping[str, Scorecard], disclosure: DisclosureScore | None = None
) -> Standing:
    """Return where an office stands from the scorecards of its instruments, by key, and its OIT.

    What has no score is left out; `what_if` and `cheapest_path` raise FigureMissing where an instrument is.
    """
    instruments: dict[str, Figure] = {key: card.score for key, card in scorecards.items() if card.score is not None}
    known: dict[str, Figure | None] = {}
    for card in scorecards.values():
        for indicator in card.indicators:
            known[f"indicators.{indicator.number}"] = indicator.score
            for item in indicator.items:
                known |= {part.code: part.score for part in item.parts} | {item.code: item.score}
    if disclosure is not None:
        instruments[assessment.disclosure.key] = disclosure.score
        for disclosed in disclosure.indicators:
            known[f"indicators.{disclosed.number}"] = disclosed.score
            known |= {group.number: group.score for group in disclosed.subindicators}
    return Standing(instruments, {name: score for name, score in known.items() if score is not None})


def standing_from_indicators(assessment: Assessment, indicators: Mapping[int, Figure | None]) -> Standing:
    """Return where an office stands from the scores of all its indicators by number.

    Raises what `scoring.assessment.instruments_from_indicators` raises.
    """
    instruments: dict[str, Figure] = dict(instruments_from_indicators(assessment, indicators))
    known = {f"indicators.{number}": score for number, score in indicators.items() if score is not None}
    return Standing(instruments, known)


def what_if(assessment: Assessment, now: Standing, gains: Mapping[str, Figure]) -> Total:
    """Return what the total would be if levers gained (or, below zero, lost) some points.

    Gains on a lever and on one within it add up. Raises FigureUnknown for a lever the year does not have, FigureOutOfRange
    where a lever or an instrument would leave 0 to 100, and what `scoring.assessment.total` raises.
    """
    every = levers(assessment)
    changed = {key: _exact(score) for key, score in now.instruments.items()}
    for name, gain in gains.items():
        lever = _lever(every, name)
        if name in now.levers and not 0 <= _exact(now.levers[name]) + _exact(gain) <= 100:
            raise FigureOutOfRange(name, f"{gain} points more would leave 0 to 100")
        if lever.key not in changed:
            raise FigureMissing(f"instruments.{lever.key}", "needed, but not given")
        changed[lever.key] += _exact(gain) * lever.in_instrument
    return total(assessment, {key: float(score) for key, score in changed.items()})


def next_grade(assessment: Assessment, label: str) -> Grade | None:
    """Return the grade above one; None above the best. Raises ValueError for a label the year does not have."""
    place = [grade.label for grade in assessment.grades].index(label)
    return assessment.grades[place - 1] if place else None


def cheapest_path(
    assessment: Assessment,
    now: Standing,
    rooms: Iterable[Room],
    *,
    target: float | None = None,
    grade: str | None = None,
    objective: Objective = Objective.CHEAPEST,
    step: float | None = None,
    standard_error: float | None = None,
    sureness: float | None = None,
) -> Plan:
    """Return the cheapest changes (or the fewest) that reach a target, or a grade or better.

    `target` is a total (that of the year unless given); `grade` is a label instead of it, whose borders hold for the total and,
    where the grade asks for that, for every instrument. Borders are reached by what prints so: 84.995 reaches 85. `step` allows
    whole steps of so many points only. `standard_error` is that of the total in points; with `sureness` (0.5 to under 1) the
    plan goes far enough that a repetition reaches the total's border with that probability, the total being taken as normal
    and its error as unchanged by the plan; borders of instruments are not widened.

    Solved as a linear programme with whole numbers by scipy (HiGHS); the same rooms give the same plan in whatever order.
    Raises FigureUnknown, FigureMissing or FigureOutOfRange for a lever or an instrument that cannot be used, `LeversOverlap`,
    and ValueError for a step, an effort, an error or a sureness that makes no sense.
    """
    from scoring.programme import Border, cheapest

    if standard_error is not None and not 0 <= standard_error < float("inf"):
        raise ValueError("a standard error is a number from 0")
    if sureness is not None and (standard_error is None or not 0.5 <= sureness < 1):
        raise ValueError("sureness goes from 0.5 to under 1 and needs a standard error")
    before = total(assessment, now.instruments)
    aim = assessment.target if target is None else target
    wanted = next((one for one in assessment.grades if one.label == grade), None)
    if grade is not None:
        if wanted is None:
            raise ValueError(f"{grade} is not a grade of this year")
        if target is not None:
            raise ValueError("give a target or a grade, not both")
        aim = wanted.total_from
    every = levers(assessment)
    usable = sorted((_usable(every, now, room, step) for room in rooms), key=lambda one: list(every).index(one.lever.name))
    _refuse_overlaps(every, [one.lever.name for one in usable])

    margin = Fraction(0)
    if sureness is not None and standard_error:
        margin = Fraction(NormalDist().inv_cdf(sureness) * standard_error)
    border = max(Fraction(0), _exact(two_decimals(aim)) - _BELOW)
    scores = {key: _exact(score) for key, score in now.instruments.items()}
    stands = sum((_exact(assessment.weights[key]) * score for key, score in scores.items()), Fraction(0))
    borders = [Border(tuple(one.lever.in_total for one in usable), border + margin - stands)]
    if wanted is not None and wanted.instruments_from is not None:
        least = _exact(two_decimals(wanted.instruments_from)) - _BELOW
        for key, score in scores.items():
            weights = tuple(one.lever.in_instrument if one.lever.key == key else Fraction(0) for one in usable)
            borders.append(Border(weights, least - score))
    solved = cheapest(
        [one.room for one in usable],
        [one.effort for one in usable],
        borders,
        step=None if step is None else _exact(step),
        fewest_first=objective is Objective.FEWEST,
    )
    gains = solved if solved is not None else [one.room for one in usable]
    changes = tuple(_change(one, gain, now) for one, gain in zip(usable, gains, strict=True) if gain)
    after_scores = dict(scores)
    for one, gain in zip(usable, gains, strict=True):
        after_scores[one.lever.key] += gain * one.lever.in_instrument
    after = sum((_exact(assessment.weights[key]) * score for key, score in after_scores.items()), Fraction(0))
    return Plan(
        reaches=solved is not None,
        target=aim,
        needed=float(border + margin),
        changes=changes,
        effort=sum(change.effort for change in changes),
        before=before,
        after=total(assessment, {key: min(100.0, float(score)) for key, score in after_scores.items()}),
        probability_before=_probability(stands - border, standard_error),
        probability_after=_probability(after - border, standard_error),
    )


@dataclass(frozen=True, slots=True)
class _Usable:
    """A lever with the room it really has and what a point of it costs."""

    lever: Lever
    room: Fraction
    effort: Fraction


def _usable(every: Mapping[str, Lever], now: Standing, room: Room, step: float | None) -> _Usable:
    lever = _lever(every, room.lever)
    score = now.levers.get(room.lever)
    if room.points is None and score is None:
        raise FigureMissing(room.lever, "its score is needed to know its room, but is not known")
    missing = 100 - _exact(score) if score is not None else Fraction(100)
    points = missing if room.points is None else _finite(room.points, "room")
    if points > missing:
        raise FigureOutOfRange(room.lever, f"{room.points} points more would pass 100")
    if step is not None:
        whole = _finite(step, "a step")
        if not whole:
            raise ValueError("a step is more than 0")
        points = points // whole * whole
    return _Usable(lever, points, _finite(room.effort, "effort"))


def _refuse_overlaps(every: Mapping[str, Lever], names: list[str]) -> None:
    if len(set(names)) < len(names):
        raise LeversOverlap("a lever is given twice")
    for name in names:
        above = every[name].within
        while above is not None:
            if above in names:
                raise LeversOverlap(f"{name} lies within {above}")
            above = every[above].within


def _change(one: _Usable, gain: Fraction, now: Standing) -> Change:
    score = now.levers.get(one.lever.name)
    return Change(
        lever=one.lever.name,
        gain=float(gain),
        effort=float(gain * one.effort),
        adds=float(gain * one.lever.in_total),
        before=None if score is None else float(score),
        after=None if score is None else float(_exact(score) + gain),
    )


def _probability(above: Fraction, standard_error: float | None) -> float | None:
    if standard_error is None:
        return None
    if standard_error == 0:
        return 1.0 if above >= 0 else 0.0
    return NormalDist().cdf(float(above) / standard_error)


@dataclass(frozen=True, slots=True)
class _Branch:
    """A lever of which only the place is known; those `within` share it equally."""

    name: str
    level: Level
    within: tuple[_Branch, ...] = ()


def _indicators_of(instrument: Instrument) -> Iterator[_Branch]:
    for indicator in instrument.indicators:
        items = []
        for item in indicator.items:
            parts = tuple(_Branch(part.code, Level.PART) for part in item.parts) if item.is_divided else ()
            items.append(_Branch(item.code, Level.ITEM, parts))
        yield _Branch(f"indicators.{indicator.number}", Level.INDICATOR, tuple(items))


def _indicators_of_disclosure(disclosure: Disclosure) -> Iterator[_Branch]:
    for indicator in disclosure.indicators:
        groups = []
        for group in indicator.subindicators:
            items = tuple(_Branch(code, Level.ITEM) for code in group.items)
            groups.append(_Branch(group.number, Level.SUBINDICATOR, items))
        yield _Branch(f"indicators.{indicator.number}", Level.INDICATOR, tuple(groups))


def _levers(
    key: str, weight: Fraction, branches: Sequence[_Branch], *, above: str | None = None, share: Fraction = Fraction(1)
) -> Iterator[Lever]:
    """Yield every branch as a lever, each before those within it."""
    for branch in branches:
        own = share / len(branches)
        yield Lever(branch.name, branch.level, key, above, own, own * weight)
        yield from _levers(key, weight, branch.within, above=branch.name, share=own)


def _lever(every: Mapping[str, Lever], name: str) -> Lever:
    if name not in every:
        raise FigureUnknown(name, "not something of this year whose score can be changed")
    return every[name]


def _finite(number: float, what: str) -> Fraction:
    if not 0 <= number < float("inf"):
        raise ValueError(f"{what} is a number from 0")
    return _exact(number)


def _exact(figure: float | Decimal) -> Fraction:
    return Fraction(str(figure))
