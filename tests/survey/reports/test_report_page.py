"""The report of a round: its page, its documents, and what they say."""

from __future__ import annotations

import io

import docx
import pytest
from docx.document import Document as WordDocument
from flask import Flask

from survey.models import Round
from survey.results.operations import enter_official
from tests.builders import a_scene, arranging
from tests.reader import Reader
from tests.survey.documents.sheets import opened
from tests.survey.reports.offices import an_answered_scene

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def said(document: WordDocument) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def rows(document: WordDocument, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[table].rows]


def the_report(reader: Reader, path: str) -> WordDocument:
    return docx.Document(io.BytesIO(reader.open(path).get_data()))


def test_the_page_offers_the_documents_and_leads_to_the_round(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    reader.be("malee")
    reader.open(scene.page)
    assert f"{scene.page}/report" in reader.page.links
    reader.open(f"{scene.page}/report")
    assert "มีคะแนนรวมแล้ว" in reader.page.words
    assert "2 มาตรการ" in reader.page.words
    for name in ("report.docx", "report.pdf", "summary.pdf"):
        assert f'"{scene.page}/{name}"' in reader.page.source


def test_the_word_file_says_what_was_worked_out_by_hand_in_thai_digits(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    reader.be("malee")
    answered = reader.open(f"{scene.page}/report.docx")
    assert answered.headers["Content-Disposition"].startswith("attachment")
    document = docx.Document(io.BytesIO(answered.get_data()))
    text = said(document)
    assert "ได้คะแนนรวม ๗๘.๐๐ คะแนน ต่ำกว่าค่าเป้าหมาย ๘๕.๐๐ คะแนน อยู่ ๗.๐๐ คะแนน อยู่ในระดับ B" in text
    assert "ด้วยความเชื่อมั่นร้อยละ ๙๕ คะแนนรวมอยู่ระหว่าง" in text
    instruments = {row[0].rpartition("(")[2]: row for row in rows(document, 0)}
    assert instruments["IIT)"][1:3] == ["๓๐", "๘๐.๐๐"]
    assert instruments["EIT)"][1:3] == ["๓๐", "๖๖.๖๗"]
    assert instruments["OIT)"][1:3] == ["๔๐", "๘๕.๐๐"]
    assert instruments["IIT)"][-1] == "๑๒"
    assert rows(document, 1)[5][:2] == ["ตัวชี้วัดที่ ๕ การแก้ไขปัญหาการทุจริต", "๐.๐๐"]
    assert "พบว่าตัวชี้วัดที่ ๕ การแก้ไขปัญหาการทุจริต มีคะแนนน้อยที่สุดในแบบวัดนี้" in text
    assert "พบว่าตัวชี้วัดที่ ๘ การปรับปรุงระบบการทำงาน มีคะแนนน้อยที่สุดในแบบวัดนี้" in text
    # Nothing was announced, so there is no column of it.
    assert "ผลที่ประกาศ" not in rows(document, 0)[0]
    assert [row[0] for row in rows(document, -1)] == [
        "มาตรการ/แนวทาง",
        "๑. รับเรื่องร้องเรียนโดยไม่ต้องบอกชื่อ\n(ตัวชี้วัดที่ ๕)",
        "๒. ประกาศเจตจำนงสุจริต",
    ]


@ON_ONE_DATABASE
def test_a_recommendation_follows_the_lowest_indicator_of_every_instrument(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    definitions = app.extensions["definitions"]
    reader.be("malee")
    text = said(the_report(reader, f"{scene.page}/report.docx?digits=arabic"))
    for lowest in ("5", "8", "9"):
        actions = definitions.recommendations_of(2565).of(lowest)
        assert actions
        assert all(action in text for action in actions), lowest


@ON_ONE_DATABASE
def test_digits_are_those_that_were_chosen(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    reader.be("malee")
    reader.open(f"{scene.page}/report")
    assert reader.page.ticked["digits"] == "thai"
    assert "78.00" in said(the_report(reader, f"{scene.page}/report.docx?digits=arabic"))
    assert "๗๘.๐๐" in said(the_report(reader, f"{scene.page}/report.docx?digits=nonsense"))
    with opened(reader.open(f"{scene.page}/report.pdf?digits=arabic").get_data()) as document:
        assert "78.00" in "".join(document.pages)


@ON_ONE_DATABASE
def test_the_pdf_opens_in_the_browser_and_says_the_same(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    reader.be("malee")
    answered = reader.open(f"{scene.page}/report.pdf")
    assert answered.mimetype == "application/pdf"
    assert answered.headers["Content-Disposition"].startswith("inline")
    with opened(answered.get_data()) as document:
        text = "".join(document.pages)
        assert "ได้คะแนนรวม๗๘.๐๐คะแนน" in text
        assert "รับเรื่องร้องเรียนโดยไม่ต้องบอกชื่อ" in text


@ON_ONE_DATABASE
def test_a_round_without_answers_gives_a_report_that_says_so(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open(f"{scene.page}/report")
    assert "ยังไม่มีคะแนนรวม" in reader.page.words
    text = said(the_report(reader, f"{scene.page}/report.docx"))
    assert "ยังไม่มีผลคะแนนที่แสดงได้" in text
    assert "การซ้อมประเมิน: ยังไม่มีคำตอบ" in text
    assert "ยังไม่ได้บันทึกมาตรการของปีนี้" in text


@ON_ONE_DATABASE
def test_of_fewer_than_five_respondents_a_report_says_nothing_but_that(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app, staff=4)
    reader.be("malee")
    document = the_report(reader, f"{scene.page}/report.docx?digits=arabic")
    assert "ผู้ตอบไม่ถึง 5 คน จึงไม่แสดงผล" in said(document)
    assert "ยังไม่มีคะแนนรวม" in said(document)
    assert {row[1] for row in rows(document, 1)[1:]} == {"–"}
    with opened(reader.open(f"{scene.page}/summary.pdf").get_data()) as summary:
        assert "ผู้ตอบไม่ถึง๕คน" in summary.pages[0]


@ON_ONE_DATABASE
def test_an_open_round_with_few_answers_gives_its_level_in_words_and_no_score(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app, staff=7, closed=False)
    reader.be("malee")
    document = the_report(reader, f"{scene.page}/report.docx?digits=arabic")
    assert "คะแนนจะแสดงเมื่อมีผู้ตอบตั้งแต่ 10 คน หรือปิดรอบแล้ว" in said(document)
    assert "ผลเบื้องต้น" not in said(document)
    reader.open(f"{scene.page}/results")
    reader.send(f"{scene.page}/results/iit/levels", {}, status=302)
    document = the_report(reader, f"{scene.page}/report.docx?digits=arabic")
    # By hand: the staff's 80.00 lies from 75 to 84.99.
    assert "ผลเบื้องต้นอยู่ในระดับ B" in said(document)
    assert "รอบนี้ยังรับคำตอบอยู่" in said(document)
    assert "80.00" not in [row[1] for row in rows(document, 1)]


def test_announced_figures_stand_beside_the_rehearsal_and_agreeing_ones_give_no_warning(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        # By hand: 0.3 x 90 + 0.3 x 80 + 0.4 x 85 = 85, which is A.
        figures = {"instruments": {"iit": 90.0, "eit": 80.0, "oit": 85.0}, "total": 85.0, "grade": "A"}
        enter_official(session, scene.office.id, found.fiscal_year, figures)
    reader.be("malee")
    document = the_report(reader, f"{scene.page}/report.docx?digits=arabic")
    text = said(document)
    assert "ตามที่ประกาศ เท่ากับ 85.00 คะแนน ถึงค่าเป้าหมาย 85.00 คะแนน อยู่ในระดับ A" in text
    assert rows(document, 0)[1][2:4] == ["90.00", "80.00"]
    assert "ตรงกันทั้ง 2 จุดที่ตรวจได้" in text
    assert "*" not in text
    reader.open(f"{scene.page}/report")
    assert "ไม่สอดคล้องกัน" not in reader.page.words


@ON_ONE_DATABASE
def test_contradicting_figures_that_nothing_explains_are_flagged_and_left_as_they_are(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    with arranging(app) as session:
        # Ten everywhere makes a total of ten, and no single digit turns it into this one.
        figures = {"instruments": {"iit": 10.0, "eit": 10.0, "oit": 10.0}, "total": 85.67, "grade": "A"}
        enter_official(session, scene.office.id, scene.round.fiscal_year, figures)
    reader.be("malee")
    reader.open(f"{scene.page}/report")
    assert "ตัวเลขที่ประกาศไม่สอดคล้องกัน" in reader.page.words
    document = the_report(reader, f"{scene.page}/report.docx?digits=arabic")
    assert "ตัวเลขที่ประกาศบางรายการไม่สอดคล้องกัน" in said(document)
    assert "เท่ากับ 85.67 คะแนน" in said(document)
    assert "*" not in said(document)
    flagged = next(table for table in document.tables if table.cell(0, 0).text == "ตัวเลข")
    assert [cell.text for cell in flagged.rows[1].cells][:4] == ["คะแนนรวม", "85.67", "คะแนนแบบวัด", "10.00"]
