"""An instrument's texts by code, and the same instrument with other texts.

The codes are ``title``, ``introduction``, ``indicator.6``, an item's (``e4``) with its note (``e4.note``) and its parts
(``e4.1``), ``scale.level4.1`` for the label of a step, ``profile.age`` and ``profile.age.20to30`` for a profile question and an
answer to it. Whatever the texts, the codes, scales, points and directions stay what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from questionnaires.model import Indicator, Instrument, Item, Part, ProfileQuestion, Scale, Translation

OWN_LANGUAGE = "th"
# What an answer means, and who is asked for what: no office may change these for itself.
FIXED = ("scale.", "profile.")


def texts_of(instrument: Instrument) -> dict[str, str]:
    """Return every text of an instrument by its code, in the order of the form; "" for the note of an item without one."""
    texts = {"title": instrument.title, "introduction": instrument.introduction}
    for indicator in instrument.indicators:
        texts[f"indicator.{indicator.number}"] = indicator.title
        for item in indicator.items:
            texts[item.code] = item.text
            texts[f"{item.code}.note"] = item.note
            texts |= {part.code: part.text for part in item.parts if item.is_divided}
    for scale in dict.fromkeys(part.scale for part in instrument.parts):
        texts |= {f"scale.{scale.key}.{step}": label for step, label in enumerate(scale.labels, start=1)}
    for question in instrument.profile:
        texts[f"profile.{question.code}"] = question.text
        texts |= {f"profile.{question.code}.{answer.code}": answer.text for answer in question.answers}
    return texts


def translation(instrument: Instrument, language: str) -> Mapping[str, str]:
    """Return the texts there are in a language, by code; empty where there are none."""
    return next((one.texts for one in instrument.translations if one.language == language), {})


def missing(instrument: Instrument, one: Translation) -> tuple[str, ...]:
    """Return the codes of the texts that a translation leaves in Thai, in the order of the form."""
    return tuple(code for code, text in texts_of(instrument).items() if text and code not in one.texts)


def reworded(instrument: Instrument, texts: Mapping[str, str]) -> Instrument:
    """Return the instrument with some of its texts replaced; KeyError where it has no text of a code."""
    unknown = texts.keys() - texts_of(instrument).keys()
    if unknown:
        raise KeyError(sorted(unknown)[0])
    scales = {part.scale: _scale(part.scale, texts) for part in instrument.parts}
    return replace(
        instrument,
        title=texts.get("title", instrument.title),
        introduction=texts.get("introduction", instrument.introduction),
        indicators=tuple(_indicator(indicator, texts, scales) for indicator in instrument.indicators),
        profile=tuple(_question(question, texts) for question in instrument.profile),
    )


def _indicator(indicator: Indicator, texts: Mapping[str, str], scales: Mapping[Scale, Scale]) -> Indicator:
    return replace(
        indicator,
        title=texts.get(f"indicator.{indicator.number}", indicator.title),
        items=tuple(_item(item, texts, scales) for item in indicator.items),
    )


def _item(item: Item, texts: Mapping[str, str], scales: Mapping[Scale, Scale]) -> Item:
    return replace(
        item,
        text=texts.get(item.code, item.text),
        note=texts.get(f"{item.code}.note", item.note),
        parts=tuple(_part(item, part, texts, scales) for part in item.parts),
    )


def _part(item: Item, part: Part, texts: Mapping[str, str], scales: Mapping[Scale, Scale]) -> Part:
    # The single part of an undivided item has the item's code, and no text of its own.
    text = texts.get(part.code, part.text) if item.is_divided else part.text
    return replace(part, text=text, scale=scales[part.scale])


def _scale(scale: Scale, texts: Mapping[str, str]) -> Scale:
    labels = tuple(texts.get(f"scale.{scale.key}.{step}", label) for step, label in enumerate(scale.labels, start=1))
    return replace(scale, labels=labels)


def _question(question: ProfileQuestion, texts: Mapping[str, str]) -> ProfileQuestion:
    return replace(
        question,
        text=texts.get(f"profile.{question.code}", question.text),
        answers=tuple(
            replace(answer, text=texts.get(f"profile.{question.code}.{answer.code}", answer.text))
            for answer in question.answers
        ),
    )
