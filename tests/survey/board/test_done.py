"""ท่านเสนอ เราทำ: the page, its documents and its list."""

from __future__ import annotations

import csv
import io
from datetime import date

import docx
import pytest
from flask import Flask

from survey import thai
from survey.cases import handling
from survey.cases.handling import Answer
from survey.models import CaseStatus, Outcome
from tests.builders import an_office, arranging
from tests.reader import Reader
from tests.survey.board.arranged import a_place, published
from tests.survey.board.circle import FORMULA, TODAY, Circle, a_circle
from tests.survey.documents.sheets import opened

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PRIVATE = ("สมชาย", "081-234-5678", "สมหญิง", "somying", "คำที่ไม่ควรมีใครอ่าน", "หยาบคาย", "มาลี")


def path(circle: Circle, more: str = "") -> str:
    return f"/board/{circle.office.id}/done{more}"


@pytest.fixture
def circle(app: Flask) -> Circle:
    return a_circle(app)


def test_the_page_says_what_was_asked_and_what_was_done(reader: Reader, circle: Circle) -> None:
    with thai.as_of(TODAY):
        reader.open(path(circle, "/2570"))
    page = reader.page
    assert page.heading == "ท่านเสนอ เราทำ"
    assert [" ".join(words.split()) for tag, words in page.headings if tag in {"h2", "h3"}][:8] == [
        "ทำแล้ว 1 เรื่อง",
        "ไฟหน้าวัด",
        "ทำบางส่วน 1 เรื่อง",
        FORMULA,
        "จะทำ 1 เรื่อง",
        "ลานกีฬา",
        "ทำไม่ได้ 1 เรื่อง",
        "สะพานลอย",
    ]
    # From Monday 28 September 2026 (29 is the first day): 6 October is the sixth working day.
    assert "ไฟหน้าวัดดับ ถาม …" in page.words
    assert "เปลี่ยนหลอดไฟแล้ว" in page.words
    assert "หมู่ 3 · กองช่าง · ได้รับ 28 กันยายน 2569" in page.words
    assert "ตอบโดยนักพัฒนาชุมชน สำนักปลัด วันที่ 6 ตุลาคม 2569 · ตอบครั้งแรกใน 6 วันทำการ" in page.words
    assert "จะทำภายในวันที่ 1 ธันวาคม 2570" in page.words
    assert "เหตุผลที่ทำไม่ได้ ถนนเป็นของกรมทางหลวง" in page.words
    assert f"/board/{circle.office.id}/{circle.done}" in page.links
    assert 'alt="ไฟดับ"' in page.source
    assert page.source.index('alt="ไฟดับ"') < page.source.index('alt="ไฟสว่าง"')


def test_nothing_is_said_that_was_not_published(reader: Reader, circle: Circle) -> None:
    with thai.as_of(TODAY):
        for more in ("", "/2569", "/2570", "/2570.csv"):
            body = reader.open(path(circle, more)).get_data(as_text=True)
            assert not [word for word in PRIVATE if word in body]


def test_a_case_stands_in_the_year_of_its_last_answer(reader: Reader, circle: Circle) -> None:
    with thai.as_of(TODAY):
        reader.open(path(circle, "/2569"))
        assert "ป้ายชำรุด" in reader.page.words
        assert "ไฟหน้าวัด" not in reader.page.words
        reader.open(path(circle, "/2570"))
        assert "ป้ายชำรุด" not in reader.page.words


def test_without_a_year_the_latest_in_which_anything_was_finished_is_shown(reader: Reader, circle: Circle) -> None:
    with thai.as_of(TODAY):
        reader.open(path(circle))
    assert "ปีงบประมาณ 2570" in reader.page.title
    with thai.as_of(date(2027, 11, 1)):
        reader.open(path(circle))
    assert "ปีงบประมาณ 2570" in reader.page.title
    assert [link[-4:] for link in reader.page.links if "/done/" in link][:3] == ["2571", "2570", "2569"]


@ON_ONE_DATABASE
def test_a_year_there_is_nothing_of_is_not_found(reader: Reader, circle: Circle) -> None:
    with thai.as_of(TODAY):
        for more in ("/2568", "/2571", "/0", "/999999999999", "/2570.exe", "/2568.csv"):
            reader.open(path(circle, more), status=404)


def test_the_figures_of_the_year_and_what_was_moderated_stand_below(reader: Reader, circle: Circle) -> None:
    with thai.as_of(TODAY):
        reader.open(path(circle, "/2569"))
    # Five came in September, all answered: after 2, 6, 7, 8 and 9 working days, counted from 29 September (1) on.
    assert "ครึ่งหนึ่งตอบภายใน 7 วันทำการ" in reader.page.words
    assert "ร้อยละ 90 ตอบภายใน 9 วันทำการ" in reader.page.words
    assert reader.page.row("กองช่าง") == ["กองช่าง", "5", "5", "5 จาก 5", "0", "7 / 9"]
    assert reader.page.row("เผยแพร่โดยปิดบัง")[1] == "1"
    with thai.as_of(TODAY):
        reader.open(path(circle, "/2570"))
    assert reader.page.row("ไม่เผยแพร่: มีถ้อยคำไม่สุภาพ")[1] == "1"
    assert "ครึ่งหนึ่งตอบภายใน" not in reader.page.words
    assert "แยกตามกอง" not in reader.page.words


