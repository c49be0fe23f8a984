"""What goes out: each format read back by a program that did not write it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pyreadstat
import pytest
from lxml import etree
from openpyxl import load_workbook

from questionnaires.loader import load_all
from survey.exchange import ddi, parquet, spss, workbook
from survey.exchange.study import NoResponses, in_no_order, question_of, questions_of
from survey.exchange.wrapping import row_height
from tests.survey.exchange.small_instrument import SMALL
from tests.survey.exchange.studies import ROWS, SERVICE_USERS, a_study

IIT, EIT = load_all().instrument("2565/iit"), load_all().instrument("2565/eit")
SCHEMA = Path(__file__).with_name("ddi-codebook-2.5-part.xsd")
DDI = {"d": ddi.NAMESPACE}
NAMES = ["i1_1", "i1_2", "i2", "i3", "i4"]


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content), data_only=False)


def rows_of(book: Any, name: str) -> list[tuple[Any, ...]]:
    return list(book[name].iter_rows(values_only=True))


def described(content: bytes) -> Any:
    root = etree.fromstring(content)
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(root)
    return root


def test_rows_come_in_an_order_that_only_what_they_say_decides() -> None:
    backwards = a_study(rows=ROWS[::-1])
    assert in_no_order(a_study().steps).tolist() == in_no_order(backwards.steps).tolist() == sorted(map(list, ROWS))
    assert in_no_order(a_study().steps[:0]).shape == (0, 5)
    assert parquet.parquet_file(a_study()) == parquet.parquet_file(backwards)
    assert workbook.workbook(a_study()) == workbook.workbook(backwards)


def test_a_workbook_has_a_sheet_for_each_level_and_scores_as_numbers_with_two_decimals() -> None:
    book = opened(workbook.workbook(a_study()))
    assert book.sheetnames == ["ผลรวม", "ตัวชี้วัด", "ข้อ", "ข้อย่อย", "การกระจาย", "คำตอบ"]
    part = next(row for row in rows_of(book, "ข้อย่อย") if row[1] == "i2")
    # Two said no (0 points) and four said yes (100): 400 / 6.
    assert part[3] == pytest.approx(400 / 6)
    assert part[6] == 6
    assert book["ข้อย่อย"]["D2"].number_format == "0.00"
    assert len(book["ผลรวม"]._charts) == 1
    assert rows_of(book, "คำตอบ")[0] == ("i1.1", "i1.2", "i2", "i3", "i4")
    assert [[cell or 0 for cell in row] for row in rows_of(book, "คำตอบ")[1:]] == sorted(map(list, ROWS))


def test_rows_of_a_workbook_are_as_high_as_the_text_wrapped_in_them() -> None:
    # Thirty letters and twenty marks above or below them take the room of thirty.
    assert row_height([("กิ" * 20 + "ก" * 10, 30.0)]) == 18
    assert row_height([("ก" * 31, 30.0), (100, 1.0), (None, 1.0)]) == 36
    assert row_height([("ก\nก\n", 30.0), ("ก" * 31, 30.0)]) == 54
    sheet = opened(workbook.workbook(a_study()))["ข้อย่อย"]
    longest = {row: len(str(sheet.cell(row, 3).value)) for row in range(2, sheet.max_row + 1)}
    assert all(sheet.row_dimensions[row].height == 18 for row, letters in longest.items() if letters <= 70)


def test_figures_of_a_workbook_stand_at_the_right_below_their_headings_and_it_prints_on_a4() -> None:
    book = opened(workbook.workbook(a_study()))
    sheet = book["ข้อย่อย"]
    assert {sheet[f"D{row}"].alignment.horizontal for row in (1, 2)} == {"right"}
    assert {sheet[f"A{row}"].alignment.horizontal for row in (1, 2)} == {"center"}
    # On the first sheet words and figures share a column, and both begin at the left.
    assert {row[1].alignment.horizontal for row in book["ผลรวม"].iter_rows()} == {"left"}
    assert {(one.page_setup.paperSize, one.freeze_panes, one.print_title_rows) for one in book} == {(9, "A2", "$1:$1")}


def test_a_workbook_counts_steps_of_the_staff_only_together() -> None:
    of_staff = [row for row in rows_of(opened(workbook.workbook(a_study())), "การกระจาย") if row[0] == "i1.1"]
    # 1, 1, 0 and 4 ticks: the lowest take in their neighbours until there are three; what is left stays with the top.
    assert [(row[2], row[4]) for row in of_staff] == [("1, 2, 3, 4", 6)]
    of_users = a_study(instrument=SERVICE_USERS)
    counted = [row for row in rows_of(opened(workbook.workbook(of_users)), "การกระจาย") if row[0] == "i1.1"]
    assert [(row[2], row[4]) for row in counted] == [("1", 1), ("2", 1), ("3", 0), ("4", 4)]


def test_without_permission_no_file_holds_a_row() -> None:
    closed = a_study(hands_out=False)
    book = opened(workbook.workbook(closed))
    assert "คำตอบ" not in book.sheetnames
    assert any("เพื่อไม่ให้รู้ว่าเป็นคำตอบของใคร" in str(row[1]) for row in rows_of(book, "ผลรวม"))
    for write in (spss.spss_file, parquet.parquet_file):
        with pytest.raises(NoResponses):
            write(closed)


def test_without_a_result_a_workbook_says_so_and_shows_no_figure() -> None:
    book = opened(workbook.workbook(a_study(hands_out=False, scorecard=None, estimates=None, distributions=None)))
    assert book.sheetnames == ["ผลรวม"]
    assert ("คะแนน", "ยังแสดงไม่ได้ เพราะมีผู้ตอบน้อย") in rows_of(book, "ผลรวม")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_workbook_is_a_formula_whatever_the_names_begin_with(start: str) -> None:
    content = workbook.workbook(a_study(office=f'{start}HYPERLINK("x")', title=f"{start}1+1"))
    book = opened(content)
    values = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in values if cell.data_type == "f"]
    assert not [cell.value for cell in values if isinstance(cell.value, str) and cell.value.startswith(tuple("=+-@\t\r"))]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [name for name in sheets if b"<f>" in package.read(name) or b"<hyperlink" in package.read(name)]


def test_spss_reads_thai_labels_and_counts_blanks_as_missing(tmp_path: Path) -> None:
    file = tmp_path / "answers.sav"
    file.write_bytes(spss.spss_file(a_study()))
    frame, meta = pyreadstat.read_sav(file)
    assert list(frame.columns) == NAMES
    assert frame["i4"].isna().sum() == 1
    assert frame["i2"].mean() == pytest.approx(10 / 6)
    assert meta.variable_value_labels["i2"] == {0: "ไม่ได้ตอบ", 1: "ไม่มี", 2: "มี"}
    assert meta.variable_measure["i2"] == "nominal"
    _, with_codes = pyreadstat.read_sav(file, user_missing=True)
    assert with_codes.missing_ranges["i4"] == [{"lo": 0.0, "hi": 0.0}]


@pytest.mark.parametrize("instrument", [IIT, EIT], ids=["IIT", "EIT"])
def test_every_variable_of_the_real_instruments_has_a_label_of_its_own_within_what_spss_takes(
    instrument: Any, tmp_path: Path
) -> None:
    file = tmp_path / "answers.sav"
    file.write_bytes(spss.spss_file(a_study(instrument=instrument, rows=[[1] * len(instrument.parts)] * 5)))
    _, meta = pyreadstat.read_sav(file)
    labels = [meta.column_names_to_labels[name] for name in meta.column_names]
    assert len(set(labels)) == len(instrument.parts)
    assert max(len(label.encode()) for label in labels) <= 255
    assert [label.split()[0] for label in labels] == list(instrument.part_codes)


@pytest.mark.parametrize(
    ("size", "kept"),
    # ที่นี่ is six letters of three bytes, two with marks above.
    [(18, "ที่นี่"), (17, "ที่…"), (14, "ที่…"), (12, "ที่…"), (11, "…"), (3, "…")],
)
def test_a_label_that_is_too_long_is_cut_between_letters(size: int, kept: str) -> None:
    assert spss.fitted("ที่นี่", size) == kept
    assert len(kept.encode()) <= size


def test_parquet_holds_small_numbers_nulls_and_what_they_mean(tmp_path: Path) -> None:
    file = tmp_path / "answers.parquet"
    file.write_bytes(parquet.parquet_file(a_study(title="รอบ'ที่ 1")))
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT * FROM read_parquet(?)", [str(file)]).fetchall()
        described_columns = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(file)]).fetchall()
        ((notes,),) = connection.execute("SELECT value FROM parquet_kv_metadata(?)", [str(file)]).fetchall()
    assert [[cell or 0 for cell in row] for row in rows] == sorted(map(list, ROWS))
    assert [kind for _, kind, *_ in described_columns] == ["UTINYINT"] * 5
    said = json.loads(notes)
    assert said["round"] == "รอบ'ที่ 1"
    assert said["variables"]["i2"]["values"] == {"1": "ไม่มี", "2": "มี"}


@pytest.mark.parametrize("hands_out", [True, False])
@pytest.mark.parametrize("instrument", [IIT, EIT], ids=["IIT", "EIT"])
def test_the_codebook_keeps_to_the_standard_and_describes_every_part(instrument: Any, hands_out: bool) -> None:
    study = a_study(
        instrument=instrument, rows=[[1] * len(instrument.parts)] * 6, hands_out=hands_out, is_partly_simulated=True
    )
    root = described(ddi.codebook(study))
    variables = root.findall(".//d:var", DDI)
    assert [one.get("name") for one in variables] == [code.replace(".", "_") for code in instrument.part_codes]
    assert [one.findtext("d:labl", namespaces=DDI) for one in variables] == list(questions_of(instrument).values())
    assert root.findtext(".//d:caseQnty", namespaces=DDI) == ("6" if hands_out else None)


def test_the_codebook_counts_no_step_that_may_not_be_counted_alone() -> None:
    of_staff = described(ddi.codebook(a_study()))
    first = of_staff.find(".//d:var[@name='i1_1']", DDI)
    assert first.findall("d:catgry/d:catStat", DDI) == []
    assert [one.findtext("d:catStat", namespaces=DDI) for one in first.findall("d:catgryGrp", DDI)] == ["6"]
    of_users = described(ddi.codebook(a_study(instrument=SERVICE_USERS)))
    first = of_users.find(".//d:var[@name='i1_1']", DDI)
    assert [one.text for one in first.findall("d:catgry/d:catStat", DDI)] == ["1", "1", "0", "4"]


def test_the_codebook_of_a_round_without_a_result_has_no_count_at_all() -> None:
    bare = described(
        ddi.codebook(a_study(hands_out=False, scorecard=None, estimates=None, distributions=None, population=None))
    )
    assert bare.findall(".//d:catStat", DDI) + bare.findall(".//d:sumStat", DDI) == []


@pytest.mark.parametrize("instrument", [IIT, EIT], ids=["IIT", "EIT"])
def test_every_reference_in_the_codebook_leads_to_the_only_element_of_that_name(instrument: Any) -> None:
    root = described(ddi.codebook(a_study(instrument=instrument, rows=[[1] * len(instrument.parts)] * 6)))
    names = root.xpath("//@ID")
    assert len(set(names)) == len(names)
    files, grouped = root.xpath("//d:fileDscr/@ID", namespaces=DDI), root.xpath("//d:varGrp/@var", namespaces=DDI)
    assert set(root.xpath("//d:var/@files", namespaces=DDI)) == set(files)
    assert " ".join(grouped).split() == root.xpath("//d:var/@ID", namespaces=DDI)
    for variable in root.iterfind(".//d:var", DDI):
        together = " ".join(variable.xpath("d:catgryGrp/@catgry", namespaces=DDI)).split()
        assert set(together) <= set(variable.xpath("d:catgry/@ID", namespaces=DDI))


def test_the_codebooks_of_two_rounds_have_two_numbers_so_that_an_archive_keeps_both() -> None:
    numbers = [
        described(ddi.codebook(a_study(round_id=each))).findtext(".//d:IDNo", namespaces=DDI) for each in ("0badc0de", "5eed")
    ]
    assert numbers == [f"{SMALL.identifier}/0badc0de", f"{SMALL.identifier}/5eed"]


def test_the_codebook_says_once_that_its_language_is_thai() -> None:
    root = described(ddi.codebook(a_study()))
    assert root.xpath("//@xml:*") == root.xpath("/*/@xml:lang") == ["th"]


def test_the_codebook_forbids_looking_for_a_respondent_and_asks_nobody_to_sign_a_declaration() -> None:
    root = described(ddi.codebook(a_study()))
    assert "ห้ามนำไปหาตัวผู้ตอบ" in root.findtext(".//d:useStmt/d:restrctn", namespaces=DDI)
    # In the standard, confDec asks for a signed declaration and specPerm for a permission: an office has a form for neither.
    assert root.xpath("//d:confDec | //d:specPerm", namespaces=DDI) == []


def test_the_codebook_leaves_nothing_to_a_vocabulary_it_does_not_name() -> None:
    # Wherever the standard's answer is "other", the word itself must be taken from a vocabulary that the codebook names.
    assert described(ddi.codebook(a_study())).xpath("//@*[. = 'other']") == []


@pytest.mark.parametrize(("element", "kind"), [("catStat", "vald"), ("sumStat", "freq")])
def test_a_statistic_of_a_category_is_none_of_a_variable_and_the_other_way_round(element: str, kind: str) -> None:
    root = described(ddi.codebook(a_study()))
    root.find(f".//d:{element}", DDI).set("type", kind)
    with pytest.raises(etree.DocumentInvalid):
        described(etree.tostring(root))


def test_text_that_xml_cannot_hold_does_not_spoil_the_codebook() -> None:
    root = described(ddi.codebook(a_study(title="<รอบ>\x00\x0b&\ud800")))
    assert "<รอบ>" in root.findtext(".//d:titl", namespaces=DDI)


def test_a_question_is_the_items_sentence_and_the_parts_own() -> None:
    item = IIT.items[0]
    assert question_of(item, item.parts[1]) == f"{item.text}: {item.parts[1].text}"
    assert question_of(IIT.items[1], IIT.items[1].parts[0]) == IIT.items[1].text
