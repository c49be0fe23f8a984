"""What the pages of planning, comparing and answer quality read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Audience, Instrument, ProfileQuestion
from questionnaires.problems import UnknownDefinition
from scoring.comparison import Sample
from scoring.disclosure import FEWEST, groups_to_show, may_show
from survey import answers
from survey.answers import Description, LayoutChanged
from survey.models import Collection, Division, OfficialResult, ProfileTally, Round, RoundState
from survey.results.queries import InstrumentResult, RoundResult, result_of, round_of

__all__ = ["result_of", "round_of"]

CHANNEL = "channel"
DIVISION = "division"
UNSAID = ""
"""The group of those who named none."""
_CHANNELS = {"web": "ออนไลน์", "kiosk": "คีออสก์", "paper": "แบบกระดาษ", "import": "นำเข้าไฟล์", "simulated": "คำตอบจำลอง"}


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way to divide respondents: `names` are what its groups are called, by code, in the order they are listed in."""

    code: str
    title: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many gave which answer to a question. `together` is how many gave one of those that are too few to be told apart."""

    title: str
    shown: tuple[tuple[str, int], ...]
    together: int


@dataclass(frozen=True, slots=True)
class Published:
    """The official result of a year, as far as it is about the same indicators: by number, and of the instruments by key."""

    fiscal_year: int
    indicators: Mapping[int, float]
    instruments: Mapping[str, float]


class NoSample(Exception):
    """Respondents that may not be compared with others; the message says in Thai why."""


def other_rounds(session: Session, definitions: Definitions, found: Round) -> list[Round]:
    """Return the closed rounds of a round's office that it can be compared with, the latest first."""
    query = select(Round).where(
        Round.office_id == found.office_id,
        Round.state == RoundState.CLOSED,
        Round.id != found.id,
        Round.fiscal_year.in_(definitions.years),
    )
    return list(session.scalars(query.order_by(Round.closes_on.desc(), Round.opens_on.desc(), Round.id)))


def sample(session: Session, found: Round, result: InstrumentResult) -> Sample:
    """Return the respondents to an instrument of a closed round; `NoSample` where they may not be compared.

    They may not while the round is open, where they are fewer than `FEWEST` or sealed, and where the definition has changed.
    """
    if found.state != RoundState.CLOSED:
        raise NoSample(f"รอบ “{found.title}” ยังไม่ปิด เปรียบเทียบได้เมื่อปิดรอบแล้ว")
    if result.is_sealed:
        raise NoSample(f"คำตอบของรอบ “{found.title}” ปิดผนึกอยู่ ระบบอ่านรายชุดไม่ได้ จึงทดสอบความต่างไม่ได้")
    if not may_show(result.answered):
        raise NoSample(f"รอบ “{found.title}” มีผู้ตอบไม่ถึง {FEWEST} คน")
    if not result.is_whole:
        raise NoSample(f"ผลของรอบ “{found.title}” คิดจากคำตอบบางชุดเท่านั้น จึงทดสอบความต่างไม่ได้")
    try:
        steps = answers.matrix(session, result.collection, result.instrument)
    except LayoutChanged as changed:
        raise NoSample(f"แบบวัดถูกแก้ไขโครงสร้างหลังเปิดรอบ “{found.title}”") from changed
    return Sample(result.instrument, steps, result.collection.population or None)


def published_years(session: Session, definitions: Definitions, result: RoundResult) -> list[Published]:
    """Return the official results of an office with a figure that a round can be compared with, the latest year first."""
    query = select(OfficialResult).where(OfficialResult.office_id == result.round.office_id)
    rows = session.scalars(query.order_by(OfficialResult.fiscal_year.desc()))
    found = [_published(definitions, result, row) for row in rows]
    return [one for one in found if one and (one.indicators or one.instruments)]


def _published(definitions: Definitions, result: RoundResult, row: OfficialResult) -> Published | None:
    """Return what a year published of the indicators and instruments it shares with the round's year."""
    try:
        theirs = definitions.assessment(row.fiscal_year).instruments
    except UnknownDefinition:
        return None
    shapes = {one.key: [(each.number, each.title) for each in one.indicators] for one in theirs}
    same = [
        one
        for one in result.assessment.instruments
        if shapes.get(one.key) == [(each.number, each.title) for each in one.indicators]
    ]
    indicators = row.figures.get("indicators", {})
    instruments = row.figures.get("instruments", {})
    return Published(
        fiscal_year=row.fiscal_year,
        indicators={
            each.number: float(indicators[str(each.number)])
            for one in same
            for each in one.indicators
            if str(each.number) in indicators
        },
        instruments={one.key: float(instruments[one.key]) for one in same if one.key in instruments},
    )


