"""Forms that anybody may send.

They carry no token against requests forged by another site: they act for nobody who is signed in, and a token would need a
cookie on an anonymous page.
"""

from __future__ import annotations

from werkzeug.wrappers import Response
from wtforms import Form, HiddenField, StringField, TextAreaField

from survey import signals, suggestions
from survey.cases.author import LONGEST_MESSAGE
from survey.extensions import limiter
from survey.forms import AtMost, Filled, ThaiMeta

# One answer for every wrong code, whatever is wrong with it.
UNKNOWN = "ไม่พบเรื่องของรหัสนี้ กรุณาตรวจตัวอักษรจากใบรับเรื่องอีกครั้ง"


def _is_refused(response: Response) -> bool:
    return response.status_code == 404


# One limit for all that private codes open, so that nobody guesses at two doors in turn.
guessing = limiter.shared_limit("20 per minute", scope="private codes", deduct_when=_is_refused)


def line(text: str | None) -> str:
    """Filter: one line without invisible characters."""
    return " ".join(suggestions.cleaned(text).split())


class OpenForm(Form):
    """A form without a token."""

    class Meta(ThaiMeta, Form.Meta):
        """Thai messages."""


class DefendedForm(OpenForm):
    """A form that brings a new case. `ticket`, `work` and `decoy` serve the defence (`survey.cases.defence`)."""

    decoy = StringField("เว็บไซต์ (กรุณาเว้นว่าง)", name=signals.DECOY)
    ticket = HiddenField(name="ticket")
    work = HiddenField(name="work")


class MessageForm(OpenForm):
    """What the author adds to a case, or replies."""

    text = TextAreaField(
        "ข้อความถึงหน่วยงาน",
        filters=[suggestions.cleaned],
        validators=[Filled("กรุณาพิมพ์ข้อความก่อนส่ง"), AtMost(LONGEST_MESSAGE)],
    )


class CodeForm(OpenForm):
    """The private code of a receipt."""

    code = StringField("รหัสติดตาม", validators=[Filled("กรุณากรอกรหัสติดตามจากใบรับเรื่อง")])
