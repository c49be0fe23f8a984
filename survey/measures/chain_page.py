"""The page of the chain from a low score to the next one."""

from __future__ import annotations

from flask import render_template

from survey import access
from survey.access import Permission, requires
from survey.extensions import db
from survey.measures import queries
from survey.measures.blueprint import blueprint
from survey.measures.chain import chains_of
from survey.measures.views import definitions


@blueprint.get("/office/chain/")
@requires(Permission.READ_RESULTS)
def chain_at_work() -> str:
    """Show the chain of the year that the office works on."""
    return _page(queries.year_at_work(db.session, definitions(), access.officer().office_id))


@blueprint.get("/office/chain/<int:fiscal_year>")
@requires(Permission.READ_RESULTS)
def chain(fiscal_year: int) -> str:
    """Show what was low in a year, what was suggested and done about it, and the scores since."""
    return _page(fiscal_year)


def _page(fiscal_year: int) -> str:
    office_id = access.officer().office_id
    year, chains = chains_of(db.session, definitions(), office_id, fiscal_year)
    whole = tuple(one for one in year.measures if one.measure.indicator is None)
    years = queries.years_of(db.session, definitions(), office_id, fiscal_year)
    return render_template("measures/chain.html", year=fiscal_year, years=years, found=year, chains=chains, whole=whole)
