"""Whatever the words, the instrument stays what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.loader import load_all
from questionnaires.model import Instrument
from questionnaires.texts import missing, reworded, texts_of, translation

INSTRUMENTS = load_all().instruments
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@st.composite
def other_words(draw: st.DrawFn) -> tuple[Instrument, dict[str, str]]:
    """An instrument, and other words for some of its texts."""
    instrument = draw(st.sampled_from(INSTRUMENTS))
    codes = draw(st.sets(st.sampled_from(sorted(texts_of(instrument))), max_size=30))
    return instrument, {code: draw(WORDS) for code in sorted(codes)}


@given(other_words())
def test_other_words_change_nothing_but_words(made: tuple[Instrument, dict[str, str]]) -> None:
    instrument, texts = made
    other = reworded(instrument, texts)
    assert texts_of(other) == texts_of(instrument) | texts
    assert other.identifier == instrument.identifier
    assert other.audience is instrument.audience
    assert [one.number for one in other.indicators] == [one.number for one in instrument.indicators]
    assert [(item.code, item.is_divided) for item in other.items] == [(item.code, item.is_divided) for item in instrument.items]
    for before, after in zip(instrument.parts, other.parts, strict=True):
        assert (after.code, after.direction, after.points) == (before.code, before.direction, before.points)
        assert (after.scale.key, after.scale.points, len(after.scale)) == (
            before.scale.key,
            before.scale.points,
            len(before.scale),
        )
    assert [(one.code, [answer.code for answer in one.answers]) for one in other.profile] == [
        (one.code, [answer.code for answer in one.answers]) for one in instrument.profile
    ]


def test_the_codes_are_those_that_people_are_told() -> None:
    texts = texts_of(load_all().instrument("2565/eit"))
    codes = list(texts)
    assert codes[:3] == ["title", "introduction", "indicator.6"]
    assert codes[3:7] == ["e1", "e1.note", "e1.1", "e1.2"]
    assert texts["e1.note"] == ""
    assert texts["e4.3"].startswith("ประโยชน์อื่น")
    assert (texts["scale.yesno.1"], texts["scale.level4.4"]) == ("ไม่มี", "มากที่สุด")
    assert (texts["profile.sex"], texts["profile.sex.female"]) == ("เพศ", "หญิง")
    assert "e2.1" not in texts


@pytest.mark.parametrize(
    "code", ["i99", "i2.1", "scale.level4.5", "scale.level4.0", "profile.division", "e1", "", "indicator.6"]
)
def test_a_text_that_the_instrument_does_not_have_cannot_be_replaced(code: str) -> None:
    with pytest.raises(KeyError):
        reworded(load_all().instrument("2565/iit"), {code: "ข้อความ"})


def test_what_a_translation_lacks_is_listed_in_the_order_of_the_form() -> None:
    instrument = load_all().instrument("2565/eit")
    english = dict(translation(instrument, "en"))
    for code in ("e15", "title", "scale.yesno.2"):
        del english[code]
    shorter = replace(instrument.translations[0], texts=english)
    assert missing(instrument, shorter) == ("title", "e15", "scale.yesno.2")
    assert translation(instrument, "xx") == {}
