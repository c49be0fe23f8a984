"""Taking a request on somebody's behalf, with the fields of the service, the paper's date and a receipt to be printed."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from survey import thai
from survey.cases.calendar import Calendar
from survey.cases.receipts import case_by_code
from survey.models import Case, CaseEvent, CaseFile, Visibility
from tests.builders import looking
from tests.reader import Reader
from tests.survey.board.arranged import KEY, Place, a_photo, a_place
from tests.survey.services.arranged import LAMP, PRIVATE

LAST_WEEK = thai.today() - timedelta(days=7)
TAKEN = {"channel": "paper", "received_on": LAST_WEEK.isoformat(), "name": "ยายมี"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind is enough: what is stored here is stored as everywhere else."""
    return sqlite_url


@pytest.fixture
def place(app: Flask, reader: Reader) -> Place:
    found = a_place(app, divisions=("กองช่าง", "กองสวัสดิการสังคม"))
    reader.be("malee")
    return found


def filled(reader: Reader, key: str, values: dict[str, str], **fields: str) -> dict[str, Any]:
    """Open the officers' form of a service and fill it in."""
    reader.open(f"/office/services/{key}/new")
    minted = {name: reader.page.fields[name] for name in ("csrf_token", "submission-key")}
    return {**TAKEN, **minted, **{f"field_{name}": value for name, value in values.items()}, **fields}


def code_on(reader: Reader) -> str:
    found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", reader.page.words)
    assert found, reader.page.words
    return found[0]


def test_a_paper_is_taken_with_its_date_and_the_receipt_opens_the_request(app: Flask, reader: Reader, place: Place) -> None:
    reader.open("/office/services/")
    assert "/office/services/streetlight/new" in reader.page.links
    fields = filled(reader, "streetlight", LAMP, contact="ไลน์ yaimee")
    shown = reader.send("/office/services/streetlight/new", fields, status=200)
    assert shown.headers["Cache-Control"] == "no-store"
    code = code_on(reader)
    assert "<svg" in reader.page.source
    for word in (thai.thai_date(LAST_WEEK), thai.thai_date(Calendar().after(LAST_WEEK, 7)), "กองช่าง"):
        assert word in reader.page.words
    # Pressed twice: the same receipt, and one request.
    reader.send("/office/services/streetlight/new", fields, status=200)
    assert code_on(reader) == code
    with looking(app) as session:
        case = session.scalars(select(Case)).one()
        assert case_by_code(session, place.office_id, code, key=KEY) is case
        event = session.scalars(select(CaseEvent)).one()
    assert (case.kind, case.channel, case.received_on, case.visibility) == ("streetlight", "paper", LAST_WEEK, "public")
    assert (case.name, case.contact, case.division_id) == ("ยายมี", "ไลน์ yaimee", place.divisions["กองช่าง"])
    assert case.fields["values"] == LAMP
    assert event.by_name
    # What everybody sees is what they would of a request over the web; who asked is for officers.
    everybody = Reader(app)
    everybody.open(f"/services/{place.office_id}/requests/{case.number}")
    assert "ทางกระดาษ" in everybody.page.words
    for private in ("ยายมี", "yaimee", "หน้าบ้านนายดำ"):
        assert private not in everybody.page.words
    everybody.open(f"/services/{place.office_id}/follow/{code}")
    assert "หน้าบ้านนายดำ" in everybody.page.words
    reader.open("/office/services/sheet")
    assert "หน้าบ้านนายดำ" in reader.page.words


def test_a_private_request_stays_private_and_keeps_its_own_days(app: Flask, reader: Reader, place: Place) -> None:
    fields = filled(reader, "disability", PRIVATE, channel="telephone")
    # The service asks for a telephone number itself.
    assert "contact" not in reader.page.fields
    photos = [(io.BytesIO(a_photo()), "card.jpg"), (io.BytesIO(a_photo()), "house.jpg")]
    answered = reader.client.post("/office/services/disability/new", data={**fields, "photos": photos})
    assert answered.status_code == 200
    with looking(app) as session:
        case = session.scalars(select(Case)).one()
        files = session.scalars(select(CaseFile)).all()
    assert (case.visibility, case.contact, case.shown_text, case.shown_subject) == (Visibility.PRIVATE, "0812345678", "", "")
    assert case.fields["keep_days"] == 1825
    assert [one.is_public for one in files] == [False, False]
    everybody = Reader(app)
    everybody.open(f"/services/{place.office_id}/requests/{case.number}", status=404)
    everybody.open(f"/services/{place.office_id}/requests")
    assert case.number not in everybody.page.words
    assert "สมศรี" not in answered.get_data(as_text=True)


WRONG = [
    ({"received_on": (thai.today() + timedelta(days=1)).isoformat()}, "วันที่รับคำขอต้องไม่เป็นวันในอนาคต"),
    ({"received_on": (thai.today() - timedelta(days=366)).isoformat()}, "วันที่รับคำขอต้องอยู่ภายในหนึ่งปี"),
    ({"received_on": ""}, "กรุณาเลือกวันที่รับคำขอ"),
    ({"channel": "web"}, "กรุณาเลือกช่องทางที่รับคำขอ"),
    ({"channel": ""}, "กรุณาเลือกช่องทางที่รับคำขอ"),
    ({"field_lamp_post": "?"}, "ขีด"),
    ({"field_village": ""}, "กรุณากรอกหมู่บ้าน"),
]


def test_what_is_wrong_is_said_and_nothing_typed_or_chosen_is_lost(app: Flask, reader: Reader, place: Place) -> None:
    fields = filled(reader, "streetlight", LAMP)
    for wrong, said in WRONG:
        reader.send("/office/services/streetlight/new", {**fields, **wrong}, status=422)
        assert said in reader.page.words, wrong
        assert reader.page.fields["name"] == "ยายมี"
        assert reader.page.fields["submission-key"] == fields["submission-key"]
    photo = [(io.BytesIO(a_photo()), "a.jpg")]
    answered = reader.client.post("/office/services/streetlight/new", data={**fields, "field_village": "", "photos": photo})
    assert "รูปที่แนบไว้แล้ว" in answered.get_data(as_text=True)
    reader.send("/office/services/none/new", fields, status=404)
    with looking(app) as session:
        assert session.scalars(select(Case)).all() == []
