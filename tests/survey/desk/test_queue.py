"""The queue: by due date, overdue first, and usable whatever is thrown at the board."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from survey import thai
from survey.cases import clock, handling, queue
from survey.cases.calendar import Calendar
from survey.models import Case, CaseStatus, EventKind, Outcome, Suggestion, Visibility
from tests.builders import a_scene, an_office, arranging, looking
from tests.reader import Reader
from tests.survey.desk.arranged import Desk, a_desk, signed_in

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TODAY = thai.today()


def back(working_days: int) -> date:
    """The day so many working days before today."""
    day, calendar = TODAY, Calendar()
    while calendar.between(day, TODAY) < working_days:
        day -= timedelta(days=1)
    return day


def numbers(reader: Reader, path: str) -> list[str]:
    """The numbers of the cases that a page lists, in its order."""
    reader.open(path)
    listed = [link.removeprefix("/office/cases/") for link in reader.page.links if link.startswith("/office/cases/25")]
    return list(dict.fromkeys(listed))


def test_the_database_knows_the_task_and_the_day_of_every_case_as_the_clock_does(session: Session) -> None:
    office = an_office(session)
    first = date(2026, 3, 2)
    states = itertools.product(Visibility, CaseStatus, (None, first), (None, first), (None, first), (False, True))
    rows = []
    for at, (visibility, status, acknowledged_on, answered_on, paused_on, promised) in enumerate(states):
        is_done = status == CaseStatus.DONE
        if visibility == Visibility.MERGED or (promised and not is_done):
            continue
        outcome = Outcome.PLANNED if promised else Outcome.DONE if is_done else None
        rows.append(
            {
                "office_id": office.id, "id": str(at), "kind": "suggestion", "number": str(at), "fiscal_year": 2569,
                "code_mark": str(at), "channel": "web", "received_on": first, "subject": "ก", "text": "ก",
                "visibility": visibility, "status": status, "outcome": outcome, "fields": {}, "events": 1,
                "planned_for": first + timedelta(days=4) if promised else None,
                "moderate_by": first + timedelta(days=1), "acknowledge_by": first + timedelta(days=2),
                "answer_by": first + timedelta(days=3), "acknowledged_on": acknowledged_on, "answered_on": answered_on,
                "paused_on": paused_on,
            }
        )  # fmt: skip
    session.execute(insert(Case), rows)
    found = session.execute(select(Case, queue.task, queue.day)).all()
    assert len(found) == 5 * 4 * 8 + 5 * 8
    for case, task, day in found:
        due = clock.due(case)
        assert (task, day) == ((due.task, due.day) if due else (None, None)), (case.visibility, case.status)
        assert session.scalar(select(queue.may_wait).where(Case.id == case.id)) or due is None


def test_what_waits_stands_by_its_task_and_the_longest_overdue_comes_first(app: Flask) -> None:
    desk = a_desk(app)
    newer = desk.case("ใหม่", received_on=back(0))
    late = desk.case("สาย", received_on=back(5))
    later = desk.case("สายกว่า", received_on=back(9))
    to_answer = desk.case("รอตอบ", public=True, received_on=back(15))
    with arranging(app) as session:
        handling.acknowledge(session, session.merge(desk.found(to_answer)), desk.actor)
    reader = signed_in(app, desk, "somchai")
    assert numbers(reader, "/office/cases/") == [later, late, newer, to_answer]
    # 1 working day to be read: two are late. 15 to be answered: the last of them is today.
    assert "2 เกินกำหนด" in reader.page.words or "เกินกำหนด 2" in reader.page.words
    assert "ครบกำหนดวันนี้ 1" in reader.page.words
    assert "อ่านก่อนเผยแพร่ 3 เรื่อง" in reader.page.words
    assert "ตอบกลับ 1 เรื่อง" in reader.page.words
    assert numbers(reader, "/office/cases/?task=answer") == [to_answer]


def test_a_promised_day_comes_back_thirty_days_before_it(app: Flask) -> None:
    desk = a_desk(app)
    near, far = desk.case("ใกล้", public=True), desk.case("ไกล", public=True)
    reader = signed_in(app, desk)
    for number, days in ((near, 30), (far, 31)):
        promised = (TODAY + timedelta(days=days)).isoformat()
        desk.act(reader, number, "answer", result="planned", text="จะทำ", planned_for=promised)
    assert numbers(reader, "/office/cases/?task=planned") == [near]
    assert numbers(reader, "/office/cases/?task=finished") == [far, near]


def test_cases_are_found_by_what_is_chosen(app: Flask) -> None:
    desk = a_desk(app)
    of_division = desk.case("ของกองช่าง", division_id=desk.division.id)
    public = desk.case("ที่เผยแพร่แล้ว", public=True)
    reader = signed_in(app, desk)
    assert numbers(reader, f"/office/cases/?division={desk.division.id}") == [of_division]
    assert numbers(reader, "/office/cases/?mine=1") == []
    # Officers search what nobody else may read yet.
    assert numbers(reader, "/office/cases/?words=ของกองช่าง") == [of_division]
    assert numbers(reader, f"/office/cases/?words={public}") == [public]
    assert numbers(reader, "/office/cases/?status=received&task=all") == [public, of_division]
    assert numbers(reader, "/office/cases/?status=done") == []
    assert numbers(reader, "/office/cases/?kind=suggestion&task=all") == [public, of_division]
    for odd in ("?task=x&status=y&page=0&kind=%00", "?page=999999&task=all", "?page=٣&task=moderate"):
        reader.open(f"/office/cases/{odd}")


@ON_ONE_DATABASE
def test_a_long_pile_has_pages(app: Flask) -> None:
    desk = a_desk(app)
    _flood(app, desk, 53, {})
    reader = signed_in(app, desk)
    assert len(numbers(reader, "/office/cases/")) == 10
    assert "อ่านก่อนเผยแพร่ 53 เรื่อง" in reader.page.words
    first = numbers(reader, "/office/cases/?task=moderate")
    assert len(first) == 50
    assert "/office/cases/?task=moderate&page=2" in [link.replace("&amp;", "&") for link in reader.page.links]
    second = numbers(reader, "/office/cases/?task=moderate&page=2")
    assert len(second) == 3
    assert not set(first) & set(second)


def _flood(app: Flask, desk: Desk, number: int, fields: dict[str, bool]) -> None:
    """Put posts into the database as fast as it takes them."""
    with arranging(app) as session:
        rows = [
            {
                "office_id": desk.office.id, "id": f"flood{at}", "kind": "suggestion", "number": f"2560-{at:04d}",
                "fiscal_year": 2560, "code_mark": f"flood{at}", "channel": "web", "received_on": TODAY, "subject": f"เงินกู้ {at}",
                "text": "คลิก", "fields": fields, "events": 0, "moderate_by": TODAY + timedelta(days=5),
                "acknowledge_by": TODAY + timedelta(days=5), "answer_by": TODAY + timedelta(days=5),
            }
            for at in range(1, number + 1)
        ]  # fmt: skip
        session.execute(insert(Case), rows)


def test_five_thousand_held_posts_stand_apart_from_what_people_wrote(app: Flask) -> None:
    desk = a_desk(app)
    _flood(app, desk, 5_000, {queue.HELD: True})
    real = desk.case("ไฟถนนดับจริง")
    reader = signed_in(app, desk, "somchai")
    assert numbers(reader, "/office/cases/") == [real]
    assert "น่าจะมาจากโปรแกรม 5,000 เรื่อง" in reader.page.words
    assert len(reader.page.source) < 60_000
    held = numbers(reader, "/office/cases/?task=held")
    assert held[0] == "2560-0001"
    assert len(held) == 50
    # A person's post that was held by mistake is read and published like any other.
    desk.act(reader, "2560-0001", "publish", subject="ขอรถน้ำ", text="หมู่ 3", seen=0)
    assert desk.found("2560-0001").visibility == Visibility.PUBLIC
    # Numbers grow beyond four digits, and what is newest is told by the number.
    with arranging(app) as session:
        session.scalars(select(Case).where(Case.number == "2560-5000")).one().number = "2560-10000"
    reader.open("/office/cases/?task=held")
    assert reader.page.fields["newest"] == "2560-10000"
    reader.send("/office/cases/refuse", {"all": "1", "newest": "2560-0041", "task": "held", "reason": "advertising"})
    assert reader.open("/office/cases/?task=held").status_code == 200
    assert "บันทึกว่าไม่เผยแพร่ 40 เรื่อง" in reader.page.words
    # 5,000 less the one that was published and forty.
    assert "น่าจะมาจากโปรแกรม 4,959 เรื่อง" in reader.page.words
    assert desk.events("2560-0041")[-1].kind == EventKind.REFUSED


def test_only_what_was_ticked_and_is_as_it_was_seen_is_refused(app: Flask) -> None:
    desk = a_desk(app)
    first, second, third = (desk.case(f"เงินกู้ {at}") for at in range(3))
    reader = signed_in(app, desk)
    with arranging(app) as session:
        handling.note(session, session.merge(desk.found(second)), desk.actor, "เป็นเรื่องจริง")
    reader.open("/office/cases/?task=moderate")
    ticked = [f"{first}:1", f"{second}:1", "2599-0001:1", "x", f"{third}:"]
    reader.send("/office/cases/refuse", {"number": ticked, "task": "moderate", "reason": "advertising"})
    reader.open("/office/cases/")
    assert "บันทึกว่าไม่เผยแพร่ 1 เรื่อง" in reader.page.words
    assert "อีก 2 เรื่องมีเจ้าหน้าที่ท่านอื่นทำรายการไปแล้ว" in reader.page.words
    assert [desk.found(one).visibility for one in (first, second, third)] == ["refused", "waiting", "waiting"]
    reader.send("/office/cases/refuse", {"number": f"{third}:1", "reason": "duplicate"}, status=400)
    reader.open("/office/cases/")
    reader.send("/office/cases/refuse", {"reason": "rude"})
    reader.open("/office/cases/")
    assert "ยังไม่ได้เลือกเรื่องใด" in reader.page.words


def test_suggestions_from_the_end_of_the_form_are_taken_in_together(app: Flask) -> None:
    scene = a_scene(app)
    texts = {f"ข้อเสนอ {at}" for at in range(5)}
    with arranging(app) as session:
        session.add_all(Suggestion(office_id=scene.office.id, text=text) for text in sorted(texts)[:4])
    reader = Reader(app)
    reader.sign_in("malee", "ten letters or more")
    reader.open("/office/")
    assert "ข้อเสนอแนะรอพิจารณา 4 เรื่อง" in reader.page.words
    assert "/office/cases/" in reader.page.links
    reader.open("/office/cases/")
    assert "ข้อเสนอแนะท้ายแบบสำรวจ EIT รออยู่ 4 เรื่อง" in reader.page.words
    # While the round is open, fewer than five would be easy to guess from.
    reader.send("/office/cases/take-in", {})
    reader.open("/office/cases/")
    assert "ต้องมีรออยู่อย่างน้อย 5 เรื่อง" in reader.page.words
    with arranging(app) as session:
        session.add(Suggestion(office_id=scene.office.id, text="ข้อเสนอ 4"))
    reader.send("/office/cases/take-in", {})
    reader.open("/office/cases/")
    assert "รับข้อเสนอแนะท้ายแบบสำรวจเข้ามา 5 เรื่อง" in reader.page.words
    assert "รออยู่" not in reader.page.words.replace("รออยู่ที่อื่น", "")
    with looking(app) as session:
        assert {case.text for case in session.scalars(select(Case))} == texts
        assert {case.channel for case in session.scalars(select(Case))} == {"eit"}
        assert session.scalars(select(Suggestion)).all() == []


@ON_ONE_DATABASE
def test_today_says_what_is_late_and_leads_to_the_queue(app: Flask) -> None:
    desk = a_desk(app)
    reader = signed_in(app, desk, "somchai")
    reader.open("/office/")
    assert "รออ่านก่อนเผยแพร่" not in reader.page.words
    desk.case("สาย", received_on=back(4))
    desk.case("วันนี้", received_on=back(1))
    reader.open("/office/")
    assert "เกินกำหนด 1 " in reader.page.words
    assert "ครบกำหนดวันนี้ 1 " in reader.page.words
    assert "รออ่านก่อนเผยแพร่ 2 " in reader.page.words
