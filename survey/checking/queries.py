"""What the pages of the check read: years, and what an office has entered of their official results."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Assessment
from questionnaires.problems import UnknownDefinition
from scoring.assessment import FigureError
from scoring.published import Published, published
from survey.errors import NotFound
from survey.models import OfficialResult


def assessment_of(definitions: Definitions, fiscal_year: int) -> Assessment:
    """Return the assessment of a year; NotFound where there is none."""
    try:
        return definitions.assessment(fiscal_year)
    except UnknownDefinition as unknown:
        raise NotFound from unknown


def years_with_results(session: Session, office_id: str) -> set[int]:
    """Return the years of which an office has entered an official result."""
    return set(session.scalars(select(OfficialResult.fiscal_year).where(OfficialResult.office_id == office_id)))


def official(session: Session, office_id: str, assessment: Assessment) -> Published | None:
    """Return the official result of a year as an office has entered it; None where it has entered none.

    A figure that a later correction of the definition has taken away is left out.
    """
    kept = session.get(OfficialResult, (office_id, assessment.fiscal_year))
    if kept is None:
        return None
    usable: dict[str, Any] = {}
    for name, figure in _by_name(kept.figures).items():
        try:
            published(assessment, {name: figure})
        except FigureError:
            continue
        usable[name] = figure
    return published(assessment, usable)


def _by_name(figures: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in figures.items():
        flat |= {f"{key}.{name}": figure for name, figure in value.items()} if isinstance(value, dict) else {key: value}
    return flat
