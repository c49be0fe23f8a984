"""The officers' pages of a year's measures: its table, and the form of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionnaires.loader import Definitions
from survey import access, thai
from survey.access import Permission, requires
from survey.cases.history import Actor, actor_of
from survey.errors import Situation
from survey.extensions import db
from survey.measures import operations, queries, scores
from survey.measures.blueprint import blueprint
from survey.measures.forms import MeasureForm, shown_in
from survey.measures.history import events_so_far
from survey.measures.operations import Move
from survey.measures.overview import year_of
from survey.measures.words import baht, days_words, score_words
from survey.models import Case, Measure, Visibility

_CHANGED = "มีเจ้าหน้าที่อีกท่านแก้ไขมาตรการนี้หลังจากที่ท่านเปิดหน้า กรุณาตรวจทาน แล้วกดบันทึกอีกครั้งหากต้องการใช้ข้อความของท่าน"


@blueprint.get("/office/measures/")
@requires(Permission.READ_RESULTS)
def index() -> str:
    """Show the measures of the year that the office works on."""
    return _table(queries.year_at_work(db.session, definitions(), access.officer().office_id))


@blueprint.get("/office/measures/<int:fiscal_year>")
@requires(Permission.READ_RESULTS)
def year(fiscal_year: int) -> str:
    """Show the measures of a year."""
    return _table(fiscal_year)


@blueprint.route("/office/measures/<int:fiscal_year>/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROUNDS)
def new(fiscal_year: int) -> Response | str | tuple[str, int]:
    """Add a measure, for the indicator or item that the address names."""
    offered = _Offered(fiscal_year)
    asked = {name: request.args.get(name, "") for name in ("indicator", "item")}
    form = MeasureForm(data=asked)
    offered.to(form)
    if not form.is_submitted():
        return _form(form, offered, None)
    cases = _cases(form) if form.validate() else None
    if cases is None:
        return _form(form, offered, None), 422
    made = operations.add_measure(
        db.session,
        access.officer().office_id,
        fiscal_year,
        form.facts,
        actor=actor(),
        called_by=offered.called_by(form.facts),
    )
    operations.link_cases(db.session, made, cases, actor=actor())
    db.session.commit()
    flash("เพิ่มมาตรการแล้ว")
    return redirect(url_for("measures.year", fiscal_year=fiscal_year))


@blueprint.route("/office/measures/<int:fiscal_year>/<measure_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROUNDS)
def change(fiscal_year: int, measure_id: str) -> Response | str | tuple[str, int]:
    """Change a measure."""
    offered = _Offered(fiscal_year)
    found = own_measure(fiscal_year, measure_id)
    linked = queries.cases_of(db.session, found.office_id, [found])[found.id]
    form = MeasureForm(data=shown_in(found, operations.FACTS, [case.number for case in linked]))
    offered.to(form)
    if not form.is_submitted():
        return _form(form, offered, found)
    cases = _cases(form) if form.validate() else None
    if cases is None:
        return _form(form, offered, found), 422
    if form.seen.data and form.seen.data != str(events_so_far(db.session, found)):
        form.title.errors = [*form.title.errors, _CHANGED]
        return _form(form, offered, found), 409
    called_by = offered.called_by(form.facts)
    operations.change_measure(db.session, found, form.facts, actor=actor(), called_by=called_by)
    operations.link_cases(db.session, found, cases, actor=actor())
    db.session.commit()
    flash("บันทึกมาตรการแล้ว")
    return redirect(url_for("measures.year", fiscal_year=fiscal_year))


@blueprint.post("/office/measures/<int:fiscal_year>/<measure_id>/move")
@requires(Permission.MANAGE_ROUNDS)
def move(fiscal_year: int, measure_id: str) -> Response:
    """Move a measure up or down."""
    found = own_measure(fiscal_year, measure_id)
    if request.form.get("to") not in tuple(Move):
        raise Situation
    operations.move_measure(db.session, found, Move(request.form["to"]), actor=actor())
    db.session.commit()
    return redirect(url_for("measures.year", fiscal_year=fiscal_year))


@blueprint.post("/office/measures/<int:fiscal_year>/<measure_id>/remove")
@requires(Permission.MANAGE_ROUNDS)
def remove(fiscal_year: int, measure_id: str) -> Response:
    """Take a measure back."""
    operations.remove_measure(db.session, own_measure(fiscal_year, measure_id), actor=actor())
    db.session.commit()
    flash("ลบมาตรการแล้ว ประวัติยังอยู่")
    return redirect(url_for("measures.year", fiscal_year=fiscal_year))


@blueprint.post("/office/measures/<int:fiscal_year>/<measure_id>/carry")
@requires(Permission.MANAGE_ROUNDS)
def carry(fiscal_year: int, measure_id: str) -> Response:
    """Go on with a measure in the next year."""
    here, there = (queries.assessment_of(definitions(), one) for one in (fiscal_year, fiscal_year + 1))
    found = own_measure(fiscal_year, measure_id)
    sources = scores.sources_of(db.session, definitions(), found.office_id)
    made = operations.carry_over(db.session, found, here=here, there=there, sources=sources, actor=actor())
    db.session.commit()
    flash(f"ยกมาตรการไปปี {made.fiscal_year} แล้ว กรุณากรอกระยะเวลาของปีใหม่")
    return redirect(url_for("measures.change", fiscal_year=made.fiscal_year, measure_id=made.id))


def definitions() -> Definitions:
    """Return every definition of this installation."""
    found: Definitions = current_app.extensions["definitions"]
    return found


def own_measure(fiscal_year: int, measure_id: str, *, removed: bool = False) -> Measure:
    """Return a measure of the office at work; NotFound for any other."""
    return queries.measure_of(db.session, access.officer().office_id, fiscal_year, measure_id, removed=removed)


def actor() -> Actor:
    """Return the officer at work as a measure's history keeps them."""
    return actor_of(db.session, access.officer())


