"""The page of a suggestion: what everybody may read of it, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from survey import thai
from survey.cases import author, handling, intake
from survey.cases.calendar import Calendar
from survey.cases.deadlines import deadlines, took
from survey.cases.handling import Answer
from survey.models import Case, CaseStatus, FilePurpose, Office, Outcome, Refusal, Visibility
from tests.builders import an_officer, arranging
from tests.reader import Reader
from tests.survey.board.arranged import a_picture, a_place, published, received

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_page_shows_the_published_words_and_the_history_with_position_and_division(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, _ = published(session, place, "คำของผู้เสนอ โทร 0812345678", name="สมชาย ใจดี", contact="0898765432", village="หมู่ 4")
        handling.publish(session, case, place.officer, subject="ไฟถนนดับ", text="หน้าวัดมืด\nโทร xxx-xxx-xxxx")
        handling.acknowledge(session, case, place.officer, text="ส่งช่างไปดูแล้ว")
        handling.note(session, case, place.officer, "บันทึกเฉพาะเจ้าหน้าที่")
        author.add(session, case, "ข้อความที่ยังไม่เผยแพร่")
        handling.answer(session, case, place.officer, Answer("เปลี่ยนหลอดแล้ว", CaseStatus.DONE, Outcome.DONE))
    reader.open(f"{place.path}{case.number}")
    page = reader.page
    assert page.heading == "ไฟถนนดับ"
    for words in (
        f"เลขที่เรื่อง {case.number}",
        "หน้าวัดมืด โทร xxx-xxx-xxxx",
        "หมู่ 4",
        "เสร็จสิ้น (ทำแล้ว)",
        "ตอบกลับภายในวันเดียวกัน",
        "ได้รับทางเว็บไซต์",
        "ส่งช่างไปดูแล้ว นายช่างโยธา กองช่าง",
        "ตอบกลับ: เสร็จสิ้น (ทำแล้ว) เปลี่ยนหลอดแล้ว นายช่างโยธา กองช่าง",
    ):
        assert words in page.words, words
    for secret in ("สมชาย", "0898765432", "0812345678", "บันทึกเฉพาะเจ้าหน้าที่", "ข้อความที่ยังไม่เผยแพร่", "มาลี", case.id):
        assert secret not in page.source, secret


@ON_ONE_DATABASE
def test_a_village_with_a_telephone_number_in_it_is_shown_without(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, _ = published(session, place, "ไฟถนนดับ", village="หมู่ 4 โทร 0812345678")
    reader.open(f"{place.path}{case.number}")
    assert "0812345678" not in reader.page.source
    assert "หมู่ 4 โทร xxx-xxx-xxxx" in reader.page.words


def test_what_is_not_public_is_not_found_and_what_was_merged_leads_on(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        waiting, _ = received(session, place, "รอ")
        refused, _ = published(session, place, "ปฏิเสธ")
        handling.refuse(session, refused, place.officer, reason=Refusal.RUDE)
        withdrawn, _ = published(session, place, "ถอน")
        author.withdraw(session, withdrawn)
        service, _ = received(session, place, "บริการ", kind="water", visibility=Visibility.PUBLIC)
        target, _ = published(session, place, "เรื่องหลัก")
        merged, _ = published(session, place, "เรื่องซ้ำ")
        handling.merge(session, merged, target, place.officer)
    for case in (waiting, refused, withdrawn, service):
        reader.open(f"{place.path}{case.number}", status=404)
        reader.send(f"{place.path}{case.number}/support", {}, status=404)
    for number in ("2570-9999", "nothing", "2570-0001'--"):
        reader.open(f"{place.path}{number}", status=404)
    answered = reader.open(f"{place.path}{merged.number}", status=302)
    assert answered.headers["Location"] == f"{place.path}{target.number}"
    reader.open(f"{place.path}{target.number}")
    # Whoever supported both counts twice, and nobody can tell: the page does not say otherwise.
    assert "ผู้ที่สนับสนุนไว้ทั้งสองเรื่องอาจนับซ้ำ" in reader.page.words
    assert "นับเครื่องละหนึ่งครั้ง" not in reader.page.words
    other = a_place(app, "เทศบาลอื่น")
    reader.open(f"{other.path}{target.number}", status=404)
    with arranging(app) as session:
        handling.refuse(session, handling.case_of(session, place.office_id, target.number), place.officer, reason=Refusal.RUDE)
    reader.open(f"{place.path}{merged.number}", status=404)


@ON_ONE_DATABASE
def test_the_page_carries_what_a_preview_and_a_feed_reader_need(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, _ = published(session, place, 'ไฟ "ถนน" ดับ')
        [picture] = intake.add_pictures(session, case, [a_picture()], FilePurpose.SENT, is_public=True)
    answered = reader.open(f"{place.path}{case.number}")
    address = f"http://localhost{place.path}{case.number}"
    for part in (
        'property="og:title" content="ไฟ &#34;ถนน&#34; ดับ"',
        'property="og:description" content="รอรับเรื่อง · เทศบาลทดสอบ"',
        f'property="og:url" content="{address}"',
        f'property="og:image" content="http://localhost{place.path}files/{picture.id}"',
        f'rel="canonical" href="{address}"',
        f'type="application/atom+xml" title="ไฟ &#34;ถนน&#34; ดับ" href="{place.path}{case.number}/feed.atom"',
    ):
        assert part in reader.page.source, part
    assert "noindex" not in reader.page.source
    assert answered.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answered.headers


@ON_ONE_DATABASE
def test_pictures_are_sent_to_everybody_only_while_they_are_public(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, code = published(session, place, "ไฟถนนดับ")
        shown, hidden = intake.add_pictures(session, case, [a_picture("red"), a_picture("blue")], FilePurpose.SENT)
        shown.is_public = True
        [proof] = intake.add_pictures(session, case, [a_picture("green")], FilePurpose.EVIDENCE)
    files = f"{place.path}files/"
    answered = reader.open(f"{files}{shown.id}")
    assert answered.data == shown.content
    assert answered.headers["Content-Type"] == "image/jpeg"
    assert answered.headers["X-Content-Type-Options"] == "nosniff"
    assert answered.headers.getlist("Content-Security-Policy") == ["default-src 'none'; sandbox; frame-ancestors 'none'"]
    assert answered.headers["Cache-Control"] == "public, max-age=86400, immutable"
    assert "Set-Cookie" not in answered.headers
    assert "Cookie" not in answered.headers.get("Vary", "")
    for file_id in (hidden.id, proof.id, "nothing"):
        reader.open(f"{files}{file_id}", status=404)
    reader.open(f"{place.path}{case.number}")
    assert (f"{files}{shown.id}" in reader.page.source, hidden.id in reader.page.source) == (True, False)
    # The author's own, whether public or not, but not what the office keeps.
    own = f"{place.path}follow/{code}/files/"
    assert reader.open(f"{own}{hidden.id}").headers["Cache-Control"] == "no-store"
    reader.open(f"{own}{proof.id}", status=404)
    reader.open(f"{place.path}follow/2222-2222-2222/files/{hidden.id}", status=404)
    # Nobody but its officers after it was taken from the board.
    with arranging(app) as session:
        handling.refuse(session, handling.case_of(session, place.office_id, case.number), place.officer, reason=Refusal.RUDE)
    reader.open(f"{files}{shown.id}", status=404)
    other = a_place(app, "เทศบาลอื่น")
    with arranging(app) as session:
        an_officer(session, session.get_one(Office, other.office_id), "hers")
    reader.be("hers", other.office_id)
    reader.open(f"{files}{hidden.id}", status=404)
    reader.be("malee", place.office_id)
    assert reader.open(f"{files}{hidden.id}").headers["Cache-Control"] == "private, no-store"


# Worked by hand with a calendar of November 2026 and no holidays but Saturdays and Sundays.
MONDAY, FRIDAY = date(2026, 11, 16), date(2026, 11, 20)
PLAIN = Calendar({date(2026, 12, day): None for day in range(1, 32)})


def a_case(**changes: object) -> Case:
    values: dict[str, object] = {
        "visibility": Visibility.PUBLIC,
        "status": CaseStatus.RECEIVED,
        "received_on": date(2026, 11, 12),
        "moderate_by": date(2026, 11, 13),
        "acknowledge_by": MONDAY,
        "answer_by": FRIDAY,
    }
    return Case(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "today", "expected"),
    [
        (
            {},
            date(2026, 11, 13),
            ["ครบกำหนดรับเรื่องวันที่ 16 พฤศจิกายน 2569 เหลือ 1 วันทำการ", "ครบกำหนดตอบวันที่ 20 พฤศจิกายน 2569 เหลือ 5 วันทำการ"],
        ),
        (
            {"visibility": Visibility.WAITING},
            date(2026, 11, 13),
            ["เจ้าหน้าที่อ่านภายในวันที่ 13 พฤศจิกายน 2569 ครบกำหนดวันนี้", "ครบกำหนดตอบวันที่ 20 พฤศจิกายน 2569 เหลือ 5 วันทำการ"],
        ),
        (
            {"status": CaseStatus.WORKING, "acknowledged_on": MONDAY},
            date(2026, 11, 24),
            ["ครบกำหนดตอบวันที่ 20 พฤศจิกายน 2569 เกินกำหนด 2 วันทำการ"],
        ),
        # Two days later, but a weekend.
        (
            {"status": CaseStatus.WORKING, "acknowledged_on": MONDAY},
            date(2026, 11, 22),
            ["ครบกำหนดตอบวันที่ 20 พฤศจิกายน 2569 เกินกำหนดแล้ว"],
        ),
        ({"paused_on": MONDAY}, date(2026, 11, 24), []),
        (
            {"status": CaseStatus.DONE, "outcome": Outcome.PLANNED, "planned_for": date(2027, 5, 1), "answered_on": MONDAY},
            date(2026, 11, 24),
            ["หน่วยงานจะทำภายในวันที่ 1 พฤษภาคม 2570"],
        ),
        ({"status": CaseStatus.DONE, "outcome": Outcome.DONE, "answered_on": MONDAY}, date(2026, 11, 24), []),
        ({"status": CaseStatus.FORWARDED}, date(2026, 11, 24), []),
    ],
)
def test_the_clock_is_told_in_working_days(changes: dict[str, object], today: date, expected: list[str]) -> None:
    found = deadlines(a_case(**changes), PLAIN, today)
    assert [f"{one.promised} {one.left}".strip() for one in found] == expected
    assert [one.is_late for one in found] == ["เกินกำหนด" in words for words in expected]


def test_how_long_an_answer_took_is_told_once_there_is_one() -> None:
    assert took(a_case(), PLAIN) == ""
    assert took(a_case(answered_on=date(2026, 11, 12)), PLAIN) == "ตอบกลับภายในวันเดียวกัน"
    assert took(a_case(answered_on=date(2026, 11, 17)), PLAIN) == "ตอบกลับภายใน 3 วันทำการ"


def test_the_board_of_today_counts_from_today(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, _ = published(session, place, "ไฟถนนดับ")
    reader.open(f"{place.path}{case.number}")
    assert f"ครบกำหนดตอบวันที่ {thai.thai_date(case.answer_by)} เหลือ 15 วันทำการ" in reader.page.words
    with arranging(app) as session:
        handling.pause(session, handling.case_of(session, place.office_id, case.number), place.officer, "รอกรมทางหลวง")
    reader.open(f"{place.path}{case.number}")
    assert "พักการนับเวลาอยู่" in reader.page.words
    assert "รอกรมทางหลวง" in reader.page.words
    assert "เหลือ 15 วันทำการ" not in reader.page.words