@ON_ONE_DATABASE
def test_an_office_where_nothing_has_happened_says_so_and_how_to_begin(app: Flask, reader: Reader) -> None:
    with arranging(app) as session:
        office = an_office(session)
    reader.open(f"/board/{office.id}/done")
    assert "ยังไม่มีข้อเสนอแนะที่เสร็จสิ้นในปีนี้" in reader.page.words
    assert ".pdf" not in reader.page.source
    reader.open("/board/zzzz/done", status=404)


@ON_ONE_DATABASE
def test_the_list_opens_in_a_spreadsheet_and_starts_no_formula(reader: Reader, circle: Circle) -> None:
    with thai.as_of(TODAY):
        response = reader.open(path(circle, "/2570.csv"))
    content = response.get_data()
    assert response.content_type == "text/csv; charset=utf-8"
    assert content.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert [row[header.index("ผล")] for row in rows] == ["ทำแล้ว", "ทำบางส่วน", "จะทำ", "ทำไม่ได้"]
    assert [row[header.index("วันทำการถึงคำตอบแรก")] for row in rows] == ["6", "7", "8", "9"]
    assert rows[0][header.index("วันที่ได้รับ")] == "2026-09-28"
    assert rows[2][header.index("จะทำภายในวันที่")] == "2027-12-01"
    assert rows[1][header.index("เรื่อง")] == f"'{FORMULA}"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_the_documents_say_the_same_in_thai_digits(reader: Reader, circle: Circle) -> None:
    with thai.as_of(TODAY):
        pdf = reader.open(path(circle, "/2570.pdf")).get_data()
        word = reader.open(path(circle, "/2570.docx")).get_data()
    with opened(pdf) as document:
        printed = " ".join("".join(document.pages).split())
        assert [tag.alternative for tag in document.tags if tag.kind == "Figure"][-2:] == ["ไฟดับ", "ไฟสว่าง"]
    made = docx.Document(io.BytesIO(word))
    assert [shape._inline.docPr.get("descr") for shape in made.inline_shapes] == ["ไฟดับ", "ไฟสว่าง"]
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    for text in ("เปลี่ยนหลอดไฟแล้ว", "ถนนเป็นของกรมทางหลวง"):
        assert text in printed
        assert any(text in cell for cell in cells)
    assert any("๒๕๖๙-๐๐๐๒" in cell for cell in cells)
    assert "จะทำในปี ๒๕๗๑" in " ".join(cells)
    assert not [word for word in PRIVATE if word in printed or any(word in cell for cell in cells)]


def test_a_year_with_many_finished_cases_is_read_a_page_at_a_time(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session, thai.as_of(TODAY):
        for at in range(43):
            case, _code = published(session, place, f"เรื่องที่ {at:02}")
            outcome = Outcome.DONE if at < 25 else Outcome.PARTLY
            handling.answer(session, case, place.officer, Answer(f"ทำข้อ {at:02}", CaseStatus.DONE, outcome))
    with thai.as_of(TODAY):
        seen = []
        for number, headings in (
            (1, ["ทำแล้ว 25 เรื่อง"]),
            (2, ["ทำแล้ว 25 เรื่อง (ต่อ)", "ทำบางส่วน 18 เรื่อง"]),
            (3, ["ทำบางส่วน 18 เรื่อง (ต่อ)"]),
        ):
            reader.open(f"{place.path}done/2570?page={number}")
            shown = [" ".join(words.split()) for tag, words in reader.page.headings if tag in {"h2", "h3"}]
            assert [words for words in shown if words.startswith(("ทำแล้ว", "ทำบางส่วน"))] == headings
            assert f"หน้า {number} จาก 3" in reader.page.words
            # The figures are of the year and stand once.
            assert ("ตัวเลขของปีงบประมาณ 2570" in shown) == (number == 1)
            seen += [words for words in shown if words.startswith("เรื่องที่")]
        # Everything once; cases of one day stand in the order of their numbers.
        assert seen == [f"เรื่องที่ {at:02}" for at in range(43)]
        assert f"{place.path}done/2570?page=2" in reader.page.links
        beyond = reader.open(f"{place.path}done/2570?page=9&size=large")
        assert "หน้า 3 จาก 3" in reader.page.words
        assert f"{place.path}done/2570?page=2&size=large" in reader.page.links
        assert b"noindex" in beyond.data
