"""Papers from the office's own data: handbook, letter to community leaders, notice, and texts ready to post."""

from __future__ import annotations

import io

import docx
import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from survey import thai
from survey.cases import handling, intake
from survey.cases.history import actor_of
from survey.cases.intake import Sent
from survey.complaints import keys
from survey.complaints.database import database
from survey.models import CaseStatus, Officer, Outcome
from survey.sealing import new_identity
from tests.builders import a_scene, arranging
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LINKS = "/office/outreach/links"


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_handbook_tells_how_when_and_who_on_a_page_and_in_print(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open("/office/outreach/")
    reader.send(LINKS, {"telephone": "0 4251 1234", "facebook": "https://facebook.example/office"})
    reader.open(f"/about/{scene.office.id}/handbook")
    for words in ("เสนอแนะการทำงาน", "1 วันทำการ", "3 วันทำการ", "15 วันทำการ", "0 4251 1234"):
        assert words in reader.page.words
    # Each service with the days it promises and who answers.
    assert ["แจ้งซ่อมไฟฟ้าสาธารณะ", "7 วันทำการ", "กองช่าง"] in reader.page.rows
    assert "https://facebook.example/office" in reader.page.links
    said = words_of(reader.open("/office/outreach/handbook.docx").data)
    for words in ("ท่านทำอะไรได้บ้าง", "๑๕ วันทำการ", "๐ ๔๒๕๑ ๑๒๓๔"):
        assert words in said
    # What is typed from the paper is printed as it is typed.
    assert f"/board/{scene.office.id}/" in said


@ON_ONE_DATABASE
@pytest.mark.parametrize("paper", ["letter", "notice"])
def test_the_codes_on_a_paper_lead_to_what_stands_below_them(app: Flask, reader: Reader, paper: str) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open("/office/outreach/")
    pdf = pypdfium2.PdfDocument(reader.open(f"/office/outreach/{paper}.pdf").data)
    try:
        # The last sheet is the one that is posted.
        drawn = pdf[len(pdf) - 1].render(scale=2).to_pil()
        read = {found.text for found in zxingcpp.read_barcodes(drawn)}
    finally:
        pdf.close()
    board = f"http://localhost/board/{scene.office.id}/"
    assert board in read
    assert board in words_of(reader.open(f"/office/outreach/{paper}.docx").data)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_papers_offer_complaints_where_there_are_holders_of_keys_and_nowhere_else(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open("/office/outreach/")
    path, letter = f"/about/{scene.office.id}/handbook", "/office/outreach/letter.docx"
    reader.open(path)
    assert "แจ้งเรื่องทุจริต" not in reader.page.words
    asked = words_of(reader.open(letter).data)
    assert "เสนอแนะการทำงาน และขอรับบริการได้" in asked
    assert "ร้องเรียน" not in asked
    complaints = database(app)
    complaints.upgrade()
    with complaints.session(writes=True) as session:
        holders = [keys.Holder(name, new_identity()[1]) for name in ("ปลัด", "ประธานสภา")]
        keys.add(session, scene.office.id, scene.office.name, about="ผู้บริหาร", holders=holders, today=thai.today())
        session.commit()
    reader.open(path)
    assert ["เรื่องที่ยุติแล้วถูกลบ เหลือเพียงจำนวนที่นับไว้", "90 วันหลังยุติ"] in reader.page.rows
    assert f"http://localhost/complaints/{scene.office.id}/" in reader.page.links
    assert "เสนอแนะการทำงาน ขอรับบริการ และแจ้งเรื่องทุจริตได้" in words_of(reader.open(letter).data)


@ON_ONE_DATABASE
@pytest.mark.parametrize("address", ["javascript:alert(1)", "facebook.com/office", "https://", "ftp://example.org/a"])
def test_only_an_address_of_the_web_becomes_a_link(app: Flask, reader: Reader, address: str) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open("/office/outreach/")
    reader.send(LINKS, {"website": address, "telephone": "042"}, status=422)
    assert "ขึ้นต้นด้วย https://" in reader.page.words
    assert reader.page.fields["telephone"] == "042"


def test_an_answered_case_is_ready_to_be_posted_with_its_link(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        actor = actor_of(session, session.query(Officer).one())
        case = intake.receive(session, scene.office.id, Sent("ขอม้านั่ง", "ที่รอคิวไม่มีม้านั่ง"), key=b"k" * 32).case
        handling.publish(session, case, actor, subject="ขอม้านั่ง", text="ที่รอคิวไม่มีม้านั่ง")
        handling.answer(session, case, actor, handling.Answer("ตั้งม้านั่งแล้ว", CaseStatus.DONE, Outcome.DONE))
        number = case.number
    reader.be("malee")
    reader.open("/office/outreach/")
    reader.open("/office/outreach/")
    assert "ท่านเสนอ: ขอม้านั่ง" in reader.page.words
    assert f"http://localhost/board/{scene.office.id}/{number}" in reader.page.words