def groupings(session: Session, found: Round, instrument: Instrument) -> list[Grouping]:
    """Return the ways in which the respondents to an instrument can be divided: none for the staff's."""
    if instrument.audience is Audience.STAFF:
        return []
    divisions = session.scalars(
        select(Division).where(Division.office_id == found.office_id).order_by(Division.position, Division.id)
    )
    names = {one.id: one.name for one in divisions}
    asked = [_grouping(question) for question in instrument.profile]
    of_office = [Grouping(DIVISION, "กองหรือสำนักที่ติดต่อ", names)] if names else []
    return [*asked, *of_office, Grouping(CHANNEL, "ช่องทางที่ตอบ", _CHANNELS)]


def _grouping(question: ProfileQuestion) -> Grouping:
    return Grouping(question.code, question.text, {answer.code: answer.text for answer in question.answers})


def grouped(session: Session, whole: Sample, collection: Collection, by: Grouping) -> dict[str, Sample]:
    """Return the respondents of a sample group by group, by code; those who named none, or something else, are `UNSAID`.

    Groups of nobody are left out. How many people the groups are drawn from is not known.
    """
    codes = np.array([_group(by, one) for one in answers.descriptions(session, collection, whole.instrument)])
    return {code: Sample(whole.instrument, whole.steps[codes == code]) for code in (*by.names, UNSAID) if (codes == code).any()}


def _group(by: Grouping, one: Description) -> str:
    named = str(one.channel) if by.code == CHANNEL else one.profile.get(by.code, UNSAID)
    return named if named in by.names else UNSAID


def tallies(session: Session, found: Round, result: InstrumentResult) -> list[Tally]:
    """Return who has answered an instrument of a closed round, question by question; none while the round is open.

    What was answered too rarely to be shown is counted together: see `scoring.disclosure.groups_to_show`.
    """
    if found.state != RoundState.CLOSED or not may_show(result.answered):
        return []
    counts = _staff_counts(session, result) if result.instrument.audience is Audience.STAFF else _user_counts(session, result)
    return [
        _tally(_grouping(question), counts[question.code], result.answered)
        for question in result.instrument.profile
        if question.code in counts
    ]


def _staff_counts(session: Session, result: InstrumentResult) -> dict[str, dict[str, int]]:
    place = (
        ProfileTally.office_id == result.collection.office_id,
        ProfileTally.round_id == result.collection.round_id,
    )
    counts: dict[str, dict[str, int]] = {}
    for question, answer, number in session.execute(
        select(ProfileTally.question, ProfileTally.answer, ProfileTally.number).where(*place)
    ):
        counts.setdefault(question, {})[answer] = number
    return counts


def _user_counts(session: Session, result: InstrumentResult) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for one in answers.descriptions(session, result.collection, result.instrument):
        for question, answer in one.profile.items():
            of = counts.setdefault(question, {})
            of[answer] = of.get(answer, 0) + 1
    return counts


def _tally(by: Grouping, counts: Mapping[str, int], answered: int) -> Tally:
    known = {code: counts.get(code, 0) for code in by.names}
    everybody = known | {UNSAID: max(0, answered - sum(known.values()))}
    shown = groups_to_show(everybody)
    together = sum(number for code, number in everybody.items() if code not in shown)
    names = {**by.names, UNSAID: "ไม่ได้ตอบ"}
    return Tally(
        title=by.title,
        shown=tuple((names[code], number) for code, number in everybody.items() if code in shown),
        together=together if together >= FEWEST else 0,
    )


def answers_by_day(session: Session, found: Round, result: InstrumentResult, *, today: date) -> list[int]:
    """Return how many service users answered on every full day of a round so far; nothing for the staff: nobody knows."""
    if result.instrument.audience is Audience.STAFF or result.is_sealed:
        return []
    days = Counter(one.answered_on for one in answers.descriptions(session, result.collection, result.instrument))
    full = (min(today, found.closes_on + timedelta(days=1)) - found.opens_on).days
    return [days[found.opens_on + timedelta(days=number)] for number in range(max(full, 0))]
