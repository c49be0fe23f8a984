"""The pages of measures: the table of a year, and the form of one."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionnaires.loader import Definitions
from questionnaires.model import Assessment
from survey import access
from survey.access import Permission, requires
from survey.errors import Situation
from survey.extensions import db
from survey.measures import operations, queries
from survey.measures.forms import WHOLE_OFFICE, MeasureForm
from survey.measures.operations import Move

blueprint = Blueprint("measures", __name__, url_prefix="/office/measures")


@blueprint.get("/")
@requires(Permission.READ_RESULTS)
def index() -> str:
    """Show the measures of the year that the office works on."""
    return _table(queries.year_at_work(db.session, _definitions(), access.officer().office_id))


@blueprint.get("/<int:fiscal_year>")
@requires(Permission.READ_RESULTS)
def year(fiscal_year: int) -> str:
    """Show the measures of a year."""
    return _table(fiscal_year)


@blueprint.route("/<int:fiscal_year>/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROUNDS)
def new(fiscal_year: int) -> Response | str | tuple[str, int]:
    """Add a measure."""
    assessment = _assessment(fiscal_year)
    form = MeasureForm()
    form.offer(assessment)
    if not form.is_submitted():
        return render_template("measures/form.html", form=form, assessment=assessment, measure=None)
    if not form.validate():
        return render_template("measures/form.html", form=form, assessment=assessment, measure=None), 422
    operations.add_measure(db.session, access.officer().office_id, fiscal_year, form.facts)
    db.session.commit()
    flash("เพิ่มมาตรการแล้ว")
    return redirect(url_for("measures.year", fiscal_year=fiscal_year))


@blueprint.route("/<int:fiscal_year>/<measure_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROUNDS)
def change(fiscal_year: int, measure_id: str) -> Response | str | tuple[str, int]:
    """Change a measure."""
    assessment = _assessment(fiscal_year)
    found = queries.measure_of(db.session, access.officer().office_id, fiscal_year, measure_id)
    kept = {name: getattr(found, name) for name in operations.TEXTS}
    form = MeasureForm(data=kept | {"indicator": WHOLE_OFFICE if found.indicator is None else str(found.indicator)})
    form.offer(assessment)
    if not form.is_submitted():
        return render_template("measures/form.html", form=form, assessment=assessment, measure=found)
    if not form.validate():
        return render_template("measures/form.html", form=form, assessment=assessment, measure=found), 422
    operations.change_measure(db.session, found, form.facts)
    db.session.commit()
    flash("บันทึกมาตรการแล้ว")
    return redirect(url_for("measures.year", fiscal_year=fiscal_year))


@blueprint.post("/<int:fiscal_year>/<measure_id>/move")
@requires(Permission.MANAGE_ROUNDS)
def move(fiscal_year: int, measure_id: str) -> Response:
    """Move a measure up or down."""
    found = queries.measure_of(db.session, access.officer().office_id, fiscal_year, measure_id)
    if request.form.get("to") not in tuple(Move):
        raise Situation
    operations.move_measure(db.session, found, Move(request.form["to"]))
    db.session.commit()
    return redirect(url_for("measures.year", fiscal_year=fiscal_year))


@blueprint.post("/<int:fiscal_year>/<measure_id>/remove")
@requires(Permission.MANAGE_ROUNDS)
def remove(fiscal_year: int, measure_id: str) -> Response:
    """Remove a measure."""
    found = queries.measure_of(db.session, access.officer().office_id, fiscal_year, measure_id)
    operations.remove_measure(db.session, found)
    db.session.commit()
    flash("ลบมาตรการแล้ว")
    return redirect(url_for("measures.year", fiscal_year=fiscal_year))


def _table(fiscal_year: int) -> str:
    office_id = access.officer().office_id
    assessment = _assessment(fiscal_year)
    return render_template(
        "measures/year.html",
        assessment=assessment,
        years=sorted(_definitions().years, reverse=True),
        measures=queries.measures_of(db.session, office_id, fiscal_year),
        indicators=queries.indicators_of(assessment),
    )


def _definitions() -> Definitions:
    found: Definitions = current_app.extensions["definitions"]
    return found


def _assessment(fiscal_year: int) -> Assessment:
    return queries.assessment_of(_definitions(), fiscal_year)
