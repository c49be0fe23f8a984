"""The pages of the check: choosing a year or a file, the figures typed in, and what the office keeps of a year."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from questionnaires.loader import Definitions
from questionnaires.model import Assessment
from questionnaires.problems import Problem
from scoring.consistency import check
from scoring.published import Published, published
from survey import access
from survey.access import Permission, requires
from survey.checking import queries, words
from survey.checking.forms import PREFIX, FiguresForm, UploadForm, fields_by_group, figures_form, filled
from survey.checking.reading import LARGEST, read
from survey.extensions import db

blueprint = Blueprint("checking", __name__, url_prefix="/office/check")
PROBLEMS_SHOWN = 100


@blueprint.get("/")
@requires(Permission.READ_RESULTS)
def index() -> str:
    """Show the ways to check figures."""
    return _index(UploadForm())


@blueprint.post("/")
@requires(Permission.READ_RESULTS)
def upload() -> str | tuple[str, int]:
    """Check the figures in a file. Nothing is stored."""
    form = UploadForm()
    if not form.validate():
        return _index(form), 422
    found, problems = read(form.file.data.read(LARGEST + 1), _definitions())
    if found is None:
        return _index(form, problems), 422
    return _typed(found.assessment, _form(found), found)


@blueprint.get("/<int:fiscal_year>")
@requires(Permission.READ_RESULTS)
def year(fiscal_year: int) -> str:
    """Show the form for the figures of a year, filled in with what the office has entered."""
    assessment = queries.assessment_of(_definitions(), fiscal_year)
    kept = queries.official(db.session, access.officer().office_id, assessment)
    return _typed(assessment, _form(kept) if kept else figures_form(assessment)(), None)


@blueprint.post("/<int:fiscal_year>")
@requires(Permission.READ_RESULTS)
def check_typed(fiscal_year: int) -> str | tuple[str, int]:
    """Check the figures that were typed in. Nothing is stored."""
    assessment = queries.assessment_of(_definitions(), fiscal_year)
    form = figures_form(assessment)()
    if not form.validate():
        return _typed(assessment, form, None), 422
    return _typed(assessment, form, published(assessment, form.figures()))


@blueprint.get("/<int:fiscal_year>/official")
@requires(Permission.READ_RESULTS)
def official(fiscal_year: int) -> str:
    """Check the official result of a year as the office has entered it."""
    assessment = queries.assessment_of(_definitions(), fiscal_year)
    kept = queries.official(db.session, access.officer().office_id, assessment)
    return render_template(
        "checking/official.html", assessment=assessment, summary=words.summary(check(kept)) if kept else None
    )


def _definitions() -> Definitions:
    found: Definitions = current_app.extensions["definitions"]
    return found


def _form(found: Published) -> FiguresForm:
    return figures_form(found.assessment)(formdata=None, data=filled(found))


def _index(form: UploadForm, problems: tuple[Problem, ...] = ()) -> str:
    with_results = queries.years_with_results(db.session, access.officer().office_id)
    years = sorted(_definitions().years, reverse=True)
    return render_template(
        "checking/index.html",
        form=form,
        years=[(year, year in with_results) for year in years],
        problems=[str(problem) for problem in problems[:PROBLEMS_SHOWN]],
        problem_count=len(problems),
    )


def _typed(assessment: Assessment, form: FiguresForm, found: Published | None) -> str:
    return render_template(
        "checking/year.html",
        assessment=assessment,
        form=form,
        groups=fields_by_group(form),
        prefix=PREFIX,
        summary=words.summary(check(found)) if found else None,
    )
