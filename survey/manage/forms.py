"""The forms of the officers' side."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, Form, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, StopValidation, ValidationError

from questionnaires.model import Audience, Instrument, Part
from survey import suggestions
from survey.forms import AtMost, Between, DayField, Filled, NumberField, OfficerForm, trimmed
from survey.manage.twice import BLANK_LABEL, Difference
from survey.models.response import BLANK
from survey.questions import PREFIX, Questions, form_class

MOST_PEOPLE = 10_000_000
MOST_CODES = 1_000


class RoundForm(OfficerForm):
    """A round: its year, dates and declared numbers."""

    title = StringField("ชื่อรอบ", filters=[trimmed], validators=[Filled("กรุณาตั้งชื่อรอบ"), AtMost(120)])
    fiscal_year = SelectField("ปีงบประมาณของแบบวัด", coerce=int)
    head_count = NumberField(
        "จำนวนบุคลากรที่ทำงานมาแล้วอย่างน้อย 1 ปี", validators=[Filled("กรุณากรอกจำนวนบุคลากร"), Between(1, MOST_PEOPLE)]
    )
    visitor_count = NumberField(
        "จำนวนผู้รับบริการหรือผู้มาติดต่อในปีงบประมาณ",
        validators=[Filled("กรุณากรอกจำนวนผู้รับบริการ"), Between(1, MOST_PEOPLE)],
    )
    opens_on = DayField("วันเริ่มรับคำตอบ", validators=[Filled("กรุณาเลือกวันเริ่ม")])
    closes_on = DayField("วันสุดท้ายที่รับคำตอบ", validators=[Filled("กรุณาเลือกวันสุดท้าย")])
    asks_staff = BooleanField("ถามบุคลากรเรื่องทั่วไป (ทุกข้อไม่บังคับ)")
    asks_service_users = BooleanField("ถามผู้รับบริการเรื่องทั่วไป (ทุกข้อไม่บังคับ)")

    def validate_closes_on(self, field: Any) -> None:
        """A round ends no earlier than it starts."""
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError("วันสุดท้ายต้องไม่มาก่อนวันเริ่ม")


class ActionForm(OfficerForm):
    """A button that changes something."""


class CodesForm(OfficerForm):
    """How many code cards to print."""

    number = NumberField("จำนวนบัตรที่ต้องการพิมพ์", validators=[Filled("กรุณากรอกจำนวนบัตร"), Between(1, MOST_CODES)])


class DivisionForm(OfficerForm):
    """A division and, if declared, how many people work in it."""

    name = StringField("ชื่อกองหรือสำนัก", filters=[trimmed], validators=[Filled("กรุณากรอกชื่อกองหรือสำนัก"), AtMost(120)])
    head_count = NumberField("จำนวนบุคลากร (ถ้าทราบ)", validators=[Optional(), Between(0, MOST_PEOPLE)])


class ImportForm(OfficerForm):
    """A file of responses."""

    file = FileField("ไฟล์คำตอบ (CSV หรือ Excel)")
    skip_bad = BooleanField("บันทึกเฉพาะแถวที่ถูกต้อง แล้วรายงานแถวที่เหลือ")

    def validate_file(self, field: Any) -> None:
        """A file must have been chosen."""
        if not field.data:
            raise StopValidation("กรุณาเลือกไฟล์ก่อนกดนำเข้า")


_SHORT_ENOUGH = suggestions.ShortEnough(f"ข้อเสนอแนะยาวเกิน {suggestions.LONGEST:,} ตัวอักษร กรุณาตัดให้สั้นลง")


class PaperForm(Questions, OfficerForm):
    """What a paper form says: a part may be blank, but not all of them.

    `twice` asks to have it typed in again and compared before it is stored; `first` then holds the first entry as digits.
    """

    twice = BooleanField("ตรวจด้วยการป้อนซ้ำ")
    first = HiddenField()


class PaperFormWithSuggestion(PaperForm):
    """A service user's, with room for a suggestion. It is typed in once: nobody types a text twice alike."""

    suggestion = TextAreaField("ข้อเสนอแนะถึงหน่วยงาน", filters=[suggestions.cleaned], validators=[_SHORT_ENOUGH])


@lru_cache(maxsize=32)
def paper_form(instrument: Instrument) -> type[PaperForm]:
    """Return the class of the paper entry form of an instrument; made once, then shared."""
    base = PaperFormWithSuggestion if instrument.audience is Audience.SERVICE_USERS else PaperForm
    return form_class("PaperFormOfInstrument", instrument, base, validators=lambda _part: [Optional()])


class SettlingForm(OfficerForm):
    """Which of two entries is what the paper says, where they differ; both are carried along, and the suggestion as it is."""

    submission_key = HiddenField(name="submission-key")
    first = HiddenField()
    second = HiddenField()
    suggestion = HiddenField(filters=[suggestions.cleaned], validators=[_SHORT_ENOUGH])

    @property
    def settled(self) -> dict[str, int]:
        """The step for each part code, 0 for blank; for a form that is valid."""
        return {field.name.removeprefix(PREFIX): int(field.data) for field in self._part_fields}

    @property
    def number_of_parts(self) -> int:
        """How many parts are to be settled."""
        return len(self._part_fields)

    def field_of(self, part: Part) -> RadioField:
        """Return the field that settles a part."""
        return self[PREFIX + part.code]

    @property
    def _part_fields(self) -> list[RadioField]:
        return [field for field in self if isinstance(field, RadioField)]


def settling_form(differing: Iterable[Difference]) -> type[SettlingForm]:
    """Return the class of the form that settles some differences: a field for each, with blank as a choice of its own."""
    fields = {
        PREFIX + one.part.code: RadioField(
            f"ข้อ {one.number}",
            choices=[
                *(SelectChoice(value=str(step), label=label) for step, label in enumerate(one.part.scale.labels, start=1)),
                SelectChoice(value=BLANK, label=BLANK_LABEL),
            ],
            validators=[_Settled()],
        )
        for one in differing
    }
    return type("SettlingFormOfDifferences", (SettlingForm,), fields)


class _Settled:
    """Validator: one of the answers was chosen."""

    def __call__(self, _form: Form, field: RadioField) -> None:
        if not field.raw_data:
            # The field has complained by itself already that nothing is no choice.
            field.errors[:] = []
            raise StopValidation("กรุณาดูบนกระดาษ แล้วเลือกคำตอบ")
