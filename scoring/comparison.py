"""Whether scores really differ: two rounds, a round and a published figure, or groups of respondents.

Two questions are kept apart (Cochran, Sampling Techniques, 1977, on comparing domain means). How far apart the two bodies of
people are is what the interval says: Welch's, with the finite population correction where the number of people is known, so
that it shrinks to nothing when everybody answered. Whether that is more than the chance that makes any two groups of people
differ is what the rank test says, which knows no finite population. A difference is called real when both say so: the p-value,
after Holm's correction over all the scores of its level, is under 0.05, and 0 is outside the interval.

With blanks, the difference is still that of the two scorecards, and its interval follows from every respondent who answered
something (`RespondentScores`, shares); ranks and effect sizes are those of the respondents who answered every item of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument
from scoring.disclosure import groups_to_show, may_show
from scoring.estimates import Level
from scoring.means import hedges_g, interval, two_sided_p, variance, welch_degrees
from scoring.ranks import RankResult, RankTest, holm, kruskal_wallis, mann_whitney
from scoring.respondents import respondent_scores
from scoring.rounding import two_decimals

_RISK = 0.05

Floats = NDArray[np.float64]


class Verdict(StrEnum):
    """What may be said of a difference. That it is not shown to be real does not show that there is none."""

    REALLY_DIFFERENT = "really_different"
    CANNOT_TELL = "cannot_tell"
    NOT_COMPARABLE = "not_comparable"


class InstrumentsDiffer(ValueError):
    """The two samples did not answer the same parts with the same points."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Respondents to be compared with others: `steps` as for `scoring.scorecard.score`.

    `population` is how many people they are drawn from, None where nobody knows; where at least as many answered as were
    declared, everybody has answered and there is no sampling error.
    """

    instrument: Instrument
    steps: NDArray[np.integer[Any]]
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison. `n` answered something of the level and `complete` all of its items.

    `score` is None where `scoring.disclosure` hides so few, or nobody answered one of the items; a published figure has no n.
    """

    name: str
    n: int | None
    complete: int | None
    score: float | None

    @property
    def is_comparable(self) -> bool:
        """Whether there is a score that may be compared."""
        return self.score is not None


@dataclass(frozen=True, slots=True)
class Difference:
    """The score of the second side less that of the first, in points.

    `low` and `high` bound the 95 % interval; None where it cannot be estimated (no two respondents differ, and not everybody
    answered). `hedges_g` is the difference in standard deviations of respondents, corrected for small samples; `cliffs_delta`
    is how much more often a respondent of the second side scores above one of the first than below (-1 to 1). `p` is that of
    `test` and `p_adjusted` that after Holm's correction. All of it is None where the verdict is `NOT_COMPARABLE`.
    `key` is the instrument's key, the indicator's number or the item's code.
    """

    level: Level
    key: str
    title: str
    first: Side
    second: Side
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    hedges_g: float | None = None
    cliffs_delta: float | None = None
    test: RankTest | None = None
    p: float | None = None
    p_adjusted: float | None = None
    verdict: Verdict = Verdict.NOT_COMPARABLE

    def as_json(self) -> dict[str, Any]:
        """Return plain data, unrounded; how many there are of a side too small to be shown is left out."""
        data = asdict(self)
        for side in ("first", "second"):
            if data[side]["score"] is None:
                data[side] |= {"n": None, "complete": None}
        return data


@dataclass(frozen=True, slots=True)
class Comparison:
    """All scores of an instrument compared: the instrument, its indicators and, where asked for, its items."""

    instrument: str
    differences: tuple[Difference, ...]

    def at(self, level: Level) -> tuple[Difference, ...]:
        """Return the differences of one level, in the order of the form."""
        return tuple(each for each in self.differences if each.level is level)

    def as_json(self) -> dict[str, Any]:
        """Return plain data, numbers unrounded."""
        return {"instrument": self.instrument, "differences": [each.as_json() for each in self.differences]}


@dataclass(frozen=True, slots=True)
class GroupsCompared:
    """One score in several groups.

    `p` says whether all comparable groups answered alike (two groups: Mann and Whitney, more: Kruskal and Wallis), and
    `p_adjusted` the same after Holm's correction over the scores of the level; `effect` is that of `RankResult`. `pairs` has
    the difference of every two comparable groups, corrected over all pairs and scores of the level.
    """

    level: Level
    key: str
    title: str
    groups: tuple[Side, ...]
    pairs: tuple[Difference, ...]
    test: RankTest | None = None
    statistic: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    effect: float | None = None
    verdict: Verdict = Verdict.NOT_COMPARABLE

    def as_json(self) -> dict[str, Any]:
        """Return plain data, unrounded; how many there are in a group too small to be shown is left out."""
        data = {key: value for key, value in asdict(self).items() if key not in ("groups", "pairs")}
        groups = [asdict(side) if side.is_comparable else asdict(replace(side, n=None, complete=None)) for side in self.groups]
        return data | {"groups": groups, "pairs": [pair.as_json() for pair in self.pairs]}


