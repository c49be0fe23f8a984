from __future__ import annotations

import io

import pytest

from questionnaires.model import Instrument
from survey.exchange.columns import columns_of, detect_instrument
from survey.exchange.problems import UnreadableFile
from survey.exchange.reading import read_header, read_responses
from tests.survey.exchange.small_instrument import HEADER, OTHER, SMALL, instrument


def refusal(header: str, *lines: str) -> list[str]:
    with pytest.raises(UnreadableFile) as refused:
        read_responses(io.BytesIO("\n".join((header, *lines)).encode()), SMALL)
    return [str(problem) for problem in refused.value.problems]


def test_each_missing_part_is_a_problem_of_its_own() -> None:
    assert refusal("i1.1,i2,i3", "1,1,1") == [
        "แถว 1 คอลัมน์ i1.2: ไม่มีคอลัมน์นี้ในหัวตาราง",
        "แถว 1 คอลัมน์ i4: ไม่มีคอลัมน์นี้ในหัวตาราง",
    ]


def test_a_part_that_stands_twice_is_named_with_both_places() -> None:
    assert refusal(HEADER + ",i2") == ["แถว 1 คอลัมน์ i2: มีคอลัมน์นี้มากกว่าหนึ่งครั้ง (คอลัมน์ C, F ของตาราง) โปรดเหลือไว้เพียงคอลัมน์เดียว"]


@pytest.mark.parametrize("written", ["i1,1", "i1_1", "i11", "i 1.1", "answer-i1.1", "I1-1"])
def test_a_misspelt_code_is_not_passed_over_as_an_unknown_column(written: str) -> None:
    misspelt = refusal(f'"{written}",i1.2,i2,i3,i4')
    assert misspelt[0] == "แถว 1 คอลัมน์ i1.1: ไม่มีคอลัมน์นี้ในหัวตาราง"
    assert "อาจหมายถึง i1.1" in misspelt[1]


def test_a_column_that_looks_like_a_code_but_is_none_is_refused_even_where_nothing_is_missing() -> None:
    assert refusal(HEADER + ",i5") == ["แถว 1 คอลัมน์ i5: ไม่ใช่รหัสข้อของแบบวัดนี้ โปรดแก้ชื่อคอลัมน์หรือลบคอลัมน์นี้"]


@pytest.mark.parametrize(
    "header", ["I1.1,I1.2,I2,I3,I4", "i๑.๑,i๑.๒,i๒,i๓,i๔", " i1.1 ,i1.2,i2,i3,\u200bi4", '"i1.1","i1.2","i2","i3","i4"']
)
def test_codes_are_understood_in_capitals_with_thai_digits_and_with_stray_spaces(header: str) -> None:
    assert columns_of(read_header(io.BytesIO(header.encode())), SMALL).positions == (0, 1, 2, 3, 4)


def test_a_header_without_any_code_gets_one_sentence_that_says_what_belongs_there() -> None:
    expected = "แถว 1: หัวตารางไม่มีรหัสข้อของแบบวัด IIT ปี 2565 เลย แถวแรกของไฟล์ต้องเป็นรหัสข้อ เช่น i1.1, i1.2, i2"
    assert refusal("1,2,3,4,5", "1,1,1,1,1") == [expected]


def test_columns_without_a_name_and_of_another_instrument_are_reported() -> None:
    columns = columns_of(("", "i1.1", "i1.2", "i2", "i3", "i4", "e1.1", ""), SMALL)
    assert columns.notices == ("ไม่ได้อ่านคอลัมน์ที่ไม่ใช่รหัสข้อ: e1.1, คอลัมน์ A (ไม่มีชื่อ)",)
    assert (columns.positions, columns.width) == ((1, 2, 3, 4, 5), 7)


def test_many_unknown_columns_are_listed_in_part_and_counted() -> None:
    (notice,) = columns_of((*SMALL.part_codes, *(f"คำถามเพิ่ม {n}" for n in range(50))), SMALL).notices
    assert notice.endswith("คำถามเพิ่ม 19 และอีก 30 คอลัมน์")


def test_more_columns_than_any_table_of_responses_has_are_refused() -> None:
    assert refusal(HEADER + ",x" * 1000) == ["แถว 1: หัวตารางมี 1,005 คอลัมน์ มากกว่าที่รับได้ (1,000) โปรดตรวจว่าเลือกไฟล์ถูกต้อง"]


@pytest.mark.parametrize(("delimiter", "name"), [(";", "อัฒภาค (;)"), ("\t", "แท็บ")])
def test_semicolons_and_tabs_are_accepted_with_a_notice(delimiter: str, name: str) -> None:
    text = f"{HEADER},เพศ\n1,2,1,3,3,ชาย\n".replace(",", delimiter)
    file = read_responses(io.BytesIO(text.encode()), SMALL)
    assert file.steps.tolist() == [[1, 2, 1, 3, 3]]
    assert file.notices[-1] == f"ไฟล์นี้คั่นช่องด้วย{name} แทนจุลภาค (,) ระบบอ่านให้ตามนั้น"


def test_a_semicolon_within_a_quoted_heading_does_not_make_it_the_delimiter() -> None:
    file = read_responses(io.BytesIO(f'{HEADER},"{";" * 9}"\n1,1,1,1,1,\n'.encode()), SMALL)
    assert file.steps.tolist() == [[1, 1, 1, 1, 1]]


@pytest.mark.parametrize(
    ("header", "expected"), [(HEADER, SMALL), ("e4,e3,e2,e1.2,e1.1,เพศ", OTHER), ("i1.1,i2,i3,e1.1", SMALL)]
)
def test_the_instrument_is_the_one_whose_codes_the_header_holds(header: str, expected: Instrument) -> None:
    assert detect_instrument(header.split(","), [SMALL, OTHER]) is expected


def test_a_complete_instrument_is_preferred_to_a_partial_one() -> None:
    assert detect_instrument((*OTHER.part_codes, "i1.1", "i1.2", "i2", "i3"), [SMALL, OTHER]) is OTHER


@pytest.mark.parametrize(
    ("header", "candidates", "message"),
    [
        ("ชื่อ,เพศ", [SMALL, OTHER], "แบบวัดที่รู้จัก: 2565/iit, 2565/eit"),
        (HEADER, [SMALL, instrument("iit2", "i")], r"มากกว่าหนึ่งแบบ \(2565/iit, 2565/iit2\)"),
        (HEADER + ",e1.1,e1.2,e2,e3,e4", [SMALL, OTHER], "โปรดระบุแบบวัด"),
        (HEADER, [], "ไม่มีรหัสข้อของแบบวัดใดเลย"),
    ],
)
def test_an_instrument_that_cannot_be_told_is_asked_for(header: str, candidates: list[Instrument], message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        detect_instrument(header.split(","), candidates)
