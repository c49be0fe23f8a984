"""What a suggestion is probably about: an indicator and an item of the assessment, proposed for an officer to judge.

The words are data, ``hints.yaml`` here: for each indicator and item those that say so alone (``sure``), and those of which it
takes two (``words``). Longer ones are looked for first and hide the shorter ones within them. What most words speak for is
proposed; where two indicators are even, nothing is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from questionnaires.model import Assessment
from questionnaires.problems import DefinitionError
from questionnaires.reading import Place, Shape, open_page
from survey import thai

FILE = Path(__file__).with_name("hints.yaml")
SURE, ONE_OF_TWO = 2, 1
ENOUGH = 2
_TOP = Shape(("indicators",))
_INDICATOR = Shape(("number",), ("sure", "words", "items"))
_ITEM = Shape(("code",), ("sure", "words"))
_Key = TypeVar("_Key")
# Spaces, and what is invisible, stand anywhere in what people type.
_NOT_WRITTEN = re.compile(r"[\s\u200b-\u200d\u2060\ufeff.\-]+")


@dataclass(frozen=True, slots=True)
class Hint:
    """What a text is probably about. `item` is None where only the indicator is clear; `because` are the words that say so."""

    indicator: int
    item: str | None
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """An item, or (where `item` is None) an indicator as a whole."""

    indicator: int
    item: str | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every word with how much it says about which subjects, and the pattern that finds them."""

    weights: Mapping[str, tuple[tuple[Subject, int], ...]]
    pattern: re.Pattern[str]


def hint(assessment: Assessment, *texts: str) -> Hint | None:
    """Return what the texts of a suggestion are probably about, by the items of an assessment; None where that is not clear.

    An item that the assessment does not have, or has in another indicator, is never proposed; its words then count for the
    indicator alone.
    """
    lexicon = _lexicon()
    found = dict.fromkeys(lexicon.pattern.findall("\n".join(map(_plain, texts))))
    points: dict[Subject, int] = {}
    said: dict[int, list[str]] = {}
    for word in found:
        for subject, weight in {_known(assessment, each): weight for each, weight in lexicon.weights[word]}.items():
            if subject is not None:
                points[subject] = points.get(subject, 0) + weight
                said.setdefault(subject.indicator, []).append(word)
    indicator = _leader({number: _total(points, number) for number in said})
    if indicator is None:
        return None
    items = {one.item: number for one, number in points.items() if one.indicator == indicator and one.item is not None}
    return Hint(indicator, _leader(items), tuple(said[indicator]))


def _total(points: Mapping[Subject, int], indicator: int) -> int:
    return sum(number for one, number in points.items() if one.indicator == indicator)


def _leader(points: Mapping[_Key, int]) -> _Key | None:
    """Return what has enough points and more than all others; None where nothing has."""
    best = max(points.values(), default=0)
    leaders = [key for key, number in points.items() if number == best]
    return leaders[0] if best >= ENOUGH and len(leaders) == 1 else None


def _known(assessment: Assessment, subject: Subject) -> Subject | None:
    """Return a subject as far as an assessment has it: the item, or at least its indicator; None where it has neither."""
    for instrument in assessment.instruments:
        for indicator in instrument.indicators:
            if indicator.number == subject.indicator:
                has_item = any(item.code == subject.item for item in indicator.items)
                return subject if has_item else Subject(subject.indicator, None)
    return None


def _plain(text: str) -> str:
    """Return a text as words are compared: without spaces, in small letters, each digit and vowel written in one way."""
    composed = unicodedata.normalize("NFC", thai.arabic_digits(text).lower())
    return _NOT_WRITTEN.sub("", composed).replace("\u0e40\u0e40", "\u0e41").replace("\u0e4d\u0e32", "\u0e33")


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return read_lexicon(FILE)


def read_lexicon(path: Path) -> Lexicon:
    """Return the words in a file. Raises DefinitionError with everything that is wrong with it."""
    top = open_page(path, path.name)
    weights: dict[str, list[tuple[Subject, int]]] = {}
    for subject, word, weight in _entries(top):
        weights.setdefault(_plain(word), []).append((subject, weight))
    if top.page.problems:
        raise DefinitionError(top.page.problems)
    longest_first = sorted(weights, key=lambda word: (-len(word), word))
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return Lexicon({word: tuple(subjects) for word, subjects in weights.items()}, pattern)


def _entries(top: Place) -> Iterator[tuple[Subject, str, int]]:
    for row in top.fields(_TOP)["indicators"].rows():
        fields = row.fields(_INDICATOR)
        number = fields["number"].whole()
        yield from _words(Subject(number, None), fields)
        for item in fields["items"].rows():
            of_item = item.fields(_ITEM)
            yield from _words(Subject(number, of_item["code"].text()), of_item)


def _words(subject: Subject, fields: Mapping[str, Place]) -> Iterator[tuple[Subject, str, int]]:
    for key, weight in (("sure", SURE), ("words", ONE_OF_TWO)):
        for word in fields[key].rows():
            yield subject, word.text(), weight
