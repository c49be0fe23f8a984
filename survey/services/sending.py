"""Asking for a service: the form, and the receipt with its number, its private code and the day of the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from survey import thai
from survey.access import public
from survey.addresses import public_url, qr
from survey.attached import Attached, to_carry, turn
from survey.cases import storing
from survey.cases.calendar import Calendar, calendar_of
from survey.cases.defence import Judgement, Post, Reason, Verdict
from survey.cases.pictures import Picture, PictureRefused
from survey.cases.receipts import Receipt
from survey.cases.tickets import Ticket
from survey.errors import Situation
from survey.extensions import caller, db, limiter, open_session
from survey.models import Case
from survey.pages import hidden, shown
from survey.services import queries, requests
from survey.services.blueprint import Counter, blueprint, case_key, counter, gate, is_counter_only, service
from survey.services.definitions import Service
from survey.services.forms import ServiceForm, form_for

SAID: Mapping[Reason, str] = {
    Reason.OLD_PAGE: "หน้านี้เปิดค้างไว้นาน หรือเคยใช้ส่งคำขอไปแล้ว สิ่งที่ท่านกรอกยังอยู่ครบ กรุณากดส่งอีกครั้ง",
    Reason.FULL: (
        "ขณะนี้มีผู้ส่งคำขอเข้ามามากผิดปกติ ระบบจึงยังไม่ได้รับคำขอนี้ สิ่งที่ท่านกรอกยังอยู่ครบ "
        "กรุณารอสักครู่แล้วกดส่งอีกครั้ง หากยังส่งไม่ได้ กรุณาแจ้งที่เคาน์เตอร์ของหน่วยงาน"
    ),
}


class PicturesTooLarge(Situation):
    """The pictures of a form have more bytes together than a request may."""

    status = 413
    title = "รูปที่แนบมีขนาดใหญ่เกินไป"
    message = "ระบบจึงยังไม่ได้รับคำขอของท่าน"
    what_next = "กรุณากดย้อนกลับ สิ่งที่กรอกไว้มักยังอยู่ แล้วเลือกรูปที่เล็กลง หรือส่งโดยไม่แนบรูป"


@blueprint.get("/<key>/new")
@public
def new(office_id: str, key: str) -> Response:
    """Show the form; an address such as that of a lamp-post's label fills in what it says."""
    found, asked = counter(office_id), service(key)
    if is_counter_only(db.session, office_id):
        return shown("services/counter_only.html", counter=found, service=asked, written="")
    form = _form(asked, calendar_of(db.session, office_id))
    waiting = queries.open_for(db.session, office_id, asked, request.args)
    return _form_page(found, form, (), gate().ticket(office_id), waiting=waiting)


@blueprint.post("/<key>/new")
@public
@limiter.limit("120 per minute")
def send(office_id: str, key: str) -> Response:
    """Store a request and show its receipt; or show the form again, with everything that was filled in."""
    asked = service(key)
    attached = Attached(asked.pictures)
    attached.allow()
    # A session of its own, and only for reading: the request's would hold the write lock while pictures are looked at.
    with open_session(db.engine, writes=False) as session:
        found, calendar = counter(office_id, session), calendar_of(session, office_id)
        closed = is_counter_only(session, office_id)
    try:
        form = _form(asked, calendar)
    except RequestEntityTooLarge as error:
        raise PicturesTooLarge from error
    if closed:
        return shown("services/counter_only.html", status=503, counter=found, service=asked, written=form.written)
    # A second press while the first is on its way waits for it, and is answered with the same receipt.
    with turn(form.ticket.data or ""):
        return _received(found, form, attached)


def _form(asked: Service, calendar: Calendar) -> ServiceForm:
    sent = (request.form,) if request.method == "POST" else ()
    return form_for(asked, *sent, calendar=calendar, today=thai.today(), beforehand=request.args)


def _received(found: Counter, form: ServiceForm, attached: Attached) -> Response:
    if not form.validate():
        return _again(found, form, attached)
    post = Post(
        office_id=found.office_id,
        caller=caller(),
        text=f"{form.service.key}\n{form.written}",
        ticket=form.ticket.data or "",
        answer=form.work.data or "",
        decoy=form.decoy.data or "",
    )
    try:
        with gate().admit(post) as judged:
            receipt = _stored(found, form, judged, attached)
    except PictureRefused as refused:
        form.photos.errors = [str(refused)]
        return _again(found, form, attached)
    if receipt is not None:
        return _receipt_page(found, form.service, receipt)
    form.ticket.errors = [SAID.get(judged.reason or Reason.OLD_PAGE, SAID[Reason.OLD_PAGE])]
    # While the office is flooded nobody's pictures are looked at.
    return _again(found, form, attached, status=judged.status, looks=judged.reason is not Reason.FULL)


def _stored(found: Counter, form: ServiceForm, judged: Judgement, attached: Attached) -> Receipt | None:
    """Return the receipt of what was sent, stored now or before; None where the page is to be shown again."""
    if judged.ticket is None or judged.verdict is Verdict.ASK_AGAIN:
        return None
    chosen = attached.all() if judged.verdict is not Verdict.REPEATED else ()
    is_held = judged.verdict is Verdict.HOLD
    sent = requests.sent(db.session, found.office_id, form.service, form.values, is_held=is_held)
    ticket, key = judged.ticket.text, case_key()
    if judged.verdict is Verdict.REPEATED:
        return storing.stored(db.session, found.office_id, sent, ticket=ticket, key=key)
    return storing.store(db.session, found.office_id, sent, ticket=ticket, key=key, pictures=chosen)


def _again(found: Counter, form: ServiceForm, attached: Attached, *, status: int = 422, looks: bool = True) -> Response:
    """Show the form again. Pictures that cannot be kept are asked for once more."""
    chosen: Sequence[Picture] = attached.carried()
    if looks and not form.photos.errors:
        try:
            chosen = attached.all()
        except PictureRefused as refused:
            form.photos.errors = [str(refused)]
    if attached.files() and len(chosen) == len(attached.carried()):
        form.photos.errors = [*form.photos.errors, "กรุณาเลือกรูปที่แนบอีกครั้ง"]
    ticket = gate().again(found.office_id, form.ticket.data or "")
    return _form_page(found, form, chosen, ticket, status=status)


def _form_page(
    found: Counter,
    form: ServiceForm,
    chosen: Sequence[Picture],
    ticket: Ticket,
    *,
    status: int = 200,
    waiting: Case | None = None,
) -> Response:
    form.ticket.data = ticket.text
    form.work.data = ""
    return shown(
        "services/new.html",
        status=status,
        counter=found,
        service=form.service,
        form=form,
        ticket=ticket,
        waiting=waiting,
        carried=to_carry(chosen),
    )


def _receipt_page(found: Counter, asked: Service, receipt: Receipt) -> Response:
    path = f"{found.path}follow/{receipt.code}"
    page = shown(
        "services/receipt.html",
        counter=found,
        service=asked,
        receipt=receipt,
        case=receipt.case,
        path=path,
        qr=qr(public_url(path)),
        follow_address=public_url(f"{found.path}follow"),
    )
    return hidden(page)
