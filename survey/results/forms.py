"""Forms for figures: the OIT of a round, and what the national assessment published."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from questionnaires.model import Assessment, Disclosure
from scoring.rounding import printed, two_decimals
from survey.forms import FigureField, Filled, OfficerForm

PREFIX = "figure-"
LOWEST = "lowest-"
LEVELS = {
    "indicators": "คะแนนตัวชี้วัด",
    "subindicators": "คะแนนตัวชี้วัดย่อย",
    "items": "ผ่านหรือไม่ผ่านรายข้อ",
}


class ScoreField(FigureField):
    """A score from 0 to 100."""

    def __init__(self, label: str, *, is_required: bool, **keywords: Any) -> None:
        filled = Filled("กรุณากรอกคะแนน 0 ถึง 100") if is_required else None
        super().__init__(label, low=0, high=100, filled=filled, **keywords)

    def _value(self) -> str:
        # Two decimals as printed everywhere, unless that would drop a digit.
        text: str = super()._value()
        if self.raw_data or self.data is None:
            return text
        return printed(self.data) if two_decimals(self.data) == Decimal(str(self.data)) else text


class FiguresForm(OfficerForm):
    """A form of figures, one field each."""

    def figures(self) -> dict[str, float]:
        """Return the figures that were filled in, by what follows the prefix of their field; a tick is 100, none is 0."""
        found = {}
        for field in self:
            name = field.name.removeprefix(PREFIX)
            if name == field.name:
                continue
            if isinstance(field, BooleanField):
                found[name] = 100.0 if field.data else 0.0
            elif field.data is not None:
                found[name] = float(field.data)
        return found


def disclosure_form(disclosure: Disclosure, level: str) -> type[FiguresForm]:
    """Return the form class for the OIT's figures at a level."""
    fields: dict[str, Any] = {}
    for indicator in disclosure.indicators:
        if level == "indicators":
            fields[f"{PREFIX}{indicator.number}"] = ScoreField(f"ตัวชี้วัดที่ {indicator.number} {indicator.title}", is_required=True)
        for group in indicator.subindicators if level != "indicators" else ():
            if level == "subindicators":
                fields[f"{PREFIX}{group.number}"] = ScoreField(f"{group.number} {group.title}", is_required=True)
            else:
                fields.update({f"{PREFIX}{code}": BooleanField(f"ข้อ {code}") for code in group.items})
    return type("DisclosureFigures", (FiguresForm,), fields)


def official_form(assessment: Assessment) -> type[FiguresForm]:
    """Return the form class for the published figures of a year; every figure may be left out."""
    fields: dict[str, Any] = {}
    for instrument in assessment.instruments:
        for indicator in instrument.indicators:
            fields[f"{PREFIX}indicators.{indicator.number}"] = ScoreField(
                f"ตัวชี้วัดที่ {indicator.number} {indicator.title}", is_required=False
            )
    for disclosed in assessment.disclosure.indicators:
        fields[f"{PREFIX}indicators.{disclosed.number}"] = ScoreField(
            f"ตัวชี้วัดที่ {disclosed.number} {disclosed.title}", is_required=False
        )
    for key in assessment.weights:
        fields[f"{PREFIX}instruments.{key}"] = ScoreField(f"คะแนน {key.upper()}", is_required=False)
    fields[f"{PREFIX}total"] = ScoreField("คะแนนรวม", is_required=False)
    fields["grade"] = SelectField(
        "ระดับผลการประเมิน",
        choices=[
            SelectChoice(value="", label="ไม่ระบุ"),
            *(SelectChoice(value=grade.label, label=grade.label) for grade in assessment.grades),
        ],
    )
    for key, numbers in _numbers(assessment).items():
        choices = [SelectChoice(value=str(number), label=f"ตัวชี้วัดที่ {number}") for number in numbers]
        fields[LOWEST + key] = SelectField(
            f"ตัวชี้วัดของ {key.upper()} ที่ประกาศว่าต่ำที่สุด",
            choices=[SelectChoice(value="", label="ไม่ระบุ"), *choices],
            default="",
        )
    return type("OfficialFigures", (FiguresForm,), fields)


def _numbers(assessment: Assessment) -> dict[str, list[int]]:
    """Return the numbers of the indicators of every instrument and of the OIT."""
    numbers = {one.key: [indicator.number for indicator in one.indicators] for one in assessment.instruments}
    return numbers | {assessment.disclosure.key: [indicator.number for indicator in assessment.disclosure.indicators]}