@dataclass(frozen=True, slots=True, eq=False)
class _Scores:
    """A score in a sample: what is said of it, the variance of the mean and of one respondent, and whole respondents."""

    side: Side
    n: int
    is_census: bool
    variance: float
    complete: Floats


@dataclass(frozen=True, slots=True)
class _What:
    level: Level
    key: str
    title: str


def compare_rounds(first: Sample, second: Sample, *, names: tuple[str, str] = ("", ""), items: bool = False) -> Comparison:
    """Compare two rounds, the earlier one first, as independent samples.

    That the same people may have answered twice cannot be known, and would only make the intervals too wide. The fiscal years
    may differ as long as the parts and their points are the same; else `InstrumentsDiffer`. Raises what `score` raises.
    """
    if _outline(first.instrument) != _outline(second.instrument):
        raise InstrumentsDiffer(f"{first.instrument.identifier} and {second.instrument.identifier} have other parts or points")
    whats = _whats(second.instrument, items=items)
    both = [_scores(sample, name, items=items) for sample, name in zip((first, second), names, strict=True)]
    found = [_between(what, *pair) for what, *pair in zip(whats, *both, strict=True)]
    return Comparison(second.instrument.identifier, _judged(found))


def compare_published(
    sample: Sample, *, indicators: Mapping[int, float], overall: float | None = None, names: tuple[str, str] = ("", "")
) -> Comparison:
    """Compare a round (the second side) with published scores (the first), taken as having no sampling error.

    `indicators` maps indicator numbers to published scores; those not in it are left out, as is the instrument without
    `overall`. The p-value is that of Student's t with the finite population correction: a published score is a mean, and a rank
    test would compare it with the middle of skewed answers. Where everybody answered, p is 0 or 1. Two scores that print alike
    are never called really different. Raises what `score` raises.
    """
    whats = _whats(sample.instrument, items=False)
    published = {str(number): figure for number, figure in indicators.items()}
    found = []
    for what, scores in zip(whats, _scores(sample, names[1], items=False), strict=True):
        figure = overall if what.level is Level.INSTRUMENT else published.get(what.key)
        if figure is not None:
            found.append(_from_figure(what, Side(names[0], None, None, float(figure)), scores))
    return Comparison(sample.instrument.identifier, _judged(found))


def compare_groups(groups: Mapping[str, Sample], *, items: bool = False) -> tuple[GroupsCompared, ...]:
    """Compare groups of respondents to one instrument, such as the kinds of visitor, each named by its key.

    Together the groups are all respondents (`groups_to_show` in `scoring.disclosure`): those that it hides take no part, and
    neither the smallest of the others where a hidden one could be had by subtraction. ValueError without groups;
    `InstrumentsDiffer` if they answered different instruments; else what `score` raises.
    """
    samples = list(groups.values())
    if not samples:
        raise ValueError("there are no groups to compare")
    if any(_outline(sample.instrument) != _outline(samples[0].instrument) for sample in samples):
        raise InstrumentsDiffer("the groups did not answer the same instrument")
    whats = _whats(samples[0].instrument, items=items)
    scores = {name: _scores(sample, name, items=items) for name, sample in groups.items()}
    shown = groups_to_show({name: own[0].n for name, own in scores.items()})
    visible = [own if name in shown else [_hidden(each) for each in own] for name, own in scores.items()]
    compared = [_among(what, own) for what, *own in zip(whats, *visible, strict=True)]
    pairs = iter(_judged([pair for each in compared for pair in each.pairs]))
    judged = [replace(each, pairs=tuple(next(pairs) for _ in each.pairs)) for each in compared]
    adjusted = _adjusted([(each.level, each.p) for each in judged])
    return tuple(
        each if p is None else replace(each, p_adjusted=p, verdict=_verdict_among(each, p))
        for each, p in zip(judged, adjusted, strict=True)
    )


def _verdict_among(compared: GroupsCompared, p: float) -> Verdict:
    """Two groups are a pair, and what is said of it holds for them."""
    return compared.pairs[0].verdict if len(compared.pairs) == 1 else _said(p < _RISK)


def _outline(instrument: Instrument) -> list[tuple[int, str, list[tuple[str, tuple[float, ...]]]]]:
    return [
        (indicator.number, item.code, [(part.code, part.points) for part in item.parts])
        for indicator in instrument.indicators
        for item in indicator.items
    ]


def _whats(instrument: Instrument, *, items: bool) -> list[_What]:
    whats = [_What(Level.INSTRUMENT, instrument.key, instrument.title)]
    whats += [_What(Level.INDICATOR, str(indicator.number), indicator.title) for indicator in instrument.indicators]
    return whats + [_What(Level.ITEM, item.code, item.text) for item in instrument.items if items]


