"""The forms of the acts on a case. Each has its own prefix on the page, since many of them stand there at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from survey import suggestions, thai
from survey.cases import pictures, timeline
from survey.cases.handling import Answer
from survey.cases.intake import LONGEST_SUBJECT, LONGEST_TEXT
from survey.forms import AtMost, DayField, Filled, OfficerForm, trimmed
from survey.models import CaseStatus, FilePurpose, Outcome, Refusal

LONGEST_NOTE = 1_000
LONGEST_ANSWER = 4_000
# A mask may be longer than what it hides.
_ROOM_FOR_MASKS = 500
FARTHEST_PROMISE = timedelta(days=3660)
NOBODY = ""
IN_WORK, SENT_ON = "working", "forwarded"
RESULTS = (
    (IN_WORK, "กำลังดำเนินการ: บอกความคืบหน้า เรื่องยังไม่เสร็จสิ้น"),
    (Outcome.DONE, "เสร็จสิ้น: ทำแล้ว"),
    (Outcome.PARTLY, "เสร็จสิ้น: ทำบางส่วน"),
    (Outcome.PLANNED, "เสร็จสิ้น: จะทำภายในวันที่กำหนด"),
    (Outcome.IMPOSSIBLE, "เสร็จสิ้น: ทำไม่ได้ พร้อมเหตุผลในคำตอบ"),
    (SENT_ON, "ส่งต่อให้หน่วยงานอื่น"),
)


def one_line(value: str | None) -> str | None:
    """Filter: a text in one line, without invisible characters."""
    return trimmed(suggestions.cleaned(value))


class ChosenOne:
    """Validator: one of the choices was taken; `message` says in Thai which to choose."""

    field_flags = {"required": True}  # noqa: RUF012 (read by WTForms, never changed)

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: OfficerForm, field: Any) -> None:
        """Refuse where nothing was chosen."""
        if not field.raw_data:
            # The field has complained by itself already that nothing is no choice.
            field.errors = []
            raise StopValidation(self.message)


class ActForm(OfficerForm):
    """An act that needs no words."""


class PublishForm(ActForm):
    """What everybody is to read, and which of the author's pictures are shown."""

    subject = StringField(
        "หัวเรื่องที่เผยแพร่", filters=[one_line], validators=[Filled("กรุณากรอกหัวเรื่อง"), AtMost(LONGEST_SUBJECT + _ROOM_FOR_MASKS)]
    )
    text = TextAreaField(
        "ข้อความที่เผยแพร่",
        filters=[suggestions.cleaned],
        validators=[Filled("กรุณากรอกข้อความ"), AtMost(LONGEST_TEXT + _ROOM_FOR_MASKS)],
    )
    pictures = SelectMultipleField("ภาพที่เผยแพร่", choices=[])


class RefuseForm(ActForm):
    """Why a post is not published."""

    reason = RadioField(
        "เหตุผล",
        choices=[SelectChoice(value=reason, label=timeline.REFUSALS[reason]) for reason in Refusal],
        validators=[ChosenOne("กรุณาเลือกเหตุผล")],
    )
    into = StringField("เลขที่เรื่องที่ซ้ำกัน", filters=[one_line], validators=[AtMost(40)])
    text = TextAreaField("ข้อความถึงผู้เสนอ", filters=[suggestions.cleaned], validators=[AtMost(LONGEST_NOTE)])

    def validate_into(self, field: Any) -> None:
        """A duplicate goes on in the case that it repeats."""
        if self.reason.data == Refusal.DUPLICATE and not field.data:
            raise ValidationError("กรุณากรอกเลขที่เรื่องที่เผยแพร่แล้ว เพื่อรวมสองเรื่องเข้าด้วยกัน")


class MergeForm(ActForm):
    """Which case another one goes on in."""

    into = StringField("เลขที่เรื่องปลายทาง", filters=[one_line], validators=[Filled("กรุณากรอกเลขที่เรื่อง"), AtMost(40)])


class AcknowledgeForm(ActForm):
    """That somebody works on it."""

    text = TextAreaField("ข้อความที่ทุกคนอ่านได้", filters=[suggestions.cleaned], validators=[AtMost(LONGEST_NOTE)])


