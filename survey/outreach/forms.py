"""The forms of what an office tells the public."""

from __future__ import annotations

import re
from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import ValidationError

from survey.forms import AtMost, DayField, Filled, OfficerForm, trimmed
from survey.outreach.words import DECLARATION, DECLARATION_EN, LINKS

SHORT, LONG = 200, 4_000
_WEB_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", re.IGNORECASE)
_MAIL_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def lines(value: str | None) -> str | None:
    """Filter: every line without the spaces around it, and no empty one."""
    return "\n".join(line for each in value.splitlines() if (line := " ".join(each.split()))) if value else value


class DeclarationForm(OfficerForm):
    """A declaration of honest intent and who signs it."""

    text = TextAreaField(
        "ข้อความประกาศ", default=DECLARATION, filters=[lines], validators=[Filled("กรุณากรอกข้อความประกาศ"), AtMost(LONG)]
    )
    name = StringField("ชื่อและนามสกุลผู้ลงนาม", filters=[trimmed], validators=[Filled("กรุณากรอกชื่อผู้ลงนาม"), AtMost(SHORT)])
    position = StringField("ตำแหน่ง", filters=[trimmed], validators=[Filled("กรุณากรอกตำแหน่งผู้ลงนาม"), AtMost(SHORT)])
    signed_on = DayField("วันที่ลงนาม", validators=[Filled("กรุณาเลือกวันที่ลงนาม")])
    text_en = TextAreaField(
        "ข้อความประกาศภาษาอังกฤษ",
        default=DECLARATION_EN,
        filters=[lines],
        validators=[Filled("กรุณากรอกข้อความภาษาอังกฤษ"), AtMost(LONG)],
    )
    name_en = StringField("ชื่อผู้ลงนามภาษาอังกฤษ", filters=[trimmed], validators=[Filled("กรุณากรอกชื่อภาษาอังกฤษ"), AtMost(SHORT)])
    position_en = StringField(
        "ตำแหน่งภาษาอังกฤษ", filters=[trimmed], validators=[Filled("กรุณากรอกตำแหน่งภาษาอังกฤษ"), AtMost(SHORT)]
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed in, for a form that is valid."""
        return {field.name: field.data for field in self if field.name != "csrf_token"}


class LinksForm(OfficerForm):
    """Where the office can be reached. Each may be left empty."""

    telephone = StringField(LINKS["telephone"], filters=[trimmed], validators=[AtMost(SHORT)])
    email = StringField(LINKS["email"], filters=[trimmed], validators=[AtMost(SHORT)])
    address = TextAreaField(LINKS["address"], filters=[lines], validators=[AtMost(SHORT)])
    hours = StringField(LINKS["hours"], filters=[trimmed], validators=[AtMost(SHORT)])
    website = StringField(LINKS["website"], filters=[trimmed], validators=[AtMost(SHORT)])
    facebook = StringField(LINKS["facebook"], filters=[trimmed], validators=[AtMost(SHORT)])
    line = StringField(LINKS["line"], filters=[trimmed], validators=[AtMost(SHORT)])

    def validate_email(self, field: StringField) -> None:
        """Refuse what is no address of mail."""
        if field.data and not _MAIL_ADDRESS.fullmatch(field.data):
            raise ValidationError("กรุณากรอกอีเมลให้ครบ เช่น office@example.go.th")

    def _is_web_address(self, field: StringField) -> None:
        # Shown as a link: only an address of the web may become one.
        if field.data and not _WEB_ADDRESS.fullmatch(field.data):
            raise ValidationError("กรุณากรอกที่อยู่เว็บให้ครบ ขึ้นต้นด้วย https:// เช่น https://www.example.go.th")

    validate_website = validate_facebook = validate_line = _is_web_address

    @property
    def links(self) -> dict[str, str]:
        """What was typed in, by kind, for a form that is valid."""
        return {kind: self[kind].data or "" for kind in LINKS}