def _scores(sample: Sample, name: str, *, items: bool) -> list[_Scores]:
    """Return the scores of a sample in the order of `_whats`."""
    respondents = respondent_scores(sample.instrument, sample.steps)
    card = respondents.scorecard
    of = [(card.score, respondents.overall_shares, respondents.overall)]
    of += zip((each.score for each in card.indicators), respondents.indicator_shares.T, respondents.indicators.T, strict=True)
    if items:
        of += zip((each.score for each in card.items), respondents.items.T, respondents.items.T, strict=True)
    return [_scores_of(name, score, shares, own, sample.population) for score, shares, own in of]


def _scores_of(name: str, score: float | None, shares: Floats, own: Floats, population: int | None) -> _Scores:
    there, complete = shares[~np.isnan(shares)], own[~np.isnan(own)]
    n = len(there)
    missing = 1.0 if population is None else max(0.0, 1 - n / population) if population > 0 else 0.0
    return _Scores(
        side=Side(name, n, len(complete), score if may_show(n) else None),
        n=n,
        is_census=missing == 0,
        variance=missing * variance(there) / n if n > 1 else math.nan,
        complete=complete,
    )


def _hidden(scores: _Scores) -> _Scores:
    return replace(scores, side=replace(scores.side, score=None))


def _between(what: _What, first: _Scores, second: _Scores) -> Difference:
    found = Difference(what.level, what.key, what.title, first.side, second.side)
    if first.side.score is None or second.side.score is None:
        return found
    difference = second.side.score - first.side.score
    low, high = _interval(difference, first, second)
    found = replace(found, difference=difference, low=low, high=high, verdict=Verdict.CANNOT_TELL)
    if not may_show(min(len(first.complete), len(second.complete))):
        return found
    ranked = mann_whitney(first.complete, second.complete)
    return replace(
        found,
        hedges_g=hedges_g(first.complete, second.complete),
        cliffs_delta=ranked.effect,
        test=ranked.test,
        p=ranked.p,
    )


def _from_figure(what: _What, published: Side, scores: _Scores) -> Difference:
    found = Difference(what.level, what.key, what.title, published, scores.side)
    if published.score is None or scores.side.score is None:
        return found
    difference = scores.side.score - published.score
    low, high = _interval(difference, scores)
    return replace(
        found,
        difference=difference,
        low=low,
        high=high,
        hedges_g=hedges_g(np.array([published.score]), scores.complete) if may_show(len(scores.complete)) else None,
        test=RankTest.T,
        p=_t_p(difference, scores),
        verdict=Verdict.CANNOT_TELL,
    )


def _among(what: _What, scores: Sequence[_Scores]) -> GroupsCompared:
    large = [each for each in scores if each.side.is_comparable]
    pairs = tuple(_between(what, *pair) for pair in combinations(large, 2))
    groups = tuple(each.side for each in scores)
    found = GroupsCompared(what.level, what.key, what.title, groups, pairs)
    complete = [each.complete for each in large if may_show(len(each.complete))]
    if len(large) < 2:
        return found
    if len(complete) < 2:
        return replace(found, verdict=Verdict.CANNOT_TELL)
    ranked: RankResult = mann_whitney(*complete) if len(complete) == 2 else kruskal_wallis(complete)
    return replace(found, test=ranked.test, statistic=ranked.statistic, p=ranked.p, effect=ranked.effect)


def _judged(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """Correct the p-values within each level and say what may be said."""
    adjusted = _adjusted([(each.level, each.p) for each in found])
    return tuple(
        each if p is None else replace(each, p_adjusted=p, verdict=_said(p < _RISK and _is_apart(each)))
        for each, p in zip(found, adjusted, strict=True)
    )


def _adjusted(tested: Sequence[tuple[Level, float | None]]) -> list[float | None]:
    adjusted: list[float | None] = [None] * len(tested)
    for level in Level:
        family = {at: p for at, (own, p) in enumerate(tested) if own is level and p is not None}
        for at, p in zip(family, holm(list(family.values())), strict=True):
            adjusted[at] = p
    return adjusted


def _is_apart(found: Difference) -> bool:
    """Whether 0 is outside the interval and the two scores differ as printed."""
    if found.first.score is None or found.second.score is None:
        return False
    outside = found.low is None or found.high is None or found.low > 0 or found.high < 0
    return outside and two_decimals(found.first.score) != two_decimals(found.second.score)


def _said(really: bool) -> Verdict:
    return Verdict.REALLY_DIFFERENT if really else Verdict.CANNOT_TELL


def _interval(difference: float, *sides: _Scores) -> tuple[float | None, float | None]:
    if all(side.is_census for side in sides):
        return difference, difference
    spread = sum(side.variance for side in sides)
    if spread == 0:
        return None, None
    return interval(difference, variance=spread, degrees=welch_degrees([(side.variance, side.n) for side in sides]))


def _t_p(difference: float, scores: _Scores) -> float | None:
    if scores.is_census:
        return float(difference == 0)
    if scores.variance == 0:
        return None
    return two_sided_p(difference, variance=scores.variance, degrees=scores.n - 1)