class _Offered:
    """What the form of a year's measure offers: the year's questions, each with its latest score."""

    def __init__(self, fiscal_year: int) -> None:
        self.year = fiscal_year
        self.assessment = queries.assessment_of(definitions(), fiscal_year)
        self.sources = scores.sources_of(db.session, definitions(), access.officer().office_id)

    def to(self, form: MeasureForm) -> None:
        form.offer(self.assessment, self.sources, until=self.year)

    def called_by(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        indicator, item = facts["indicator"], facts["item"]
        return scores.called_by(self.sources, self.assessment, self.year, indicator=indicator, item=item)


def _cases(form: MeasureForm) -> list[Case] | None:
    """Return the cases whose numbers were typed in; None where one is not there, which the form then says."""
    found = operations.cases_by_number(db.session, access.officer().office_id, form.numbers)
    gone = {number for number, case in found.items() if case.visibility == Visibility.WITHDRAWN}
    missing = [number for number in form.numbers if number not in found or number in gone]
    if missing:
        form.cases.errors = [*form.cases.errors, f"ไม่พบเรื่องเลขที่ {' '.join(missing)}"]
        return None
    return [found[number] for number in form.numbers]


def _form(form: MeasureForm, offered: _Offered, found: Measure | None) -> str:
    form.seen.data = str(events_so_far(db.session, found)) if found else ""
    score = score_words(found, offered.sources) if found else ""
    return render_template("measures/form.html", form=form, year=offered.year, measure=found, score=score)


def _table(fiscal_year: int) -> str:
    office_id = access.officer().office_id
    found = year_of(db.session, definitions(), office_id, fiscal_year)
    return render_template(
        "measures/year.html",
        office_id=office_id,
        found=found,
        year=fiscal_year,
        years=queries.years_of(db.session, definitions(), office_id, fiscal_year),
        score_words={one.measure.id: score_words(one.measure, found.sources) for one in found.measures},
        days_words={one.measure.id: days_words(one.measure) for one in found.measures},
        baht=baht,
        today=thai.today(),
    )
