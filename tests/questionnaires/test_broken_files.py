"""Each way a definition can be broken tells file, place and remedy; the broken files are edited copies of the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from questionnaires.loader import DefinitionError, Problem, load_year
from tests.questionnaires.conftest import Edit

CASES = yaml.safe_load((Path(__file__).parent / "broken_files.yaml").read_text("utf-8"))
DEEPER_THAN_ANY_STACK = 100_000


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(DefinitionError) as raised:
        load_year(folder)
    return raised.value.problems


def only_problem_of(folder: Path) -> Problem:
    problems = problems_of(folder)
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_fault_is_told_once_with_file_place_and_remedy(case: dict[str, str], year: Path, edit: Edit) -> None:
    edit(case["file"], case["old"], case["new"])
    problem = only_problem_of(year)
    assert problem.file == f"2565/{case['file']}"
    assert problem.where.startswith(case["where"])
    assert case["problem"] in problem.problem
    assert case["remedy"] in problem.remedy


def test_a_value_of_the_wrong_type_is_told_with_its_line(year: Path, edit: Edit) -> None:
    edit("assessment.yaml", "target: 85", "target: high")
    lines = (year / "assessment.yaml").read_text("utf-8").splitlines()
    assert only_problem_of(year).where == f"ทั้งไฟล์ (บรรทัด {lines.index('target: high') + 1})"


def test_a_mistake_in_the_yaml_itself_is_told_with_file_and_line(year: Path) -> None:
    (year / "eit.yaml").write_text('fiscal_year: 2565\nkey: "eit"\ntitle: "ไม่ปิดเครื่องหมายคำพูด\n', "utf-8")
    problem = only_problem_of(year)
    assert problem.file == "2565/eit.yaml"
    assert problem.where == "ทั้งไฟล์ (บรรทัด 4)"
    assert "YAML" in problem.problem
    assert "เครื่องหมายคำพูด" in problem.remedy


@pytest.mark.parametrize(
    ("content", "where", "problem"),
    [
        (b"", "ทั้งไฟล์", "ไฟล์ว่าง"),
        (b"\xef\xbb\xbf# only a comment\n", "ทั้งไฟล์", "ไฟล์ว่าง"),
        ("fiscal_year: 2565\ntitle: ภาษาไทย".encode("cp874"), "ทั้งไฟล์ (บรรทัด 2)", "UTF-8"),
        (b'key: "eit"\n\ntitle: "\x01"\n', "ทั้งไฟล์ (บรรทัด 3)", "U+0001"),
        (b"[" * DEEPER_THAN_ANY_STACK, "ทั้งไฟล์", "YAML"),
        (b"- " * DEEPER_THAN_ANY_STACK, "ทั้งไฟล์", "YAML"),
        (b"a: 1\n---\nb: 2\n", "ทั้งไฟล์ (บรรทัด 2)", "YAML"),
        (b"- a list\n", "ทั้งไฟล์ (บรรทัด 1)", "คู่ของชื่อกับค่า"),
        (b"a word", "ทั้งไฟล์ (บรรทัด 1)", "คู่ของชื่อกับค่า"),
        (b"&loop [*loop]", "ทั้งไฟล์ (บรรทัด 1)", "คู่ของชื่อกับค่า"),
        (b"!!python/object/apply:os.system ['true']", "ทั้งไฟล์ (บรรทัด 1)", "คู่ของชื่อกับค่า"),
    ],
)
def test_a_file_that_is_no_definition_at_all_is_one_problem(content: bytes, where: str, problem: str, year: Path) -> None:
    (year / "eit.yaml").write_bytes(content)
    found = only_problem_of(year)
    assert found.file == "2565/eit.yaml"
    assert found.where.startswith(where)
    assert problem in found.problem


def test_an_empty_mapping_lacks_every_key_it_must_have(year: Path) -> None:
    (year / "eit.yaml").write_text("{}", "utf-8")
    lacking = {problem.problem for problem in problems_of(year)}
    keys = ("fiscal_year", "key", "title", "audience", "introduction", "indicators", "sources")
    assert lacking == {f"ขาด {key}" for key in keys}


@pytest.mark.parametrize("key", ["weights", "sampling", "grades", "disclosure", "instruments", "sources"])
def test_a_key_with_nothing_in_it_is_told(key: str, year: Path) -> None:
    path = year / "assessment.yaml"
    document = yaml.safe_load(path.read_text("utf-8"))
    emptiness: tuple[object, ...] = ({}, [], None)
    for nothing in emptiness:
        path.write_text(yaml.safe_dump({**document, key: nothing}, allow_unicode=True), "utf-8")
        problems = problems_of(year)
        assert any(key in problem.where + problem.problem for problem in problems), (nothing, problems)


def test_a_named_instrument_without_a_file_is_told(year: Path) -> None:
    (year / "eit.yaml").unlink()
    problem = only_problem_of(year)
    assert (problem.file, problem.where) == ("2565/eit.yaml", "ทั้งไฟล์")
    assert "เปิดอ่านไม่ได้" in problem.problem


def test_a_folder_in_the_place_of_a_file_is_told(year: Path) -> None:
    (year / "eit.yaml").unlink()
    (year / "eit.yaml").mkdir()
    assert "เปิดอ่านไม่ได้" in only_problem_of(year).problem


@pytest.mark.parametrize("name", ["iit2.yaml", "iit.yml", "notes.yaml"])
def test_a_file_that_no_instrument_names_is_told(name: str, year: Path) -> None:
    (year / name).write_text('key: "x"\n', "utf-8")
    problem = only_problem_of(year)
    assert problem.file == "2565/assessment.yaml"
    assert name in problem.problem
    assert "instruments" in problem.remedy


def test_a_file_of_another_kind_beside_the_definitions_is_nobodys_business(year: Path) -> None:
    (year / "README.md").write_text("# notes\n", "utf-8")
    assert load_year(year).fiscal_year == 2565


def test_a_year_without_its_assessment_still_has_its_instruments_checked(year: Path, edit: Edit) -> None:
    edit("iit.yaml", 'code: "i7"', 'code: "i70"')
    (year / "assessment.yaml").unlink()
    found = {(problem.file, problem.where) for problem in problems_of(year)}
    assert found == {("2565/assessment.yaml", "ทั้งไฟล์"), ("2565/iit.yaml", "i70")}


@pytest.mark.parametrize("key", ["../2565/iit", "/etc/passwd", "IIT", "", "i it", "iit\\u0000", "ก"])
def test_an_instruments_key_cannot_lead_out_of_its_folder(key: str, year: Path, edit: Edit) -> None:
    edit("assessment.yaml", 'instruments: ["iit", "eit"]', f'instruments: ["iit", "eit", "{key}"]')
    problems = problems_of(year)
    assert all(problem.file.startswith("2565/") for problem in problems)
    assert not any("เปิดอ่านไม่ได้" in problem.problem for problem in problems)


def test_two_instruments_may_not_share_the_letter_of_their_codes(year: Path) -> None:
    path = year / "eit.yaml"
    path.write_text(path.read_text("utf-8").replace('code: "e', 'code: "i'), "utf-8")
    problem = only_problem_of(year)
    assert problem.where == "eit"
    assert "ขึ้นต้นด้วย i เหมือนกับ iit" in problem.problem


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  oit: 0.40", "  out: 0.40", {"ขาดน้ำหนักของ oit", "มีน้ำหนักของ out ซึ่งไม่มีในปีนี้"}),
        ("  oit: 0.40", "  oit: 0.40\n  extra: 0.10", {"มีน้ำหนักของ extra ซึ่งไม่มีในปีนี้", "น้ำหนักรวมกันได้ 1.1"}),
        ('key: "oit"', 'key: "iit"', {"key iit ซ้ำกับแบบวัด", "มีน้ำหนักของ oit ซึ่งไม่มีในปีนี้"}),
        ('key: "oit"', 'key: "OIT"', {"ชื่อ OIT ผิดรูปแบบ", "ขาดน้ำหนักของ OIT", "มีน้ำหนักของ oit ซึ่งไม่มีในปีนี้"}),
        (
            "total_from: 0\n",
            "total_from: 0\n    instruments_from: 101\n",
            {"มีคะแนนนอกช่วง 0 ถึง 100", "ระดับสุดท้ายไม่ได้รับทุกคะแนนที่เหลือ"},
        ),
    ],
)
def test_one_slip_that_makes_several_things_wrong_is_told_as_each(
    old: str, new: str, expected: set[str], year: Path, edit: Edit
) -> None:
    edit("assessment.yaml", old, new)
    assert {problem.problem for problem in problems_of(year)} == expected


def test_a_scale_may_not_borrow_the_code_of_an_item_with_a_scale_of_its_own(year: Path, edit: Edit) -> None:
    edit("eit.yaml", "  yesno:\n", "  e2:\n")
    path = year / "eit.yaml"
    path.write_text(path.read_text("utf-8").replace('scale: "yesno"', 'scale: "e2"'), "utf-8")
    own = 'scale: {labels: ["แย่", "ดี", "ดีมาก"], points: [0, 50, 100]}'
    edit("eit.yaml", 'คนอื่นมากน้อยเพียงใด"\n        scale: "level4"', f'คนอื่นมากน้อยเพียงใด"\n        {own}')
    problem = only_problem_of(year)
    assert problem.where == "scale e2"
    assert "มาตรสองแบบใช้ชื่อเดียวกัน" in problem.problem


def test_a_year_in_a_folder_of_another_name_is_told_for_every_file(year: Path) -> None:
    problems = problems_of(year.rename(year.with_name("2566")))
    assert [problem.file for problem in problems] == ["2566/assessment.yaml", "2566/iit.yaml", "2566/eit.yaml"]
    assert all("2565 ไม่ตรงกับชื่อโฟลเดอร์ 2566" in problem.problem for problem in problems)


def test_a_gregorian_year_is_no_fiscal_year(year: Path) -> None:
    for path in year.glob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace("fiscal_year: 2565", "fiscal_year: 2022"), "utf-8")
    problems = problems_of(year.rename(year.with_name("2022")))
    assert len(problems) == 3
    assert all("2022 ไม่ใช่ปี พ.ศ." in problem.problem for problem in problems)


def test_every_problem_of_every_file_is_told_at_once(year: Path, edit: Edit) -> None:
    edit("assessment.yaml", "oit: 0.40", "oit: 0.50")
    edit("assessment.yaml", "total_from: 65", "total_from: 80")
    edit("assessment.yaml", '["o42", "o43"]', '["o42", 43]')
    edit("iit.yaml", 'code: "i14"', 'code: "i13"')
    edit("iit.yaml", '"ทักท้วง"', "no")
    edit("iit.yaml", "[0, 33, 67, 100]", "[0, 67, 33, 100]")
    edit("eit.yaml", '"service_users"', '"visitors"')
    edit("eit.yaml", "แก่ท่านตามจริง", "เเก่ท่านตามจริง")
    edit("eit.yaml", "number: 8\n", "number: 80\n")
    with pytest.raises(DefinitionError) as raised:
        load_year(year)
    found = {(problem.file.removeprefix("2565/"), problem.where.partition(" (")[0]) for problem in raised.value.problems}
    expected = {
        ("assessment.yaml", "weights"),
        ("assessment.yaml", "grades C"),
        ("assessment.yaml", "ตัวชี้วัดย่อย 10.2 items ลำดับที่ 2"),
        ("iit.yaml", "i13"),
        ("iit.yaml", "i12 ข้อย่อยที่ 2"),
        ("iit.yaml", "scale level4"),
        ("eit.yaml", "ทั้งไฟล์"),
        ("eit.yaml", "e3"),
        ("eit.yaml", "ตัวชี้วัดที่ 80"),
    }
    assert found == expected
    assert len(raised.value.problems) == len(expected)
    listed = str(raised.value)
    assert f"{len(expected)} จุด" in listed
    for problem in raised.value.problems:
        assert all(words in listed for words in (problem.file, problem.where, problem.problem, problem.remedy))
