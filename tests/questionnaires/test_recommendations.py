"""The optional file of recommendations: read with the year, and every fault in it told with place and remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from questionnaires.__main__ import main
from questionnaires.loader import PACKAGED, DefinitionError, Problem, load_all, load_year
from questionnaires.model import digest
from questionnaires.recommendations import SHAPES
from tests.questionnaires.conftest import Edit

YEARS = Path(__file__).parents[1] / "years"
GUIDE = (Path(__file__).parents[2] / "docs" / "add-a-fiscal-year.md").read_text("utf-8")


def only_problem_of(folder: Path) -> Problem:
    with pytest.raises(DefinitionError) as raised:
        load_year(folder)
    assert len(raised.value.problems) == 1, str(raised.value)
    return raised.value.problems[0]


def test_every_indicator_of_2565_has_two_to_four_actions_and_every_item_one_or_two_sentences() -> None:
    found = load_all(PACKAGED).recommendations_of(2565)
    assert [one.subject for one in found.each] == [
        *map(str, range(1, 11)),
        *(f"i{number}" for number in range(1, 31)),
        *(f"e{number}" for number in range(1, 16)),
    ]
    for one in found.each:
        assert 2 <= len(one.actions) <= 4 if one.subject.isdecimal() else len(one.actions) == 1, one
    every = [action for one in found.each for action in one.actions]
    assert len(set(every)) == len(every)
    assert all(re.search("[\u0e00-\u0e7f]", action) and len(action) < 200 for action in every)


def test_nobody_is_told_to_ask_for_better_answers() -> None:
    every = " ".join(action for one in load_all(PACKAGED).recommendations_of(2565).each for action in one.actions)
    for word in ("ให้ตอบ", "คะแนนเต็ม", "มากที่สุด”", "เลือกผู้ตอบ", "ซักซ้อมคำตอบ"):
        assert word not in every


def test_a_year_may_have_none_and_is_then_without_any_subject() -> None:
    assert load_all(YEARS).recommendations == ()
    assert load_all(YEARS).recommendations_of(2599).of("1") == ()


def test_recommendations_change_no_digest(year: Path) -> None:
    with_them = digest(load_year(year))
    (year / "recommendations.yaml").unlink()
    assert digest(load_year(year)) == with_them


@pytest.mark.parametrize(
    ("old", "new", "where", "problem", "remedy"),
    [
        ('  "10":\n', '  "11":\n', "ตัวชี้วัดที่ 11", "ปีนี้ไม่มีตัวชี้วัดที่ 11", "ซึ่งมี 1, 2, 3"),
        ('  "i30":\n', '  "i31":\n', "ข้อ i31", "ปีนี้ไม่มีข้อ i31", "ซึ่งมี i1, i2"),
        ('  "e15":\n', '  "o1":\n', "ข้อ o1", "ปีนี้ไม่มีข้อ o1", "ซึ่งมี i1"),
        ('  "i30":\n', '  "i29":\n', "ทั้งไฟล์", "i29 ถูกเขียนซ้ำ", "ไว้เพียงที่เดียว"),
        ('  "10":\n', "  10:\n", "ทั้งไฟล์", "ชื่อคีย์ไม่ใช่ข้อความ", "เครื่องหมายคำพูด"),
        ("fiscal_year: 2565\n", "fiscal_year: 2566\n", "ทั้งไฟล์", "ไม่ตรงกับปี 2565", "fiscal_year: 2565"),
        ("fiscal_year: 2565\n", "", "ทั้งไฟล์", "ขาด fiscal_year", "fiscal_year: …"),
        ("\nitems:\n", "\nthings:\n", "ทั้งไฟล์", "ไม่รู้จักคีย์ things", "indicators, items"),
        ('  "i30":\n    - "', '  "i30":\n    - "<b>', "ข้อ i30", "HTML", "ข้อความธรรมดา"),
    ],
)
def test_a_fault_is_told_once_with_place_and_remedy(
    year: Path, edit: Edit, old: str, new: str, where: str, problem: str, remedy: str
) -> None:
    edit("recommendations.yaml", old, new)
    found = only_problem_of(year)
    assert found.file == "2565/recommendations.yaml"
    assert found.where.startswith(where)
    assert problem in found.problem
    assert remedy in found.remedy


def test_an_action_must_be_text_in_a_list(year: Path) -> None:
    content = 'fiscal_year: 2565\nindicators:\n  "1": "ไม่ใช่รายการ"\n  "2": [3, ""]\n'
    (year / "recommendations.yaml").write_text(content, "utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_year(year)
    places = [problem.where.partition(" (")[0] for problem in raised.value.problems]
    assert places == ["ตัวชี้วัดที่ 1", "ตัวชี้วัดที่ 2 2 ลำดับที่ 1", "ตัวชี้วัดที่ 2 2 ลำดับที่ 2"]


def test_the_command_says_how_far_they_go(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "  ข้อแนะนำ 55 เรื่อง ครบทุกตัวชี้วัดและทุกข้อ\n" in capsys.readouterr().out
    text = (year / "recommendations.yaml").read_text("utf-8")
    (year / "recommendations.yaml").write_text(re.sub(r'  "i30":\n    - .*\n', "", text), "utf-8")
    assert main([str(year.parent)]) == 0
    assert "  ข้อแนะนำ 54 เรื่อง ยังขาด 1 เรื่อง คือ i30\n" in capsys.readouterr().out


def test_the_guide_explains_every_key() -> None:
    _, _, section = GUIDE.partition("\n### `recommendations`\n")
    section = re.split(r"^#", section, maxsplit=1, flags=re.MULTILINE)[0]
    shape = SHAPES["recommendations"]
    documented = dict(re.findall(r"^\| `(\w+)` \| (yes|no) \| .+ \|$", section, flags=re.MULTILINE))
    assert documented == {**dict.fromkeys(shape.required, "yes"), **dict.fromkeys(shape.optional, "no")}
