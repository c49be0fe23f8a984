"""What a clerk types in from paper: the questions of an instrument, and after them the optional ones about the respondent.

Those become items of an indicator without a number, so that they are typed by digits, and compared, like all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup

from questionnaires.model import Direction, Indicator, Instrument, Item, Part, ProfileQuestion, Scale

# No indicator of a definition has this number.
NO_NUMBER = 0
_LETTER = "p"
# A digit or letter stands for an answer while a form is carried from one page to the next.
MOST_ANSWERS = 35


def items(instrument: Instrument, about: tuple[ProfileQuestion, ...]) -> tuple[Item, ...]:
    """Return the questions about the respondent as items that go on counting where the instrument's end."""
    first = len(instrument.items) + 1
    return tuple(_item(f"{_LETTER}{number}", question) for number, question in enumerate(_few(about), start=first))


@lru_cache(maxsize=32)
def typed(instrument: Instrument, about: tuple[ProfileQuestion, ...], title: str) -> Instrument:
    """Return an instrument with the questions about the respondent behind its own, under a title."""
    if not _few(about):
        return instrument
    return replace(instrument, indicators=(*instrument.indicators, Indicator(NO_NUMBER, title, items(instrument, about))))


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was typed in: steps by part code, and the answers about the respondent by question; blanks in neither."""

    steps: Mapping[str, int]
    profile: Mapping[str, str]


def split(instrument: Instrument, about: tuple[ProfileQuestion, ...], chosen: Mapping[str, int]) -> Typed:
    """Take apart what was chosen in an instrument that `typed` has put together."""
    own = set(instrument.part_codes)
    asked = {item.code: question for item, question in zip(items(instrument, about), _few(about), strict=True)}
    return Typed(
        steps={code: step for code, step in chosen.items() if code in own},
        profile={asked[code].code: asked[code].answers[step - 1].code for code, step in chosen.items() if code in asked},
    )


def _few(about: tuple[ProfileQuestion, ...]) -> tuple[ProfileQuestion, ...]:
    return tuple(question for question in about if len(question.answers) <= MOST_ANSWERS)


def _item(code: str, question: ProfileQuestion) -> Item:
    labels = tuple(_plain(answer.text) for answer in question.answers)
    scale = Scale(key=question.code, labels=labels, points=(0.0,) * len(labels))
    text = _plain(question.text)
    return Item(code=code, text=text, note="", parts=(Part(code=code, text="", scale=scale, direction=Direction.POSITIVE),))


def _plain(text: str) -> str:
    # Text for a page may carry markup that says which language it is in.
    return text.striptags() if isinstance(text, Markup) else text
