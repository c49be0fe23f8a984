"""A questionnaire on paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from questionnaires.model import Audience, Indicator, Instrument, Item
from survey import languages
from survey.documents.rendering import qr_svg, render
from survey.languages import Words

# Documents kept ready; one is up to 250 kB.
MOST = 16
# A text as long as this may fill more than a page; only such an item may go on over to the next.
LONG = 1500
SUGGESTION_LINES = 5
PROMISES = (1, 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperForm:
    """What makes one paper form another than the next: whose it is, what it asks, and the address where it is asked online.

    `instrument` has its texts in the language. `about` are the optional questions about the respondent, () for none.
    """

    instrument: Instrument
    office: str
    round_title: str
    address: str
    language: str = languages.OWN
    about: tuple[Item, ...] = ()


@lru_cache(maxsize=MOST)
def paper_form(form: PaperForm) -> bytes:
    """Return the form as a PDF (A4); the ones asked for last are kept, so that a second request costs nothing."""
    return render("paper", _data(form))


def _data(form: PaperForm) -> dict[str, Any]:
    instrument, audience = form.instrument, form.instrument.audience
    words = languages.words(form.language)
    return {
        "language": words.code,
        "title": f"{instrument.title} ({instrument.abbreviation})",
        "office": form.office,
        "round": f"{form.round_title} · {words.plain('round.year', year=words.year(instrument.fiscal_year))}",
        "introduction": instrument.introduction,
        "foot": f"{instrument.abbreviation} · {form.round_title} · {form.office}",
        "page": words.plain("paper.page"),
        "online": {
            "title": words.plain("paper.online"),
            "qr": qr_svg(form.address),
            "alt": words.plain("paper.qr", address=form.address),
            "address": form.address,
            "note": words.plain(f"paper.online.{audience}"),
        },
        "promise": {
            "title": words.plain("promise.title"),
            "sentences": [words.plain(f"paper.promise.{audience}.{number}") for number in PROMISES],
        },
        "how": {
            "title": words.plain("paper.how"),
            "tick": words.plain("paper.how.tick"),
            "change": words.plain("paper.how.change"),
            "rest": words.plain("paper.how.rest"),
        },
        "indicators": [_indicator(indicator, words) for indicator in instrument.indicators],
        "about": _about(form, words) if form.about else None,
        "suggestion": _suggestion(words) if audience is Audience.SERVICE_USERS else None,
        "closing": words.plain("paper.closing"),
    }


def _about(form: PaperForm, words: Words) -> dict[str, Any]:
    return {
        "title": f"{words.plain('paper.about')} ({words.plain('profile.optional')})",
        "note": words.plain(f"paper.about.{form.instrument.audience}"),
        "items": [_item(item) for item in form.about],
    }


def _suggestion(words: Words) -> dict[str, Any]:
    return {
        "title": words.plain("paper.suggestion"),
        "note": words.plain("paper.suggestion.note"),
        "lines": SUGGESTION_LINES,
    }


def _indicator(indicator: Indicator, words: Words) -> dict[str, Any]:
    return {
        "label": words.plain("form.indicator", number=indicator.number),
        "title": indicator.title,
        "items": [_item(item) for item in indicator.items],
    }


def _item(item: Item) -> dict[str, Any]:
    parts = [
        {
            "number": f"{item.number}.{number}" if item.is_divided else "",
            "text": part.text,
            "labels": part.scale.labels,
        }
        for number, part in enumerate(item.parts, start=1)
    ]
    length = len(item.text) + len(item.note) + sum(len(part.text) + len("".join(part.scale.labels)) for part in item.parts)
    return {"number": item.number, "text": item.text, "note": item.note, "parts": parts, "is_long": length >= LONG}
