"""What everybody may read: an office's measures with their history, and the evidence it shows. Reads no session.

Nothing here names an officer: position and division sign what was done.
"""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from survey.access import public as for_everybody
from survey.errors import NotFound
from survey.extensions import db, limiter
from survey.measures import evidence, queries
from survey.measures.blueprint import blueprint
from survey.measures.forms import QUARTERS
from survey.measures.measure_page import sent_as_it_is
from survey.measures.overview import year_of
from survey.measures.views import definitions
from survey.measures.words import baht, days_words, history_words, score_words
from survey.models import Case, Office, Visibility
from survey.pages import shown


@blueprint.get("/measures/<office_id>/<int:fiscal_year>")
@for_everybody
def public(office_id: str, fiscal_year: int) -> Response:
    """Show the measures of a year to everybody; NotFound where the office has none."""
    office = db.session.get(Office, office_id)
    if office is None:
        raise NotFound
    found = year_of(db.session, definitions(), office_id, fiscal_year)
    if not found.measures:
        raise NotFound
    years = queries.years_with_measures(db.session, office_id)
    return shown(
        "measures/public.html",
        office=office,
        found=found,
        year=fiscal_year,
        years=[(one, url_for("measures.public", office_id=office_id, fiscal_year=one)) for one in years],
        quarters=QUARTERS,
        score_words={one.measure.id: score_words(one.measure, found.sources, public_only=True) for one in found.measures},
        days_words={one.measure.id: days_words(one.measure) for one in found.measures},
        histories={one.measure.id: history_words(one.history, for_officers=False) for one in found.measures},
        answered={one.measure.id: [case for case in one.cases if _is_public(case)] for one in found.measures},
        baht=baht,
    )


@blueprint.get("/measures/<office_id>/files/<file_id>")
@for_everybody
@limiter.limit("60 per minute")
def public_file(office_id: str, file_id: str) -> Response:
    """Send a file that everybody may open."""
    return sent_as_it_is(evidence.public_file(db.session, office_id, file_id))


def _is_public(case: Case) -> bool:
    return case.visibility == Visibility.PUBLIC
