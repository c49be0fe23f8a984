"""The measures that answer a case, as its author and everybody may read of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.models import Case, Measure, MeasureCase


@dataclass(frozen=True, slots=True)
class Answering:
    """A measure that answers a case: its fiscal year, its title, and its place on the public page of that year."""

    fiscal_year: int
    title: str
    anchor: str


def anchor_of(measure_id: str) -> str:
    """Return the place of a measure on a page of a year's measures."""
    return f"measure-{measure_id}"


def measures_of_case(session: Session, case: Case) -> tuple[Answering, ...]:
    """Return the measures that answer a case, or the one it was merged into, in the order of years. One query."""
    answered = [one for one in (case.id, case.merged_into) if one]
    linked = select(MeasureCase.measure_id).where(MeasureCase.office_id == case.office_id, MeasureCase.case_id.in_(answered))
    rows = session.scalars(
        select(Measure)
        .where(Measure.office_id == case.office_id, Measure.id.in_(linked), ~Measure.removed)
        .order_by(Measure.fiscal_year, Measure.position, Measure.id)
    )
    return tuple(Answering(one.fiscal_year, one.title, anchor_of(one.id)) for one in rows)
