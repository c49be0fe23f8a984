"""What a definition is once it has been read: Assessment > Instrument > Indicator > Item > Part.

Everything here is frozen, so a definition can be shared by every thread and used as a cache key by identity. Nothing here
computes a score: a part knows what each of its steps is worth, and `scoring` does the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Audience(StrEnum):
    """Who answers an instrument; it decides how the form is reached and what may be stored."""

    STAFF = "staff"
    SERVICE_USERS = "service_users"


class Direction(StrEnum):
    """Whether a high answer is good (positive) or bad (negative: the points are reversed)."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Scale:
    """The steps of an answer, low to high, and what each is worth (0 to 100) where a high answer is good."""

    key: str
    labels: tuple[str, ...]
    points: tuple[float, ...]

    def __len__(self) -> int:
        """Return the number of steps; steps are numbered 1 to this."""
        return len(self.labels)

    def points_in(self, direction: Direction) -> tuple[float, ...]:
        """Return the points of step 1, 2, … for a part of this direction."""
        return self.points if direction is Direction.POSITIVE else self.points[::-1]


@dataclass(frozen=True, slots=True)
class Part:
    """One answer field. An item without parts of its own has a single part with the item's code and no text."""

    code: str
    text: str
    scale: Scale
    direction: Direction

    @property
    def points(self) -> tuple[float, ...]:
        """Points of step 1, 2, …, already turned round where a high answer is bad."""
        return self.scale.points_in(self.direction)


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered question; its score is the mean of its parts."""

    code: str
    text: str
    note: str
    parts: tuple[Part, ...]

    @property
    def number(self) -> str:
        """The number printed before the question: the code without its instrument's letter."""
        return self.code.lstrip("abcdefghijklmnopqrstuvwxyz")

    @property
    def is_divided(self) -> bool:
        """Whether the item is answered part by part rather than as one."""
        return self.parts[0].code != self.code


@dataclass(frozen=True, slots=True)
class Indicator:
    """A numbered group of items; its score is the mean of its items."""

    number: int
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ProfileAnswer:
    """One of the answers to a profile question."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ProfileQuestion:
    """A question about the respondent rather than the office. It is always optional and bears on no score."""

    code: str
    text: str
    answers: tuple[ProfileAnswer, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """An instrument's texts in another language, by the codes of `questionnaires.texts`; what is not in it stays Thai."""

    language: str
    texts: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire of one fiscal year (Buddhist era), such as the IIT of 2565."""

    fiscal_year: int
    key: str
    title: str
    audience: Audience
    introduction: str
    indicators: tuple[Indicator, ...]
    sources: tuple[str, ...]
    profile: tuple[ProfileQuestion, ...] = ()
    translations: tuple[Translation, ...] = ()

    @property
    def identifier(self) -> str:
        """Year and key, such as ``2565/iit``; the name used on the command line and in the database."""
        return f"{self.fiscal_year}/{self.key}"

    @property
    def abbreviation(self) -> str:
        """The letters officials know it by, such as ``IIT``."""
        return self.key.upper()

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in the order of the form."""
        return tuple(item for indicator in self.indicators for item in indicator.items)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part, in the order of the form; the column order of a matrix of steps."""
        return tuple(part for item in self.items for part in item.parts)

    @property
    def part_codes(self) -> tuple[str, ...]:
        """The codes of `parts`, in the same order."""
        return tuple(part.code for part in self.parts)


@dataclass(frozen=True, slots=True)
class SubIndicator:
    """A group of disclosure items (each 0 or 100); its score is their mean."""

    number: str
    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisclosureIndicator:
    """An indicator of the OIT; its score is the mean of its sub-indicators, not of its items."""

    number: int
    title: str
    subindicators: tuple[SubIndicator, ...]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The OIT: not a survey; its figures are entered by an officer."""

    key: str
    title: str
    indicators: tuple[DisclosureIndicator, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A level of the result: the total is at least `total_from` and, where it is set, every instrument `instruments_from`."""

    label: str
    total_from: float
    instruments_from: float | None = None


@dataclass(frozen=True, slots=True)
class SamplingRule:
    """How many must answer: `share` of the population, but no fewer than `at_least` (or everyone) and no more than `enough`."""

    share: float
    at_least: int
    enough: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """A fiscal year of the assessment: its instruments, how they are weighted, and what the total means.

    `weights` maps every instrument key and the disclosure key to its share; the shares add up to 1.
    `grades` run from best to worst. `sampling` has a rule for each audience.
    """

    fiscal_year: int
    title: str
    target: float
    instruments: tuple[Instrument, ...]
    disclosure: Disclosure
    weights: dict[str, float]
    grades: tuple[Grade, ...]
    sampling: dict[Audience, SamplingRule]
    sources: tuple[str, ...]

    def instrument(self, key: str) -> Instrument:
        """Return the instrument of that key; KeyError if the year has none."""
        for instrument in self.instruments:
            if instrument.key == key:
                return instrument
        raise KeyError(key)


def digest(definition: Instrument | Assessment) -> str:
    """Return the SHA-256 (hex) of everything a definition says, so that a stored result can name what it was computed from.

    Profile questions and translations are left out: they bear on no result, and come and go without making it another one.
    """
    kept = _digests.get(id(definition))
    if kept is None:
        if len(_digests) >= _MOST_DIGESTS:
            _digests.clear()
        # With the definition, so that no other one can come to be at the same address.
        kept = _digests[id(definition)] = definition, _computed_digest(definition)
    return kept[1]


# By identity: a definition never changes, and to compare two takes as long as to compute a digest.
_digests: dict[int, tuple[Instrument | Assessment, str]] = {}
_MOST_DIGESTS = 64


def _computed_digest(definition: Instrument | Assessment) -> str:
    said = _what_is_scored(asdict(definition))
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _what_is_scored(said: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in said.items() if key not in ("profile", "translations")}
    if "instruments" in kept:
        kept["instruments"] = [_what_is_scored(instrument) for instrument in kept["instruments"]]
    return kept
