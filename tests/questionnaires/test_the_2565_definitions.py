"""The packaged year against the facts, transcribed here by hand as a table of its own."""

from __future__ import annotations

import re

import pytest

from questionnaires.loader import PACKAGED, load_all
from questionnaires.model import Audience, Direction, Instrument

# One line a part: code, scale, direction.
IIT = """
i1.1 level4 +
i1.2 level4 +
i2 level4 +
i3.1 level4 +
i3.2 level4 +
i3.3 level4 +
i4.1 yesno -
i4.2 yesno -
i4.3 yesno -
i5.1 yesno -
i5.2 yesno -
i5.3 yesno -
i6.1 yesno -
i6.2 yesno -
i6.3 yesno -
i7 level4 +
i8.1 level4 +
i8.2 level4 +
i9 level4 -
i10 level4 -
i11.1 level4 +
i11.2 level4 -
i12.1 level4 +
i12.2 level4 +
i12.3 level4 +
i13 level4 +
i14 level4 +
i15 level4 +
i16 level4 -
i17 level4 -
i18.1 level4 -
i18.2 level4 -
i18.3 level4 -
i19 level4 -
i20 level4 +
i21 level4 +
i22 level4 -
i23 level4 +
i24 level4 +
i25 level4 +
i26.1 yesno +
i26.2 yesno +
i27 level4 +
i28.1 level4 +
i28.2 level4 +
i28.3 level4 +
i29 level4 +
i30.1 level4 +
i30.2 level4 +
i30.3 level4 +
i30.4 level4 +
"""
EIT = """
e1.1 level4 +
e1.2 level4 +
e2 level4 +
e3 level4 +
e4.1 yesno -
e4.2 yesno -
e4.3 yesno -
e5 level4 +
e6.1 level4 +
e6.2 level4 +
e7 level4 +
e8 yesno +
e9 level4 +
e10 yesno +
e11 level4 +
e12 level4 +
e13 yesno +
e14 level4 +
e15 level4 +
"""
INDICATORS = {
    1: ("การปฏิบัติหน้าที่", ["i1", "i2", "i3", "i4", "i5", "i6"]),
    2: ("การใช้งบประมาณ", ["i7", "i8", "i9", "i10", "i11", "i12"]),
    3: ("การใช้อำนาจ", ["i13", "i14", "i15", "i16", "i17", "i18"]),
    4: ("การใช้ทรัพย์สินของราชการ", ["i19", "i20", "i21", "i22", "i23", "i24"]),
    5: ("การแก้ไขปัญหาการทุจริต", ["i25", "i26", "i27", "i28", "i29", "i30"]),
    6: ("คุณภาพการดำเนินงาน", ["e1", "e2", "e3", "e4", "e5"]),
    7: ("ประสิทธิภาพการสื่อสาร", ["e6", "e7", "e8", "e9", "e10"]),
    8: ("การปรับปรุงระบบการทำงาน", ["e11", "e12", "e13", "e14", "e15"]),
}
POINTS = {
    ("level4", "+"): (0, 33, 67, 100),
    ("level4", "-"): (100, 67, 33, 0),
    ("yesno", "+"): (0, 100),
    ("yesno", "-"): (100, 0),
}
LABELS = {"level4": ("น้อยที่สุดหรือไม่มีเลย", "น้อย", "มาก", "มากที่สุด"), "yesno": ("ไม่มี", "มี")}


@pytest.fixture(scope="module")
def iit() -> Instrument:
    return load_all().instrument("2565/iit")


@pytest.fixture(scope="module")
def eit() -> Instrument:
    return load_all().instrument("2565/eit")


@pytest.mark.parametrize(("identifier", "table", "parts", "items"), [("2565/iit", IIT, 51, 30), ("2565/eit", EIT, 19, 15)])
def test_every_part_has_the_code_scale_and_direction_of_the_facts(identifier: str, table: str, parts: int, items: int) -> None:
    instrument = load_all().instrument(identifier)
    expected = [tuple(line.split()) for line in table.strip().splitlines()]
    signs = {Direction.POSITIVE: "+", Direction.NEGATIVE: "-"}
    assert len(expected) == parts
    assert len(instrument.items) == items
    assert [(part.code, part.scale.key, signs[part.direction]) for part in instrument.parts] == expected
    for part, (_, scale, sign) in zip(instrument.parts, expected, strict=True):
        assert part.points == POINTS[scale, sign]
        assert part.scale.labels == LABELS[scale]


def test_the_eight_indicators_hold_the_items_of_the_facts(iit: Instrument, eit: Instrument) -> None:
    found = {i.number: (i.title, [item.code for item in i.items]) for i in iit.indicators + eit.indicators}
    assert found == INDICATORS


