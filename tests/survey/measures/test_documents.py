"""The reports after 6 and 12 months, and the year's evidence pack."""

from __future__ import annotations

import csv
import hashlib
import io
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from questionnaires.loader import PACKAGED, load_all
from survey.documents.report import Table
from survey.documents.report_docx import report_docx
from survey.documents.report_pdf import report_pdf
from survey.measures.content import progress_report
from survey.measures.operations import tell_progress
from survey.measures.overview import year_of
from survey.measures.pack import LARGEST, SUMS, Entry, entries, write_zip
from survey.models import Declaration, Office
from survey.results.operations import enter_official
from tests.builders import a_scene, an_office, arranging
from tests.reader import Reader
from tests.survey.cases.arranged import MALEE
from tests.survey.measures.arranged import A_PDF, a_measure, a_proof

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TODAY = date(2026, 11, 24)
DEFINITIONS = load_all(PACKAGED)


def an_office_at_work(session: Session) -> Office:
    """Two measures: the first told of in quarters 1, 2 and 4 and proved in quarter 4, the second with nothing."""
    office = an_office(session)
    enter_official(session, office.id, 2565, {"indicators": {"1": 83.05, "8": 66.55, "9": 90.0}})
    measure = a_measure(session, office, indicator=8, result="ลดได้สองขั้นตอน", budget=1_500)
    for quarter, text in ((1, "สำรวจ"), (2, "ตัดสองขั้นตอน"), (4, "ประเมินผล")):
        tell_progress(session, measure, quarter, text, actor=MALEE)
    a_proof(session, measure, "ผลประเมิน.pdf", quarter=4)
    a_proof(session, measure, "ภายใน.pdf", quarter=4, public=False)
    a_measure(session, office, "ประกาศเจตจำนง")
    return office


def written(files: list[Entry]) -> bytes:
    file = io.BytesIO()
    write_zip(files, file)
    return file.getvalue()


def test_the_half_year_is_told_to_march_and_the_whole_year_to_its_end(session: Session) -> None:
    office = an_office_at_work(session)
    year = year_of(session, DEFINITIONS, office.id, 2565, today=TODAY)
    for months, told, proved in ((6, "ไตรมาส 1 (ต.ค.–ธ.ค.): สำรวจ\nไตรมาส 2 (ม.ค.–มี.ค.): ตัดสองขั้นตอน", 0), (12, "ประเมินผล", 1)):
        report = progress_report(year, office.name, months, made_on=TODAY)
        assert f"(รอบ {months} เดือน)" in report.title
        first, second, _files = report.sections
        assert f"บันทึกความก้าวหน้าแล้ว 1 มาตรการ และมีหลักฐานแล้ว {proved} มาตรการ" in first.blocks[0].text  # type: ignore[union-attr]
        low = first.blocks[1]
        assert isinstance(low, Table)
        # 85 less 83.05 and less 66.55; 90 is above the target.
        assert [row[1:3] + row[4:] for row in low.rows] == [("83.05", "1.95", "ยังไม่มี"), ("66.55", "18.45", "1")]
        table = second.blocks[0]
        assert isinstance(table, Table)
        assert told in table.rows[0][3]
        assert ("ลดได้สองขั้นตอน" in table.rows[0][3]) == (months == 12)
        assert "1,500 บาท" in table.rows[0][2]
        assert table.rows[1][3] == "ยังไม่ได้บันทึกความก้าวหน้า"


@ON_ONE_DATABASE
def test_both_reports_are_documents(session: Session) -> None:
    office = an_office_at_work(session)
    report = progress_report(year_of(session, DEFINITIONS, office.id, 2565, today=TODAY), office.name, 12, made_on=TODAY)
    assert report_pdf(report).startswith(b"%PDF-")
    with zipfile.ZipFile(io.BytesIO(report_docx(report))) as file:
        assert "๖๖.๕๕" in file.read("word/document.xml").decode()


@ON_ONE_DATABASE
def test_the_evidence_pack_holds_what_its_list_of_digests_says(session: Session, tmp_path: Path) -> None:
    office = an_office_at_work(session)
    signed = {"name": "ก", "name_en": "K", "position": "นายก", "position_en": "Head", "signed_on": date(2022, 1, 5)}
    sworn = Declaration(office_id=office.id, fiscal_year=2565, text="ขอประกาศ\nข้อหนึ่ง", text_en="I declare", **signed)
    sworn.published_on = date(2022, 1, 5)
    session.add(sworn)
    session.flush()
    year = year_of(session, DEFINITIONS, office.id, 2565, today=TODAY)
    content = written(entries(session, office, year, today=TODAY))
    assert content == written(entries(session, office, year, today=TODAY))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        names = file.namelist()
        assert {one.date_time for one in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert file.read("evidence/measure-01/01.pdf") == A_PDF
        listed = list(csv.reader(io.StringIO(file.read("evidence/list.csv").decode("utf-8-sig"))))
        file.extractall(tmp_path)
    assert names == [
        *("declaration.docx", "declaration.pdf", "evidence/list.csv", "evidence/measure-01/01.pdf"),
        *("measures.docx", "measures.pdf", "progress-12-months.docx", "progress-12-months.pdf"),
        *("suggestions-2565.csv", "suggestions-2565.pdf", SUMS),
    ]
    assert listed[1][:5] == ["evidence/measure-01/01.pdf", "1", "ลดขั้นตอน", "4", "ผลประเมิน.pdf"]
    assert listed[1][7:] == [hashlib.sha256(A_PDF).hexdigest(), "ใช่"]
    # Checked by a program that is not ours.
    done = subprocess.run(["sha256sum", "--check", "--strict", SUMS], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.count(": OK") == len(names) - 1


@ON_ONE_DATABASE
def test_evidence_beyond_the_bound_is_listed_and_left_out(session: Session) -> None:
    office = an_office(session)
    measure = a_measure(session, office)
    a_proof(session, measure, "ก.pdf")
    a_proof(session, measure, "ข.pdf")
    year = year_of(session, DEFINITIONS, office.id, 2565, today=TODAY)
    for largest, expected in ((LARGEST, 2), (2 * len(A_PDF) - 1, 1), (0, 0)):
        found = entries(session, office, year, today=TODAY, largest=largest)
        assert sum(one.name.endswith("1/01.pdf") or one.name.endswith("1/02.pdf") for one in found) == expected
        (listed,) = (one for one in found if one.name == "evidence/list.csv")
        assert listed.content().decode().count(hashlib.sha256(A_PDF).hexdigest()) == 2


def test_the_pages_send_reports_and_pack(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        a_proof(session, a_measure(session, scene.office))
    reader.be("malee")
    reader.open("/office/measures/2565")
    (path,) = (link for link in reader.page.links if link.endswith(".zip"))
    with zipfile.ZipFile(io.BytesIO(reader.open(path).data)) as file:
        assert SUMS in file.namelist()
    assert reader.open("/office/measures/2565/report-6.docx").data.startswith(b"PK")
    assert reader.open("/office/measures/2565/report-12.pdf").data.startswith(b"%PDF-")
    reader.open("/office/measures/2565/report-9.pdf", status=404)
