"""Questions about the respondent are data: what the facts list, and nothing that could be mistaken for something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from questionnaires.loader import DefinitionError, load_all, load_year
from tests.questionnaires.conftest import Edit


@pytest.mark.parametrize(
    ("identifier", "codes"),
    [
        ("2565/iit", ["sex", "age", "education", "years", "level"]),
        ("2565/eit", ["sex", "age", "education", "kind", "matter"]),
    ],
)
def test_each_instrument_asks_what_the_facts_list(identifier: str, codes: list[str]) -> None:
    assert [question.code for question in load_all().instrument(identifier).profile] == codes


def test_the_kinds_of_visitors_are_those_of_the_facts() -> None:
    (kind,) = (question for question in load_all().instrument("2565/eit").profile if question.code == "kind")
    assert [answer.text for answer in kind.answers] == ["ประชาชนทั่วไป", "หน่วยงานของรัฐ", "ห้างร้านหรือบริษัท", "อื่น ๆ"]


@pytest.mark.parametrize(
    ("old", "new", "where", "problem"),
    [
        ('  - code: "kind"\n', '  - code: "division"\n', "profile division", "ระบบใช้ถามกองหรือสำนักเอง"),
        ('  - code: "kind"\n', '  - code: "Kind of"\n', "profile Kind of", "ผิดรูปแบบ"),
        ('  - code: "kind"\n', '  - code: "sex"\n', "profile sex", "รหัส sex ซ้ำ"),
        ('  - code: "kind"\n    text:', "  - text:", "profile ลำดับที่ 4", "ขาด code"),
        ('      - code: "agency"\n', '      - code: "person"\n', "profile kind", "รหัสคำตอบ person ซ้ำ"),
        ('      - code: "agency"\n', '      - code: "a-b"\n', "profile kind", "รหัสคำตอบ a-b ผิดรูปแบบ"),
        ('text: "หน่วยงานของรัฐ"', 'text: "ประชาชนทั่วไป"', "profile kind", "คำตอบ agency มีถ้อยคำเหมือนกับ person"),
        ('text: "ท่านมาติดต่อในฐานะ"', 'text: "เพศ"', "profile kind", "ถ้อยคำเหมือนกับ profile sex"),
        ('text: "หน่วยงานของรัฐ"', 'text: "หน่วยงาน<br>ของรัฐ"', "profile kind agency", "HTML"),
        ('text: "หน่วยงานของรัฐ"', "text: 7", "profile kind answers ลำดับที่ 2", "text ต้องเป็นข้อความ"),
    ],
)
def test_a_fault_is_told_once_with_file_place_and_remedy(
    old: str, new: str, where: str, problem: str, year: Path, edit: Edit
) -> None:
    edit("eit.yaml", old, new)
    with pytest.raises(DefinitionError) as raised:
        load_year(year)
    (found,) = raised.value.problems
    assert found.file == "2565/eit.yaml"
    assert found.where.startswith(where)
    assert problem in found.problem
    assert found.remedy


def test_one_answer_is_no_question(year: Path) -> None:
    file = year / "eit.yaml"
    text = file.read_text("utf-8")
    start = text.index('      - code: "agency"')
    end = text.index('  - code: "matter"')
    file.write_text(text[:start] + text[end:], "utf-8")
    with pytest.raises(DefinitionError, match="มีคำตอบให้เลือกเพียงข้อเดียว"):
        load_year(year)
