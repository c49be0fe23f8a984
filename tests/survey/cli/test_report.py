"""`sutcharit report`: the yearly report as a file."""

from __future__ import annotations

from pathlib import Path

import docx

from tests.survey.cli.conftest import Command
from tests.survey.documents.sheets import opened


def test_the_ending_of_the_file_says_whether_it_is_word_or_pdf(command: Command, round_id: str, tmp_path: Path) -> None:
    word, pdf = tmp_path / "report.docx", tmp_path / "REPORT.PDF"
    assert str(word) in command("report", round_id, "-o", word).stdout
    assert "๒๕๖๕" in docx.Document(str(word)).paragraphs[0].text
    command("report", round_id, "-o", pdf, "--arabic")
    with opened(pdf.read_bytes()) as document:
        assert "2565" in document.pages[0]


def test_another_ending_is_refused_and_nothing_is_written(command: Command, round_id: str, tmp_path: Path) -> None:
    result = command("report", round_id, "-o", tmp_path / "report.odt", exit_code=2)
    assert ".docx หรือ .pdf" in result.stderr
    assert not (tmp_path / "report.odt").exists()


def test_a_round_that_is_not_there_is_refused(command: Command, tmp_path: Path) -> None:
    result = command("report", "nothing", "-o", tmp_path / "report.pdf", exit_code=2)
    assert "ไม่พบรอบนี้" in result.stderr


def test_a_folder_that_is_not_there_is_told(command: Command, round_id: str, tmp_path: Path) -> None:
    result = command("report", round_id, "-o", tmp_path / "none" / "report.docx", exit_code=1)
    assert "เขียนไฟล์" in result.stderr