class AnswerForm(ActForm):
    """An official answer and where it leaves the case. `template` is one of the office's own texts, to be put behind `text`."""

    result = RadioField(
        "สถานะหลังตอบ",
        choices=[SelectChoice(value=value, label=label) for value, label in RESULTS],
        validators=[ChosenOne("กรุณาเลือกสถานะหลังตอบ")],
    )
    planned_for = DayField("จะทำภายในวันที่")
    to = StringField("ส่งต่อถึงหน่วยงาน", filters=[one_line], validators=[AtMost(200)])
    template = SelectField("คำตอบสำเร็จรูป", choices=[], default=NOBODY)
    text = TextAreaField("คำตอบ", filters=[suggestions.cleaned], validators=[Filled("กรุณาเขียนคำตอบ"), AtMost(LONGEST_ANSWER)])

    def validate_planned_for(self, field: Any) -> None:
        """A promise has a day, and one that is still to come."""
        if self.result.data != Outcome.PLANNED or field.errors:
            return
        if field.data is None:
            raise ValidationError("กรุณาเลือกวันที่จะทำ เพื่อให้ระบบเตือนเมื่อถึงวัน")
        if field.data <= thai.today():
            raise ValidationError("วันที่จะทำต้องเป็นวันหลังจากวันนี้")
        if field.data > thai.today() + FARTHEST_PROMISE:
            raise ValidationError("วันที่จะทำต้องไม่เกิน 10 ปีจากวันนี้ กรุณาตรวจปี พ.ศ. อีกครั้ง")

    def validate_to(self, field: Any) -> None:
        """What is sent on goes somewhere."""
        if self.result.data == SENT_ON and not field.data:
            raise ValidationError("กรุณากรอกชื่อหน่วยงานที่ส่งต่อถึง")

    @property
    def answer(self) -> Answer:
        """What was written, for a form that is valid."""
        result = self.result.data
        if result == IN_WORK:
            return Answer(self.text.data, CaseStatus.WORKING)
        if result == SENT_ON:
            return Answer(self.text.data, CaseStatus.FORWARDED, to=self.to.data)
        planned_for = self.planned_for.data if result == Outcome.PLANNED else None
        return Answer(self.text.data, CaseStatus.DONE, Outcome(result), planned_for)


class AskForm(ActForm):
    """A question to the author."""

    text = TextAreaField(
        "คำถามถึงผู้เสนอ", filters=[suggestions.cleaned], validators=[Filled("กรุณาเขียนคำถาม"), AtMost(LONGEST_NOTE)]
    )


class NoteForm(ActForm):
    """Words among officers."""

    text = TextAreaField("บันทึกภายใน", filters=[suggestions.cleaned], validators=[Filled("กรุณาเขียนบันทึก"), AtMost(LONGEST_NOTE)])


class AssignForm(ActForm):
    """Whose work it is."""

    division = SelectField("กองหรือสำนัก", choices=[])
    officer = SelectField("เจ้าหน้าที่ผู้รับผิดชอบ", choices=[])
    text = TextAreaField("ข้อความถึงผู้รับงาน", filters=[suggestions.cleaned], validators=[AtMost(LONGEST_NOTE)])


class PauseForm(ActForm):
    """Why the clock stands still."""

    text = TextAreaField(
        "เหตุผลที่ทุกคนอ่านได้", filters=[suggestions.cleaned], validators=[Filled("กรุณาเขียนเหตุผล"), AtMost(LONGEST_NOTE)]
    )


class ReopenForm(ActForm):
    """Why it is taken up again."""

    text = TextAreaField(
        "เหตุผลที่ทุกคนอ่านได้", filters=[suggestions.cleaned], validators=[Filled("กรุณาเขียนเหตุผล"), AtMost(LONGEST_NOTE)]
    )


class LinkForm(ActForm):
    """Which indicator or item it is about: ``8`` or ``8 e12``, "" for none."""

    about = SelectField("เกี่ยวกับตัวชี้วัดหรือข้อ", choices=[])


class ShowForm(ActForm):
    """What everybody reads of an addition of the author's; `of` is its number in the history."""

    text = TextAreaField(
        "ข้อความที่เผยแพร่",
        filters=[suggestions.cleaned],
        validators=[Filled("กรุณากรอกข้อความ"), AtMost(LONGEST_TEXT + _ROOM_FOR_MASKS)],
    )
    of = HiddenField()


class PictureForm(ActForm):
    """A picture of the office's own."""

    purpose = RadioField(
        "ภาพนี้คือ",
        choices=[
            SelectChoice(value=FilePurpose.BEFORE, label="ก่อนดำเนินการ"),
            SelectChoice(value=FilePurpose.AFTER, label="หลังดำเนินการ"),
            SelectChoice(value=FilePurpose.EVIDENCE, label="หลักฐานอื่น"),
        ],
        validators=[ChosenOne("กรุณาเลือกว่าภาพนี้คืออะไร")],
    )
    file = FileField("ไฟล์ภาพ")
    description = StringField(
        "คำบรรยายภาพ", filters=[one_line], validators=[Filled("กรุณาบรรยายภาพสำหรับผู้ที่มองไม่เห็น"), AtMost(200)]
    )

    picture: pictures.Picture | None = None

    def validate_file(self, field: Any) -> None:
        """What was sent is a picture; it is made anew here."""
        if not field.data:
            raise ValidationError("กรุณาเลือกไฟล์ภาพ")
        try:
            self.picture = pictures.made_anew(field.data)
        except pictures.PictureRefused as refused:
            raise ValidationError(refused.message) from refused


class RemovePictureForm(ActForm):
    """Which picture is taken away."""

    file = HiddenField()
