"""The pages where an office says what could be done in its own words."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from questionnaires.model import Assessment
from questionnaires.problems import UnknownDefinition
from survey import access
from survey.access import Permission, requires
from survey.errors import NotFound
from survey.extensions import db
from survey.insight import operations
from survey.insight.blueprint import blueprint
from survey.insight.forms import RecommendationForm
from survey.insight.naming import called, subject_of
from survey.recommendations import recommendations_for


@blueprint.get("/recommendations/<int:fiscal_year>")
@requires(Permission.MANAGE_ROUNDS)
def recommendations(fiscal_year: int) -> str:
    """List what could be done about every indicator and item of a year, ours or the office's own."""
    assessment = _assessment(fiscal_year)
    found = recommendations_for(db.session, current_app.extensions["definitions"], access.officer().office_id, fiscal_year)
    return render_template(
        "insight/recommendations.html",
        assessment=assessment,
        names={subject_of(lever): name for lever, name in called(assessment).items() if subject_of(lever) in found},
        found=found,
    )


@blueprint.route("/recommendations/<int:fiscal_year>/<subject>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROUNDS)
def recommendation(fiscal_year: int, subject: str) -> Response | str | tuple[str, int]:
    """Write what the office recommends for an indicator or item."""
    assessment = _assessment(fiscal_year)
    office_id = access.officer().office_id
    found = recommendations_for(db.session, current_app.extensions["definitions"], office_id, fiscal_year)
    if subject not in found:
        raise NotFound
    form = RecommendationForm(data={"text": found[subject].text})
    page = {
        "assessment": assessment,
        "subject": subject,
        "name": {subject_of(lever): name for lever, name in called(assessment).items()}[subject],
        "recommended": found[subject],
        "form": form,
    }
    if not form.is_submitted():
        return render_template("insight/recommendation.html", **page)
    if not form.validate():
        return render_template("insight/recommendation.html", **page), 422
    operations.recommend(db.session, office_id, fiscal_year, subject, form.text.data)
    db.session.commit()
    flash("บันทึกข้อแนะนำของหน่วยงานแล้ว")
    return redirect(url_for("insight.recommendations", fiscal_year=fiscal_year))


@blueprint.post("/recommendations/<int:fiscal_year>/<subject>/restore")
@requires(Permission.MANAGE_ROUNDS)
def restore_recommendation(fiscal_year: int, subject: str) -> Response:
    """Go back to our recommendation."""
    _assessment(fiscal_year)
    operations.restore(db.session, access.officer().office_id, fiscal_year, subject)
    db.session.commit()
    flash("กลับไปใช้ข้อแนะนำของระบบแล้ว")
    return redirect(url_for("insight.recommendations", fiscal_year=fiscal_year))


def _assessment(fiscal_year: int) -> Assessment:
    try:
        assessment: Assessment = current_app.extensions["definitions"].assessment(fiscal_year)
    except UnknownDefinition as unknown:
        raise NotFound from unknown
    return assessment
