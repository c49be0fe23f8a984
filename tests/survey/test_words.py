"""What an office lays over the wording changes words; the digest that names them; what a page's token proves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.loader import load_all
from questionnaires.model import Audience, Instrument, digest
from questionnaires.texts import texts_of
from scoring.scorecard import score
from survey.words import Overlay, digest_in, digest_of, overlayable, token, worded

IIT, EIT = load_all().instruments
KEY = b"k" * 32
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


def laid(language: str, **texts: str) -> Overlay:
    return Overlay(language, digest_of(texts), texts)


@st.composite
def overlays(draw: st.DrawFn) -> tuple[Instrument, tuple[Overlay, ...]]:
    """An instrument, and what an office lays over it in one language or two, with codes that it no longer has among them."""
    instrument = draw(st.sampled_from([IIT, EIT]))
    codes = [*sorted(overlayable(instrument)), "i99", "e99.note"]
    texts = st.dictionaries(st.sampled_from(codes), WORDS, min_size=1, max_size=20)
    return instrument, tuple(
        laid(language, **draw(texts)) for language in draw(st.sets(st.sampled_from(["th", "en"]), min_size=1))
    )


@given(overlays(), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_an_overlay_changes_neither_structure_nor_score(made: tuple[Instrument, tuple[Overlay, ...]], seed: int) -> None:
    instrument, over = made
    steps = np.random.default_rng(seed).integers(0, 3, size=(5, len(instrument.parts)), dtype=np.uint8)
    expected = score(instrument, steps)
    for wording in worded(instrument, over).by_language.values():
        for shown in (wording.instrument, wording.shown):
            assert shown.part_codes == instrument.part_codes
            assert [part.points for part in shown.parts] == [part.points for part in instrument.parts]
            assert [len(part.scale) for part in shown.parts] == [len(part.scale) for part in instrument.parts]
            found = score(shown, steps)
            assert (found.n, found.score) == (expected.n, expected.score)
            assert [item.score for item in found.items] == [item.score for item in expected.items]
    assert digest(instrument) == digest(load_all().instrument(instrument.identifier))


def test_the_labels_of_the_steps_are_nothing_to_lay_over() -> None:
    assert set(texts_of(EIT)) - set(overlayable(EIT)) == {
        code for code in texts_of(EIT) if code.startswith(("scale.", "profile."))
    }
    assert {"title", "introduction", "indicator.6", "e1", "e1.1", "e1.note"} <= set(overlayable(EIT))


def test_an_offices_text_comes_before_the_translation_and_the_translation_before_thai() -> None:
    lacking = replace(EIT, translations=(replace(EIT.translations[0], texts={"e2": "Two", "e3": "Three"}),))
    made = worded(lacking, (laid("th", e1="หนึ่ง", e2="สอง"), laid("en", e3="Official three"))).by_language
    thai, english = texts_of(made["th"].instrument), texts_of(made["en"].instrument)
    assert [thai[code] for code in ("e1", "e2")] == ["หนึ่ง", "สอง"]
    assert thai["e3"] == texts_of(EIT)["e3"]
    assert [english[code] for code in ("e1", "e2", "e3")] == ["หนึ่ง", "Two", "Official three"]
    assert made["th"].untranslated == ()
    assert {"e1", "title", "scale.yesno.1"} <= set(made["en"].untranslated)
    assert not {"e2", "e3", "e1.note"} & set(made["en"].untranslated)
    shown = texts_of(made["en"].shown)
    assert shown["e1"] == '<span lang="th">หนึ่ง</span>'
    assert shown["e2"] == "Two"


def test_an_office_may_add_a_note_where_there_is_none() -> None:
    made = worded(EIT, (laid("th", **{"e1.note": "หมายเหตุจากคู่มือ"}),)).by_language["th"].instrument
    assert made.items[0].note == "หมายเหตุจากคู่มือ"


def test_every_wording_has_a_digest_of_its_own() -> None:
    plain, over = worded(EIT), worded(EIT, (laid("th", e1="อื่น"),))
    digests = [one.digest for made in (plain, over, worded(IIT)) for one in made.by_language.values()]
    # The English of what is translated in full does not change with the Thai under it.
    assert len(set(digests)) == len(digests) - 1
    assert plain.by_language["en"].digest == over.by_language["en"].digest
    assert all(len(one) == 32 and int(one, 16) >= 0 for one in digests)
    assert plain.digest != over.digest


def test_a_service_users_row_says_which_language_was_read_and_the_staffs_does_not() -> None:
    made = worded(EIT)
    assert len({made.recorded(Audience.SERVICE_USERS, language) for language in ("th", "en")}) == 2
    assert len({worded(IIT).recorded(Audience.STAFF, language) for language in ("th", "en")}) == 1


def test_a_token_proves_the_digest_it_carries_for_its_own_link() -> None:
    digest_ = worded(EIT).digest
    carried = token(digest_, link="abcd12345678", key=KEY)
    assert digest_in(carried, link="abcd12345678", key=KEY) == digest_
    another = ("1" if carried[0] == "0" else "0") + carried[1:]
    for sent in (carried[:-1], carried + "0", another, digest_, "", "é" * 48, "\x00" * 48):
        assert digest_in(sent, link="abcd12345678", key=KEY) is None
    assert digest_in(carried, link="abcd12345679", key=KEY) is None
    assert digest_in(carried, link="abcd12345678", key=b"j" * 32) is None


@pytest.mark.parametrize("instrument", [IIT, EIT], ids=["iit", "eit"])
def test_the_same_wording_is_made_once(instrument: Instrument) -> None:
    assert worded(instrument, (laid("th", title="ชื่อ"),)) is worded(instrument, (laid("th", title="ชื่อ"),))
