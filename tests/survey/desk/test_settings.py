"""How an office handles cases: its days, approval, summary, days off, answer templates, and the switch for bad days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from survey import thai
from survey.cases.calendar import Calendar, public_holidays
from survey.models import AnswerTemplate, CaseRules, EventKind, Holiday
from tests.builders import looking
from tests.survey.desk.arranged import a_desk, signed_in

RULES = {"moderate_days": "2", "acknowledge_days": "๕", "answer_days": "30", "needs_approval": "y", "digest_to": "a@b.go.th"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind is enough: what is stored here is stored as everywhere else."""
    return sqlite_url


def test_the_usual_days_are_shown_until_the_office_sets_its_own(app: Flask) -> None:
    desk = a_desk(app)
    reader = signed_in(app, desk)
    reader.open("/office/cases/rules")
    assert [reader.page.fields[name] for name in ("moderate_days", "acknowledge_days", "answer_days")] == ["1", "3", "15"]
    before = desk.case()
    reader.send("/office/cases/rules", RULES)
    after = desk.case()
    assert desk.found(before).answer_by == Calendar().after(thai.today(), 15)
    assert desk.found(after).answer_by == Calendar().after(thai.today(), 30)
    with looking(app) as session:
        stored = session.scalars(select(CaseRules)).one()
        assert (stored.acknowledge_days, stored.needs_approval, stored.digest_to) == (5, True, "a@b.go.th")
    reader.open("/office/cases/rules")
    reader.send("/office/cases/rules", {**RULES, "needs_approval": "", "digest_to": ""})
    with looking(app) as session:
        assert session.scalars(select(CaseRules.digest_to)).one() == ""


SENSELESS = [
    {"moderate_days": "0"},
    {"answer_days": "121"},
    {"answer_days": "4"},
    {"answer_days": "สิบ"},
    {"acknowledge_days": ""},
    {"digest_to": "not an address"},
    {"digest_to": "a@b.go.th\r\nBcc: everybody@b.go.th"},
    {"digest_to": "a@b.go.th,c@b.go.th"},
]


def test_days_that_make_no_sense_and_addresses_that_are_none_are_refused(app: Flask) -> None:
    reader = signed_in(app, a_desk(app))
    reader.open("/office/cases/rules")
    for wrong in SENSELESS:
        reader.send("/office/cases/rules", {**RULES, **wrong}, status=422)
        assert "กรุณาแก้ไขจุดต่อไปนี้" in reader.page.words
    with looking(app) as session:
        assert session.scalars(select(CaseRules)).all() == []


def test_the_board_takes_cases_at_the_counter_only_for_a_day_or_until_it_is_told(app: Flask) -> None:
    reader = signed_in(app, a_desk(app))
    reader.send("/office/cases/counter-only", {})
    with looking(app) as session:
        until = session.scalars(select(CaseRules.counter_only_until)).one()
    assert until is not None
    left = until - datetime.now(UTC).replace(tzinfo=None)
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)
    reader.open("/office/cases/rules")
    assert "กำลังรับเฉพาะที่สำนักงาน ถึง" in reader.page.words
    reader.open("/office/cases/")
    assert "ขณะนี้กระดานรับเรื่องเฉพาะที่สำนักงาน" in reader.page.words
    reader.send("/office/cases/everywhere", {})
    reader.open("/office/cases/rules")
    assert "กำลังรับเฉพาะที่สำนักงาน" not in reader.page.words


def _next_working_day() -> date:
    return Calendar().after(thai.today(), 2)


def test_a_day_off_added_later_moves_what_is_due_and_says_how_many(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case()
    before = desk.found(number).answer_by
    day = _next_working_day()
    reader = signed_in(app, desk)
    reader.open("/office/cases/holidays")
    typed = f"{day.day}/{day.month}/{day.year + 543}"
    reader.send("/office/cases/holidays", {"day": typed, "name": "วันหยุดพิเศษ"})
    reader.open(f"/office/cases/holidays?year={day.year + 543}")
    assert "เพิ่มวันหยุดแล้ว วันครบกำหนดเปลี่ยน 1 เรื่อง" in reader.page.words
    assert "วันหยุดพิเศษ (หน่วยงานเพิ่ม)" in reader.page.row(thai.thai_date(day))
    assert desk.found(number).answer_by == Calendar().after(before, 1)
    assert desk.events(number)[-1].kind == EventKind.DUE_MOVED
    reader.send(f"/office/cases/holidays/{day.isoformat()}/work", {})
    assert desk.found(number).answer_by == before
    with looking(app) as session:
        assert session.scalars(select(Holiday)).all() == []


def test_a_public_holiday_can_be_worked_on_and_taken_off_again(app: Flask) -> None:
    reader = signed_in(app, a_desk(app))
    year = thai.today().year
    day, name = next((day, name) for day, name in sorted(public_holidays(year).items()) if day.weekday() < 5)
    reader.open(f"/office/cases/holidays?year={year + 543}")
    assert name in reader.page.row(thai.thai_date(day))
    reader.send(f"/office/cases/holidays/{day.isoformat()}/work", {})
    reader.open(f"/office/cases/holidays?year={year + 543}")
    assert "กลับเป็นวันหยุด" in reader.page.row(thai.thai_date(day))[-1]
    reader.send(f"/office/cases/holidays/{day.isoformat()}/restore", {})
    reader.open(f"/office/cases/holidays?year={year + 543}")
    assert "กลับเป็นวันหยุด" not in reader.page.words


def test_days_off_that_make_no_sense_are_refused(app: Flask) -> None:
    reader = signed_in(app, a_desk(app))
    saturday = thai.today() + timedelta(days=5 - thai.today().weekday() + 7)
    for day, name in (("", "ก"), ("2500-01-01", "ก"), (saturday.isoformat(), "ก"), (_next_working_day().isoformat(), " ")):
        reader.open("/office/cases/holidays")
        reader.send("/office/cases/holidays", {"day": day, "name": name}, status=422)
    for path, status in (("x/work", 404), ("1999-01-01/work", 400), ("2026-11-24/restore", 404)):
        reader.open("/office/cases/holidays")
        reader.send(f"/office/cases/holidays/{path}", {}, status=status)
    reader.open("/office/cases/holidays?year=9999")
    with looking(app) as session:
        assert session.scalars(select(Holiday)).all() == []


def test_answer_templates_are_added_changed_and_removed(app: Flask) -> None:
    desk, other = a_desk(app), a_desk(app, "เทศบาลอีกแห่ง")
    reader = signed_in(app, desk)
    reader.open("/office/cases/templates")
    assert "ยังไม่มีคำตอบสำเร็จรูป" in reader.page.words
    reader.send("/office/cases/templates", {"title": "", "text": "ก"}, status=422)
    reader.send("/office/cases/templates", {"title": "ไฟดับ", "text": "จะซ่อม\r\nภายใน 3 วัน"})
    with looking(app) as session:
        made = session.scalars(select(AnswerTemplate)).one()
        assert (made.title, made.text) == ("ไฟดับ", "จะซ่อม\nภายใน 3 วัน")
    path = f"/office/cases/templates/{made.id}"
    reader.open(path)
    reader.send(path, {"title": "ไฟดับ", "text": " "}, status=422)
    reader.send(path, {"title": "ไฟถนนดับ", "text": "จะซ่อม"})
    stranger = signed_in(app, other)
    stranger.open(path, status=404)
    reader.open("/office/cases/templates")
    assert "ไฟถนนดับ" in reader.page.words
    reader.send(f"{path}/remove", {})
    with looking(app) as session:
        assert session.scalars(select(AnswerTemplate)).all() == []
