"""What a complainant fills in. The forms carry tokens of their own instead of one that needs a cookie (`tokens`)."""

from __future__ import annotations

from wtforms import Form, MultipleFileField, StringField, TextAreaField

from survey import suggestions
from survey.complaints.codes import LONGEST
from survey.forms import AtMost, Filled, ThaiMeta

LONGEST_TEXT = 20_000
LONGEST_PLACE = 2_000
LONGEST_LINE = 300


def _line(text: str | None) -> str:
    """Filter: one line without invisible characters."""
    return " ".join(suggestions.cleaned(text).split())


class _ComplaintsForm(Form):
    """A form without a cookie. A browser is asked to remember nothing of it."""

    class Meta(ThaiMeta, Form.Meta):
        """Thai messages."""


class ComplaintForm(_ComplaintsForm):
    """A complaint: only what happened is needed."""

    text = TextAreaField(
        "เกิดอะไรขึ้น",
        filters=[suggestions.cleaned],
        validators=[Filled("กรุณาเล่าว่าเกิดอะไรขึ้น สั้น ๆ ก็ได้"), AtMost(LONGEST_TEXT)],
    )
    when_where = TextAreaField("เกิดเมื่อใด ที่ไหน", filters=[suggestions.cleaned], validators=[AtMost(LONGEST_PLACE)])
    files = MultipleFileField("ไฟล์หลักฐาน")
    name = StringField("ชื่อของท่าน", filters=[_line], validators=[AtMost(LONGEST_LINE)])
    contact = StringField("ช่องทางติดต่อ", filters=[_line], validators=[AtMost(LONGEST_LINE)])


class CodeForm(_ComplaintsForm):
    """A code, typed in."""

    code = StringField("รหัสของท่าน", validators=[Filled("กรุณากรอกรหัส 16 ตัวที่จดไว้"), AtMost(LONGEST)])


class MessageForm(_ComplaintsForm):
    """What is added to a complaint: any of a text, files, and who one is."""

    text = TextAreaField("ข้อความเพิ่มเติม", filters=[suggestions.cleaned], validators=[AtMost(LONGEST_TEXT)])
    files = MultipleFileField("ไฟล์เพิ่มเติม")
    name = StringField("ชื่อของท่าน", filters=[_line], validators=[AtMost(LONGEST_LINE)])
    contact = StringField("ช่องทางติดต่อ", filters=[_line], validators=[AtMost(LONGEST_LINE)])
