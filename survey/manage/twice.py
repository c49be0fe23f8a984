"""The same paper form typed in twice: carried in the page as digits, and compared part by part."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.model import Instrument, Item, Part
from survey.errors import ForgedForm
from survey.models.response import BLANK
from survey.questions import part_number

BLANK_LABEL = "เว้นว่าง"
# One for each step; letters where a question about the respondent has more than nine answers.
_DIGITS = string.digits + string.ascii_lowercase


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that was not typed in alike; 0 is blank."""

    part: Part
    first: int
    second: int

    @property
    def number(self) -> str:
        """The number that stands before the part on paper."""
        return part_number(self.part)

    @property
    def words(self) -> tuple[str, str]:
        """What was typed in the first and the second time, in the words of the steps."""
        labels = (BLANK_LABEL, *self.part.scale.labels)
        return labels[self.first], labels[self.second]


@dataclass(frozen=True, slots=True)
class ItemDifferences:
    """The parts of an item that were not typed in alike; at least one."""

    item: Item
    parts: tuple[Difference, ...]


def as_digits(instrument: Instrument, steps: Mapping[str, int]) -> str:
    """Return steps by part code as a digit a part, in the order of the form, 0 for blank."""
    return "".join(_DIGITS[steps.get(code, 0)] for code in instrument.part_codes)


def as_steps(instrument: Instrument, digits: str) -> dict[str, int]:
    """Return the steps by part code, blanks left out; ForgedForm where no page could have sent these digits."""
    if len(digits) != len(instrument.parts):
        raise ForgedForm
    steps = {}
    for part, digit in zip(instrument.parts, digits, strict=True):
        if digit not in _DIGITS[: len(part.scale) + 1]:
            raise ForgedForm
        if digit != BLANK:
            steps[part.code] = _DIGITS.index(digit)
    return steps


def differences(instrument: Instrument, first: Mapping[str, int], second: Mapping[str, int]) -> tuple[ItemDifferences, ...]:
    """Return where two entries differ, in the order of the form; nothing where they say the same."""
    found = []
    for item in instrument.items:
        parts = tuple(
            Difference(part, first.get(part.code, 0), second.get(part.code, 0))
            for part in item.parts
            if first.get(part.code, 0) != second.get(part.code, 0)
        )
        if parts:
            found.append(ItemDifferences(item, parts))
    return tuple(found)
