"""What somebody outside may send to a board. Nothing but a subject and a text is required."""

from __future__ import annotations

from typing import Any

from wtforms import Form, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from survey import suggestions
from survey.board.boards import Board
from survey.cases.intake import LONGEST_SHORT, LONGEST_SUBJECT, LONGEST_TEXT
from survey.cases.pictures import ACCEPTED
from survey.forms import AtMost, Filled
from survey.open_forms import DefendedForm, line

UNKNOWN_DIVISION = ""


class _DivisionField(SelectField):
    """One of the divisions; one that was removed since the page was made counts as not known."""

    data: Any

    def pre_validate(self, form: Form) -> None:
        """Take what is not on the list as not known, rather than turn somebody away for it."""
        if self.data not in {choice.value for choice in self.choices or ()}:
            self.data = UNKNOWN_DIVISION


class SuggestionForm(DefendedForm):
    """A new suggestion."""

    subject = StringField(
        "หัวข้อ",
        filters=[line],
        validators=[Filled("กรุณาพิมพ์หัวข้อสั้น ๆ ว่าท่านเสนอเรื่องอะไร"), AtMost(LONGEST_SUBJECT)],
    )
    text = TextAreaField(
        "รายละเอียด",
        filters=[suggestions.cleaned],
        validators=[Filled("กรุณาเล่ารายละเอียดสักเล็กน้อย เช่น อยู่ที่ไหน อยากให้ทำอะไร"), AtMost(LONGEST_TEXT)],
    )
    village = StringField("หมู่บ้านหรือสถานที่", filters=[line], validators=[AtMost(LONGEST_SHORT)])
    division_id = _DivisionField("กองหรือสำนักที่เกี่ยวข้อง", default=UNKNOWN_DIVISION)
    photos = MultipleFileField("รูปภาพ", render_kw={"accept": ACCEPTED})
    name = StringField("ชื่อ", filters=[line], validators=[AtMost(LONGEST_SHORT)], render_kw={"autocomplete": "name"})
    contact = StringField("เบอร์โทรศัพท์ อีเมล หรือไลน์", filters=[line], validators=[AtMost(LONGEST_SHORT)])

    @classmethod
    def for_board(cls, board: Board, *sent: Any) -> SuggestionForm:
        """Return the form of a board, filled with what was sent."""
        form = cls(*sent)
        nobody = SelectChoice(UNKNOWN_DIVISION, "ไม่ทราบ")
        form.division_id.choices = [nobody, *(SelectChoice(one, name) for one, name in board.divisions.items())]
        return form

    @property
    def written(self) -> str:
        """Everything that was typed, as one text."""
        typed = (self.subject, self.text, self.village, self.name, self.contact)
        return "\n".join(field.data or "" for field in typed)
