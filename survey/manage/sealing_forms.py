"""The forms of a sealed round: the keys it is sealed to, and the scorecard that comes back."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, StringField
from wtforms.validators import StopValidation, ValidationError

from survey import sealing
from survey.forms import OfficerForm, trimmed

NOT_A_KEY = "กุญแจสาธารณะขึ้นต้นด้วย age1 ยาว 62 ตัว กรุณาคัดลอกมาทั้งบรรทัดจากที่ผู้ถือกุญแจส่งให้"


class OpeningForm(OfficerForm):
    """Opening a round: an ordinary one, or one whose answers are sealed to one or two public keys."""

    kind = HiddenField()
    first_key = StringField("กุญแจสาธารณะดอกที่ 1", filters=[trimmed])
    second_key = StringField("กุญแจสาธารณะดอกที่ 2", filters=[trimmed])

    @property
    def seal_to(self) -> tuple[str, ...]:
        """The public keys, none for an ordinary round; to be read once the form is valid."""
        return tuple(sealing.public_key(field.data) for field in (self.first_key, self.second_key) if field.data)

    def validate_first_key(self, field: Any) -> None:
        """A sealed round needs a key: whoever pressed its button did not mean the other."""
        if not field.data:
            if self.kind.data == "sealed" or self.second_key.data:
                raise StopValidation("กรุณาวางกุญแจสาธารณะอย่างน้อยหนึ่งดอก หรือเลือกเปิดรอบธรรมดา")
            return
        _check(field.data)

    def validate_second_key(self, field: Any) -> None:
        """A second key is another one than the first."""
        if field.data:
            key = _check(field.data)
            if self.first_key.data and key == self.first_key.data.lower():
                raise ValidationError("ดอกที่ 2 ซ้ำกับดอกที่ 1 หากมีดอกเดียว ให้เว้นช่องนี้ว่าง")


class ScorecardForm(OfficerForm):
    """The file that `sutcharit open-box` has written."""

    file = FileField("ไฟล์ผลจากผู้ถือกุญแจ")

    def validate_file(self, field: Any) -> None:
        """A file must have been chosen."""
        if not field.data:
            raise StopValidation("กรุณาเลือกไฟล์ผล (scorecard.json) ก่อนกดส่ง")


def _check(text: str) -> str:
    try:
        return sealing.public_key(text)
    except sealing.NotAPublicKey as error:
        raise ValidationError(NOT_A_KEY) from error
