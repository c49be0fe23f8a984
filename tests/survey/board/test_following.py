"""Following a case with its private code: everything the author may know, and what they may do."""

from __future__ import annotations

import pytest
from flask import Flask

from survey.cases import author, handling
from survey.cases.author import MOST_MESSAGES
from survey.cases.handling import Answer
from survey.models import Case, CaseStatus, Outcome, Refusal, Visibility
from tests.builders import arranging, looking
from tests.reader import Reader
from tests.survey.board.arranged import Place, a_place, cases_of, published, received

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def messages(place: Place) -> list[str]:
    with looking(place.app) as session:
        [case] = cases_of(place)
        return [message.text for message in author.messages_of(session, case).values()]


def test_a_code_opens_its_case_however_it_is_typed(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        _case, code = received(session, place, "ไฟถนนดับ")
    for typed in (code, code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} "):
        answered = reader.send(f"{place.path}follow", {"code": typed}, status=303)
        assert answered.headers["Location"] == f"{place.path}follow/{code}"
    for path in (answered.headers["Location"], f"{place.path}follow/{code.lower()}"):
        answered = reader.open(path)
        assert reader.page.heading == "ไฟถนนดับ"
    assert answered.headers["Cache-Control"] == "no-store"
    assert answered.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answered.headers["Referrer-Policy"] == "no-referrer"
    assert 'name="robots" content="noindex, nofollow"' in reader.page.source


@ON_ONE_DATABASE
def test_every_wrong_code_gets_the_same_answer_and_guessing_ends_in_a_wait(app: Flask, reader: Reader) -> None:
    place, other = a_place(app), a_place(app, "เทศบาลอื่น")
    with arranging(app) as session:
        _case, code = received(session, place, "ไฟถนนดับ")
        _case, foreign = received(session, other, "ของที่อื่น")
        _case, service = received(session, place, "บริการ", kind="water")
    wrong = ["2222-2222-2222", "x", code[:-1], foreign, service, "<script>", "0' OR 1=1"]
    pages = {reader.send(f"{place.path}follow", {"code": typed}, status=404).data for typed in wrong}
    pages |= {reader.open(f"{place.path}follow/{typed}", status=404).data for typed in wrong if "/" not in typed}
    assert len(pages) == 1
    assert "ไม่พบเรื่องของรหัสนี้" in reader.page.words
    reader.send(f"{place.path}follow", {"code": ""}, status=422)
    for _ in range(20 - 2 * len(wrong)):
        reader.open(f"{place.path}follow/2222-2222-2223", status=404)
    # Whatever way it is guessed, and also for a right code then.
    reader.open(f"{place.path}follow/{code}", status=429)
    reader.send(f"{place.path}follow", {"code": code}, status=429)
    neighbour = {"environ_overrides": {"REMOTE_ADDR": "198.51.100.7"}}
    reader.open(f"{place.path}follow/{code}", **neighbour)


@ON_ONE_DATABASE
def test_right_codes_are_never_counted(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        _case, code = received(session, place, "ไฟถนนดับ")
    for _ in range(25):
        reader.open(f"{place.path}follow/{code}")


def test_the_author_reads_questions_answers_them_once_and_others_do_not_see_it(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, code = published(session, place, "ไฟถนนดับ")
        handling.ask(session, case, place.officer, "ดับกี่ต้น")
        handling.note(session, case, place.officer, "บันทึกภายในเท่านั้น")
    own = f"{place.path}follow/{code}"
    reader.open(own)
    assert "หน่วยงานขอข้อมูลเพิ่ม ดับกี่ต้น" in reader.page.words
    assert "ตอบคำถามหรือเพิ่มข้อความ" in reader.page.words
    assert "บันทึกภายใน" not in reader.page.source
    for _ in range(2):
        answered = reader.send(own, {"text": " สามต้น\r\nฝั่งซ้าย "}, status=303)
    assert messages(place) == ["สามต้น\nฝั่งซ้าย"]
    reader.open(answered.headers["Location"])
    assert "หน่วยงานได้รับข้อความของท่านแล้ว" in reader.page.words
    assert "ผู้เสนอเพิ่มเติม สามต้น ฝั่งซ้าย" in reader.page.words
    assert "ตอบคำถามนี้" not in reader.page.words
    reader.open(f"{place.path}{case.number}")
    assert "สามต้น" not in reader.page.source
    assert "ดับกี่ต้น" not in reader.page.source


@ON_ONE_DATABASE
def test_a_message_must_say_something_and_there_is_an_end_to_them(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, code = received(session, place, "ไฟถนนดับ")
    own = f"{place.path}follow/{code}"
    reader.send(own, {"text": " "}, status=422)
    assert "#text" in reader.page.links
    reader.send(own, {"text": "ก" * 2001}, status=422)
    assert "ก" * 2001 in reader.page.source
    assert messages(place) == []
    with arranging(app) as session:
        case = handling.case_of(session, place.office_id, case.number)
        for at in range(MOST_MESSAGES):
            author.add(session, case, f"ข้อความที่ {at}")
    reader.open(own)
    assert "ส่งให้เจ้าหน้าที่" not in reader.page.words
    reader.send(own, {"text": "อีกข้อความ"}, status=409)
    assert len(messages(place)) == MOST_MESSAGES


def test_withdrawing_asks_first_and_then_takes_everything_back(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, code = published(session, place, "ไฟถนนดับ", name="สมชาย", contact="0812345678")
    own = f"{place.path}follow/{code}"
    reader.open(own)
    assert f"{own}/withdraw" in reader.page.links
    reader.open(f"{own}/withdraw")
    assert reader.page.heading == "ถอนเรื่องนี้หรือไม่"
    assert cases_of(place)[0].visibility == Visibility.PUBLIC
    for _ in range(2):
        answered = reader.send(f"{own}/withdraw", {}, status=303)
        assert answered.headers["Location"] == f"{own}?done=withdrawn"
    [case] = cases_of(place)
    assert (case.visibility, case.name, case.contact, case.text) == (Visibility.WITHDRAWN, "", "", "")
    reader.open(answered.headers["Location"])
    assert "ท่านถอนเรื่องนี้แล้ว" in reader.page.words
    assert f"{own}/withdraw" not in reader.page.links
    assert "text" not in reader.page.fields
    reader.open(f"{own}/withdraw", status=303)
    reader.send(own, {"text": "สาย"}, status=409)
    reader.open(f"{place.path}{case.number}", status=404)
    reader.send(f"{place.path}follow/2222-2222-2222/withdraw", {}, status=404)


@ON_ONE_DATABASE
def test_the_author_learns_why_a_case_is_not_published(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        rude, rude_code = received(session, place, "คำหยาบ")
        handling.refuse(session, rude, place.officer, reason=Refusal.RUDE, text="กรุณาใช้คำสุภาพ")
        accusing, accusing_code = received(session, place, "นายกโกง")
        handling.refuse(session, accusing, place.officer, reason=Refusal.ACCUSATION)
    reader.open(f"{place.path}follow/{rude_code}")
    assert "ไม่เผยแพร่ เหตุผล: มีถ้อยคำไม่สุภาพ" in reader.page.words
    assert "กรุณาใช้คำสุภาพ" in reader.page.words
    assert f"{place.path}new" in reader.page.links
    reader.open(f"{place.path}follow/{accusing_code}")
    assert "ช่องทางร้องเรียนของหน่วยงาน" in reader.page.words


@ON_ONE_DATABASE
def test_both_receipts_of_merged_cases_lead_to_the_answer(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        target, target_code = published(session, place, "ไฟถนนหน้าวัด")
        merged, merged_code = received(session, place, "ไฟดับ")
        handling.merge(session, merged, target, place.officer)
        handling.answer(session, target, place.officer, Answer("ซ่อมแล้ว", CaseStatus.DONE, Outcome.DONE))
        handling.note(session, target, place.officer, "อ่านได้เฉพาะเจ้าหน้าที่")
        author.add(session, target, "ผู้เสนออีกท่านเขียนเพิ่ม")
    reader.open(f"{place.path}follow/{merged_code}")
    assert "รวมเข้ากับเรื่องที่คล้ายกันแล้ว" in reader.page.words
    assert f"{place.path}{target.number}" in reader.page.links
    # What everybody reads of the other one is here too, and nothing more.
    assert f"เรื่องที่รวมเข้าไป เลขที่ {target.number} ไฟถนนหน้าวัด เสร็จสิ้น (ทำแล้ว)" in reader.page.words
    assert "ตอบกลับ: เสร็จสิ้น (ทำแล้ว) ซ่อมแล้ว นายช่างโยธา กองช่าง" in reader.page.words
    assert "อ่านได้เฉพาะเจ้าหน้าที่" not in reader.page.words
    assert "ผู้เสนออีกท่านเขียนเพิ่ม" not in reader.page.words
    reader.open(f"{place.path}follow/{target_code}")
    assert "ซ่อมแล้ว" in reader.page.words
    with arranging(app) as session:
        handling.refuse(session, session.get_one(Case, (place.office_id, target.id)), place.officer, reason=Refusal.RUDE)
    reader.open(f"{place.path}follow/{merged_code}")
    assert "เรื่องที่รวมเข้าไปไม่ได้เผยแพร่แล้ว" in reader.page.words
    assert "ซ่อมแล้ว" not in reader.page.words
