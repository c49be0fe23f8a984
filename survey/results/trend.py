"""The rounds of an office one after another."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions, UnknownDefinition
from scoring.rounding import printed
from survey.models import Round, RoundState
from survey.results import queries
from survey.results.phrases import length
from survey.results.queries import RoundResult

MOST_ROUNDS = 8
HEIGHT, TOP, FOOT = 140, 22, 26
# Where the words of a point stand, above it, or below it where the target line would run through them.
ABOVE, BELOW = -12, 22


@dataclass(frozen=True, slots=True)
class Point:
    """A round on the way. `y` and `words_y` are in pixels from the top; `y` is None where the round has no total."""

    title: str
    year: int
    is_this: bool
    instruments: tuple[str, ...]
    printed: str
    grade: str
    x: str
    y: int | None
    words_y: int


@dataclass(frozen=True, slots=True)
class Line:
    """From one total to the next."""

    x1: str
    y1: int
    x2: str
    y2: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The rounds in the order they were opened, with the totals drawn.

    `columns` are those of the table for the instruments and the OIT: heading and kind.
    """

    title: str
    columns: tuple[tuple[str, str], ...]
    points: tuple[Point, ...]
    lines: tuple[Line, ...]
    target_y: int
    target_label: str
    is_drawn: bool


def trend(session: Session, definitions: Definitions, this: RoundResult) -> Trend | None:
    """Return the closed rounds of an office together with the one that is looked at; None where there is no other."""
    closed = session.scalars(
        select(Round)
        .where(Round.office_id == this.round.office_id, Round.state == RoundState.CLOSED, Round.id != this.round.id)
        .order_by(Round.opens_on.desc(), Round.id)
        .limit(MOST_ROUNDS - 1)
    )
    results = [result for found in closed if (result := _result(session, definitions, found))]
    if not results:
        return None
    return _drawn(sorted([*results, this], key=lambda one: (one.round.opens_on, one.round.id)), this)


def _result(session: Session, definitions: Definitions, found: Round) -> RoundResult | None:
    try:
        return queries.result_of(session, definitions, found)
    except UnknownDefinition:
        return None


def _drawn(results: list[RoundResult], this: RoundResult) -> Trend:
    totals = [one.total.value for one in results if one.total]
    target = this.assessment.target
    low, high = min([*totals, target]) - 2, max([*totals, target]) + 2

    def y(points: float) -> int:
        return int(TOP + (HEIGHT - TOP - FOOT) * (high - points) / (high - low))

    step = 100 / len(results)
    keys = list(this.assessment.weights)
    points = tuple(
        Point(
            title=one.round.title,
            year=one.round.fiscal_year,
            is_this=one is this,
            instruments=tuple(_scores(one).get(key, "–") for key in keys),
            printed=one.total.printed if one.total else "–",
            grade=one.total.grade if one.total else "–",
            x=length(step * (number + 0.5)),
            y=y(one.total.value) if one.total else None,
            words_y=_beside(y(one.total.value), y(target)) if one.total else 0,
        )
        for number, one in enumerate(results)
    )
    known = [point for point in points if point.y is not None]
    return Trend(
        title=_title(results),
        columns=tuple((key.upper(), "number") for key in keys),
        points=points,
        lines=tuple(Line(a.x, a.y or 0, b.x, b.y or 0) for a, b in pairwise(known)),
        target_y=y(target),
        target_label=f"เป้าหมาย {target:g}",
        is_drawn=len(known) > 1,
    )


def _beside(y: int, target_y: int) -> int:
    return y + (BELOW if y + 2 * ABOVE < target_y <= y else ABOVE)


def _scores(result: RoundResult) -> dict[str, str]:
    scores = {one.instrument.key: one.scorecard.score if one.scorecard else None for one in result.instruments}
    scores[result.assessment.disclosure.key] = result.disclosure.score if result.disclosure else None
    return {key: printed(score) for key, score in scores.items() if score is not None}


def _title(results: list[RoundResult]) -> str:
    totals = [one.total for one in results if one.total]
    if len(totals) < 2:
        return "รอบที่ผ่านมาของหน่วยงาน"
    return f"คะแนนรวมจาก {totals[0].printed} เป็น {totals[-1].printed}"
