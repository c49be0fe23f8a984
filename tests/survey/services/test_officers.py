"""What officers print for services: the day sheet of a team, posters, and labels whose code knows its lamp-post."""

from __future__ import annotations

from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from survey import thai
from survey.cases.calendar import Calendar
from survey.documents.signs import Label, Poster, labels_pdf, poster_pdf
from tests.builders import arranging
from tests.reader import Reader
from tests.survey.board.arranged import Place, a_place
from tests.survey.services.arranged import LAMP, finished, requested

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def signed_in(app: Flask, reader: Reader) -> Place:
    place = a_place(app, divisions=("กองช่าง", "กองสวัสดิการสังคม"))
    reader.be("malee")
    return place


def test_the_sheet_has_the_open_requests_of_a_team_by_village_in_the_order_of_their_numbers(app: Flask, reader: Reader) -> None:
    place = signed_in(app, reader)
    with arranging(app) as session:
        for village in ("หมู่ 10", "หมู่ 2", "หมู่ 2"):
            requested(session, place, values={**LAMP, "village": village, "landmark": f"หน้าวัด {village}"})
        done, _ = requested(session, place, values={**LAMP, "village": "หมู่ 7"})
        finished(session, place, done)
        requested(session, place, values={**LAMP, "village": "หมู่ 8"}, is_held=True)
        requested(session, place, "disability")
    reader.open(f"/office/services/sheet?division={place.divisions['กองช่าง']}")
    words = reader.page.words
    assert words.index("หมู่ 2 (2 เรื่อง)") < words.index("หมู่ 10 (1 เรื่อง)")
    assert "จุดสังเกต: หน้าวัด หมู่ 10" in words
    assert "geo:17.4123,104.7812" in reader.page.links
    for absent in ("หมู่ 7", "หมู่ 8", "081-234-5678"):
        assert absent not in words
    # A telephone number is on the sheet of those who have to call.
    reader.open(f"/office/services/sheet?division={place.divisions['กองสวัสดิการสังคม']}")
    assert "081-234-5678" in reader.page.words
    assert "หน้าวัด" not in reader.page.words
    reader.open("/office/services/sheet")
    assert "หน้าวัด" in reader.page.words
    assert "081-234-5678" in reader.page.words


@ON_ONE_DATABASE
def test_the_sheet_says_what_is_late_and_that_nothing_waits(app: Flask, reader: Reader) -> None:
    place = signed_in(app, reader)
    reader.open("/office/services/sheet")
    assert "ไม่มีคำขอที่รอดำเนินการ" in reader.page.words
    with arranging(app) as session:
        requested(session, place, on=thai.today() - timedelta(days=30))
    reader.open("/office/services/sheet")
    due = Calendar().after(thai.today() - timedelta(days=30), 7)
    assert f"ครบกำหนด {thai.thai_date(due)} เกินกำหนด" in reader.page.words


def test_the_sheet_of_one_office_has_nothing_of_another(app: Flask, reader: Reader) -> None:
    place = signed_in(app, reader)
    other = a_place(app, "เทศบาลอื่น")
    with arranging(app) as session:
        requested(session, other)
    reader.open("/office/services/sheet")
    assert "ไม่มีคำขอที่รอดำเนินการ" in reader.page.words
    reader.open(f"/office/services/sheet?division={other.divisions['กองช่าง']}")
    assert "ไม่มีคำขอที่รอดำเนินการ" in reader.page.words
    assert place.office_id != other.office_id


def codes_on(pdf: bytes, page: int = 0) -> set[str]:
    """The QR codes on a page, read by another program."""
    picture = pypdfium2.PdfDocument(pdf)[page].render(scale=3).to_pil()
    return {found.text for found in zxingcpp.read_barcodes(picture)}


@ON_ONE_DATABASE
def test_labels_lead_to_a_form_that_knows_its_lamp_post(app: Flask, reader: Reader) -> None:
    place = signed_in(app, reader)
    reader.open("/office/services/streetlight/labels")
    answered = reader.client.get("/office/services/streetlight/labels?prefix=%E0%B8%81-&first=9&last=11")
    assert answered.content_type == "application/pdf"
    base = f"http://localhost/services/{place.office_id}/streetlight/new?lamp_post=%E0%B8%81-"
    assert codes_on(answered.data) == {f"{base}{number}" for number in (9, 10, 11)}
    [first, *_] = sorted(codes_on(answered.data))
    reader.open(first.removeprefix("http://localhost"))
    assert reader.page.fields["field_lamp_post"] == "ก-10"
    for wrong in ("first=9&last=1", "first=1&last=1000", "prefix=%3Cb%3E&first=1&last=2", "first=&last="):
        reader.open(f"/office/services/streetlight/labels?{wrong}", status=422)
    # Branches lie where they lie: nothing has a number there.
    reader.open("/office/services/branches/labels", status=404)


@ON_ONE_DATABASE
def test_a_poster_leads_to_its_service(app: Flask, reader: Reader) -> None:
    place = signed_in(app, reader)
    answered = reader.client.get("/office/services/disability/poster.pdf")
    assert codes_on(answered.data) == {f"http://localhost/services/{place.office_id}/disability"}


def test_twenty_four_labels_fill_a_page_and_the_longest_poster_is_one() -> None:
    made = [
        Label(
            office="องค์การบริหารส่วนตำบล" * 2,
            title="แจ้งซ่อมไฟฟ้าสาธารณะ",
            name="เลขเสาไฟ",
            # As long as an office may make it.
            code=f"หมู่ที่สิบสอ-{at + 123456}",
            address=f"http://x/{at}",
        )
        for at in range(25)
    ]
    assert [len(pypdfium2.PdfDocument(labels_pdf(made[:number]))) for number in (24, 25)] == [1, 2]
    said = pypdfium2.PdfDocument(labels_pdf(made[:1]))[0].get_textpage().get_text_bounded()
    assert "หมู่ที่สิบสอ-123456" in said.splitlines()
    papers = " · ".join(("หนังสือมอบอำนาจ หากผู้ดูแลยื่นแทน",) * 6)
    poster = Poster(
        office="องค์การบริหารส่วนตำบล" * 2,
        title="ขอขึ้นทะเบียนรับเบี้ยยังชีพคนพิการ",
        summary="ยื่นล่วงหน้าได้",
        facts=(("เอกสาร", papers),),
        address="http://x/y",
    )
    assert len(pypdfium2.PdfDocument(poster_pdf(poster))) == 1
