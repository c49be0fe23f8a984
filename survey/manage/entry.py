"""Entering what people ticked on paper."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey import answers, thai
from survey.access import Permission, requires
from survey.errors import WrongState
from survey.extensions import db
from survey.manage import operations, queries
from survey.manage.blueprint import blueprint
from survey.manage.forms import PaperForm, paper_form
from survey.manage.rounds import definitions, own_round
from survey.models import Channel, RoundState

BLANK = "ยังไม่ได้กรอกคำตอบข้อใดเลย กรุณากรอกอย่างน้อยหนึ่งข้อ"
KEY_RENEWED = "หน้านี้เปิดไม่สมบูรณ์ ระบบเตรียมหน้าใหม่ให้แล้ว คำตอบที่กรอกยังอยู่ครบ กรุณากดบันทึกอีกครั้ง"


@blueprint.route("/rounds/<round_id>/paper/<key>", methods=["GET", "POST"])
@requires(Permission.ENTER_ANSWERS)
def paper(round_id: str, key: str) -> Response | str | tuple[str, int]:
    """Enter one paper form; parts left blank on paper stay blank."""
    found = own_round(round_id)
    collection = queries.collection_of(db.session, found, key)
    instrument = definitions().instrument(f"{found.fiscal_year}/{key}")
    if found.state != RoundState.OPEN:
        raise WrongState
    form: PaperForm = paper_form(instrument)()
    page = {
        "round": found,
        "instrument": instrument,
        "form": form,
        "entered": answers.count(db.session, collection, instrument, channel=Channel.PAPER),
    }
    if not form.is_submitted():
        form.submission_key.data = answers.new_key()
        return render_template("manage/paper.html", **page)
    form.refuse_forgery(request.form)
    if not form.has_key:
        # A key that is not ours cannot tell a repetition, so a fresh one goes out and the officer presses once more.
        form.submission_key.data = answers.new_key()
        form.submission_key.errors = [KEY_RENEWED]
        return render_template("manage/paper.html", **page), 400
    if not form.validate():
        return render_template("manage/paper.html", **page), 422
    if form.is_blank:
        form.submission_key.errors = [BLANK]
        return render_template("manage/paper.html", **page), 422
    operations.hold_open(db.session, found)
    answers.add(
        db.session.connection(),
        collection,
        instrument,
        steps=form.answers(),
        channel=Channel.PAPER,
        today=thai.today(),
        key=form.submission_key.data,
    )
    db.session.commit()
    flash("บันทึกแบบกระดาษแล้ว กรอกชุดถัดไปได้เลย")
    return redirect(url_for("manage.paper", round_id=found.id, key=key))
