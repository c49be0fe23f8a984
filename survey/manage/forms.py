"""The forms of the officers' side."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Optional, StopValidation, ValidationError

from questionnaires.model import Instrument
from survey.forms import AtMost, Between, DayField, Filled, NumberField, OfficerForm, trimmed
from survey.questions import Questions, form_class

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

    file = FileField("ไฟล์ CSV ของคำตอบ")
    skip_bad = BooleanField("บันทึกเฉพาะแถวที่ถูกต้อง แล้วรายงานแถวที่เหลือ")

    def validate_file(self, field: Any) -> None:
        """A file must have been chosen."""
        if not field.data:
            raise StopValidation("กรุณาเลือกไฟล์ CSV ก่อนกดนำเข้า")


class PaperForm(Questions, OfficerForm):
    """What a paper form says: a part may be blank, but not all of them."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was filled in."""
        return not self.answers()


@lru_cache(maxsize=32)
def paper_form(instrument: Instrument) -> type[PaperForm]:
    """Return the class of the paper entry form of an instrument; made once, then shared."""
    return form_class("PaperFormOfInstrument", instrument, PaperForm, validators=lambda _part: [Optional()])
