"""What the page of planning says of scores: what everything weighs, and what the total would be if. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from questionnaires.model import Assessment
from scoring.assessment import FigureOutOfRange, Total
from scoring.estimates import Estimate, InstrumentEstimates
from scoring.planning import Lever, Standing, levers, next_grade, standing, what_if
from scoring.rounding import printed, two_decimals
from survey.insight.naming import INDICATOR, called
from survey.results.phrases import interval
from survey.results.queries import RoundResult

# As far beyond an end as still prints as the end.
_HALF_A_HUNDREDTH = Fraction(1, 200)


@dataclass(frozen=True, slots=True)
class Row:
    """Something whose score can be changed, as a row of a form.

    `score` is None where it is not known or may not be shown; `room` is what is missing from 100 and `weight` what a point
    adds to the total, both in words. What a point adds to the instrument, `in_instrument`, and to the row above, `share`, are
    for the page's script. `rows` are what it is made of.
    """

    name: str
    label: str
    title: str
    key: str
    score: float | None
    interval: str
    room: str
    weight: str
    in_instrument: float
    share: float
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the total would be; `change` is the difference from now, signed, and `gap` what is missing, in words."""

    total: Total
    change: str
    gap: str


class Unusable(Exception):
    """Numbers that cannot be computed with; the message says in Thai what to put right."""


def standing_of(result: RoundResult) -> Standing:
    """Return where a round stands, without the items whose own figures may not be shown, and what these are made of."""
    cards = {one.instrument.key: one.scorecard for one in result.instruments if one.scorecard}
    found = standing(result.assessment, cards, result.disclosure)
    hidden = {item.code for one in result.instruments for item in one.instrument.items if item.code not in one.shown_items}
    kept = {name: score for name, score in found.levers.items() if name.partition(".")[0] not in hidden}
    return Standing(found.instruments, kept)


def rows(result: RoundResult, now: Standing) -> tuple[Row, ...]:
    """Return every indicator with its items (of the OIT: its sub-indicators), in the order of the definition."""
    every = levers(result.assessment)
    estimates = {one.instrument.key: one.estimates for one in result.instruments if one.estimates}
    names = called(result.assessment)

    def row(lever: Lever) -> Row:
        score = now.levers.get(lever.name)
        estimate = _estimate(estimates.get(lever.key), lever.name)
        return Row(
            name=lever.name,
            label=names[lever.name].label,
            title=names[lever.name].title,
            key=lever.key,
            score=None if score is None else float(score),
            interval=interval(estimate) if score is not None else "",
            room="–" if score is None else printed(100 - float(score)),
            weight=_weight(lever.in_total),
            in_instrument=float(lever.in_instrument),
            share=float(lever.in_instrument / every[lever.within].in_instrument) if lever.within else 1.0,
            rows=tuple(row(one) for one in every.values() if one.within == lever.name and one.name in names),
        )

    return tuple(row(lever) for lever in every.values() if lever.within is None)


def _estimate(estimates: InstrumentEstimates | None, name: str) -> Estimate | None:
    if estimates is None:
        return None
    if name.startswith(INDICATOR):
        return estimates.indicators[int(name.removeprefix(INDICATOR))]
    return estimates.items[name]


def _weight(in_total: Fraction) -> str:
    return f"{float(in_total):.4f}".rstrip("0").rstrip(".")


def weight_words(assessment: Assessment) -> tuple[str, ...]:
    """Return sentences that say what an item of each instrument weighs in the total, and how these compare.

    An instrument whose items do not all weigh alike is left out: the table of weights shows it.
    """
    every = levers(assessment)
    found: list[tuple[str, Fraction]] = []
    for instrument in assessment.instruments:
        weights = {every[item.code].in_total for item in instrument.items}
        if len(weights) == 1:
            found.append((instrument.abbreviation, weights.pop()))
    said = [f"ข้อของ {name} หนึ่งข้อ ได้เพิ่ม 10 คะแนน คะแนนรวมเพิ่ม {printed(float(10 * weight))} คะแนน" for name, weight in found]
    for (lighter, less), (heavier, more) in pairwise(sorted(found, key=lambda one: one[1])):
        if more != less:
            said.append(f"ข้อของ {heavier} หนึ่งข้อจึงมีน้ำหนักเป็น {float(more / less):.3g} เท่าของข้อของ {lighter} หนึ่งข้อ")
    return tuple(said)


