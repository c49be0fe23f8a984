"""Taking a case on somebody's behalf: at the counter, by telephone, from paper, or over LINE. The paper's own date counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import current_app, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response
from wtforms import HiddenField, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from survey import access, answers, suggestions, thai
from survey.access import Permission, requires
from survey.addresses import public_url, qr
from survey.cases.history import actor_of
from survey.cases.intake import LONGEST_SHORT, LONGEST_SUBJECT, LONGEST_TEXT, Sent
from survey.cases.pictures import ACCEPTED, Picture, PictureRefused, several
from survey.cases.receipts import Receipt
from survey.desk import operations, queries
from survey.desk.blueprint import blueprint
from survey.desk.forms import NOBODY, ChosenOne, one_line
from survey.errors import Situation
from survey.extensions import db
from survey.forms import AtMost, DayField, Filled, OfficerForm
from survey.models import CaseChannel

# What is older belongs to a year whose clock has long run out: more likely a slip of the year.
OLDEST = timedelta(days=365)
CHANNELS = (
    (CaseChannel.COUNTER, "มาที่สำนักงาน"),
    (CaseChannel.TELEPHONE, "โทรศัพท์"),
    (CaseChannel.PAPER, "กระดาษ เช่น หนังสือหรือกล่องรับความเห็น"),
    (CaseChannel.LINE, "ไลน์"),
)


class EntryForm(OfficerForm):
    """What somebody said or wrote, typed in by an officer."""

    channel = RadioField(
        "รับเรื่องทาง",
        choices=[SelectChoice(value=value, label=label) for value, label in CHANNELS],
        validators=[ChosenOne("กรุณาเลือกช่องทางที่รับเรื่อง")],
    )
    received_on = DayField("วันที่รับเรื่อง", validators=[Filled("กรุณาเลือกวันที่รับเรื่อง")])
    subject = StringField("หัวเรื่อง", filters=[one_line], validators=[Filled("กรุณากรอกหัวเรื่อง"), AtMost(LONGEST_SUBJECT)])
    text = TextAreaField(
        "รายละเอียด", filters=[suggestions.cleaned], validators=[Filled("กรุณากรอกรายละเอียด"), AtMost(LONGEST_TEXT)]
    )
    village = StringField("หมู่บ้านหรือสถานที่", filters=[one_line], validators=[AtMost(LONGEST_SHORT)])
    division = SelectField("กองหรือสำนักที่เกี่ยวข้อง", choices=[], default=NOBODY)
    name = StringField("ชื่อผู้เสนอ", filters=[one_line], validators=[AtMost(LONGEST_SHORT)])
    contact = StringField("โทรศัพท์ อีเมล หรือไลน์ของผู้เสนอ", filters=[one_line], validators=[AtMost(LONGEST_SHORT)])
    pictures = MultipleFileField("รูปภาพ", render_kw={"accept": ACCEPTED})
    submission_key = HiddenField(name="submission-key")

    chosen: Sequence[Picture] = ()

    def validate_received_on(self, field: Any) -> None:
        """A paper is from before today, and not from long before."""
        if field.data is None:
            return
        if field.data > thai.today():
            raise ValidationError("วันที่รับเรื่องต้องไม่เป็นวันในอนาคต")
        if field.data < thai.today() - OLDEST:
            raise ValidationError("วันที่รับเรื่องต้องอยู่ภายในหนึ่งปีที่ผ่านมา กรุณาตรวจปี พ.ศ. อีกครั้ง")

    def validate_pictures(self, field: Any) -> None:
        """What was sent are pictures; they are made anew here."""
        files: list[Any] = [one.stream for one in field.data or () if isinstance(one, FileStorage) and one.filename]
        try:
            self.chosen = several(files)
        except PictureRefused as refused:
            raise ValidationError(str(refused)) from refused

    @property
    def sent(self) -> Sent:
        """What is to be stored, for a form that is valid."""
        return Sent(
            subject=self.subject.data,
            text=self.text.data,
            channel=CaseChannel(self.channel.data),
            village=self.village.data,
            name=self.name.data,
            contact=self.contact.data,
            division_id=self.division.data or None,
            received_on=self.received_on.data,
        )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.ANSWER_CASES)
def new() -> Response | str | tuple[str, int]:
    """Take a case on somebody's behalf, and show the receipt to be printed, once."""
    office_id = access.officer().office_id
    form = EntryForm(received_on=thai.today())
    divisions = queries.divisions_of(db.session, office_id)
    unknown = SelectChoice(value=NOBODY, label="ไม่ทราบ")
    form.division.choices = [unknown, *(SelectChoice(value=one.id, label=one.name) for one in divisions)]
    if request.method == "GET":
        form.submission_key.data = answers.new_key()
        return render_template("desk/new.html", form=form)
    if not form.submission_key.data:
        raise Situation
    # The turn to write is given back while pictures are made anew, which may take a second.
    db.session.commit()
    if not form.validate():
        return render_template("desk/new.html", form=form), 422
    return _receipt(_stored(form))


def _stored(form: EntryForm) -> Receipt:
    officer = access.officer()
    made = operations.enter(
        db.session,
        officer.office_id,
        form.sent,
        actor_of(db.session, officer),
        submission=form.submission_key.data,
        key=current_app.config["SETTINGS"].key("cases"),
        pictures=form.chosen,
    )
    db.session.commit()
    return made


def _receipt(receipt: Receipt) -> str:
    case = receipt.case
    path = url_for("board.followed", office_id=case.office_id, code=receipt.code)
    return render_template(
        "desk/receipt.html",
        case=case,
        code=receipt.code,
        qr=qr(public_url(path)),
        address=public_url(url_for("board.follow", office_id=case.office_id)),
    )