def test_staff_answer_the_iit_and_service_users_the_eit(iit: Instrument, eit: Instrument) -> None:
    assert (iit.audience, eit.audience) == (Audience.STAFF, Audience.SERVICE_USERS)


def test_notes_stand_where_the_facts_ask_for_them_and_nowhere_else(iit: Instrument, eit: Instrument) -> None:
    notes = {item.code: item.note for item in iit.items + eit.items if item.note}
    assert list(notes) == ["i4", "i5", "i27", "i28", "i29", "e4"]
    for code in ("i4", "e4"):
        assert all(word in notes[code] for word in ("ค่าธรรมเนียม", "ค่าบริการ", "ค่าปรับ", "กฎหมาย"))
    assert all(word in notes["i5"] for word in ("ญาติ", "ขนบธรรมเนียม", "ประเพณี", "มารยาท"))
    assert all("“มากที่สุด”" in notes[code] for code in ("i27", "i28"))
    assert "ภายใน" in notes["i29"]
    assert "ภายนอก" in notes["i29"]


def test_a_question_asks_for_the_words_of_its_scale(iit: Instrument, eit: Instrument) -> None:
    for item in iit.items + eit.items:
        endings = {"level4": "มากน้อยเพียงใด", "yesno": " หรือไม่"}
        assert item.text.endswith(endings[item.parts[0].scale.key]), item.code


def test_a_yes_or_no_question_speaks_of_having_so_that_the_answer_fits(iit: Instrument, eit: Instrument) -> None:
    for item in iit.items + eit.items:
        if item.parts[0].scale.key == "yesno":
            assert "มี" in item.text, item.code


def test_a_divided_question_points_at_its_parts_and_an_undivided_one_does_not(iit: Instrument, eit: Instrument) -> None:
    for item in iit.items + eit.items:
        assert ("ต่อไปนี้" in item.text) is item.is_divided, item.code


def test_service_users_are_never_asked_about_their_own_office(eit: Instrument) -> None:
    assert not [item.code for item in eit.items if "หน่วยงานของท่าน" in item.text + item.note]


def test_the_introduction_makes_no_promise_that_belongs_to_the_form(iit: Instrument, eit: Instrument) -> None:
    for instrument in (iit, eit):
        assert instrument.introduction
        assert not re.search("ไม่ระบุตัว|ความลับ|นิรนาม", instrument.introduction)


def test_the_total_weighs_the_perceptions_thirty_each_and_the_disclosure_forty() -> None:
    assert load_all().assessment(2565).weights == {"iit": 0.30, "eit": 0.30, "oit": 0.40}


def test_the_disclosure_has_seven_sub_indicators_from_o1_to_o43() -> None:
    disclosure = load_all().assessment(2565).disclosure
    assert [(i.number, i.title) for i in disclosure.indicators] == [(9, "การเปิดเผยข้อมูล"), (10, "การป้องกันการทุจริต")]
    subindicators = [sub for indicator in disclosure.indicators for sub in indicator.subindicators]
    assert [(sub.number, len(sub.items)) for sub in subindicators] == [
        ("9.1", 9),
        ("9.2", 8),
        ("9.3", 7),
        ("9.4", 4),
        ("9.5", 5),
        ("10.1", 8),
        ("10.2", 2),
    ]
    assert [code for sub in subindicators for code in sub.items] == [f"o{number}" for number in range(1, 44)]
    assert subindicators[5].items[0] == "o34"


def test_the_seven_grades_the_target_and_the_sampling_rule_are_those_of_the_facts() -> None:
    assessment = load_all().assessment(2565)
    grades = [(grade.label, grade.total_from, grade.instruments_from) for grade in assessment.grades]
    edges = [("AA", 95), ("A", 85), ("B", 75), ("C", 65), ("D", 55), ("E", 50), ("F", 0)]
    assert grades == [(label, edge, None) for label, edge in edges]
    assert assessment.target == 85
    assert set(assessment.sampling) == set(Audience)
    for rule in assessment.sampling.values():
        assert (rule.share, rule.at_least, rule.enough) == (0.10, 30, 400)


def test_every_statement_says_what_it_rests_on_and_how_far_it_can_be_trusted() -> None:
    assessment = load_all().assessment(2565)
    for sources in (assessment.sources, *(instrument.sources for instrument in assessment.instruments)):
        assert sources
        assert all(source.endswith(("(ยืนยันแล้ว)", "(ใช้ไปก่อน ยังไม่ได้ตรวจกับต้นฉบับ)")) for source in sources)


def test_every_text_in_the_files_stands_in_quotes() -> None:
    for file in sorted((PACKAGED / "2565").glob("*.yaml")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            value = line.split("#")[0].strip().removeprefix("- ").partition(": ")[2]
            plain = not value or value[0] in '"[' or re.fullmatch(r"[0-9.]+", value)
            assert plain, f"{file.name}, line {number}: {line}"
