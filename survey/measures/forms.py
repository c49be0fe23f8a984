"""The form of a measure."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from questionnaires.model import Assessment
from survey.forms import AtMost, Filled, OfficerForm, trimmed
from survey.measures.queries import indicators_of

SHORT, LONG = 300, 4_000
WHOLE_OFFICE = ""


def lines(value: str | None) -> str | None:
    """Filter: every line without the spaces around it, and none empty at the end."""
    return "\n".join(line.strip() for line in value.splitlines()).strip() if value else value


class MeasureForm(OfficerForm):
    """A measure, column by column of the table in the yearly report."""

    title = TextAreaField("มาตรการ/แนวทาง", filters=[lines], validators=[Filled("กรุณากรอกมาตรการหรือแนวทาง"), AtMost(LONG)])
    indicator = SelectField("ตัวชี้วัดที่เกี่ยวข้อง", default=WHOLE_OFFICE)
    method = TextAreaField("วิธีการดำเนินการ", filters=[lines], validators=[AtMost(LONG)])
    responsible = TextAreaField("ผู้รับผิดชอบ", filters=[lines], validators=[AtMost(LONG)])
    period = StringField("ระยะเวลาดำเนินการ", filters=[trimmed], validators=[AtMost(SHORT)])
    result = TextAreaField("ผลการดำเนินการ", filters=[lines], validators=[AtMost(LONG)])
    recommendation = TextAreaField("ข้อเสนอแนะ", filters=[lines], validators=[AtMost(LONG)])

    def offer(self, assessment: Assessment) -> None:
        """Offer the indicators of a year to choose from."""
        self.indicator.choices = [
            SelectChoice(value=WHOLE_OFFICE, label="ทั้งหน่วยงาน ไม่เจาะจงตัวชี้วัด"),
            *(
                SelectChoice(value=str(number), label=f"ตัวชี้วัดที่ {number} {title}")
                for number, title in indicators_of(assessment).items()
            ),
        ]

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed in, for a form that is valid."""
        chosen = self.indicator.data
        named = {field.name: field.data for field in self if field.name not in ("csrf_token", "indicator")}
        return named | {"indicator": int(chosen) if chosen else None}
