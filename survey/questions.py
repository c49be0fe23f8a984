"""Form fields made from a definition, for every page that asks its questions: one class per instrument, one field per part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice

from questionnaires.model import Indicator, Instrument, Item, Part
from survey.errors import ForgedForm
from survey.models.response import KEY_LENGTH

# On every generated name: a field named after a bare code could replace a method of the form.
PREFIX = "answer-"


@dataclass(frozen=True, slots=True)
class PartField:
    """A part and the field that asks for it."""

    part: Part
    field: RadioField


@dataclass(frozen=True, slots=True)
class ItemFields:
    """An item and its parts."""

    item: Item
    parts: tuple[PartField, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """An indicator and its items."""

    indicator: Indicator
    items: tuple[ItemFields, ...]

    @property
    def number_of_items(self) -> int:
        """How many items the section asks."""
        return len(self.items)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something still to be done, and the id of the control it is about."""

    anchor: str
    message: str


def part_number(part: Part) -> str:
    """Return the number a person reads before a part: ``4.2`` for the code ``i4.2``."""
    return part.code.lstrip("abcdefghijklmnopqrstuvwxyz")


def question_fields(instrument: Instrument, validators: Any) -> dict[str, RadioField]:
    """Return a field for each part of an instrument, by name; `validators` makes the list of them for a part."""
    return {
        PREFIX + part.code: RadioField(
            f"ข้อ {part_number(part)}",
            choices=[SelectChoice(value=str(step), label=label) for step, label in enumerate(part.scale.labels, start=1)],
            validators=validators(part),
            # What is no choice at all never gets this far: see `refuse_forgery`.
            validate_choice=False,
        )
        for part in instrument.parts
    }


class Questions:
    """Mixed into a form that asks an instrument's questions."""

    instrument: ClassVar[Instrument]

    submission_key = HiddenField(name="submission-key")

    @property
    def sections(self: Any) -> tuple[Section, ...]:
        """The form in the order of the page: indicators, items, parts."""
        return tuple(
            Section(
                indicator,
                tuple(
                    ItemFields(item, tuple(PartField(part, self[PREFIX + part.code]) for part in item.parts))
                    for item in indicator.items
                ),
            )
            for indicator in self.instrument.indicators
        )

    @property
    def problems(self: Any) -> tuple[Problem, ...]:
        """What is still to be done, in the order of the page."""
        fields: Iterable[Any] = self
        return tuple(
            Problem(next(iter(field)).id if isinstance(field, RadioField) else field.id, message)
            for field in fields
            for message in field.errors
        )

    def refuse_forgery(self: Any, sent: MultiDict[str, str]) -> None:
        """Raise ForgedForm if `sent` holds a part, a step or a repetition that the page could not have sent."""
        for name, values in sent.lists():
            if not name.startswith(PREFIX):
                continue
            field = self[name] if name in self else None  # noqa: SIM401 (a form has no get)
            steps = {choice.value for choice in field.choices} if isinstance(field, RadioField) else set()
            if len(values) != 1 or values[0] not in steps:
                raise ForgedForm

    def answers(self: Any) -> dict[str, int]:
        """Return the step ticked for each part code, exactly as ticked and never points; parts left blank are not in it."""
        return {part.code: int(data) for part in self.instrument.parts if (data := self[PREFIX + part.code].data)}

    @property
    def has_key(self) -> bool:
        """Whether the submission key is one that we mint."""
        return is_key(self.submission_key.data or "")


def form_class(name: str, instrument: Instrument, base: type[Form], *, validators: Any) -> type[Form]:
    """Return a form class that asks an instrument's questions."""
    return type(name, (base,), {"instrument": instrument, **question_fields(instrument, validators)})


@lru_cache(maxsize=32)
def _steps_by_name(instrument: Instrument) -> dict[str, tuple[str, dict[str, int]]]:
    return {
        PREFIX + part.code: (part.code, {str(step): step for step in range(1, len(part.scale) + 1)})
        for part in instrument.parts
    }


def complete_steps(instrument: Instrument, sent: MultiDict[str, str]) -> dict[str, int] | None:
    """Return the step of each part where `sent` holds one valid step for every part and no other, else None.

    It says no more than that; what is missing or wrong is for the form to find out. Most of what is sent is complete, and
    reading it so takes a fraction of the time that making the form does.
    """
    known = _steps_by_name(instrument)
    steps: dict[str, int] = {}
    for name, values in sent.lists():
        if not name.startswith(PREFIX):
            continue
        code, numbers = known.get(name, ("", {}))
        if len(values) != 1 or values[0] not in numbers:
            return None
        steps[code] = numbers[values[0]]
    return steps if len(steps) == len(known) else None


def is_key(text: str) -> bool:
    """Return whether a text has the form of a submission key that we mint."""
    return len(text) == KEY_LENGTH and all(letter in "0123456789abcdef" for letter in text)
