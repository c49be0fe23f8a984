"""What is proposed for a suggestion from its words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from questionnaires.loader import load_all
from questionnaires.model import Assessment
from questionnaires.problems import DefinitionError
from survey.cases.hints import FILE, hint, read_lexicon

ASSESSMENT = load_all().assessment(2565)
JUDGED = yaml.safe_load(Path(__file__).with_name("judged.yaml").read_text(encoding="utf-8"))


def indicator_of(item: str) -> int:
    return next(
        indicator.number
        for instrument in ASSESSMENT.instruments
        for indicator in instrument.indicators
        for each in indicator.items
        if each.code == item
    )


def compared(name: str) -> dict[str, list[str]]:
    """The texts of a list by what came of them."""
    found: dict[str, list[str]] = {"item": [], "indicator": [], "wrong": [], "missed": [], "rightly nothing": []}
    for text, judged in JUDGED[name]:
        proposed = hint(ASSESSMENT, text)
        if proposed is None:
            found["rightly nothing" if judged is None else "missed"].append(text)
        elif judged is None or proposed.indicator != indicator_of(judged) or proposed.item not in (judged, None):
            found["wrong"].append(text)
        else:
            found["item" if proposed.item else "indicator"].append(text)
    return found


def without(assessment: Assessment, *, item: str = "", indicator: int = 0) -> Assessment:
    """The assessment of a year that does not have an item or an indicator."""
    return replace(
        assessment,
        instruments=tuple(
            replace(
                instrument,
                indicators=tuple(
                    replace(one, items=tuple(each for each in one.items if each.code != item))
                    for one in instrument.indicators
                    if one.number != indicator
                ),
            )
            for instrument in assessment.instruments
        ),
    )


def test_what_was_at_hand_while_gathering_words_is_all_proposed_rightly() -> None:
    found = compared("seen")
    assert (len(found["item"]), len(found["rightly nothing"])) == (26, 6)


def test_of_what_was_judged_beforehand_32_of_33_proposals_are_right_and_three_are_missed() -> None:
    found = compared("held_out")
    assert {key: len(texts) for key, texts in found.items() if key != "wrong"} == {
        "item": 32,
        "indicator": 0,
        "missed": 3,
        "rightly nothing": 10,
    }
    assert found["wrong"] == ["ติด wifi ฟรีที่ศาลาประชาคม"]


def test_a_proposal_says_because_of_which_words() -> None:
    found = hint(ASSESSMENT, "พนักงานหน้าเคาน์เตอร์พูดจาไม่สุภาพ", "หน้าบึ้งทุกวัน")
    assert found is not None
    assert (found.indicator, found.item, found.because) == (8, "e11", ("พูดจาไม่สุภาพ", "หน้าบึ้ง"))


@pytest.mark.parametrize(
    "text",
    ["พร้อม เพย์", "พร้อม\u200bเพย์", "พร้อมเพย์\ufeff", "ลัดคิวแต่จ่ายผ่าน QR Code และพร้อมเพย์ได้"],
)
def test_spaces_and_invisible_characters_do_not_hide_a_word(text: str) -> None:
    found = hint(ASSESSMENT, text)
    assert found is not None
    assert found.item == "e13"


def test_two_ways_to_write_a_vowel_are_one() -> None:
    # นิคหิตกับสระอา แทนสระอำ และสระเอสองตัวแทนสระแอ
    assert hint(ASSESSMENT, "ถามอะไรก็ไม่ตอบคํา" + "ถาม") == hint(ASSESSMENT, "ถามอะไรก็ไม่ตอบคำถาม")
    assert hint(ASSESSMENT, "เเจ้งข่าวให้ด้วย") == hint(ASSESSMENT, "แจ้งข่าวให้ด้วย") != None  # noqa: E711 (one chain)


def test_one_weak_word_proposes_nothing_and_two_different_ones_do() -> None:
    assert hint(ASSESSMENT, "ข้อบัญญัติ ข้อบัญญัติ ข้อบัญญัติ") is None
    found = hint(ASSESSMENT, "ขอข้อบัญญัติและแผนพัฒนา")
    assert found is not None
    assert (found.indicator, found.item) == (7, "e7")


def test_two_indicators_that_are_even_propose_nothing() -> None:
    assert hint(ASSESSMENT, "ลัดคิว") is not None
    assert hint(ASSESSMENT, "บัตรคิว") is not None
    assert hint(ASSESSMENT, "ลัดคิว บัตรคิว") is None


def test_two_items_of_an_indicator_that_are_even_propose_the_indicator_alone() -> None:
    found = hint(ASSESSMENT, "ลัดคิว ไม่ออกใบเสร็จ")
    assert found is not None
    assert (found.indicator, found.item) == (6, None)


def test_an_item_a_year_does_not_have_is_not_proposed_but_its_indicator_is() -> None:
    found = hint(without(ASSESSMENT, item="e13"), "ขอให้ยื่นคำร้องออนไลน์ได้")
    assert found is not None
    assert (found.indicator, found.item) == (8, None)


def test_nothing_is_proposed_of_an_indicator_a_year_does_not_have() -> None:
    assert hint(without(ASSESSMENT, indicator=8), "ขอให้ยื่นคำร้องออนไลน์ได้") is None


def test_every_code_and_number_among_the_words_is_one_of_2565_and_in_its_place() -> None:
    items = {(one.indicator, one.item) for subjects in read_lexicon(FILE).weights.values() for one, _ in subjects if one.item}
    assert {code: number for number, code in items} == {code: indicator_of(code) for _, code in items}
    assert {code for _, code in items} >= {f"e{number}" for number in range(1, 16)}


def test_a_file_of_words_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    file = tmp_path / "hints.yaml"
    file.write_text("indicators:\n  - number: 6\n    sure: [no]\n    item: []\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        read_lexicon(file)
    said = str(raised.value)
    assert "hints.yaml" in said
    assert "บรรทัด 3" in said
    assert "item" in said


@pytest.mark.parametrize("text", ["", "   ", "\x00", "🙂" * 4000, "ก" * 4000])
def test_what_says_nothing_proposes_nothing(text: str) -> None:
    assert hint(ASSESSMENT, text) is None
