"""The forms of the account pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import Form, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from survey.account.passwords import LONGEST, SHORTEST
from survey.forms import AtMost, Filled, OfficerForm, lowered, trimmed
from survey.models import Division, Role

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class GoodPassword:
    """Validator: long enough, and typed the same way twice where `repeated` names the second field."""

    def __init__(self, repeated: str | None = None) -> None:
        self.repeated = repeated

    def __call__(self, form: Form, field: Any) -> None:
        """Refuse a short, an overlong or a mistyped one."""
        if len(field.data or "") < SHORTEST:
            raise ValidationError(f"รหัสผ่านต้องยาวอย่างน้อย {SHORTEST} ตัวอักษร")
        if len(field.data) > LONGEST:
            raise ValidationError(f"รหัสผ่านยาวได้ไม่เกิน {LONGEST} ตัวอักษร")
        if self.repeated and field.data != form[self.repeated].data:
            raise ValidationError("รหัสผ่านสองช่องไม่ตรงกัน กรุณาพิมพ์ใหม่ทั้งสองช่อง")


def good_username(_form: Form, field: Any) -> None:
    """Validator: a user name that can be typed on any keyboard."""
    if not USERNAME.fullmatch(field.data or ""):
        raise ValidationError("ชื่อผู้ใช้ใช้อักษรอังกฤษตัวเล็ก ตัวเลข จุด ขีด ยาว 2–40 ตัว เช่น somchai.j")


class SignInForm(OfficerForm):
    """User name and password, and the office where there are several."""

    office = SelectField("หน่วยงาน", validate_choice=True)
    username = StringField("ชื่อผู้ใช้", filters=[lowered], validators=[Filled("กรุณากรอกชื่อผู้ใช้"), AtMost(80)])
    password = PasswordField("รหัสผ่าน", validators=[Filled("กรุณากรอกรหัสผ่าน"), AtMost(LONGEST)])
    next = HiddenField()


class LeaveKioskForm(OfficerForm):
    """User name and password of an officer of the office whose kiosk it is."""

    username = StringField("ชื่อผู้ใช้", filters=[lowered], validators=[Filled("กรุณากรอกชื่อผู้ใช้"), AtMost(80)])
    password = PasswordField("รหัสผ่าน", validators=[Filled("กรุณากรอกรหัสผ่าน"), AtMost(LONGEST)])


class OfficerFields(OfficerForm):
    """Who an officer is."""

    name = StringField("ชื่อ–สกุลเจ้าหน้าที่", filters=[trimmed], validators=[Filled("กรุณากรอกชื่อ–สกุล"), AtMost(120)])
    username = StringField("ชื่อผู้ใช้", filters=[lowered], validators=[Filled("กรุณาตั้งชื่อผู้ใช้"), good_username])


class SetupForm(OfficerFields):
    """The first office and its first officer."""

    setup_key = StringField(
        "รหัสเริ่มต้น", filters=[lowered], validators=[Filled("กรุณากรอกรหัสเริ่มต้นที่แสดงบนหน้าจอเครื่องแม่ข่าย"), AtMost(60)]
    )
    office = StringField("ชื่อหน่วยงาน", filters=[trimmed], validators=[Filled("กรุณากรอกชื่อหน่วยงาน"), AtMost(200)])
    password = PasswordField("รหัสผ่าน", validators=[Filled("กรุณาตั้งรหัสผ่าน"), GoodPassword("repeated")])
    repeated = PasswordField("รหัสผ่านอีกครั้ง", validators=[Filled("กรุณาพิมพ์รหัสผ่านอีกครั้ง")])


class PasswordForm(OfficerForm):
    """A new password, with the present one."""

    current = PasswordField("รหัสผ่านปัจจุบัน", validators=[Filled("กรุณากรอกรหัสผ่านปัจจุบัน"), AtMost(LONGEST)])
    password = PasswordField("รหัสผ่านใหม่", validators=[Filled("กรุณาตั้งรหัสผ่านใหม่"), GoodPassword("repeated")])
    repeated = PasswordField("รหัสผ่านใหม่อีกครั้ง", validators=[Filled("กรุณาพิมพ์รหัสผ่านใหม่อีกครั้ง")])


class NewOfficerForm(OfficerFields):
    """Another officer of the same office."""

    role = RadioField(
        "หน้าที่ในระบบ",
        choices=[
            SelectChoice(value=Role.OFFICER, label="เจ้าหน้าที่: ป้อนแบบกระดาษ นำเข้าไฟล์ และดูผล"),
            SelectChoice(value=Role.ADMINISTRATOR, label="ผู้ดูแล: ทำได้ทุกอย่าง รวมถึงเปิดและปิดรอบ"),
        ],
        default=Role.OFFICER,
    )


NO_DIVISION = ""


class PostForm(OfficerForm):
    """What stands below an officer's official answers."""

    position = StringField("ตำแหน่ง", filters=[trimmed], validators=[AtMost(120)])
    division = SelectField("กองหรือสำนัก", choices=[], default=NO_DIVISION)

    def offer(self, divisions: Sequence[Division]) -> None:
        """Offer the divisions of the office to choose from."""
        nothing = SelectChoice(value=NO_DIVISION, label="ไม่ระบุ")
        self.division.choices = [nothing, *(SelectChoice(value=one.id, label=one.name) for one in divisions)]
