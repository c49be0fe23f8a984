"""Following a request with its private code: adding, rating, having it taken up again, and taking it back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from survey import thai
from survey.cases import handling
from survey.cases.calendar import Calendar
from survey.cases.handling import Answer
from survey.errors import WrongCaseState
from survey.models import CaseMessage, CaseRating, CaseStatus, Visibility
from survey.services import requests
from tests.builders import arranging, looking
from tests.reader import Reader
from tests.survey.board.arranged import Place, a_place, cases_of, published
from tests.survey.services.arranged import finished, requested, services_path

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def followed(place: Place, code: str) -> str:
    return f"{services_path(place)}follow/{code}"


def test_a_code_leads_to_its_request_however_it_is_typed_and_others_are_all_answered_alike(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        _, code = requested(session, place)
        _, of_suggestion = published(session, place, "ขอม้านั่ง")
    page = f"{services_path(place)}follow"
    reader.open(page)
    reader.send(page, {"code": code.lower().replace("-", " ")}, status=303)
    for wrong in ("2222-2222-2222", of_suggestion, "x"):
        reader.send(page, {"code": wrong}, status=404)
        assert "ไม่พบเรื่องของรหัสนี้" in reader.page.words
        reader.open(followed(place, wrong), status=404)


def test_a_finished_request_is_rated_once_and_the_later_word_counts(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, code = requested(session, place)
    reader.open(followed(place, code))
    assert "ให้คะแนนผลงานนี้" not in reader.page.words
    reader.send(f"{followed(place, code)}/rate", {"stars": "5"}, status=409)
    with arranging(app) as session:
        finished(session, place, session.merge(case))
    reader.send(f"{followed(place, code)}/rate", {"stars": "7"}, status=422)
    assert "กรุณาเลือก 1 ถึง 5" in reader.page.words
    reader.send(f"{followed(place, code)}/rate", {"stars": "2", "word": "ช้า"}, status=303)
    reader.send(f"{followed(place, code)}/rate", {"stars": "4", "word": "เร็วขึ้นแล้ว"}, status=303)
    with looking(app) as session:
        [rating] = session.scalars(select(CaseRating))
        assert (rating.stars, rating.text, rating.rated_on) == (4, "เร็วขึ้นแล้ว", thai.today())
    # A word is for officers, and stands on no public page.
    reader.open(f"{services_path(place)}requests/{case.number}")
    assert "เร็วขึ้นแล้ว" not in reader.page.words


def test_a_finished_request_is_taken_up_again_with_the_days_of_its_service(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, code = requested(session, place)
        finished(session, place, case)
    reader.send(f"{followed(place, code)}/reopen", {"why": " "}, status=422)
    assert "กรุณาบอกสักเล็กน้อยว่ายังไม่เรียบร้อยอย่างไร" in reader.page.words
    for _ in range(2):
        reader.send(f"{followed(place, code)}/reopen", {"why": "ไฟดับอีกแล้วเมื่อคืน บ้านยายมา"}, status=303)
    [case] = cases_of(place)
    assert (case.status, case.outcome) == (CaseStatus.WORKING, None)
    assert case.answer_by == Calendar().after(thai.today(), 7)
    with looking(app) as session:
        assert [one.text for one in session.scalars(select(CaseMessage))] == ["ไฟดับอีกแล้วเมื่อคืน บ้านยายมา"]
    # Everybody reads that it goes on; why is the author's own words, for the officers.
    reader.open(f"{services_path(place)}requests/{case.number}")
    assert "เปิดเรื่องใหม่อีกครั้ง" in reader.page.words
    assert "ยายมา" not in reader.page.words


@ON_ONE_DATABASE
@pytest.mark.parametrize(("days", "may"), [(15, True), (16, False)])
def test_fifteen_days_after_the_end_are_the_last_on_which_it_may_be_judged(app: Flask, days: int, may: bool) -> None:
    place = a_place(app)
    end = date(2026, 11, 2)
    with arranging(app) as session:
        with thai.as_of(end):
            case, _ = requested(session, place)
            finished(session, place, case)
        with thai.as_of(end + timedelta(days=days)):
            assert requests.may_judge(session, case, thai.today()) is may
            if may:
                requests.rate(session, case, 5, "")
                requests.reopen(session, case, "ยังดับอยู่")
            else:
                with pytest.raises(WrongCaseState):
                    requests.rate(session, case, 5, "")
                with pytest.raises(WrongCaseState):
                    requests.reopen(session, case, "ยังดับอยู่")


def test_an_officer_confirms_an_appointment_by_an_answer_that_its_author_alone_reads(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, code = requested(session, place, "disability")
    reader.open(followed(place, code))
    assert "วันที่ท่านขอ: 2 มีนาคม 2570" in reader.page.words
    with arranging(app) as session:
        answer = Answer("ยืนยันวันนัด 2 มีนาคม 2570 เวลา 9.00 น. ห้องกองสวัสดิการสังคม", CaseStatus.WORKING)
        handling.answer(session, session.merge(case), place.officer, answer)
    reader.open(followed(place, code))
    assert "ยืนยันวันนัด 2 มีนาคม 2570 เวลา 9.00 น." in reader.page.words
    assert "ยังไม่ใช่วันนัด" not in reader.page.words
    reader.open(f"{services_path(place)}requests/{case.number}", status=404)


def test_a_request_that_was_sent_on_says_to_whom_with_the_reference(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, code = requested(session, place)
        answer = Answer("หนังสือที่ นพ 72401/123", CaseStatus.FORWARDED, to="การไฟฟ้าส่วนภูมิภาค")
        handling.answer(session, case, place.officer, answer)
    for page in (followed(place, code), f"{services_path(place)}requests/{case.number}"):
        reader.open(page)
        assert "ส่งต่อ ถึงการไฟฟ้าส่วนภูมิภาค หนังสือที่ นพ 72401/123" in reader.page.words


def test_a_request_that_is_taken_back_leaves_nothing_its_author_wrote(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, code = requested(session, place, "disability")
    reader.open(f"{followed(place, code)}/withdraw")
    for _ in range(2):
        reader.send(f"{followed(place, code)}/withdraw", {}, status=303)
    [case] = cases_of(place)
    assert case.visibility == Visibility.WITHDRAWN
    assert (case.text, case.contact, case.village, case.fields) == ("", "", "", {})
    reader.open(followed(place, code))
    assert "ท่านถอนคำขอนี้แล้ว" in reader.page.words


def test_what_is_added_reaches_the_officers_once(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        _, code = requested(session, place)
    for _ in range(2):
        reader.send(followed(place, code), {"text": "เสาข้างกันก็ดับ"}, status=303)
    with looking(app) as session:
        assert len(session.scalars(select(CaseMessage)).all()) == 1
    reader.send(followed(place, code), {"text": ""}, status=422)


def test_a_merged_request_leads_to_where_it_went(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, code = requested(session, place)
        into, _ = requested(session, place)
        handling.merge(session, case, into, place.officer)
        numbers = case.number, into.number
    answered = reader.client.get(f"{services_path(place)}requests/{numbers[0]}")
    assert answered.headers["Location"].endswith(f"/requests/{numbers[1]}")
    reader.open(followed(place, code))
    assert f"คำขอเลขที่ {numbers[1]}" in reader.page.words


def test_the_pages_of_the_board_know_nothing_of_requests(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, code = requested(session, place)
    reader.open(place.path)
    assert "แจ้งซ่อมไฟฟ้า" not in reader.page.words
    reader.open(f"{place.path}{case.number}", status=404)
    reader.open(f"{place.path}follow/{code}", status=404)