def outcome(assessment: Assessment, now: Standing, gains: Mapping[str, Decimal]) -> Outcome:
    """Return what the total would be if levers gained (or, below zero, lost) some points.

    A gain that is as large as the room is printed takes all of the room. `Unusable` where a score would leave 0 to 100, also by
    what those within it gain.
    """
    every = levers(assessment)
    names = called(assessment)
    exact = {name: _fitted(now, name, gain) for name, gain in gains.items()}
    for name in dict.fromkeys(every[inner].within or inner for inner in exact):
        change = exact.get(name, Fraction(0)) + sum(
            (
                gain * every[inner].in_instrument / every[name].in_instrument
                for inner, gain in exact.items()
                if every[inner].within == name
            ),
            Fraction(0),
        )
        if name in now.levers and not _is_within(_exact(now.levers[name]) + change):
            raise Unusable(f"คะแนนของ{names[name].label} เมื่อรวมทุกช่องแล้วจะไม่อยู่ในช่วง 0 ถึง 100 กรุณาแก้ตัวเลข")
    for name, gain in exact.items():
        if name in now.levers and not _is_within(_exact(now.levers[name]) + gain):
            raise Unusable(f"คะแนนของ{names[name].label} จะไม่อยู่ในช่วง 0 ถึง 100 กรุณาแก้ตัวเลข")
    try:
        reached = what_if(assessment, now, {name: float(gain) for name, gain in exact.items()})
    except FigureOutOfRange as error:
        raise Unusable("คะแนนของแบบวัดจะไม่อยู่ในช่วง 0 ถึง 100 กรุณาแก้ตัวเลข") from error
    before = what_if(assessment, now, {})
    return Outcome(
        reached, signed(two_decimals(reached.value) - two_decimals(before.value)), gap_words(assessment, reached.gap)
    )


def _fitted(now: Standing, name: str, gain: Decimal) -> Fraction:
    """Return a gain exactly; all of the room where it is as large as the room is printed."""
    if name in now.levers:
        score = _exact(now.levers[name])
        for room in (100 - score, -score):
            if two_decimals(gain) == two_decimals(float(room)):
                return room
    return Fraction(gain)


def _is_within(score: Fraction) -> bool:
    return -_HALF_A_HUNDREDTH <= score <= 100 + _HALF_A_HUNDREDTH


def _exact(figure: float | Decimal) -> Fraction:
    return Fraction(str(figure))


def gap_words(assessment: Assessment, gap: Decimal) -> str:
    """Return how far a total is from the target in words; `gap` is the target less the printed total."""
    short, over, even = gap_texts(assessment)
    if not gap:
        return even
    return short.format(printed(gap)) if gap > 0 else over.format(printed(-gap))


def gap_texts(assessment: Assessment) -> tuple[str, str, str]:
    """Return what is said below, above and at the target; ``{}`` stands for the distance."""
    target = f"เป้าหมาย {printed(assessment.target)}"
    return f"ยังขาดจาก{target} อยู่ {{}}", f"สูงกว่า{target} อยู่ {{}}", f"เท่ากับ{target} พอดี"


def script_data(assessment: Assessment, now: Standing) -> str:
    """Return as JSON what the page's script computes with: instruments, grades, target, and what it says."""
    short, over, even = gap_texts(assessment)
    instruments = {
        key: {"score": float(now.instruments[key]), "weight": weight}
        for key, weight in assessment.weights.items()
        if key in now.instruments
    }
    grades = [{"label": one.label, "total": one.total_from, "each": one.instruments_from} for one in assessment.grades]
    said = {"short": short, "over": over, "even": even}
    return json.dumps({"instruments": instruments, "grades": grades, "target": assessment.target, **said}, ensure_ascii=False)


def standard_error(result: RoundResult) -> float | None:
    """Return the standard error of the total in points: instruments are independent, the OIT is exact. None if not known."""
    squares = []
    for one in result.instruments:
        error = one.estimates.instrument.standard_error if one.estimates else None
        if error is None:
            return None
        squares.append((result.assessment.weights[one.instrument.key] * error) ** 2)
    return math.sqrt(sum(squares))


def grade_above(assessment: Assessment, reached: Total) -> str | None:
    """Return the label of the grade above the one that a total has reached; None at the best."""
    above = next_grade(assessment, reached.grade)
    return above.label if above else None


def signed(value: float | Decimal) -> str:
    """Return a difference in points with its sign."""
    text = printed(value)
    return f"−{text[1:]}" if text.startswith("-") else f"+{text}"
