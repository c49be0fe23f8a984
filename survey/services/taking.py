"""Taking a request on somebody's behalf: at the counter, by telephone, from paper, or over LINE. The paper's date counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response
from wtforms import HiddenField, MultipleFileField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from survey import access, answers, thai
from survey.access import Permission, requires
from survey.addresses import public_url, qr
from survey.attached import Attached, to_carry
from survey.cases import storing
from survey.cases.calendar import Calendar, calendar_of
from survey.cases.history import actor_of
from survey.cases.intake import LONGEST_SHORT, Sent
from survey.cases.pictures import ACCEPTED, PictureRefused
from survey.cases.receipts import Receipt
from survey.errors import Situation
from survey.extensions import db
from survey.forms import AtMost, DayField, Filled, OfficerForm
from survey.models import CaseChannel
from survey.open_forms import line
from survey.services import requests
from survey.services.blueprint import case_key, officers, service
from survey.services.definitions import Kind, Service
from survey.services.forms import OfAService, controls
from survey.services.sending import PicturesTooLarge

# What is older belongs to a year whose clock has long run out: more likely a slip of the year.
OLDEST = timedelta(days=365)
CHANNELS = (
    (CaseChannel.COUNTER, "มาที่สำนักงาน"),
    (CaseChannel.TELEPHONE, "โทรศัพท์"),
    (CaseChannel.PAPER, "กระดาษ เช่น แบบคำขอหรือหนังสือ"),
    (CaseChannel.LINE, "ไลน์"),
)


class TakingForm(OfAService, OfficerForm):
    """A request that somebody made without the page, typed in by an officer; the fields of the service come with its class."""

    channel = RadioField(
        "รับคำขอทาง",
        choices=[SelectChoice(value=value, label=label) for value, label in CHANNELS],
        validate_choice=False,
        validators=[Filled("กรุณาเลือกช่องทางที่รับคำขอ")],
    )
    received_on = DayField("วันที่รับคำขอ", validators=[Filled("กรุณาเลือกวันที่รับคำขอ")])
    name = StringField("ชื่อผู้ขอ", filters=[line], validators=[AtMost(LONGEST_SHORT)])
    contact = StringField("โทรศัพท์ อีเมล หรือไลน์ของผู้ขอ", filters=[line], validators=[AtMost(LONGEST_SHORT)])
    photos = MultipleFileField("รูปภาพ", render_kw={"accept": ACCEPTED})
    submission_key = HiddenField(name="submission-key")

    def validate_channel(self, field: Any) -> None:
        """One of those that go through an officer."""
        if field.data not in {value for value, _ in CHANNELS}:
            raise ValidationError("กรุณาเลือกช่องทางที่รับคำขอ")

    def validate_received_on(self, field: Any) -> None:
        """A paper is from before today, and not from long before."""
        if field.data is None:
            return
        if field.data > thai.today():
            raise ValidationError("วันที่รับคำขอต้องไม่เป็นวันในอนาคต")
        if field.data < thai.today() - OLDEST:
            raise ValidationError("วันที่รับคำขอต้องอยู่ภายในหนึ่งปีที่ผ่านมา กรุณาตรวจปี พ.ศ. อีกครั้ง")


@officers.route("/<key>/new", methods=["GET", "POST"])
@requires(Permission.ANSWER_CASES)
def take(key: str) -> Response | str | tuple[str, int]:
    """Take a request on somebody's behalf, and show the receipt to be printed, once."""
    asked, office_id = service(key), access.officer().office_id
    attached = Attached(asked.pictures)
    attached.allow()
    try:
        form = _form(asked, calendar_of(db.session, office_id))
    except RequestEntityTooLarge as error:
        raise PicturesTooLarge from error
    if request.method == "GET":
        form.submission_key.data = answers.new_key()
        return _page(form, attached)
    if not form.submission_key.data:
        raise Situation
    # The turn to write is given back while pictures are made anew, which may take a second.
    db.session.commit()
    if not form.validate():
        return _page(form, attached, status=422)
    try:
        receipt = _stored(form, attached)
    except PictureRefused as refused:
        form.photos.errors = [str(refused)]
        return _page(form, attached, status=422)
    return _receipt(asked, receipt)


def _form(asked: Service, calendar: Calendar) -> TakingForm:
    form = _form_class(asked)(calendar=calendar, today=thai.today(), received_on=thai.today())
    if asked.first(Kind.TELEPHONE) is not None:
        # The service asks for it itself.
        del form.contact
    return form


@lru_cache(maxsize=64)
def _form_class(asked: Service) -> type[TakingForm]:
    return type("TakingForm", (TakingForm,), controls(asked))


def _page(form: TakingForm, attached: Attached, *, status: int = 200) -> tuple[str, int]:
    """Show the form. Pictures that can be kept are carried along; the others are asked for once more."""
    chosen = attached.carried()
    if attached.files() and not form.photos.errors:
        try:
            chosen = attached.all()
        except PictureRefused as refused:
            form.photos.errors = [str(refused)]
    page = render_template("services/take.html", form=form, service=form.service, carried=to_carry(chosen))
    return page, status


def _stored(form: TakingForm, attached: Attached) -> Receipt:
    officer = access.officer()
    return storing.store(
        db.session,
        officer.office_id,
        _sent(form, officer.office_id),
        ticket=form.submission_key.data or "",
        key=case_key(),
        pictures=attached.all(),
        actor=actor_of(db.session, officer),
    )


def _sent(form: TakingForm, office_id: str) -> Sent:
    made = requests.sent(db.session, office_id, form.service, form.values, channel=CaseChannel(form.channel.data))
    contact = form.contact.data if "contact" in form else made.contact
    return replace(made, name=form.name.data or "", contact=contact or "", received_on=form.received_on.data)


def _receipt(asked: Service, receipt: Receipt) -> str:
    office_id = receipt.case.office_id
    return render_template(
        "services/taken.html",
        service=asked,
        case=receipt.case,
        code=receipt.code,
        qr=qr(public_url(url_for("services.followed", office_id=office_id, code=receipt.code))),
        address=public_url(url_for("services.follow", office_id=office_id)),
    )
