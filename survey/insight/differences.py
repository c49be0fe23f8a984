"""Comparisons in words: rows of a table, and what may be said of each. Pure: no database, no request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.comparison import Comparison, Difference, GroupsCompared, Side, Verdict
from scoring.estimates import InstrumentEstimates, Level
from scoring.rounding import printed
from scoring.scorecard import Scorecard
from survey.insight.planning import signed

REALLY, CANNOT_TELL, NOT_COMPARABLE = "ต่างกันจริง", "ยังบอกไม่ได้", "เปรียบเทียบไม่ได้"
NOT_TESTED = "ยังไม่ทดสอบ"
_VERDICTS = {
    Verdict.REALLY_DIFFERENT: REALLY,
    Verdict.CANNOT_TELL: CANNOT_TELL,
    Verdict.NOT_COMPARABLE: NOT_COMPARABLE,
}
# Cohen's usual borders, in standard deviations of respondents.
_SIZES = ((0.2, "น้อยมาก"), (0.5, "น้อย"), (0.8, "ปานกลาง"))
_LARGE = "มาก"
_LEAST_P = 0.001


@dataclass(frozen=True, slots=True)
class Row:
    """A difference: second less first. `interval` is empty where it is not known, `size` and `p` are a dash then."""

    name: str
    first: str
    second: str
    difference: str
    interval: str
    size: str
    p: str
    verdict: str
    is_real: bool


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of respondents: its scores in the order of the columns; `n` and the scores are empty where it is hidden."""

    name: str
    n: str
    scores: tuple[str, ...]
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Groups side by side.

    `columns` are the scores compared; `verdicts` says of each whether the groups differ, `pairs` how every two do.
    """

    columns: tuple[str, ...]
    groups: tuple[GroupRow, ...]
    verdicts: tuple[Row, ...]
    pairs: tuple[Row, ...]
    is_comparable: bool


def rows(comparison: Comparison) -> tuple[Row, ...]:
    """Return the rows of a comparison of two rounds, or of a published result and a round."""
    return tuple(_row(each, _name(each.level, each.key, each.title)) for each in comparison.differences)


def untested_rows(
    card: Scorecard, estimates: InstrumentEstimates, *, title: str, indicators: Mapping[int, float], overall: float | None
) -> tuple[Row, ...]:
    """Return how a running round differs from published scores, from what is shown of it anyway: no test, so no verdict."""
    compared = [(title, card.score, estimates.instrument, overall)]
    compared += [
        (f"ตัวชี้วัดที่ {one.number} {one.title}", one.score, estimates.indicators[one.number], indicators.get(one.number))
        for one in card.indicators
    ]
    found = []
    for name, score, estimate, published in compared:
        if score is None or published is None:
            continue
        known = estimate.low is not None and estimate.high is not None and not estimate.is_census
        limits = _limits((estimate.low or 0) - published, (estimate.high or 0) - published) if known else ""
        found.append(
            Row(
                name, printed(published), printed(score), signed(score - published), limits, "–", "–", NOT_TESTED, is_real=False
            )
        )
    return tuple(found)


def group_table(compared: Sequence[GroupsCompared], names: Mapping[str, str]) -> GroupTable:
    """Return groups side by side; `names` are what they are called, by code.

    A score that one of the groups that are shown has too few answers for is left out for all of them, lest subtraction give it.
    """
    whole = compared[0]
    shown = {side.name for side in whole.groups if side.is_comparable}
    kept = [one for one in compared if all(side.is_comparable for side in one.groups if side.name in shown)]
    by_name = {one.key: {side.name: side for side in one.groups} for one in kept}
    return GroupTable(
        columns=tuple(_short(one.level, one.key) for one in kept),
        groups=tuple(
            _group_row(names[side.name], side, [by_name[one.key][side.name] for one in kept], is_shown=side.name in shown)
            for side in whole.groups
        ),
        verdicts=tuple(_verdict_row(one) for one in kept),
        pairs=tuple(_pair_row(one, pair, names) for one in kept for pair in one.pairs),
        is_comparable=len(shown) > 1,
    )


def _group_row(name: str, side: Side, sides: Sequence[Side], *, is_shown: bool) -> GroupRow:
    if not is_shown:
        return GroupRow(name, "", tuple("" for _ in sides), is_hidden=True)
    scores = tuple("–" if one.score is None else printed(one.score) for one in sides)
    return GroupRow(name, f"{side.n or 0:,}", scores, is_hidden=False)


def _verdict_row(one: GroupsCompared) -> Row:
    return Row(
        name=_name(one.level, one.key, one.title),
        first="",
        second="",
        difference="",
        interval="",
        size="–",
        p=_p(one.p_adjusted),
        verdict=_VERDICTS[one.verdict],
        is_real=one.verdict is Verdict.REALLY_DIFFERENT,
    )


def _pair_row(one: GroupsCompared, pair: Difference, names: Mapping[str, str]) -> Row:
    return _row(pair, f"{_short(one.level, one.key)}: {names[pair.second.name]} เทียบกับ {names[pair.first.name]}")


def _row(each: Difference, name: str) -> Row:
    first, second = ("–" if side.score is None else printed(side.score) for side in (each.first, each.second))
    known = each.low is not None and each.high is not None and each.low != each.high
    return Row(
        name=name,
        first=first,
        second=second,
        difference="–" if each.difference is None else signed(each.difference),
        interval=_limits(each.low or 0.0, each.high or 0.0) if known else "",
        size=_size(each.hedges_g),
        p=_p(each.p_adjusted),
        verdict=_VERDICTS[each.verdict],
        is_real=each.verdict is Verdict.REALLY_DIFFERENT,
    )


def _limits(low: float, high: float) -> str:
    return f"{signed(low)} ถึง {signed(high)}"


def _size(hedges_g: float | None) -> str:
    if hedges_g is None:
        return "–"
    return next((word for border, word in _SIZES if abs(hedges_g) < border), _LARGE)


def _p(adjusted: float | None) -> str:
    if adjusted is None:
        return "–"
    return f"น้อยกว่า {_LEAST_P}" if adjusted < _LEAST_P else f"{adjusted:.3f}"


def _name(level: Level, key: str, title: str) -> str:
    return f"{_short(level, key)} {title}"


def _short(level: Level, key: str) -> str:
    return f"ตัวชี้วัดที่ {key}" if level is Level.INDICATOR else key.upper()
