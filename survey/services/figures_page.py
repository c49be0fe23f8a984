"""The usage statistics of services, for everybody."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from survey import thai
from survey.access import public
from survey.cases.calendar import calendar_of
from survey.cases.timeline import CHANNELS
from survey.errors import NotFound
from survey.extensions import db
from survey.pages import kept_query, shown
from survey.services.blueprint import blueprint, counter, services
from survey.services.figures import used_in, years_of_use


@blueprint.get("/figures")
@blueprint.get("/figures/<int:fiscal_year>")
@public
def figures(office_id: str, fiscal_year: int | None = None) -> Response:
    """Show how services were used in a fiscal year; without one, in the present year."""
    found, known = counter(office_id), services()
    today = thai.today()
    present = thai.fiscal_year(today)
    years = sorted({present, *years_of_use(db.session, office_id, known)}, reverse=True)
    if fiscal_year is not None and fiscal_year not in years:
        raise NotFound
    year = fiscal_year or present
    query = kept_query()
    return shown(
        "services/figures.html",
        counter=found,
        fiscal_year=year,
        uses=used_in(db.session, office_id, known, year, calendar=calendar_of(db.session, office_id), today=today),
        channels=CHANNELS,
        years=[(one, url_for("services.figures", office_id=office_id, fiscal_year=one) + query, one == year) for one in years],
    )
