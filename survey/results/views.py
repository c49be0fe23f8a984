"""The results page of a round."""

from __future__ import annotations

import hashlib

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey import access
from survey.access import Permission, requires
from survey.cases.scores import linked_to
from survey.extensions import db
from survey.models import RoundState
from survey.recommendations import recommendations_for
from survey.results import live, operations, queries
from survey.results.blueprint import blueprint


@blueprint.get("/rounds/<round_id>/results")
@requires(Permission.READ_RESULTS)
def scorecard(round_id: str) -> Response:
    """Show where a round stands: total, instruments, indicators, items, distributions, earlier rounds; each as sure as it is.

    A page that is open in a browser asks again with the mark of what it shows, and is sent nothing while that is the same.
    """
    officer = access.officer()
    found = queries.round_of(db.session, officer.office_id, round_id)
    definitions = current_app.extensions["definitions"]
    mark = live.mark_of(db.session, definitions, found)
    if (tag := _tag(mark, officer.id)) in request.if_none_match:
        return Response(status=304, headers={"ETag": f'"{tag}"'})
    figures = live.figures_of(db.session, definitions, found)
    recommended = recommendations_for(db.session, definitions, officer.office_id, found.fiscal_year)
    page = render_template(
        "results/scorecard.html",
        round=found,
        figures=figures,
        result=figures.result,
        refreshed_every=live.SECONDS if found.state == RoundState.OPEN else 0,
        recommendations={one.number: recommended[str(one.number)].actions for one in figures.lowest},
        suggestions=linked_to(db.session, definitions, found, [one.number for one in figures.lowest]),
    )
    response = make_response(page)
    response.set_etag(_tag(mark, officer.id))
    return response


@blueprint.post("/rounds/<round_id>/results/<key>/levels")
@requires(Permission.MANAGE_ROUNDS)
def levels(round_id: str, key: str) -> Response:
    """Show the levels of an instrument that five to nine have answered from now on."""
    found = queries.round_of(db.session, access.officer().office_id, round_id)
    assessment = current_app.extensions["definitions"].assessment(found.fiscal_year)
    if operations.ask_for_levels(db.session, assessment, found, key):
        db.session.commit()
    else:
        flash("ขณะนี้ไม่มีระดับโดยประมาณให้ดู หน้านี้แสดงผลล่าสุดเท่าที่แสดงได้")
    return redirect(url_for("results.scorecard", round_id=found.id))


def _tag(mark: str, officer_id: str) -> str:
    # What else is shown beside the figures has changed with the number of changes, if at all.
    return hashlib.sha256(f"{mark}/{officer_id}/{db.changes}".encode()).hexdigest()[:32]
