"""Today's page, and the rounds."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from questionnaires.loader import Definitions
from questionnaires.model import Audience
from survey import access, thai
from survey.access import Permission, requires
from survey.addresses import public_url
from survey.cases import queue
from survey.errors import WrongState
from survey.extensions import db
from survey.manage import operations, queries
from survey.manage.blueprint import blueprint
from survey.manage.forms import ActionForm, RoundForm
from survey.models import Collection, Round, RoundState

USUAL_LENGTH = timedelta(days=30)


def definitions() -> Definitions:
    """Return the definitions of this installation."""
    found: Definitions = current_app.extensions["definitions"]
    return found


def own_round(round_id: str) -> Round:
    """Return a round of the officer's own office; another office's is not found."""
    return queries.round_of(db.session, access.officer().office_id, round_id)


def survey_url(collection: Collection) -> str:
    """Return the address people open to answer."""
    return public_url(url_for("respond.form", key=collection.instrument, link=collection.link))


@blueprint.get("/")
@requires(Permission.READ_RESULTS)
def today() -> str:
    """Answer what needs the officer today."""
    rounds = queries.rounds_of(db.session, access.officer().office_id)
    overviews = [queries.overview(db.session, definitions(), found, today=thai.today()) for found in rounds]
    return render_template(
        "manage/today.html",
        open_rounds=[one for one in overviews if one.round.state == RoundState.OPEN],
        drafts=[one for one in overviews if one.round.state == RoundState.DRAFT],
        closed=[one for one in overviews if one.round.state == RoundState.CLOSED],
        waiting=queue.waiting_in(db.session, access.officer().office_id, thai.today()),
    )


@blueprint.get("/rounds")
@requires(Permission.READ_RESULTS)
def rounds() -> str:
    """List the office's rounds."""
    found = queries.rounds_of(db.session, access.officer().office_id)
    return render_template(
        "manage/rounds.html",
        overviews=[queries.overview(db.session, definitions(), one, today=thai.today()) for one in found],
        years=definitions().years,
    )


@blueprint.route("/rounds/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROUNDS)
def new_round() -> Response | str | tuple[str, int]:
    """Prepare a round."""
    years = definitions().years
    form = RoundForm(
        fiscal_year=years[-1],
        opens_on=thai.today(),
        closes_on=thai.today() + USUAL_LENGTH,
    )
    form.fiscal_year.choices = [SelectChoice(value=year, label=str(year)) for year in reversed(years)]
    if not form.is_submitted():
        return render_template("manage/round_form.html", form=form, round=None)
    if not form.validate():
        return render_template("manage/round_form.html", form=form, round=None), 422
    made = operations.create_round(
        db.session, definitions(), access.officer().office_id, _facts(form, fiscal_year=form.fiscal_year.data)
    )
    db.session.commit()
    flash("เตรียมรอบการประเมินแล้ว ตรวจข้อมูลให้ครบก่อนเปิดรอบ")
    return redirect(url_for("manage.round_page", round_id=made.id))


@blueprint.get("/rounds/<round_id>")
@requires(Permission.READ_RESULTS)
def round_page(round_id: str) -> str:
    """Show a round: state, counts against the minimum sample, links, and what can be done."""
    overview = queries.overview(db.session, definitions(), own_round(round_id), today=thai.today())
    links = {progress.instrument.key: survey_url(progress.collection) for progress in overview.progress}
    return render_template("manage/round.html", overview=overview, round=overview.round, links=links, action=ActionForm())


@blueprint.route("/rounds/<round_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROUNDS)
def edit_round(round_id: str) -> Response | str | tuple[str, int]:
    """Change what was declared about a round."""
    found = own_round(round_id)
    if found.state == RoundState.CLOSED:
        raise WrongState
    collected = queries.collected_in(db.session, definitions(), found)
    population = {instrument.audience: collection.population for collection, instrument in collected}
    asks = frozenset(instrument.audience for collection, instrument in collected if collection.asks_profile)
    answered = [instrument for one, instrument in collected if operations.has_answers(db.session, one, instrument)]
    fixed = frozenset(instrument.audience for instrument in answered)
    form = RoundForm(
        title=found.title,
        fiscal_year=found.fiscal_year,
        opens_on=found.opens_on,
        closes_on=found.closes_on,
        head_count=population.get(Audience.STAFF),
        visitor_count=population.get(Audience.SERVICE_USERS),
        asks_staff=Audience.STAFF in asks,
        asks_service_users=Audience.SERVICE_USERS in asks,
    )
    del form.fiscal_year
    for audience in fixed:
        del form[f"asks_{audience}"]
    if not form.is_submitted():
        return render_template("manage/round_form.html", form=form, round=found, asks=asks)
    if not form.validate():
        return render_template("manage/round_form.html", form=form, round=found, asks=asks), 422
    facts = _facts(form, fiscal_year=found.fiscal_year, fixed=asks & fixed)
    operations.change_round(db.session, definitions(), found, facts)
    db.session.commit()
    flash("บันทึกการแก้ไขแล้ว")
    return redirect(url_for("manage.round_page", round_id=found.id))


@blueprint.get("/rounds/<round_id>/close")
@requires(Permission.MANAGE_ROUNDS)
def confirm_close(round_id: str) -> str:
    """Ask once more before a round ends for good."""
    overview = queries.overview(db.session, definitions(), own_round(round_id), today=thai.today())
    if overview.round.state != RoundState.OPEN:
        raise WrongState
    return render_template("manage/close.html", overview=overview, round=overview.round, action=ActionForm())


@blueprint.post("/rounds/<round_id>/close")
@requires(Permission.MANAGE_ROUNDS)
def close_round(round_id: str) -> Response:
    """Close a round."""
    found = own_round(round_id)
    operations.close_round(db.session, definitions(), found)
    db.session.commit()
    flash("ปิดรอบแล้ว ผลคะแนนถูกเก็บไว้ และรหัสที่ยังไม่ใช้ถูกลบทั้งหมด")
    if not current_app.extensions["mixer"].mix():
        flash("ระบบยังเรียงคำตอบใหม่ไม่เสร็จ และจะทำต่อเองในอีกสักครู่", "warning")
    return redirect(url_for("results.scorecard", round_id=found.id))


def _facts(form: RoundForm, *, fiscal_year: int, fixed: frozenset[Audience] = frozenset()) -> operations.RoundFacts:
    """Return what a form declares; `fixed` are the audiences that are asked about themselves and can no longer not be."""
    return operations.RoundFacts(
        title=form.title.data,
        fiscal_year=fiscal_year,
        head_count=form.head_count.data,
        visitor_count=form.visitor_count.data,
        opens_on=form.opens_on.data,
        closes_on=form.closes_on.data,
        asks_profile=fixed | {one for one in Audience if f"asks_{one}" in form and form[f"asks_{one}"].data},
    )
