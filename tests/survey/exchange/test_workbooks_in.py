"""Excel workbooks as people make them, and as nobody should."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from survey.exchange import spreadsheets
from survey.exchange.problems import UnreadableFile
from survey.exchange.reading import read_responses
from survey.exchange.tables import open_table, rows_in
from survey.exchange.workbook import workbook
from tests.survey.exchange.small_instrument import HEADER, SMALL
from tests.survey.exchange.studies import ROWS, a_study

CODES = HEADER.split(",")


def made(*rows: Any, merge: str = "", title: str = "Sheet1") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(content: bytes) -> Any:
    return read_responses(io.BytesIO(content), SMALL)


def refusal(content: bytes) -> list[str]:
    with pytest.raises(UnreadableFile) as refused:
        read(content)
    return [str(problem) for problem in refused.value.problems]


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for each in before.namelist():
            after.writestr(each, part if each == name else before.read(each))
        if name not in before.namelist():
            after.writestr(name, part)
    return stream.getvalue()


GOOD = made(CODES, [4, "มาก", 1, "๓", 2], [None, 1.0, "มี", 1, None])


def test_numbers_labels_and_blanks_of_a_workbook_are_read_like_those_of_a_csv_file() -> None:
    assert read(GOOD).steps.tolist() == [[4, 3, 1, 3, 2], [0, 1, 2, 1, 0]]
    assert rows_in(GOOD) == 3


def test_a_title_above_the_header_and_blank_rows_are_passed_over_and_rows_keep_their_numbers() -> None:
    found = read(made(["ผลสำรวจ ปี 2565"], [], CODES, [1, 1, 1, 1, 1], [], [9, 1, 1, 1, 1]))
    assert found.steps.tolist() == [[1, 1, 1, 1, 1]]
    assert found.problem_lines()[0].startswith("แถว 6 คอลัมน์ i1.1:")


def test_a_workbook_we_wrote_ourselves_comes_back_by_its_sheet_of_responses() -> None:
    assert sorted(read(workbook(a_study())).steps.tolist()) == sorted(map(list, ROWS))


def test_formulas_dates_and_other_cells_that_are_no_answers_are_named_for_what_they_are() -> None:
    lines = read(made(CODES, ["=A1+1", date(2022, 1, 1), True, 1.5, datetime(2022, 1, 1, 8, 30)])).problem_lines()
    assert [line.partition(":")[0] for line in lines] == [f"แถว 2 คอลัมน์ {code}" for code in CODES]
    assert "เป็นสูตร" in lines[0]
    assert "“2022-01-01” เป็นวันที่" in lines[1]
    assert "“TRUE”" in lines[2]
    assert "“1.5”" in lines[3]


def test_merged_cells_below_the_header_are_refused_by_their_place_and_above_it_do_no_harm() -> None:
    assert refusal(made(CODES, [1, 1, 1, 1, 1], [2, 1, 1, 1, 1], merge="A2:A3")) == [
        "แถว 3 คอลัมน์ A: เซลล์ A2:A3 ถูกผสานเป็นเซลล์เดียว โปรดยกเลิกการผสานเซลล์ แล้วใส่คำตอบให้ครบทุกช่อง"
    ]
    titled = made(["ผลสำรวจ", None, None], CODES, [1, 1, 1, 1, 1], merge="A1:C1")
    assert read(titled).steps.tolist() == [[1, 1, 1, 1, 1]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (made(), "ว่าง"),
        (b"PK\x03\x04" + bytes(500), "อ่านเป็นสมุดงาน Excel (.xlsx) ไม่ได้"),
        (GOOD[:-200], "อ่านเป็นสมุดงาน Excel (.xlsx) ไม่ได้"),
        (with_part(GOOD, "xl/workbook.xml", b"<nonsense/>"), "ไม่มีแผ่นงาน"),
        (with_part(GOOD, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"), "อ่านเป็นสมุดงาน Excel (.xlsx) ไม่ได้"),
        (with_part(GOOD, "xl/media/x", b"0" * 40_000_000), "ใหญ่ผิดปกติ"),
        (with_part(GOOD, "xl/worksheets/sheet1.xml", b" " * 20_000_000), "ใหญ่ผิดปกติ"),
        (with_part(GOOD, "xl/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "ไม่เปิดอ่าน"),
        (made(["ชื่อ", "อายุ"], ["ก", 3]), "หัวตารางไม่มีรหัสข้อ"),
    ],
    ids=["empty", "no zip", "cut", "no workbook", "broken sheet", "bomb", "packed sheet", "declarations", "other columns"],
)
def test_a_workbook_that_is_of_no_use_is_refused_with_the_reason(content: bytes, said: str) -> None:
    (line, *_) = refusal(content)
    assert said in line


def test_a_sheet_that_lies_about_its_size_or_jumps_to_the_last_row_is_read_by_what_is_in_it() -> None:
    sheet = zipfile.ZipFile(io.BytesIO(GOOD)).read("xl/worksheets/sheet1.xml")
    lying = sheet.replace(b"<dimension", b'<dimension ref="A1:XFD1048576"/><ignored', 1)
    assert read(with_part(GOOD, "xl/worksheets/sheet1.xml", lying)).steps.shape == (2, 5)
    jumping = sheet.replace(b"</sheetData>", b'<row r="200000"><c r="A200000"><v>1</v></c></row></sheetData>')
    (*_, last) = refusal(with_part(GOOD, "xl/worksheets/sheet1.xml", jumping))
    assert f"มีเกิน {spreadsheets.MOST_SHEET_ROWS:,} แถว" in last


def test_columns_far_to_the_right_do_not_widen_the_table() -> None:
    sheet = zipfile.ZipFile(io.BytesIO(GOOD)).read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b"</row>", b'<c r="XFD1"><v>1</v></c></row>', 1)
    assert len(open_table(io.BytesIO(with_part(GOOD, "xl/worksheets/sheet1.xml", far))).header) == 5
