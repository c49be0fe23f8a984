"""Reading an office's measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Assessment
from survey import thai
from survey.cases.scores import assessment_for
from survey.errors import NotFound
from survey.models import Case, Measure, MeasureCase, MeasureProgress, Round

YEARS_AHEAD = 1


def measures_of(session: Session, office_id: str, fiscal_year: int) -> tuple[Measure, ...]:
    """Return the measures of a year in the order of its table, without those that were removed."""
    return tuple(one for one in every_measure_of(session, office_id, fiscal_year) if not one.removed)


def every_measure_of(session: Session, office_id: str, fiscal_year: int) -> tuple[Measure, ...]:
    """Return the measures of a year in the order of its table, those that were removed too."""
    found = session.scalars(
        select(Measure)
        .where(Measure.office_id == office_id, Measure.fiscal_year == fiscal_year)
        .order_by(Measure.position, Measure.id)
    )
    return tuple(found)


def measure_of(session: Session, office_id: str, fiscal_year: int, measure_id: str, *, removed: bool = False) -> Measure:
    """Return a measure; NotFound where the office has none of that id in that year. One that was removed only if `removed`."""
    found = session.get(Measure, (office_id, measure_id))
    if found is None or found.fiscal_year != fiscal_year or (found.removed and not removed):
        raise NotFound
    return found


def year_at_work(session: Session, definitions: Definitions, office_id: str) -> int:
    """Return the year an office works on: that of its newest round, or the newest there is."""
    newest = session.scalar(select(func.max(Round.fiscal_year)).where(Round.office_id == office_id))
    return newest or max(definitions.years)


def assessment_of(definitions: Definitions, fiscal_year: int) -> Assessment:
    """Return the assessment that the measures of a year are for: its own, or the latest before it.

    NotFound for a year before the first assessment, or further ahead than one may plan.
    """
    latest = max(*definitions.years, thai.fiscal_year(thai.today()) + YEARS_AHEAD)
    if not min(definitions.years) <= fiscal_year <= latest:
        raise NotFound
    return assessment_for(definitions, fiscal_year)


def years_of(session: Session, definitions: Definitions, office_id: str, shown: int) -> tuple[int, ...]:
    """Return the years that have an assessment or measures, and the one shown, newest first."""
    return tuple(sorted({*definitions.years, *years_with_measures(session, office_id), shown}, reverse=True))


def indicators_of(assessment: Assessment) -> dict[int, str]:
    """Return the title of every indicator of a year, those of the OIT too, by number."""
    surveyed: Sequence[tuple[int, str]] = [
        (one.number, one.title) for instrument in assessment.instruments for one in instrument.indicators
    ]
    return dict([*surveyed, *((one.number, one.title) for one in assessment.disclosure.indicators)])


@dataclass(frozen=True, slots=True)
class Question:
    """An item of an assessment as one chooses it: the indicator it belongs to, its number and its words."""

    indicator: int
    number: str
    text: str


def items_of(assessment: Assessment) -> dict[str, Question]:
    """Return every item that people answer, by its code."""
    return {
        item.code: Question(indicator.number, str(item.number), item.text)
        for instrument in assessment.instruments
        for indicator in instrument.indicators
        for item in indicator.items
    }


def cases_of(session: Session, office_id: str, measures: Sequence[Measure]) -> dict[str, list[Case]]:
    """Return the cases that measures answer by the measures' ids, in the order of their numbers. One query."""
    found: dict[str, list[Case]] = {one.id: [] for one in measures}
    rows = session.execute(
        select(MeasureCase.measure_id, Case)
        .join(Case, (Case.office_id == MeasureCase.office_id) & (Case.id == MeasureCase.case_id))
        .where(MeasureCase.office_id == office_id, MeasureCase.measure_id.in_(list(found)))
        .order_by(Case.number)
    )
    for measure_id, case in rows:
        found[measure_id].append(case)
    return found


def progress_of(session: Session, office_id: str, measures: Sequence[Measure]) -> dict[str, dict[int, str]]:
    """Return what came of measures by the measures' ids and the quarter, without quarters of which nothing is said."""
    found: dict[str, dict[int, str]] = {one.id: {} for one in measures}
    rows = session.scalars(
        select(MeasureProgress)
        .where(MeasureProgress.office_id == office_id, MeasureProgress.measure_id.in_(list(found)))
        .order_by(MeasureProgress.measure_id, MeasureProgress.quarter)
    )
    for row in rows:
        if row.text:
            found[row.measure_id][row.quarter] = row.text
    return found


def ends_on(measure: Measure) -> date:
    """Return the last day of a measure, the last of its fiscal year where none is said."""
    return measure.ends_on or thai.days_of(measure.fiscal_year)[1]


def needs_evidence(measure: Measure, files: Mapping[str, Sequence[object]], today: date) -> bool:
    """Return whether a measure is over and nothing proves it."""
    return ends_on(measure) < today and not files[measure.id]


def carried_to(session: Session, measure: Measure) -> Measure | None:
    """Return the measure of a later year that goes on with this one; None where there is none."""
    return session.scalars(
        select(Measure)
        .where(Measure.office_id == measure.office_id, Measure.carried_from == measure.id, ~Measure.removed)
        .order_by(Measure.fiscal_year)
    ).first()


def year_of_work(session: Session, office_id: str, fiscal_year: int) -> int:
    """Return the fiscal year it was in fact when the newest round of an assessment opened: a rehearsal may use an older one.

    The year itself where the office has no round of it.
    """
    opened = select(func.max(Round.opens_on)).where(Round.office_id == office_id, Round.fiscal_year == fiscal_year)
    day = session.scalar(opened)
    return thai.fiscal_year(day) if day else fiscal_year


def years_with_measures(session: Session, office_id: str) -> tuple[int, ...]:
    """Return the fiscal years in which an office has measures, newest first."""
    years = select(Measure.fiscal_year).where(Measure.office_id == office_id, ~Measure.removed).distinct()
    return tuple(sorted(session.scalars(years), reverse=True))
