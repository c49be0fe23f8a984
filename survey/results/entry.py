"""Pages for entering figures: the OIT of a round, and the published results of a year."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionnaires.loader import UnknownDefinition
from survey import access
from survey.access import Permission, requires
from survey.errors import NotFound
from survey.extensions import db
from survey.models import DisclosureEntry
from survey.results import operations, queries
from survey.results.blueprint import blueprint
from survey.results.forms import LEVELS, LOWEST, PREFIX, FiguresForm, disclosure_form, official_form


@blueprint.route("/rounds/<round_id>/disclosure", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROUNDS)
def disclosure(round_id: str) -> Response | str | tuple[str, int]:
    """Enter the OIT: its items, its sub-indicators or just its indicators."""
    found = queries.round_of(db.session, access.officer().office_id, round_id)
    assessment = current_app.extensions["definitions"].assessment(found.fiscal_year)
    kept = db.session.get(DisclosureEntry, (found.office_id, found.id))
    level = request.args.get("level") or (kept.level if kept else "indicators")
    if level not in LEVELS:
        raise NotFound
    known = kept.figures if kept and kept.level == level else {}
    form = disclosure_form(assessment.disclosure, level)(data={PREFIX + name: figure for name, figure in known.items()})
    page = {
        "round": found,
        "disclosure": assessment.disclosure,
        "form": form,
        "level": level,
        "levels": LEVELS,
        "prefix": PREFIX,
    }
    if not form.is_submitted():
        return render_template("results/disclosure.html", **page)
    if not form.validate():
        return render_template("results/disclosure.html", **page), 422
    operations.enter_disclosure(db.session, found, level=level, figures=form.figures())
    db.session.commit()
    flash("บันทึกคะแนน OIT แล้ว")
    return redirect(url_for("results.scorecard", round_id=found.id))


@blueprint.route("/official/<int:fiscal_year>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROUNDS)
def official(fiscal_year: int) -> Response | str | tuple[str, int]:
    """Enter what the national assessment published for a year, to compare with."""
    try:
        assessment = current_app.extensions["definitions"].assessment(fiscal_year)
    except UnknownDefinition as unknown:
        raise NotFound from unknown
    office_id = access.officer().office_id
    kept = queries.official_of(db.session, office_id, fiscal_year)
    form = official_form(assessment)(data=_flat(kept.figures) if kept else {})
    page = {"assessment": assessment, "form": form, "prefix": PREFIX}
    if not form.is_submitted():
        return render_template("results/official.html", **page)
    if not form.validate():
        return render_template("results/official.html", **page), 422
    operations.enter_official(db.session, office_id, fiscal_year, _nested(form))
    db.session.commit()
    flash(f"บันทึกผลอย่างเป็นทางการของปี {fiscal_year} แล้ว")
    return redirect(url_for("manage.rounds"))


def _flat(figures: dict[str, Any]) -> dict[str, Any]:
    flat = {
        f"{PREFIX}{group}.{name}": figure
        for group in ("indicators", "instruments")
        for name, figure in figures.get(group, {}).items()
    }
    lowest = {f"{LOWEST}{key}": str(number) for key, number in figures.get("lowest", {}).items()}
    return flat | {f"{PREFIX}total": figures.get("total"), "grade": figures.get("grade", "")} | lowest


def _nested(form: FiguresForm) -> dict[str, Any]:
    nested: dict[str, Any] = {"indicators": {}, "instruments": {}}
    for name, figure in form.figures().items():
        group, _, key = name.partition(".")
        if key:
            nested[group][key] = figure
        else:
            nested[name] = figure
    lowest = {
        field.name.removeprefix(LOWEST): int(field.data) for field in form if field.name.startswith(LOWEST) and field.data
    }
    return nested | ({"grade": form.grade.data} if form.grade.data else {}) | ({"lowest": lowest} if lowest else {})
