"""Opening a round, ordinary or sealed; and for a sealed one the box that goes out and the scorecard that comes back."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey import answers, boxes
from survey.access import Permission, requires
from survey.errors import NotFound, Situation, WrongState
from survey.exchange.box import ScorecardRefused, box_file, fingerprint
from survey.extensions import db
from survey.manage import operations
from survey.manage.blueprint import blueprint
from survey.manage.rounds import definitions, own_round
from survey.manage.sealing_forms import OpeningForm, ScorecardForm
from survey.models import Collection, Round, RoundState
from survey.sealing import holds_secret_key


class SecretKeySent(Situation):
    """Somebody has sent a secret key, which must never be on the server."""

    title = "กุญแจลับต้องไม่อยู่บนเครื่องแม่ข่าย"
    message = "สิ่งที่ส่งมามีกุญแจลับ (ขึ้นต้นด้วย AGE-SECRET-KEY) ระบบจึงไม่รับและไม่เก็บไว้"
    what_next = "กุญแจดอกนี้ผ่านเครือข่ายมาแล้ว จึงไม่ควรใช้อีก กรุณาให้ผู้ถือกุญแจสร้างคู่ใหม่บนเครื่องของตนเอง แล้วส่งมาเฉพาะกุญแจสาธารณะที่ขึ้นต้นด้วย age1"


@blueprint.before_request
def refuse_secret_keys() -> None:
    """Refuse whatever holds a secret key, in any field and any file of an officer's page, before anything reads it."""
    if any(holds_secret_key(text) for text in request.form.values()):
        raise SecretKeySent
    for file in request.files.values():
        content = file.stream.read()
        file.stream.seek(0)
        # Without the zeros that other encodings put between the letters.
        if holds_secret_key(content.replace(b"\0", b"").decode("ascii", "ignore")):
            raise SecretKeySent


@blueprint.route("/rounds/<round_id>/open", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROUNDS)
def open_round(round_id: str) -> Response | str | tuple[str, int]:
    """Say what the two kinds of round differ in, and open one."""
    found = own_round(round_id)
    form = OpeningForm()
    if not form.is_submitted():
        if found.state != RoundState.DRAFT:
            raise WrongState
        return render_template("manage/open.html", round=found, form=form)
    if not form.validate():
        return render_template("manage/open.html", round=found, form=form), 422
    operations.open_round(db.session, definitions(), found, seal_to=form.seal_to)
    db.session.commit()
    flash("เปิดรอบแล้ว ผู้ตอบเข้าถึงแบบสำรวจได้ตามวันที่กำหนด")
    return redirect(url_for("manage.round_page", round_id=found.id))


@blueprint.route("/rounds/<round_id>/box", methods=["GET", "POST"])
@requires(Permission.MANAGE_ROUNDS)
def box(round_id: str) -> Response | str | tuple[str, int]:
    """Say how a sealed round is opened; take the scorecard that the holder of a key has made."""
    found = own_round(round_id)
    collection = _sealed_in(found)
    form = ScorecardForm()
    if not form.is_submitted():
        return _box_page(found, collection, form)
    if found.state != RoundState.CLOSED:
        raise WrongState
    if not form.validate():
        return _box_page(found, collection, form), 422
    try:
        boxes.accept_scorecard(db.session, definitions(), found, form.file.data.read())
    except ScorecardRefused as refused:
        form.file.errors = [str(refused)]
        return _box_page(found, collection, form), 422
    db.session.commit()
    flash("รับไฟล์ผลแล้ว ผลของแบบวัดที่ปิดผนึกแสดงในหน้าผลคะแนน")
    return redirect(url_for("results.scorecard", round_id=found.id))


@blueprint.get("/rounds/<round_id>/box/file")
@requires(Permission.MANAGE_ROUNDS)
def box_download(round_id: str) -> Response:
    """Send the box of a closed round."""
    found = own_round(round_id)
    collection = _sealed_in(found)
    if found.state != RoundState.CLOSED:
        raise WrongState
    response = make_response(box_file(boxes.box_of(db.session, definitions(), found)))
    response.headers["Content-Type"] = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="{_box_name(found, collection)}"'
    return response


def _sealed_in(found: Round) -> Collection:
    try:
        collection, _instrument = boxes.sealed_in(db.session, definitions(), found)
    except boxes.NotSealed as ordinary:
        raise NotFound from ordinary
    return collection


def _box_name(found: Round, collection: Collection) -> str:
    return f"{found.fiscal_year}-{collection.instrument}-{found.id}.box"


def _box_page(found: Round, collection: Collection, form: ScorecardForm) -> str:
    instrument = definitions().instrument(f"{found.fiscal_year}/{collection.instrument}")
    is_closed = found.state == RoundState.CLOSED
    return render_template(
        "manage/box.html",
        round=found,
        instrument=instrument,
        form=form,
        sealed_to=collection.seal_to,
        number=answers.count(db.session, collection, instrument),
        box_name=_box_name(found, collection),
        box_mark=fingerprint(box_file(boxes.box_of(db.session, definitions(), found))) if is_closed else None,
        kept=collection.scorecard["sealed"] if collection.scorecard else None,
    )
