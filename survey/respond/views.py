"""The pages a respondent sees: the form, the thanks."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionnaires.model import Audience
from survey import answers, codes, thai
from survey.access import public
from survey.extensions import csrf, db
from survey.respond.forms import ResponseForm, response_form
from survey.respond.operations import AlreadyStored, CodeRefused, check_open, record_response
from survey.respond.queries import Survey, survey_at

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
    check_open(survey.round, today=thai.today())
    return _page(survey, response_form(survey.instrument)(submission_key=answers.new_key()))


@blueprint.post("/<any(iit, eit):key>/<link>")
@public
def submit(key: str, link: str) -> Response:
    """Store the answers, or show the form again with everything that was filled in."""
    survey = _survey(key, link)
    filled = response_form(survey.instrument)(request.form)
    filled.refuse_forgery(request.form)
    if not filled.has_key:
        # A key that is not ours cannot tell a repetition, so a fresh one goes out and the respondent presses once more.
        check_open(survey.round, today=thai.today())
        filled.submission_key.data = answers.new_key()
        filled.submission_key.errors = [KEY_RENEWED]
        return _page(survey, filled, status=400)
    if not filled.validate():
        check_open(survey.round, today=thai.today())
        return _page(survey, filled, status=422)
    try:
        record_response(
            db.session,
            survey,
            key=filled.submission_key.data,
            steps=filled.answers(),
            code=filled.code.data if "code" in filled else "",
            code_key=current_app.config["SETTINGS"].key("codes"),
            today=thai.today(),
        )
        db.session.commit()
    except AlreadyStored:
        db.session.rollback()
    except CodeRefused:
        db.session.rollback()
        # Taken out again, so that the page for a used code is the page for any other.
        filled.code.data = ""
        filled.code.errors = [CODE_REFUSED]
        return _page(survey, filled, status=403)
    return redirect(url_for("respond.thanks", key=key, link=link), code=303)


@blueprint.get("/<any(iit, eit):key>/<link>/thanks")
@public
def thanks(key: str, link: str) -> str:
    """Thank the respondent; the page says nothing of what was answered."""
    survey = _survey(key, link)
    return render_template("respond/thanks.html", office=survey.office, instrument=survey.instrument)


def _survey(key: str, link: str) -> Survey:
    return survey_at(db.session, current_app.extensions["definitions"], key, link)


def _page(survey: Survey, form: ResponseForm, *, status: int = 200) -> Response:
    if "code" in form:
        form.code.data = codes.repeatable(form.code.data or "")
    page = render_template(
        "respond/form.html",
        instrument=survey.instrument,
        office=survey.office,
        round=survey.round,
        form=form,
        promise=PROMISES[survey.instrument.audience],
        closing_note="ตรวจคำตอบได้จนกว่าจะกดส่ง เมื่อส่งแล้วจะแก้ไขหรือขอดูคำตอบเดิมไม่ได้ เพราะระบบไม่ทราบว่าคำตอบใดเป็นของท่าน",
    )
    return current_app.make_response((page, status))
