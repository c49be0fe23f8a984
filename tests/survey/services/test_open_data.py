"""Requests for programs to read: the field names of Open311, what was published and nothing else, and no formulas."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from survey import thai
from survey.cases import handling
from survey.cases.calendar import Calendar
from survey.models import FilePurpose
from tests.builders import arranging
from tests.reader import Reader
from tests.survey.board.arranged import a_picture, a_place
from tests.survey.services.arranged import LAMP, finished, requested, services_path

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_request_is_told_in_the_words_of_open311(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, _ = requested(session, place)
        number = case.number
        requested(session, place, "disability")
        requested(session, place, is_held=True)
    today = thai.today()
    [told] = reader.client.get(f"{services_path(place)}requests.json").get_json()
    assert told == {
        "service_request_id": number,
        "status": "open",
        "status_notes": "รอรับเรื่อง",
        "service_name": "แจ้งซ่อมไฟฟ้าสาธารณะ",
        "service_code": "streetlight",
        "description": "อาการที่พบ: ไฟดับ\nหมู่บ้าน: หมู่ 3\nเลขเสาไฟ: A-12\nพิกัดบนแผนที่: 17.41230, 104.78120",
        "agency_responsible": "กองช่าง",
        "requested_datetime": today.isoformat(),
        "updated_datetime": today.isoformat(),
        "expected_datetime": Calendar().after(today, 7).isoformat(),
        "address": "หมู่ 3",
        "lat": 17.4123,
        "long": 104.7812,
        "media_url": None,
    }


def test_status_and_service_narrow_what_is_told(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        lamp, _ = requested(session, place)
        finished(session, place, lamp)
        for purpose in (FilePurpose.BEFORE, FilePurpose.AFTER):
            handling.add_picture(session, lamp, place.officer, a_picture(), purpose=purpose, description="โคมไฟหน้าวัด")
        branches, _ = requested(session, place, "branches", {"village": "หมู่ 1", "landmark": "x", "amount": "ไม่เกินหนึ่งเข่ง"})
        numbers = lamp.number, branches.number

    def told(query: str) -> list[str]:
        listed = reader.client.get(f"{services_path(place)}requests.json?{query}").get_json()
        return [one["service_request_id"] for one in listed]

    assert told("") == [numbers[1], numbers[0]]
    assert told("status=closed") == [numbers[0]]
    assert told("status=open") == [numbers[1]]
    assert told("service_code=branches,disability") == [numbers[1]]
    assert told("service_code=nothing") == []
    [closed] = reader.client.get(f"{services_path(place)}requests.json?status=closed").get_json()
    assert closed["media_url"].startswith(f"http://localhost/board/{place.office_id}/files/")
    assert reader.client.get(closed["media_url"].removeprefix("http://localhost")).status_code == 200
    reader.open(f"{services_path(place)}requests/{numbers[0]}")
    for purpose in ("ก่อนทำ", "หลังทำ"):
        assert purpose in reader.page.words


@ON_ONE_DATABASE
def test_the_file_for_spreadsheets_has_the_same_and_no_formula(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, _ = requested(session, place, values={**LAMP, "lamp_post": "12"})
        handling.publish(session, case, place.officer, subject="x", text='=HYPERLINK("http://x")')
    answered = reader.client.get(f"{services_path(place)}requests.csv")
    assert answered.content_type == "text/csv; charset=utf-8"
    text = answered.data.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert row["description"] == '\'=HYPERLINK("http://x")'
    assert (row["lat"], row["long"], row["media_url"]) == ("17.41230", "104.78120", "")


@ON_ONE_DATABASE
def test_what_can_be_asked_for_is_listed_private_services_too(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    listed = reader.client.get(f"{services_path(place)}services.json").get_json()
    assert {one["service_code"] for one in listed} == {"branches", "disability", "streetlight"}
    assert all(
        set(one) >= {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"} for one in listed
    )


@ON_ONE_DATABASE
def test_a_list_of_many_requests_has_pages(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        for _ in range(31):
            requested(session, place)
    reader.open(f"{services_path(place)}requests")
    assert "หน้า 1 จาก 2" in reader.page.words
    reader.open(f"{services_path(place)}requests?page=9&service=streetlight")
    assert "หน้า 2 จาก 2" in reader.page.words
    reader.open(f"{services_path(place)}requests?service=branches")
    assert "ยังไม่มีคำขอ" in reader.page.words
