from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from questionnaires.__main__ import main
from tests.questionnaires.conftest import Edit

YEARS = Path(__file__).parents[1] / "years"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "questionnaires", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)


def test_every_packaged_year_is_outlined_when_nothing_is_named() -> None:
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "ปีงบประมาณ 2565" in lines
    for line in (
        "  น้ำหนัก oit 0.4",
        "  ระดับผล F คะแนนรวมตั้งแต่ 0",
        "    5 ตัวชี้วัด 30 ข้อ 51 ช่องคำตอบ",
        "    3 ตัวชี้วัด 15 ข้อ 19 ช่องคำตอบ",
        "    มาตร level4 น้อยที่สุดหรือไม่มีเลย 0 · น้อย 33 · มาก 67 · มากที่สุด 100",
        "    ตัวชี้วัดที่ 8 การปรับปรุงระบบการทำงาน",
        "      10.2 มาตรการภายในเพื่อป้องกันการทุจริต: o42 o43",
    ):
        assert line in lines
    assert any(line.startswith("        i11.2 [level4 −] ") for line in lines)
    assert any(line.startswith("      e13 [yesno +] ") for line in lines)


def test_a_bad_folder_lists_every_problem_and_ends_with_one(year: Path, edit: Edit) -> None:
    edit("iit.yaml", 'code: "i14"', 'code: "i13"')
    edit("eit.yaml", "number: 8\n", "number: 80\n")
    edit("assessment.yaml", "target: 85\n", "")
    done = run(str(year.parent))
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "พบสิ่งที่ต้องแก้ 3 จุดในไฟล์แบบวัด"
    for start in ("2565/iit.yaml · i13: ", "2565/eit.yaml · ตัวชี้วัดที่ 80: ", "2565/assessment.yaml · ทั้งไฟล์ (บรรทัด 3): "):
        assert len([line for line in lines if line.startswith(start)]) == 1
    assert len([line for line in lines if line.startswith("    วิธีแก้: ")]) == 3


def test_a_folder_of_years_or_of_one_year_is_outlined_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(YEARS)]) == 0
    outline = capsys.readouterr().out
    assert outline.startswith("ปีงบประมาณ 2599\n")
    assert "2565" not in outline
    assert "  ระดับผล ผ่านดี คะแนนรวมตั้งแต่ 85 และทุกเครื่องมือตั้งแต่ 85\n" in outline
    assert "    มาตร i3 สกปรกมาก 0 · สกปรก 20 · ค่อนข้างสกปรก 40 · ค่อนข้างสะอาด 60 · สะอาด 80 · สะอาดมาก 100\n" in outline
    assert main([str(YEARS / "2599")]) == 0
    assert capsys.readouterr().out == outline


def test_two_years_are_compared_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "2565", "2599", "--root", str(YEARS)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["--- 2565", "+++ 2599"]
    for line in ("-  เป้าหมาย 85", "+  เป้าหมาย 80", "-  น้ำหนัก oit 0.4", "+  น้ำหนัก oit 0.5"):
        assert line in lines
    assert "     มาตร level4 น้อยที่สุดหรือไม่มีเลย 0 · น้อย 33 · มาก 67 · มากที่สุด 100" in lines


def test_a_year_compared_with_itself_has_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "2565", "2565"]) == 0
    assert capsys.readouterr().out == "แบบวัดปี 2565 และ 2565 ไม่มีสิ่งที่ต่างกัน\n"


def test_comparing_with_a_bad_folder_lists_its_problems(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "2565", "2599", "--root", str(YEARS), "--root", str(year.parent)]) == 1
    assert "มีอยู่ในสองโฟลเดอร์" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-folder"],
        ["--no-such-option"],
        ["diff"],
        ["diff", "2565"],
        ["diff", "2565", "next"],
        ["diff", "2565", "2566"],
        ["diff", "2565", "2599", "--root", "no-such-folder"],
    ],
)
def test_a_command_used_wrongly_says_so_and_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert "usage: python -m questionnaires" in written.err


@pytest.mark.parametrize("arguments", [["-h"], ["diff", "-h"]])
def test_help_explains_each_argument(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert "โฟลเดอร์" in shown
    assert ("--root" in shown) is True


def test_a_reader_that_has_had_enough_of_the_outline_causes_no_complaint() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "questionnaires"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
