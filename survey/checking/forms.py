"""The forms of the check: a file of figures, or the figures typed in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from questionnaires.model import Assessment
from scoring.published import GRADE, Published, Value, decimals, names
from survey.checking.reading import score_of
from survey.checking.words import indicator_numbers, name_of
from survey.forms import OfficerForm

PREFIX = "figure-"
NOT_SAID = "ไม่ระบุ"


class UploadForm(OfficerForm):
    """A file of figures."""

    file = FileField("ไฟล์ตัวเลขที่ประกาศ (YAML)")

    def validate_file(self, field: Any) -> None:
        """A file must have been chosen."""
        if not field.data:
            raise StopValidation("กรุณาเลือกไฟล์ก่อนกดตรวจ")


class Score:
    """Validator: a score from 0 to 100 as it is printed; an empty field passes."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse anything else."""
        if (field.data or "").strip() and score_of(field.data) is None:
            raise ValidationError("กรุณากรอกตัวเลขตั้งแต่ 0 ถึง 100 เช่น 84.60")


class FiguresForm(OfficerForm):
    """The figures of a year, every one of which may be left out."""

    def figures(self) -> dict[str, Decimal | str]:
        """Return the figures that were filled in, by name."""
        found: dict[str, Decimal | str] = {}
        for field in self:
            name = field.name.removeprefix(PREFIX)
            if name == field.name or not (field.data or "").strip():
                continue
            score = None if isinstance(field, SelectField) else score_of(field.data)
            found[name] = field.data if score is None else score
        return found


@lru_cache(maxsize=16)
def _form_of(labels: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]) -> type[FiguresForm]:
    fields: dict[str, Any] = {}
    for name, label, choices in labels:
        options = [SelectChoice(value=value, label=text) for value, text in (("", NOT_SAID), *choices)]
        fields[PREFIX + name] = (
            SelectField(label, choices=options, default="") if choices else StringField(label, validators=[Score()])
        )
    return type("PublishedFigures", (FiguresForm,), fields)


def figures_form(assessment: Assessment) -> type[FiguresForm]:
    """Return the form class for the published figures of a year."""
    titles = {
        f"indicators.{one.number}": one.title for instrument in assessment.instruments for one in instrument.indicators
    } | {f"indicators.{one.number}": one.title for one in assessment.disclosure.indicators}
    titles |= {f"instruments.{one.key}": f"({one.title})" for one in assessment.instruments}
    titles |= {f"instruments.{assessment.disclosure.key}": f"({assessment.disclosure.title})"}
    return _form_of(
        tuple(
            (name, f"{name_of(name)} {titles.get(name, '')}".strip(), _choices(assessment, name)) for name in names(assessment)
        )
    )


def filled(found: Published) -> dict[str, str]:
    """Return published figures as the values of the fields of their form."""
    return {PREFIX + name: _as_typed(value) for name, value in found.figures.items()}


def fields_by_group(form: FiguresForm) -> Mapping[str, list[Any]]:
    """Return the fields of a form by the first part of their names."""
    groups: dict[str, list[Any]] = {}
    for field in form:
        name = field.name.removeprefix(PREFIX)
        if name != field.name:
            groups.setdefault(name.partition(".")[0], []).append(field)
    return groups


def _choices(assessment: Assessment, name: str) -> tuple[tuple[str, str], ...]:
    group, _, key = name.partition(".")
    if name == GRADE:
        return tuple((grade.label, grade.label) for grade in assessment.grades)
    if group == "lowest":
        return tuple((str(number), f"ตัวชี้วัดที่ {number}") for number in indicator_numbers(assessment, key))
    return ()


def _as_typed(value: Value) -> str:
    return f"{value:.{decimals(value)}f}" if isinstance(value, Decimal) else str(value)
