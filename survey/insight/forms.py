"""The forms of planning and of recommendations. Those that only ask are sent by GET, so that an address keeps the question."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from questionnaires.model import Assessment
from scoring.planning import Objective
from survey.forms import AtMost, FigureField, Filled, OfficerForm
from survey.insight.naming import called

_SURE = (("0.8", 80), ("0.9", 90), ("0.95", 95))
GAIN, ROOM, EFFORT = "gain-", "room-", "effort-"
LONGEST_RECOMMENDATION = 2_000
WITHIN = Decimal(2)
TARGET, GRADE = "target", "grade"


class AskingForm(OfficerForm):
    """A form that changes nothing, sent by GET."""

    class Meta(OfficerForm.Meta):
        """Without a token: there is nothing to forge, and it would stand in the address."""

        csrf = False

    def given(self, prefix: str) -> dict[str, Decimal]:
        """Return the numbers that were filled in, by what follows a prefix in the names of their fields."""
        return {
            field.name.removeprefix(prefix): field.data
            for field in self
            if field.name.startswith(prefix) and field.data is not None
        }


class WithinForm(AskingForm):
    """How close an interval should be to its score."""

    within = FigureField("ให้คลาดเคลื่อนไม่เกินกี่คะแนน", low=0.1, high=50, default=WITHIN)

    @property
    def is_asked(self) -> bool:
        """Whether somebody has sent it."""
        return bool(self.within.raw_data)


class RecommendationForm(OfficerForm):
    """What an office recommends itself."""

    text = TextAreaField(
        "ข้อแนะนำของหน่วยงาน",
        validators=[Filled("กรุณาเขียนอย่างน้อยหนึ่งข้อ หรือกดกลับไปใช้ข้อแนะนำของระบบ"), AtMost(LONGEST_RECOMMENDATION)],
        render_kw={"rows": 8},
    )


def gain_form(assessment: Assessment) -> type[AskingForm]:
    """Return the form class that asks what would be if levers gained or lost points."""
    return _gains(_labels(assessment))


def path_form(assessment: Assessment, *, next_grade: str | None) -> type[AskingForm]:
    """Return the form class that asks for the cheapest way; `next_grade` is the label of the grade above, None at the best."""
    return _path(_labels(assessment), assessment.target, next_grade)


def _labels(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    return tuple((name, one.label) for name, one in called(assessment).items())


@lru_cache(maxsize=16)
def _gains(labels: tuple[tuple[str, str], ...]) -> type[AskingForm]:
    fields: dict[str, Any] = {GAIN + name: FigureField(f"เพิ่มหรือลด {label}", low=-100, high=100) for name, label in labels}
    return type("Gains", (AskingForm,), fields)


@lru_cache(maxsize=32)
def _path(labels: tuple[tuple[str, str], ...], target: float, next_grade: str | None) -> type[AskingForm]:
    aims = [SelectChoice(value=TARGET, label=f"เป้าหมาย {target:g} คะแนน")]
    if next_grade is not None:
        aims.append(SelectChoice(value=GRADE, label=f"ระดับถัดไป คือ {next_grade}"))
    sure = [SelectChoice(value=value, label=f"ให้มีโอกาสถึงประมาณ {percent} %") for value, percent in _SURE]
    fields: dict[str, Any] = {
        "aim": SelectField("ต้องการไปถึง", choices=aims, default=TARGET),
        "objective": RadioField(
            "เลือกทางที่",
            choices=[
                SelectChoice(value=str(Objective.CHEAPEST), label="ใช้แรงน้อยที่สุด"),
                SelectChoice(value=str(Objective.FEWEST), label="แก้น้อยเรื่องที่สุด"),
            ],
            default=str(Objective.CHEAPEST),
        ),
        "sureness": SelectField("เผื่อความไม่แน่นอน", choices=[SelectChoice(value="", label="ไม่เผื่อ ให้ถึงพอดี"), *sure], default=""),
    }
    for name, label in labels:
        fields[ROOM + name] = FigureField(f"เพิ่มได้อีก {label}", low=0, high=100)
        fields[EFFORT + name] = FigureField(f"แรงต่อหนึ่งคะแนน {label}", low=0, high=1_000_000)
    return type("Path", (AskingForm,), fields)
