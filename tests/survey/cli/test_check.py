"""`sutcharit check`: figures in a file, and what is wrong with them or with the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.survey.cli.conftest import Command

SEED = Path(__file__).parents[2] / "scoring" / "seed-2565.yaml"
# The seed report with both misprints put right.
AGREEING = SEED.read_text(encoding="utf-8").replace("88.89", "68.89").replace("84.6", "81.60")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "figures.yaml"


def test_the_seed_report_is_told_apart_in_the_agreed_shape(alone: Command) -> None:
    found = json.loads(alone("check", SEED, "--json", exit_code=1).stdout)
    assert found["consistent"] is False
    # 84.596 less 80.60, 81.60 and 82.7978 less 84.60, and 88.89 less 80.55: worked in tests/scoring/test_consistency.py.
    assert [(one["what"], one["printed"], one["computed"], one["difference"]) for one in found["findings"]] == [
        ("instruments.iit", 80.6, 84.596, -3.996),
        ("total", 84.6, 81.6, 3.0),
        ("total", 84.6, 82.7978, 1.8022),
        ("lowest.iit", 5, 4, 8.34),
    ]
    assert found["repairs"] == [
        {
            "changes": [
                {"figure": "indicators.5", "from": 88.89, "to": 68.89},
                {"figure": "total", "from": 84.6, "to": 81.6},
            ],
            "explains_all": True,
        }
    ]
    assert found["equally_good"] == 1


def test_people_read_what_contradicts_what_agrees_and_what_would_explain_it(alone: Command) -> None:
    shown = alone("check", SEED, exit_code=1).stdout
    assert "ไม่ตรงกัน 4 จาก 8 จุด" in shown
    assert "คะแนน IIT ประกาศ 80.60 แต่คำนวณจากคะแนนตัวชี้วัดได้ 84.60 (ประกาศต่ำกว่า 4.00)" in shown
    assert "คะแนน EIT 73.52 ตรงกับที่คำนวณจากคะแนนตัวชี้วัด" in shown
    assert "ตัวชี้วัดที่ 5 88.89 ควรเป็น 68.89 และ คะแนนรวม 84.60 ควรเป็น 81.60" in shown


def test_consistent_figures_end_well(alone: Command, file: Path) -> None:
    file.write_text(AGREEING, encoding="utf-8")
    assert json.loads(alone("check", file, "--json").stdout)["findings"] == []
    assert "ตรงกันทั้ง 8 จุด" in alone("check", file).stdout


@pytest.mark.parametrize("more", ["", "total: 84.60", "grade: A", "indicators: {1: 83.05, 2: }", "lowest:", "indicators: {}"])
def test_every_line_but_the_year_may_be_left_out_or_empty(alone: Command, file: Path, more: str) -> None:
    file.write_text(f"fiscal_year: 2565\n{more}\n", encoding="utf-8")
    assert json.loads(alone("check", file, "--json").stdout)["consistent"] is True


def test_thai_digits_and_a_mark_at_the_beginning_are_understood(alone: Command, file: Path) -> None:
    file.write_text(
        "\ufefffiscal_year: ๒๕๖๕\ntotal: ๘๔.๖\ngrade: A\nlowest: {iit: ๕}\nindicators: {๕: ๘๘.๘๙}\n", encoding="utf-8"
    )
    found = json.loads(alone("check", file, "--json", exit_code=1).stdout)
    assert [(one["what"], one["printed"], one["computed"]) for one in found["findings"]] == [("grade", "A", "B")]


def test_figures_come_through_standard_input(alone: Command) -> None:
    assert "ไม่ตรงกัน" in alone("check", "-", exit_code=1, typed="fiscal_year: 2565\ntotal: 84\ngrade: A\n").stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("total: 84.6", "ไม่ได้บอกปีงบประมาณ"),
        ("fiscal_year: 2500", "ไม่มีนิยามของปี 2500"),
        ("fiscal_year: soon", "ปีงบประมาณต้องเป็นจำนวนเต็ม"),
        ("fiscal_year: 2565\nmean: 3", "ไม่รู้จัก mean"),
        ("fiscal_year: 2565\ntotal: 100.01", "อยู่นอกช่วง 0 ถึง 100"),
        ("fiscal_year: 2565\ntotal: -1", "อยู่นอกช่วง 0 ถึง 100"),
        ("fiscal_year: 2565\ntotal: about 84", "ไม่ใช่ตัวเลข"),
        ("fiscal_year: 2565\ntotal: .nan", "ไม่ใช่ตัวเลข"),
        ("fiscal_year: 2565\ntotal: true", "ไม่ใช่ตัวเลข"),
        ("fiscal_year: 2565\ntotal: [84]", "ไม่ใช่ตัวเลข"),
        ("fiscal_year: 2565\ntotal: 1:24", "ไม่ใช่ตัวเลข"),
        ("fiscal_year: 2565\ntotal: 84\ntotal: 85", "total ถูกเขียนซ้ำ"),
        ("fiscal_year: 2565\nindicators: {1: 80, 1: 81}", "1 ถูกเขียนซ้ำ"),
        ("fiscal_year: 2565\nindicators: {11: 80}", "ไม่มีตัวชี้วัดที่ 11"),
        ("fiscal_year: 2565\nindicators: [80, 81]", "ต้องเป็นคู่ของชื่อกับค่า"),
        ("fiscal_year: 2565\ninstruments: {qit: 80}", "ไม่มีแบบวัด qit"),
        ("fiscal_year: 2565\ngrade: Z", "ไม่มีระดับ Z"),
        ("fiscal_year: 2565\ngrade: {a: b}", "ไม่มีระดับ"),
        ("fiscal_year: 2565\nlowest: {iit: 8}", "8 ไม่ใช่ตัวชี้วัดของ IIT"),
        ("fiscal_year: 2565\n? [a, b]\n: 1", "ชื่อหัวข้อไม่ใช่ข้อความหรือตัวเลข"),
        ("- 1\n- 2", "ต้องเป็นคู่ของชื่อกับค่า"),
        ("", "ไฟล์ว่าง"),
        ("fiscal_year: 2565\ntotal: 'unclosed", "อ่านเป็น YAML ไม่ได้"),
        ("fiscal_year: 2565\n---\ntotal: 1", "อ่านเป็น YAML ไม่ได้"),
        ("!!python/object/apply:os.system ['true']", "ต้องเป็นคู่ของชื่อกับค่า"),
        ("[" * 600, "อ่านเป็น YAML ไม่ได้"),
        ("a: &a [1]\nb: &b [*a,*a,*a]\nfiscal_year: 2565\ntotal: *b", "ไม่ใช่ตัวเลข"),
        ("#" * 70_000, "ไฟล์ใหญ่เกินไป"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_refused_in_words(alone: Command, file: Path, content: str, said: str) -> None:
    file.write_text(content, encoding="utf-8")
    result = alone("check", file, "--json", exit_code=2)
    assert said in result.stderr
    assert "วิธีแก้" in result.stderr
    assert result.stdout == ""


def test_every_problem_of_a_file_is_listed_with_its_line(alone: Command, file: Path) -> None:
    file.write_text("fiscal_year: 2565\ntotal: 101\ngrade: Z\nindicators: {11: 1, 5: x}\nmean: 1\n", encoding="utf-8")
    said = alone("check", file, exit_code=2).stderr
    assert "กรุณาแก้ไขไฟล์ 5 จุด" in said
    assert [f"บรรทัด {line}" in said for line in (2, 3, 4, 5)] == [True] * 4


def test_bytes_that_are_no_text_and_a_file_that_is_not_there_are_refused(alone: Command, file: Path) -> None:
    file.write_bytes("fiscal_year: 2565 # ปี".encode("cp874"))
    assert "UTF-8" in alone("check", file, exit_code=2).stderr
    alone("check", file.with_name("nothing.yaml"), exit_code=2)
