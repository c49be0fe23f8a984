"""One spelling for all the ways in which Thai is typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.cases import letters


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("น\u0e4d\u0e49า", "น\u0e49\u0e33"),  # ำ in two keys, the tone mark between them
        ("น\u0e49\u0e4dา", "น\u0e49\u0e33"),
        ("เเก้", "แก้"),
        ("ถนน", "ถ น น"),
        ("๒๕๖๕", "2565"),
        ("ศูนย", "ศูนย์"),
        ("ไข", "ไข้"),
        ("ใฟฟ้า", "ไฟฟ้า"),
        ("พาสี", "ภาษี"),
        ("Wi-Fi", "ＷＩＦＩ"),
        ("ต่างๆ", "ต่าง"),
        ("เท่\u200bา", "เท่า"),
        ("หมู่ 5", "หมู่ที่ ๕"),
        ("ม.5", "หมู่ที่5"),
        ("ม. 12", "หมู่ 12"),
    ],
)
def test_what_is_the_same_word_has_one_spelling(typed: str, written: str) -> None:
    assert letters.normalised(typed) == letters.normalised(written)


@pytest.mark.parametrize(("one", "other"), [("หมู่ 1", "หมู่ 12"), ("นา", "น้ำ"), ("รถ", "รส"), ("กลุ่ม 5", "หมู่ 5"), ("ขาว", "ข่าวดี")])
def test_what_is_another_word_keeps_another_spelling(one: str, other: str) -> None:
    assert letters.normalised(one) != letters.normalised(other)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["น้ำ", "ไฟ", "ถนน", "เก้า", "แก้", "ใหญ่", "๕", "ศูนย์", "รถ ", "Wi-Fi", "ๆ", "ครึ่ง", "ซึ่ง", "."])))
def test_a_part_of_a_text_is_spelled_as_within_the_whole(parts: list[str]) -> None:
    assert letters.normalised("".join(parts)) == "".join(map(letters.normalised, parts))


def test_the_words_of_a_query_come_with_their_other_forms() -> None:
    assert letters.words("อบต.บ้านนา CCTV") == (
        ("อบตบานนา", "องคการบริหารสวนตำบลบานนา"),
        ("cctv", "กลองวงจรปิด"),
    )
    assert letters.words("องค์การบริหารส่วนตำบล") == (("องคการบริหารสวนตำบล", "อบต"),)
    assert letters.words("ซ.มะลิ ซมะลิ") == (("ซมะลิ", "ซอยมะลิ"), ("ซมะลิ",))


def test_a_query_without_letters_has_no_words_and_an_endless_one_not_many() -> None:
    assert letters.words(" ... ?! ๆ \u200b") == ()
    many = letters.words(" ".join(f"คำ{at}" + "ก" * 500 for at in range(50)))
    assert len(many) == letters.MOST_WORDS
    assert {len(spelling) for word in many for spelling in word} == {letters.LONGEST_WORD}


def test_what_was_run_together_occurs_where_its_pieces_follow_each_other() -> None:
    line = letters.joined(["ไฟส่องสว่างหน้าวัดดับ", "ถนนมืด"])
    assert letters.occurs("ไฟดับ", line)
    assert letters.occurs("ไฟวัดดับ", line)
    # In another order, on another line, and taken apart within a syllable.
    assert not letters.occurs("ดับไฟ", line)
    assert not letters.occurs("ไฟมืด", line)
    assert not letters.occurs("สอถน", line)
    assert not letters.occurs("2569", "25 คน 69 ปี")


def test_how_well_a_word_is_covered_is_the_share_of_its_letters_in_pieces_less_one_for_each_further_piece() -> None:
    assert letters.cover("ถังขยะ", "หนาถังขยะเตม") == 1
    # ถังข and ะเตม: 8 of 9 letters in two pieces, so 7 of 9.
    assert letters.cover("ถังขxะเตม", "ถังขยะเตม") == pytest.approx(7 / 9)
    assert letters.cover("xyz", "ถังขยะ") == 0
    assert letters.cover("", "ถังขยะ") == 0


def test_runs_are_three_letters_each_and_the_last_letter_of_a_text_begins_one() -> None:
    assert letters.runs("ไฟดับดับ") == ("ไฟด", "ฟดั", "ดับ", "ับด", "บดั")
    assert letters.runs("ไฟ") == ()
    assert letters.runs(letters.joined(["ไฟ", "", "ไฟ"])) == ("ไฟ\n", "ฟ\n\n")
