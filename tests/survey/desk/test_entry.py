"""Taking a case on somebody's behalf, with the paper's date and a receipt to be printed."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from survey import thai
from survey.cases.calendar import Calendar
from survey.cases.receipts import case_by_code
from survey.models import Case, CaseFile
from tests.builders import looking
from tests.survey.desk.arranged import KEY, a_desk, a_photo, signed_in

LAST_WEEK = thai.today() - timedelta(days=7)
FIELDS = {
    "channel": "paper",
    "received_on": LAST_WEEK.isoformat(),
    "subject": "ขอถังขยะ",
    "text": "หน้าตลาดไม่มีถังขยะ",
    "village": "หมู่ 2",
    "name": "ยายมี",
    "contact": "081-111-1111",
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind is enough: what is stored here is stored as everywhere else."""
    return sqlite_url


def test_a_paper_keeps_its_date_and_its_author_gets_number_code_and_picture_code(app: Flask) -> None:
    desk = a_desk(app)
    reader = signed_in(app, desk, "somchai")
    reader.open("/office/cases/new")
    minted = {name: reader.page.fields[name] for name in ("csrf_token", "submission-key")}
    fields = {**FIELDS, **minted, "division": desk.division.id}
    shown = reader.send("/office/cases/new", fields, status=200)
    assert shown.headers["Cache-Control"] == "no-store"
    with looking(app) as session:
        found = session.scalars(select(Case)).one()
        code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", reader.page.words)
        assert code
        assert case_by_code(session, desk.office.id, code[0], key=KEY) is found
    assert (found.channel, found.received_on, found.division_id) == ("paper", LAST_WEEK, desk.division.id)
    assert found.answer_by == Calendar().after(LAST_WEEK, 15)
    assert found.number in reader.page.words
    assert thai.thai_date(LAST_WEEK) in reader.page.words
    assert "<svg" in reader.page.source
    assert f"/board/{desk.office.id}/follow" in reader.page.words
    assert desk.events(found.number)[0].by_name == "สมชาย ตั้งใจ"
    # The same form again, as when a page is loaded anew: the same receipt, and no second case.
    reader.send("/office/cases/new", fields, status=200)
    assert code[0] in reader.page.words
    reader.send("/office/cases/new", {**fields, "text": "คนละเรื่อง"}, status=200)
    assert code[0] not in reader.page.words
    with looking(app) as session:
        assert len(session.scalars(select(Case)).all()) == 2
    reader.open(f"/office/cases/{found.number}")
    assert code[0] not in reader.page.source


WRONG = [
    ({"received_on": (thai.today() + timedelta(days=1)).isoformat()}, "วันที่รับเรื่องต้องไม่เป็นวันในอนาคต"),
    ({"received_on": (thai.today() - timedelta(days=366)).isoformat()}, "วันที่รับเรื่องต้องอยู่ภายในหนึ่งปี"),
    ({"received_on": ""}, "กรุณาเลือกวันที่รับเรื่อง"),
    ({"received_on": "เมื่อวาน"}, "กรุณากรอกวันที่ให้ครบ"),
    ({"channel": "web"}, "กรุณาเลือก"),
    ({"subject": " "}, "กรุณากรอกหัวเรื่อง"),
    ({"text": ""}, "กรุณากรอกรายละเอียด"),
    ({"subject": "ก" * 121}, "กรุณากรอกไม่เกิน 120 ตัวอักษร"),
]


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(app: Flask) -> None:
    reader = signed_in(app, a_desk(app))
    reader.open("/office/cases/new")
    key = reader.page.fields["submission-key"]
    for wrong, said in WRONG:
        reader.send("/office/cases/new", {**FIELDS, "submission-key": key, **wrong}, status=422)
        assert said in reader.page.words, wrong
        assert reader.page.fields["name"] == "ยายมี"
        assert reader.page.fields["submission-key"] == key
    with looking(app) as session:
        assert session.scalars(select(Case)).all() == []


def test_a_day_of_the_buddhist_era_is_understood_and_a_year_ago_is_the_oldest(app: Flask) -> None:
    reader = signed_in(app, a_desk(app))
    reader.open("/office/cases/new")
    oldest = thai.today() - timedelta(days=365)
    typed = f"{oldest.day}/{oldest.month}/{oldest.year + 543}"
    reader.send("/office/cases/new", {**FIELDS, "submission-key": "k", "received_on": typed}, status=200)
    with looking(app) as session:
        assert session.scalars(select(Case.received_on)).one() == oldest


def test_pictures_come_along_made_anew(app: Flask) -> None:
    reader = signed_in(app, a_desk(app))
    reader.open("/office/cases/new")
    sent = {**FIELDS, "submission-key": "k", "csrf_token": reader.page.fields["csrf_token"]}
    answered = reader.client.post("/office/cases/new", data={**sent, "pictures": [(BytesIO(b"no"), "a.jpg")]})
    assert answered.status_code == 422
    assert "รูปที่ 1: ไฟล์นี้ไม่ใช่รูปภาพ" in answered.get_data(as_text=True)
    photos = [(a_photo(), "a.jpg"), (a_photo(), "b.jpg")]
    assert reader.client.post("/office/cases/new", data={**sent, "pictures": photos}).status_code == 200
    with looking(app) as session:
        assert [file.is_public for file in session.scalars(select(CaseFile))] == [False, False]
