"""The languages that respondents can read: a data file each, here beside this module.

``th.yaml`` says everything; another language says the same under the same keys, and what it leaves out is shown in Thai, marked
as Thai for whoever reads the page aloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup, escape

from questionnaires.problems import DefinitionError
from survey import thai
from survey.languages.reading import SITUATION_FIELDS, Language, read

FOLDER = Path(__file__).parent
OWN = "th"
# Thai first, then the others by their codes.
CODES = (OWN, *sorted(file.stem for file in FOLDER.glob("*.yaml") if file.stem != OWN))


def in_thai(text: str) -> Markup:
    """Return a Thai text for a page in another language."""
    return Markup('<span lang="{}">{}</span>').format(OWN, text)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of the pages in one language. `code` is what stands in ``lang``, `name` what the language calls itself."""

    own: Language
    thai: Language

    @property
    def code(self) -> str:
        """The language's code."""
        return self.own.code

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return self.own.name

    def __call__(self, key: str, **values: object) -> Markup:
        """Return a text as markup, with values for its words in braces; KeyError where Thai has none of that key."""
        return self._marked(self.own.texts.get(key), self.thai.texts[key]).format(**values)

    def plain(self, key: str, **values: object) -> str:
        """Return a text without markup, for an attribute or a title."""
        return (self.own.texts.get(key) or self.thai.texts[key]).format(**values)

    def situation(self, situation: object, field: str) -> Markup:
        """Return the ``title``, ``message`` or ``what_next`` of something that a person can run into (see `survey.errors`)."""
        return self._marked(self.own.situations.get(type(situation).__name__, {}).get(field), getattr(situation, field))

    def data(self, text: str) -> Markup:
        """Return what an office has typed, such as its name: Thai on a page in any language."""
        return escape(text) if self.code == OWN else in_thai(text)

    def date(self, day: date) -> Markup:
        """Return a date in words: ``24 พฤศจิกายน 2569``, or ``24 November 2026`` by a Gregorian calendar."""
        if not self.own.months:
            return self.data(thai.thai_date(day))
        era = thai.BUDDHIST_ERA if self.own.is_buddhist else 0
        return escape(f"{day.day} {self.own.months[day.month - 1]} {day.year + era}")

    def year(self, fiscal_year: int) -> int:
        """Return a fiscal year (given in the Buddhist era) as the calendar of the language counts it."""
        return fiscal_year if self.own.is_buddhist else fiscal_year - thai.BUDDHIST_ERA

    def missing(self) -> tuple[str, ...]:
        """Return the keys of the texts that are shown in Thai."""
        return tuple(key for key in self.thai.texts if key not in self.own.texts)

    def _marked(self, own: str | None, thai_text: str) -> Markup:
        if own is not None:
            return escape(own)
        return escape(thai_text) if self.code == OWN else in_thai(thai_text)


def words(code: str) -> Words:
    """Return the words of a language; KeyError where there is no file for it."""
    return _all(FOLDER)[code]


def every_one() -> tuple[Words, ...]:
    """Return the words of every language, Thai first."""
    return tuple(_all(FOLDER).values())


def load(folder: Path) -> dict[str, Words]:
    """Return the words of every language in a folder by its code; DefinitionError with every problem in its files."""
    files = sorted(folder.glob("*.yaml"), key=lambda file: (file.stem != OWN, file.stem))
    problems = []
    found: dict[str, Language] = {}
    for file in files:
        language, its_problems = read(file, found.get(OWN))
        found[file.stem] = language
        problems += its_problems
    if problems:
        raise DefinitionError(problems)
    return {code: Words(language, found[OWN]) for code, language in found.items()}


def check_situations(known: Iterable[type]) -> None:
    """Raise DefinitionError where a language has words for a situation that no longer exists."""
    names = {one.__name__ for one in known}
    problems = [
        language.own.problem(f"situations {name}", f"ไม่มีเหตุการณ์ชื่อ {name} ในระบบ", "ลบออกหรือแก้ชื่อให้ตรงกับ survey/errors.py")
        for language in every_one()
        for name in language.own.situations
        if name not in names
    ]
    if problems:
        raise DefinitionError(problems)


def untranslated(language: Words, known: Iterable[type]) -> tuple[str, ...]:
    """Return the situations, each with a field, that a language leaves in Thai."""
    said: Mapping[str, Mapping[str, str]] = language.own.situations
    return tuple(
        f"{one.__name__} {field}" for one in known for field in SITUATION_FIELDS if field not in said.get(one.__name__, {})
    )


@lru_cache(maxsize=4)
def _all(folder: Path) -> dict[str, Words]:
    return load(folder)
