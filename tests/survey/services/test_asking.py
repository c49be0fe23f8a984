"""Asking for a service: the receipt comes at once, what is wrong is said, and only what was declared public is shown."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from survey import thai
from survey.cases import queue
from survey.cases.calendar import Calendar
from survey.models import Visibility
from tests.builders import arranging
from tests.reader import Reader
from tests.survey.board.arranged import a_photo, a_place, cases_of, files_in
from tests.survey.services.arranged import an_early_ticket, filled, receipt, requested, send, services_path

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LAMP = {
    "problem": "ไฟดับ",
    "village": "๓",
    "landmark": "หน้าบ้านนายดำ โทร 081-234-5678",
    "lamp_post": "a-๑๒",
    "place": "17.4123, 104.7812",
}
PERSON = {"applicant": "ผู้ดูแลยื่นแทน", "person_name": "สมศรี มีสุข", "village": "5", "telephone": "081-234-5678"}


def a_working_day() -> str:
    """The tenth working day from today."""
    return Calendar().after(thai.today(), 10).isoformat()


def test_a_request_is_received_at_once_with_number_code_and_the_day_its_service_promises(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    answered = send(reader, place, filled(reader, place, LAMP), a_photo())
    number, code = receipt(reader)
    [case] = cases_of(place)
    assert (case.number, case.kind, case.visibility, case.channel) == (number, "streetlight", Visibility.PUBLIC, "web")
    assert (case.village, case.division_id, case.contact) == ("หมู่ 3", place.divisions["กองช่าง"], "")
    assert case.fields["values"] == {
        **LAMP,
        "village": "หมู่ 3",
        "lamp_post": "A-12",
        "place": "17.41230,104.78120",
    }
    # Seven working days are the service's own; the office would give itself fifteen.
    assert case.answer_by == Calendar().after(thai.today(), 7)
    assert f"ครบกำหนดตอบ {thai.thai_date(case.answer_by)}" in reader.page.words
    assert answered.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answered.headers
    reader.open(f"{services_path(place)}follow/{code}")
    assert reader.page.heading == "แจ้งซ่อมไฟฟ้าสาธารณะ หมู่ 3"
    assert "จุดสังเกต: หน้าบ้านนายดำ" in reader.page.words


def test_everybody_sees_the_public_fields_at_once_and_neither_free_words_nor_photos(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    send(reader, place, filled(reader, place, LAMP), a_photo())
    number, _ = receipt(reader)
    assert files_in(place) == 1
    for path in (f"{services_path(place)}requests/{number}", f"{services_path(place)}requests.json"):
        answered = reader.client.get(path).get_data(as_text=True)
        assert "A-12" in answered
        assert "หน้าบ้านนายดำ" not in answered
        assert "081-234" not in answered
        assert "/files/" not in answered
    reader.open(f"{services_path(place)}requests/{number}")
    assert "อาการที่พบ: ไฟดับ หมู่บ้าน: หมู่ 3 เลขเสาไฟ: A-12 พิกัดบนแผนที่: 17.41230, 104.78120" in reader.page.words
    assert "geo:17.4123,104.7812" in reader.page.links


def test_a_private_request_is_never_listed_and_its_author_alone_reads_it(app: Flask, reader: Reader) -> None:
    place = a_place(app, divisions=("กองสวัสดิการสังคม",))
    fields = {**PERSON, "caregiver_name": "สมหมาย มีสุข", "appointment": a_working_day()}
    send(reader, place, filled(reader, place, fields, "disability"), a_photo(), a_photo("blue"), key="disability")
    number, code = receipt(reader)
    [case] = cases_of(place)
    assert (case.visibility, case.shown_subject, case.shown_text) == (Visibility.PRIVATE, "", "")
    assert (case.contact, case.subject) == ("0812345678", "ขอขึ้นทะเบียนรับเบี้ยยังชีพคนพิการ")
    assert case.answer_by == Calendar().after(thai.today(), 15)
    reader.open(f"{services_path(place)}requests/{number}", status=404)
    for page in (
        "requests",
        "requests.json",
        "requests.csv",
        "requests?service=disability",
        "requests.json?service_code=disability",
    ):
        answered = reader.client.get(f"{services_path(place)}{page}").get_data(as_text=True)
        assert number not in answered
        assert "สมศรี" not in answered
    reader.open(f"{services_path(place)}follow/{code}")
    assert "โทรศัพท์ที่ติดต่อได้: 081-234-5678" in reader.page.words
    assert "ยังไม่ใช่วันนัด" in reader.page.words
    picture = next(link for link in reader.page.links if "/files/" in link)
    assert reader.client.get(picture).status_code == 200
    assert reader.client.get(f"/board/{place.office_id}/files/{picture.rpartition('/')[2]}").status_code == 404


@ON_ONE_DATABASE
def test_a_caregiver_must_give_their_name_and_somebody_who_asks_for_themself_need_not(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    day = a_working_day()
    send(reader, place, filled(reader, place, {**PERSON, "appointment": day}, "disability"), key="disability", status=422)
    assert "กรุณากรอกชื่อและนามสกุลของผู้ดูแล" in reader.page.words
    own = {**PERSON, "applicant": "คนพิการยื่นด้วยตนเอง", "appointment": day}
    send(reader, place, filled(reader, place, own, "disability"), key="disability")
    receipt(reader)


@ON_ONE_DATABASE
def test_everything_that_is_missing_or_unfit_is_said_on_top_and_beside_and_the_rest_is_kept(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    wrong = {"village": "0", "landmark": "หน้าวัด", "lamp_post": "<b>", "place": "104.7812, 17.4123"}
    send(reader, place, filled(reader, place, wrong), a_photo(), status=422)
    assert reader.page.title.startswith("ยังส่งไม่ได้")
    for words in ("กรุณาเลือกอาการที่พบ", "กรุณากรอกเลขหมู่ เช่น 3", "กรุณากรอกเลขตามป้าย", "พิกัดนี้ไม่อยู่ในประเทศไทย"):
        assert reader.page.words.count(words) == 2, words
    assert reader.page.fields["field_landmark"] == "หน้าวัด"
    assert 'name="kept"' in reader.page.source
    assert cases_of(place) == []


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("day", "said"),
    [("2026-01-01", "กรุณาเลือกวันตั้งแต่พรุ่งนี้"), ("", "กรุณาเลือกวันที่"), ("31/2/2570", "กรุณากรอกวันที่ให้ครบ")],
)
def test_an_appointment_is_on_a_working_day_that_is_still_to_come(app: Flask, reader: Reader, day: str, said: str) -> None:
    place = a_place(app)
    send(reader, place, filled(reader, place, {**PERSON, "appointment": day}, "disability"), key="disability", status=422)
    assert said in reader.page.words


@ON_ONE_DATABASE
def test_an_appointment_on_a_saturday_is_answered_with_its_date(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    saturday = date.fromordinal(thai.today().toordinal() + 5 - thai.today().weekday() + 7)
    fields = {**PERSON, "appointment": saturday.isoformat()}
    send(reader, place, filled(reader, place, fields, "disability"), key="disability", status=422)
    assert f"วันที่ {thai.thai_date(saturday)} เป็นวันหยุด" in reader.page.words


@ON_ONE_DATABASE
def test_the_address_of_a_label_fills_in_its_lamp_post_and_tells_whether_it_is_known(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    reader.open(f"{services_path(place)}streetlight/new?lamp_post=12&landmark=x&problem=ไฟดับ")
    assert reader.page.fields["field_lamp_post"] == "12"
    assert reader.page.fields["field_landmark"] == ""
    assert "มีผู้แจ้งจุดนี้แล้ว" not in reader.page.words
    with arranging(app) as session:
        case, _ = requested(session, place, values={"problem": "ไฟดับ", "village": "หมู่ 1", "landmark": "วัด", "lamp_post": "12"})
        number = case.number
    reader.open(f"{services_path(place)}streetlight/new?lamp_post=12")
    assert "มีผู้แจ้งจุดนี้แล้ว" in reader.page.words
    assert f"{services_path(place)}requests/{number}" in reader.page.links
    reader.open(f"{services_path(place)}streetlight/new?lamp_post=13")
    assert "มีผู้แจ้งจุดนี้แล้ว" not in reader.page.words


def test_sending_twice_stores_once_and_shows_the_same_receipt(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    fields = filled(reader, place, LAMP)
    receipts = set()
    for _ in range(2):
        send(reader, place, fields)
        receipts.add(receipt(reader))
    assert len(receipts) == 1
    assert len(cases_of(place)) == 1


def test_what_a_program_most_likely_made_is_shown_to_nobody_until_an_officer_has_read_it(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    fields = {**filled(reader, place, LAMP), "ticket": an_early_ticket(place, seconds=0)}
    send(reader, place, fields)
    number, _ = receipt(reader)
    [case] = cases_of(place)
    assert (case.visibility, case.fields[queue.HELD]) == (Visibility.WAITING, True)
    # What an officer is offered to publish is what would have been shown at once.
    assert "หน้าบ้านนายดำ" not in case.shown_text
    reader.open(f"{services_path(place)}requests/{number}", status=404)


@ON_ONE_DATABASE
def test_a_service_and_an_office_that_are_not_there_are_not_found(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    for path in (
        f"{services_path(place)}nothing",
        f"{services_path(place)}nothing/new",
        "/services/zzzz/",
        "/services/zzzz/streetlight",
    ):
        reader.open(path, status=404)


@ON_ONE_DATABASE
def test_each_service_says_who_may_ask_what_it_takes_what_it_costs_and_how_long_it_lasts(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    reader.open(services_path(place))
    assert {f"{services_path(place)}{key}" for key in ("branches", "disability", "streetlight")} <= set(reader.page.links)
    reader.open(f"{services_path(place)}disability")
    for words in ("หรือผู้ดูแล", "บัตรประจำตัวคนพิการ", "ไม่มีค่าธรรมเนียม", "ภายใน 15 วันทำการ", "กองสวัสดิการสังคม", "เฉพาะท่านและเจ้าหน้าที่"):
        assert words in reader.page.words
