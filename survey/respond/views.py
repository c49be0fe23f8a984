"""The pages a respondent sees: the form, the thanks."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from questionnaires.model import Audience
from survey import answers, codes, thai
from survey.access import public
from survey.compressed import encoding_for
from survey.extensions import csrf, db, limiter
from survey.questions import complete_steps, is_key
from survey.respond.doorway import page_headers, written_on
from survey.respond.forms import ResponseForm, response_form
from survey.respond.operations import Outcome, Submission, check_open, record_response
from survey.respond.presentation import Presentation
from survey.respond.queries import Survey, Surveys
from survey.respond.shell import PLACE, Shells

blueprint = Blueprint("respond", __name__)
csrf.exempt(blueprint)

PROMISES = {
    Audience.STAFF: (
        "ระบบไม่เก็บชื่อ ตำแหน่ง ที่อยู่เครือข่าย รุ่นเครื่อง หรือเวลาที่ท่านตอบ",
        "รหัสบนบัตรใช้เปิดให้ตอบได้หนึ่งครั้ง และถูกลบทันทีเมื่อส่งคำตอบ จึงไม่มีสิ่งใดโยงคำตอบกลับมาหาท่าน",
        "ผลจะแสดงเป็นภาพรวมของหน่วยงานเท่านั้น และแสดงเมื่อมีผู้ตอบตั้งแต่ 5 คนหรือปิดรอบแล้ว",
    ),
    Audience.SERVICE_USERS: (
        "ท่านไม่ต้องบอกชื่อ และไม่ต้องลงทะเบียน",
        "ระบบเก็บเฉพาะคำตอบกับวันที่ตอบ ไม่เก็บที่อยู่เครือข่าย รุ่นเครื่อง หรือเวลา",
        "หน่วยงานเห็นผลเป็นภาพรวมเพื่อนำไปปรับปรุงบริการ",
    ),
}
CODE_REFUSED = "รหัสนี้ใช้ไม่ได้ อาจพิมพ์คลาดเคลื่อนหรือใช้ไปแล้ว กรุณากรอกใหม่จากบัตรอีกครั้ง คำตอบของท่านยังอยู่ครบในหน้านี้"
KEY_RENEWED = "หน้านี้เปิดไม่สมบูรณ์ ระบบเตรียมหน้าใหม่ให้แล้ว คำตอบของท่านยังอยู่ครบ กรุณากดส่งคำตอบอีกครั้ง"


@blueprint.get("/<any(iit, eit):key>/<link>")
@public
def form(key: str, link: str) -> Response:
    """Show the form with a submission key of its own."""
    survey = _survey(key, link)
    _check_open(survey)
    shell = _shells().get(
        written_on(survey, _presentation()), lambda: _page(survey, response_form(survey.instrument)(submission_key=PLACE))
    )
    encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
    return Response(shell.page(answers.new_key(), encoding), headers=page_headers(shell, encoding))


def _pace() -> str:
    return f"{current_app.config['SETTINGS'].answers_per_minute} per minute"


def _is_refused(response: AnyResponse) -> bool:
    return response.status_code == 403


@blueprint.post("/<any(iit, eit):key>/<link>")
@public
# A whole village may share one address: the pace stops a flood, and the second limit only counts codes that were refused.
@limiter.limit(_pace)
@limiter.limit("120 per minute", deduct_when=_is_refused)
def submit(key: str, link: str) -> AnyResponse | tuple[str, int]:
    """Store the answers, or show the form again with everything that was filled in."""
    survey = _survey(key, link)
    steps = complete_steps(survey.instrument, request.form)
    typed = request.form.get("code", "")
    submission_key = request.form.get("submission-key", "")
    if steps is None or not is_key(submission_key) or not _has_code(survey, typed):
        return _again(survey)
    submission = Submission(key=submission_key, steps=steps, code=typed, day=thai.today())
    code_key = current_app.config["SETTINGS"].key("codes")
    outcome = db.turns.write(lambda connection: record_response(connection, survey, submission, code_key=code_key))
    if outcome is Outcome.REFUSED:
        filled = response_form(survey.instrument)(request.form)
        # Taken out again, so that the page for a used code is the page for any other.
        filled.code.data = ""
        filled.code.errors = [CODE_REFUSED]
        return _page(survey, filled), 403
    # With a fragment of its own: a browser would carry over the one of the form, and that may be a code.
    return redirect(url_for("respond.thanks", key=key, link=link) + f"{_presentation().query}#main", code=303)


def _again(survey: Survey) -> tuple[str, int]:
    """Show a form that cannot be stored once more, and say what is to be done."""
    filled = response_form(survey.instrument)(request.form)
    filled.refuse_forgery(request.form)
    _check_open(survey)
    if not filled.has_key:
        # A key that is not ours cannot tell a repetition, so a fresh one goes out and the respondent presses once more.
        filled.submission_key.data = answers.new_key()
        filled.submission_key.errors = [KEY_RENEWED]
        return _page(survey, filled), 400
    filled.validate()
    return _page(survey, filled), 422


@blueprint.get("/<any(iit, eit):key>/<link>/thanks")
@public
def thanks(key: str, link: str) -> str:
    """Thank the respondent; the page says nothing of what was answered."""
    survey = _survey(key, link)
    return render_template(
        "respond/thanks.html", office=survey.office, instrument=survey.instrument, presentation=_presentation()
    )


def _survey(key: str, link: str) -> Survey:
    surveys: Surveys = current_app.extensions["surveys"]
    return surveys.at(current_app.extensions["definitions"], key, link)


def _presentation() -> Presentation:
    return Presentation.of(request.query_string.decode("ascii", "replace"))


def _shells() -> Shells:
    shells: Shells = current_app.extensions["shells"]
    return shells


def _check_open(survey: Survey) -> None:
    found = survey.round
    check_open(found.state, opens_on=found.opens_on, closes_on=found.closes_on, today=thai.today())


def _has_code(survey: Survey, typed: str) -> bool:
    return survey.instrument.audience is not Audience.STAFF or bool(typed.strip())


def _page(survey: Survey, form: ResponseForm) -> str:
    if "code" in form:
        form.code.data = codes.repeatable(form.code.data or "")
    return render_template(
        "respond/form.html",
        instrument=survey.instrument,
        office=survey.office,
        round=survey.round,
        form=form,
        presentation=_presentation(),
        promise=PROMISES[survey.instrument.audience],
        closing_note="ตรวจคำตอบได้จนกว่าจะกดส่ง เมื่อส่งแล้วจะแก้ไขหรือขอดูคำตอบเดิมไม่ได้ เพราะระบบไม่ทราบว่าคำตอบใดเป็นของท่าน",
    )
