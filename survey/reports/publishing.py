"""Making results public, and the page that everybody may read then."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from survey import thai
from survey.access import Permission, public, requires
from survey.cases.scores import linked_to
from survey.extensions import db
from survey.reports import operations, queries
from survey.reports.blueprint import blueprint
from survey.reports.overview import overview
from survey.reports.views import definitions, own_round


@blueprint.post("/office/rounds/<round_id>/publish")
@requires(Permission.MANAGE_ROUNDS)
def publish(round_id: str) -> Response:
    """Make the results of a closed round public."""
    found = own_round(round_id)
    operations.publish(db.session, found, today=thai.today())
    db.session.commit()
    flash("เผยแพร่ผลแล้ว")
    return redirect(url_for("reports.report", round_id=round_id))


@blueprint.post("/office/rounds/<round_id>/unpublish")
@requires(Permission.MANAGE_ROUNDS)
def unpublish(round_id: str) -> Response:
    """Take the results of a round back."""
    operations.unpublish(db.session, own_round(round_id))
    db.session.commit()
    flash("ยกเลิกการเผยแพร่แล้ว")
    return redirect(url_for("reports.report", round_id=round_id))


@blueprint.get("/results/<office_id>/<round_id>", endpoint="public")
@public
def public_page(office_id: str, round_id: str) -> str:
    """Show the results of a round to everybody, if the office has made them public. Reads no session."""
    found, publication = queries.published_round(db.session, office_id, round_id)
    standing = queries.standing(db.session, definitions(), found)
    summary = overview(standing)
    indicators = [work.number for work in summary.works if work.number is not None]
    return render_template(
        "reports/public.html",
        round=found,
        publication=publication,
        summary=summary,
        has_measures=bool(standing.measures),
        suggestions=linked_to(db.session, definitions(), found, indicators),
    )
