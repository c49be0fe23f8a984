"""The page of a case: everything about it, and what an officer does to it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import undefer
from werkzeug.wrappers import Response

from survey import access, thai
from survey.access import Permission, requires
from survey.cases import handling, pictures, timeline
from survey.cases.history import actor_of
from survey.cases.rules import rules_of
from survey.desk import page
from survey.desk.acts import ACTS, Act, Doing, Wrong
from survey.desk.blueprint import blueprint
from survey.desk.forms import ActForm, AnswerForm
from survey.desk.page import Sent
from survey.errors import ChangedMeanwhile, NotFound, NotYours, Situation, WrongCaseState
from survey.extensions import db
from survey.models import Case, CaseFile


@blueprint.url_value_preprocessor
def allow_pictures(endpoint: str | None, _values: object) -> None:
    """Let an officer send pictures; here, because the check of the token already reads the body."""
    if endpoint in {"desk.case", "desk.new"} and access.may(Permission.ANSWER_CASES):
        request.max_content_length = pictures.LARGEST_REQUEST


@blueprint.route("/<number>", methods=["GET", "POST"])
@requires(Permission.ANSWER_CASES)
def case(number: str) -> Response | str | tuple[str, int]:
    """Show a case, and do to it what an officer asks for."""
    found = handling.case_of(db.session, access.officer().office_id, number)
    if request.method == "GET":
        return _page(found, template=request.args.get("template", ""))
    act = ACTS.get(request.form.get("act", ""))
    if act is None:
        raise Situation
    if not access.may(act.needs):
        raise NotYours
    return _do(found, act)


@blueprint.get("/<number>/pictures/<file_id>")
@requires(Permission.ANSWER_CASES)
def picture(number: str, file_id: str) -> FlaskResponse:
    """Show a picture of a case, whoever may see it besides."""
    found = handling.case_of(db.session, access.officer().office_id, number)
    file = db.session.get(CaseFile, (found.office_id, file_id), options=[undefer(CaseFile.content)])
    if file is None or file.case_id != found.id:
        raise NotFound
    return FlaskResponse(file.content, content_type=file.media_type)


@dataclass(frozen=True, slots=True)
class _Pressed:
    """What came with a form. `seen` is how many events its page showed."""

    act: Act
    form: ActForm
    seen: int


def _do(found: Case, act: Act) -> Response | tuple[str, int]:
    pressed = _Pressed(act, _form(found, act), _seen())
    if "insert" in request.form and isinstance(pressed.form, AnswerForm):
        return _with_template(found, pressed.act, pressed.form)
    # The turn to write is given back while pictures are made anew, which may take a second.
    db.session.commit()
    if not pressed.form.validate():
        return _page(found, sent=Sent(act.name, pressed.form)), 422
    try:
        told = _done(found, pressed)
    except Wrong as wrong:
        db.session.rollback()
        pressed.form[wrong.field].errors = [wrong.message]
        return _page(_again(found), sent=Sent(act.name, pressed.form)), 422
    except ChangedMeanwhile:
        db.session.rollback()
        return _page(_again(found), sent=Sent(act.name, pressed.form, pressed.seen)), ChangedMeanwhile.status
    flash(told)
    return redirect(url_for("desk.case", number=found.number))


def _done(found: Case, pressed: _Pressed) -> str:
    officer = access.officer()
    held = handling.to_change(db.session, found.office_id, found.number, pressed.seen)
    if not pressed.act.is_offered(held):
        raise WrongCaseState
    told = pressed.act.do(Doing(db.session, held, actor_of(db.session, officer), officer), pressed.form)
    db.session.commit()
    return told


def _again(found: Case) -> Case:
    """Return a case as it is now, after what was begun has been taken back."""
    return handling.case_of(db.session, access.officer().office_id, found.number)


def _with_template(found: Case, act: Act, form: AnswerForm) -> tuple[str, int]:
    form.text.data = page.with_template(db.session, found.office_id, form.text.data or "", form.template.data or "")
    form.template.data = None
    return _page(found, sent=Sent(act.name, form)), 200


def _form(found: Case, act: Act) -> ActForm:
    name = f"show-{request.form.get('of', '')}" if act.name == "show" else act.name
    form = act.form(prefix=page.prefix_of(name))
    page.offer_choices(db.session, found, form)
    return form


def _seen() -> int:
    typed = request.form.get("seen", "")
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 9:
        raise Situation
    return int(typed)


def _page(found: Case, *, template: str = "", sent: Sent | None = None) -> str:
    officer = access.officer()
    shown = page.page_of(db.session, officer, found, today=thai.today(), template=template, sent=sent)
    return render_template(
        "desk/case.html",
        page=shown,
        case=found,
        sent=sent,
        today=thai.today(),
        status_words=timeline.status_words,
        needs_approval=rules_of(db.session, found.office_id).needs_approval,
    )
