"""The respondent's form: every part must be answered, and staff bring a one-time code."""

from __future__ import annotations

from functools import lru_cache

from wtforms import Form, RadioField, StringField
from wtforms.validators import StopValidation

from questionnaires.model import Audience, Instrument
from survey import questions
from survey.forms import Filled, ThaiMeta


class _Chosen:
    """Validator: a step was chosen."""

    def __init__(self, number: str) -> None:
        self.message = f"ยังไม่ได้เลือกคำตอบข้อ {number}"

    def __call__(self, _form: Form, field: RadioField) -> None:
        if not field.raw_data:
            # The field has complained by itself already that nothing is no choice.
            field.errors[:] = []
            raise StopValidation(self.message)


class ResponseForm(questions.Questions, Form):
    """What every respondent's form has.

    It carries no token against requests forged by another site: it acts for nobody who is signed in, and a token would
    need a cookie on an anonymous page.
    """

    class Meta(ThaiMeta, Form.Meta):
        """Thai messages."""


class StaffResponseForm(ResponseForm):
    """The staff's form: a one-time code comes first."""

    code = StringField("รหัสตอบแบบสำรวจ", validators=[Filled("กรุณากรอกรหัส 12 ตัวจากบัตรที่ได้รับ")])


@lru_cache(maxsize=32)
def response_form(instrument: Instrument) -> type[ResponseForm]:
    """Return the form class of an instrument; made once, then shared."""
    base = StaffResponseForm if instrument.audience is Audience.STAFF else ResponseForm
    return questions.form_class(
        "ResponseFormOfInstrument", instrument, base, validators=lambda part: [_Chosen(questions.part_number(part))]
    )
