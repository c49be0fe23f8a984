"""The forms of measures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from questionnaires.model import Assessment
from survey import thai
from survey.forms import AtMost, Between, DayField, Filled, NumberField, OfficerForm, trimmed
from survey.measures.evidence import ACCEPT
from survey.measures.queries import indicators_of, items_of
from survey.measures.scores import Source, known

SHORT, LONG = 300, 4_000
WHOLE_OFFICE = ""
LARGEST_BUDGET = 2_000_000_000
MOST_CASES = 50
QUARTERS = {1: "ต.ค.–ธ.ค.", 2: "ม.ค.–มี.ค.", 3: "เม.ย.–มิ.ย.", 4: "ก.ค.–ก.ย."}
_NUMBER = re.compile(r"[0-9]{4}-[0-9]{1,6}")


def lines(value: str | None) -> str | None:
    """Filter: every line without the spaces around it, and none empty at the end."""
    return "\n".join(line.strip() for line in value.splitlines()).strip() if value else value


class MeasureForm(OfficerForm):
    """A measure: column by column the table in the yearly report, and what it answers and costs besides."""

    title = TextAreaField("มาตรการ/แนวทาง", filters=[lines], validators=[Filled("กรุณากรอกมาตรการหรือแนวทาง"), AtMost(LONG)])
    indicator = SelectField("ตัวชี้วัดที่เกี่ยวข้อง", default=WHOLE_OFFICE)
    item = SelectField("ข้อคำถามที่เกี่ยวข้อง", default=WHOLE_OFFICE)
    cases = StringField("ข้อเสนอแนะที่มาตรการนี้ตอบ", filters=[trimmed], validators=[AtMost(20 * MOST_CASES)])
    method = TextAreaField("วิธีการดำเนินการ", filters=[lines], validators=[AtMost(LONG)])
    responsible = TextAreaField("ผู้รับผิดชอบ", filters=[lines], validators=[AtMost(LONG)])
    period = StringField("ระยะเวลาดำเนินการ", filters=[trimmed], validators=[AtMost(SHORT)])
    starts_on = DayField("วันที่เริ่ม")
    ends_on = DayField("วันที่สิ้นสุด")
    budget = NumberField("งบประมาณ (บาท)", validators=[Between(0, LARGEST_BUDGET)])
    result = TextAreaField("ผลการดำเนินการ", filters=[lines], validators=[AtMost(LONG)])
    recommendation = TextAreaField("ข้อเสนอแนะ", filters=[lines], validators=[AtMost(LONG)])
    seen = HiddenField()

    def offer(self, assessment: Assessment, sources: Sequence[Source] = (), *, until: int = 0) -> None:
        """Offer the indicators and items of a year to choose from, each with its latest score of a year up to `until`."""
        self._questions = items_of(assessment)

        def told(number: int, code: str | None) -> str:
            found = known(sources, assessment, (number, code), until=until)
            return f" ({found.printed})" if found else ""

        titles = indicators_of(assessment)
        self.indicator.choices = [
            SelectChoice(value=WHOLE_OFFICE, label="ทั้งหน่วยงาน ไม่เจาะจงตัวชี้วัด"),
            *(SelectChoice(value=str(one), label=f"ตัวชี้วัดที่ {one} {title}{told(one, None)}") for one, title in titles.items()),
        ]
        self.item.choices = [
            SelectChoice(value=WHOLE_OFFICE, label="ทั้งตัวชี้วัด ไม่เจาะจงข้อ"),
            *(
                SelectChoice(
                    value=code,
                    label=f"ข้อ {one.number} {one.text}{told(one.indicator, code)}",
                    optgroup=f"ตัวชี้วัดที่ {one.indicator}",
                )
                for code, one in self._questions.items()
            ),
        ]

    def validate_item(self, field: Any) -> None:
        """Refuse an item of another indicator."""
        found = self._questions.get(field.data or "")
        if found is not None and self.indicator.data and str(found.indicator) != self.indicator.data:
            raise ValidationError(f"ข้อนี้อยู่ในตัวชี้วัดที่ {found.indicator} กรุณาเลือกให้ตรงกัน")

    def validate_ends_on(self, field: Any) -> None:
        """Refuse an end before the beginning."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("วันที่สิ้นสุดต้องไม่ก่อนวันที่เริ่ม")

    def validate_cases(self, field: Any) -> None:
        """Refuse what is no number of a case, and too many of them."""
        if not all(_NUMBER.fullmatch(one) for one in self.numbers):
            raise ValidationError("กรุณากรอกเลขที่เรื่อง เช่น 2570-0012 หลายเรื่องให้คั่นด้วยเว้นวรรค")
        if len(self.numbers) > MOST_CASES:
            raise ValidationError(f"เชื่อมได้ไม่เกิน {MOST_CASES} เรื่อง")

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of cases that were typed in, each once, with Arabic digits."""
        return (
            tuple(dict.fromkeys(re.split(r"[\s,;]+", thai.arabic_digits(self.cases.data or "").strip())))
            if self.cases.data
            else ()
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed in, for a form that is valid."""
        left_out = ("csrf_token", "indicator", "item", "cases", "seen")
        named = {field.name: field.data for field in self if field.name not in left_out}
        item = self.item.data or None
        chosen = self.indicator.data or (self._questions[item].indicator if item else None)
        return named | {"indicator": int(chosen) if chosen else None, "item": item}


class ProgressForm(OfficerForm):
    """What came of a measure in a quarter."""

    quarter = SelectField("ไตรมาส", choices=[SelectChoice(value=str(one), label=f"ไตรมาส {one}") for one in QUARTERS])
    text = TextAreaField("ความก้าวหน้า", filters=[lines], validators=[AtMost(LONG)])


class EvidenceForm(OfficerForm):
    """A file that proves a measure."""

    file = FileField("ไฟล์หลักฐาน", render_kw={"accept": ACCEPT})
    quarter = SelectField(
        "เป็นหลักฐานของ",
        default="",
        choices=[
            SelectChoice(value="", label="ทั้งมาตรการ"),
            *(SelectChoice(value=str(one), label=f"ไตรมาส {one} ({months})") for one, months in QUARTERS.items()),
        ],
    )
    is_public = BooleanField("ให้ทุกคนเปิดดูไฟล์นี้ได้")


def shown_in(measure: Any, names: Sequence[str], numbers: Sequence[str]) -> Mapping[str, Any]:
    """Return what a form shows of a measure that is there already."""
    kept = {name: getattr(measure, name) for name in names}
    indicator = WHOLE_OFFICE if measure.indicator is None else str(measure.indicator)
    return kept | {"indicator": indicator, "item": measure.item or WHOLE_OFFICE, "cases": " ".join(numbers)}
