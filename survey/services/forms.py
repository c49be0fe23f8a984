"""The form of a service, made from its fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import DateInput

from survey import suggestions
from survey.cases.author import LONGEST_MESSAGE
from survey.cases.calendar import Calendar
from survey.cases.pictures import ACCEPTED
from survey.forms import AtMost, DayField, Filled
from survey.open_forms import DefendedForm, OpenForm, line
from survey.services.definitions import Field, Kind, Service
from survey.services.values import Unfit, taken

# A field called `validate` would replace the form's own method.
PREFIX = "field_"
# So many choices are looked over at a glance; of more, one is picked from a list.
MOST_AT_A_GLANCE = 8
# What an address may fill in beforehand: nothing that somebody would write in free words.
_FROM_ADDRESS = frozenset({Kind.CHOICE, Kind.VILLAGE, Kind.CODE})
_ASKED_FOR = {
    Kind.CHOICE: "กรุณาเลือก",
    Kind.VILLAGE: "กรุณากรอกหมู่บ้าน",
    Kind.DATE: "กรุณาเลือกวันที่",
}
_KEYBOARDS = {Kind.VILLAGE: "numeric", Kind.TELEPHONE: "tel"}


class Answer:
    """Validator: what the definition asks of a field. A value that is taken is put into the form's `values`."""

    def __init__(self, field: Field) -> None:
        self._field = field
        self.field_flags = {"required": True} if field.is_required else {}

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse what is missing or unfit."""
        typed = _typed(field)
        if not typed and field.errors:
            raise StopValidation("")
        if not typed and self._is_needed(form):
            raise StopValidation(f"{_ASKED_FOR.get(self._field.kind, 'กรุณากรอก')}{self._after()}")
        if typed:
            try:
                form.values[self._field.key] = taken(self._field, typed, calendar=form.calendar, today=form.today)
            except Unfit as unfit:
                raise StopValidation(str(unfit)) from unfit

    def _is_needed(self, form: Any) -> bool:
        condition = self._field.required_when
        if condition is None:
            return self._field.is_required
        return bool(form[f"{PREFIX}{condition.field}"].data == condition.choice)

    def _after(self) -> str:
        return "" if self._field.kind in {Kind.VILLAGE, Kind.DATE} else self._field.label


class OfAService:
    """What a form has whose fields are those of a service (`controls`): it goes before the form among the bases of a class.

    After `validate` its `values` are what is stored, by the keys of the fields; what was left empty is not in.
    """

    service: Service

    def __init__(self, *sent: Any, calendar: Calendar, today: date, **known: Any) -> None:
        self.values: dict[str, str] = {}
        self.calendar, self.today = calendar, today
        super().__init__(*sent, **known)

    @property
    def asked(self) -> list[tuple[Field, Any]]:
        """The fields of the definition, each with its field on the page."""
        form: Any = self
        return [(one, form[f"{PREFIX}{one.key}"]) for one in self.service.fields]

    @property
    def written(self) -> str:
        """Everything that was typed, as one text."""
        return "\n".join(_typed(field) for _, field in self.asked)


class ServiceForm(OfAService, DefendedForm):
    """A request, as anybody may send it."""

    photos = MultipleFileField("รูปภาพ", render_kw={"accept": ACCEPTED})


def form_for(service: Service, *sent: Any, calendar: Calendar, today: date, beforehand: Mapping[str, str]) -> ServiceForm:
    """Return the form of a service with what was sent; `beforehand` is what an address says by the keys of fields."""
    known = {
        f"{PREFIX}{one.key}": line(beforehand[one.key])[:40]
        for one in service.fields
        if one.kind in _FROM_ADDRESS and one.key in beforehand
    }
    return _form_class(service)(*(sent or (MultiDict(),)), calendar=calendar, today=today, **known)


@lru_cache(maxsize=64)
def _form_class(service: Service) -> type[ServiceForm]:
    return type("ServiceForm", (ServiceForm,), controls(service))


def controls(service: Service) -> dict[str, Any]:
    """Return what the class of a form is made of so that it asks for a service: the service and its fields."""
    return {"service": service, **{f"{PREFIX}{one.key}": _control(one) for one in service.fields}}


def _control(field: Field) -> Any:
    shared: dict[str, Any] = {"validators": [Answer(field)]}
    if field.choices and len(field.choices) <= MOST_AT_A_GLANCE:
        choices = [SelectChoice(one, one) for one in field.choices]
        return RadioField(field.label, choices=choices, validate_choice=False, **shared)
    if field.choices:
        choices = [SelectChoice("", "กรุณาเลือก"), *(SelectChoice(one, one) for one in field.choices)]
        return SelectField(field.label, choices=choices, validate_choice=False, **shared)
    if field.kind is Kind.DATE:
        return DayField(field.label, widget=DateInput(), **shared)
    keyboard = {"inputmode": _KEYBOARDS[field.kind]} if field.kind in _KEYBOARDS else {}
    return StringField(field.label, filters=[line], render_kw={**keyboard, "autocomplete": _completed(field)}, **shared)


def _completed(field: Field) -> str:
    return "tel" if field.kind is Kind.TELEPHONE else "off"


def _typed(field: Any) -> str:
    if isinstance(field.data, date):
        return field.data.isoformat()
    return field.data or ""


class RatingForm(OpenForm):
    """What the author thinks of how a finished request was handled."""

    stars = RadioField(
        "ท่านพอใจเพียงใด",
        choices=[
            SelectChoice("5", "5 พอใจมากที่สุด"),
            SelectChoice("4", "4 พอใจมาก"),
            SelectChoice("3", "3 ปานกลาง"),
            SelectChoice("2", "2 พอใจน้อย"),
            SelectChoice("1", "1 ไม่พอใจ"),
        ],
        validate_choice=False,
    )
    word = TextAreaField("บอกหน่วยงานอีกสักคำ", filters=[suggestions.cleaned], validators=[AtMost(500)])

    def validate_stars(self, field: Any) -> None:
        """One of the five has to be chosen."""
        if field.data not in {"1", "2", "3", "4", "5"}:
            raise StopValidation("กรุณาเลือก 1 ถึง 5")


class ReopenForm(OpenForm):
    """Why a finished request is to be taken up again."""

    why = TextAreaField(
        "ยังไม่เรียบร้อยอย่างไร",
        filters=[suggestions.cleaned],
        validators=[Filled("กรุณาบอกสักเล็กน้อยว่ายังไม่เรียบร้อยอย่างไร"), AtMost(LONGEST_MESSAGE)],
    )
