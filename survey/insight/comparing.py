"""The sections of the page that compares: with another round, with an official result, and groups within."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from scoring.comparison import Comparison, InstrumentsDiffer, compare_groups, compare_published, compare_rounds
from survey.insight import differences, queries
from survey.insight.differences import GroupTable, Row
from survey.insight.queries import UNSAID, Grouping, NoSample, Published, Tally
from survey.models import Round, RoundState
from survey.results.queries import InstrumentResult, RoundResult

OFFICIAL = "ผลทางการ"


@dataclass(frozen=True, slots=True)
class Compared:
    """An instrument compared: rows, or in `why_not` why there are none; `first` and `second` head the columns."""

    name: str
    first: str
    second: str
    rows: tuple[Row, ...] = ()
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of an instrument by one question: a table, or why there is none."""

    by: Grouping
    table: GroupTable | None
    why_not: str = ""


def with_round(session: Session, definitions: Definitions, result: RoundResult, other: Round) -> list[Compared]:
    """Return every instrument of a round compared with the same one of another round, the earlier round first."""
    theirs = {one.instrument.key: one for one in queries.result_of(session, definitions, other).instruments}
    found = []
    for one in result.instruments:
        pair = sorted(((result.round, one), (other, theirs.get(one.instrument.key))), key=lambda each: _when(each[0]))
        (first, earlier), (second, later) = pair
        titles = first.title, second.title
        try:
            if earlier is None or later is None:
                raise NoSample(f"รอบ “{other.title}” ไม่มีแบบวัดนี้")
            both = queries.sample(session, first, earlier), queries.sample(session, second, later)
            compared: Comparison = compare_rounds(*both, names=titles)
        except NoSample as reason:
            found.append(Compared(one.instrument.abbreviation, *titles, why_not=str(reason)))
        except InstrumentsDiffer:
            found.append(Compared(one.instrument.abbreviation, *titles, why_not="สองรอบนี้ใช้ข้อหรือคะแนนไม่เหมือนกัน จึงเทียบกันไม่ได้"))
        else:
            found.append(Compared(one.instrument.abbreviation, *titles, rows=differences.rows(compared)))
    return found


def _when(found: Round) -> tuple[str, str, str]:
    return found.closes_on.isoformat(), found.opens_on.isoformat(), found.id


def with_published(session: Session, result: RoundResult, published: Published) -> list[Compared]:
    """Return every instrument of a round compared with what was published of it.

    A running round is set beside it, but not tested: the test needs single answers, of which nothing may be told yet.
    """
    return [_with_published(session, result.round, one, published) for one in result.instruments]


def _with_published(session: Session, found: Round, one: InstrumentResult, published: Published) -> Compared:
    titles = f"{OFFICIAL} ปี {published.fiscal_year}", found.title
    name = one.instrument.abbreviation
    numbers = {indicator.number for indicator in one.instrument.indicators}
    indicators = {number: figure for number, figure in published.indicators.items() if number in numbers}
    overall = published.instruments.get(one.instrument.key)
    if not indicators and overall is None:
        return Compared(name, *titles, why_not="ไม่มีตัวเลขของแบบวัดนี้ในผลทางการที่บันทึกไว้")
    if one.scorecard is None:
        return Compared(name, *titles, why_not="ยังไม่มีผลคะแนนที่แสดงได้")
    try:
        sample = queries.sample(session, found, one)
    except NoSample as reason:
        if one.estimates is None:
            return Compared(name, *titles, why_not=str(reason))
        shown = differences.untested_rows(
            one.scorecard, one.estimates, title=f"{name} {one.instrument.title}", indicators=indicators, overall=overall
        )
        return Compared(name, *titles, rows=shown)
    compared = compare_published(sample, indicators=indicators, overall=overall, names=titles)
    return Compared(name, *titles, rows=differences.rows(compared))


def groups_of(session: Session, found: Round, one: InstrumentResult, by: Grouping) -> Groups:
    """Return the respondents to an instrument side by side, group by group."""
    try:
        whole = queries.sample(session, found, one)
    except NoSample as reason:
        return Groups(by, None, str(reason))
    groups = queries.grouped(session, whole, one.collection, by)
    if set(groups) == {UNSAID}:
        return Groups(by, None, f"ไม่มีใครตอบคำถาม “{by.title}” ในรอบนี้")
    table = differences.group_table(compare_groups(groups), {**by.names, UNSAID: "ไม่ระบุ"})
    return Groups(by, table)


def profiles(session: Session, result: RoundResult) -> list[tuple[str, list[Tally]]]:
    """Return who answered each instrument of a closed round, by question; those of which nothing is known are left out."""
    if result.round.state != RoundState.CLOSED:
        return []
    found = [(one.instrument.abbreviation, queries.tallies(session, result.round, one)) for one in result.instruments]
    return [(name, tallies) for name, tallies in found if tallies]
