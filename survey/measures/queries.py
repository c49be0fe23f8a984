"""Reading an office's measures."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Assessment
from questionnaires.problems import UnknownDefinition
from survey.errors import NotFound
from survey.models import Measure, Round


def measures_of(session: Session, office_id: str, fiscal_year: int) -> tuple[Measure, ...]:
    """Return the measures of a year in the order of its table."""
    found = session.scalars(
        select(Measure)
        .where(Measure.office_id == office_id, Measure.fiscal_year == fiscal_year)
        .order_by(Measure.position, Measure.id)
    )
    return tuple(found)


def measure_of(session: Session, office_id: str, fiscal_year: int, measure_id: str) -> Measure:
    """Return a measure; NotFound where the office has none of that id in that year."""
    found = session.get(Measure, (office_id, measure_id))
    if found is None or found.fiscal_year != fiscal_year:
        raise NotFound
    return found


def year_at_work(session: Session, definitions: Definitions, office_id: str) -> int:
    """Return the year an office works on: that of its newest round, or the newest there is."""
    newest = session.scalar(select(func.max(Round.fiscal_year)).where(Round.office_id == office_id))
    return newest or max(definitions.years)


def assessment_of(definitions: Definitions, fiscal_year: int) -> Assessment:
    """Return the assessment of a year; NotFound where there is none."""
    try:
        return definitions.assessment(fiscal_year)
    except UnknownDefinition as unknown:
        raise NotFound from unknown


def indicators_of(assessment: Assessment) -> dict[int, str]:
    """Return the title of every indicator of a year, those of the OIT too, by number."""
    surveyed: Sequence[tuple[int, str]] = [
        (one.number, one.title) for instrument in assessment.instruments for one in instrument.indicators
    ]
    return dict([*surveyed, *((one.number, one.title) for one in assessment.disclosure.indicators)])
