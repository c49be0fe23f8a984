"""Official answers: where they leave a case, what makes one complete, and who approves them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from survey import thai
from survey.models import AnswerTemplate, CaseRules, CaseStatus, EventKind, Outcome, Role
from tests.builders import an_officer, arranging
from tests.reader import Reader
from tests.survey.desk.arranged import Desk, a_desk, signed_in

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SOON = thai.today() + timedelta(days=40)


ANSWERS = [
    ({"result": "working"}, CaseStatus.WORKING, None),
    ({"result": "done"}, CaseStatus.DONE, Outcome.DONE),
    ({"result": "partly", "planned_for": "1/1/2500"}, CaseStatus.DONE, Outcome.PARTLY),
    ({"result": "impossible"}, CaseStatus.DONE, Outcome.IMPOSSIBLE),
    ({"result": "forwarded", "to": "แขวงทางหลวงชนบท"}, CaseStatus.FORWARDED, None),
    ({"result": "planned", "planned_for": SOON.isoformat()}, CaseStatus.DONE, Outcome.PLANNED),
    ({"result": "planned", "planned_for": f"{SOON.day}/{SOON.month}/{SOON.year + 543}"}, CaseStatus.DONE, Outcome.PLANNED),
]


def test_an_answer_leaves_the_case_where_it_says(app: Flask) -> None:
    desk = a_desk(app)
    reader = signed_in(app, desk, "somchai")
    for fields, status, outcome in ANSWERS:
        number = desk.case(public=True)
        desk.act(reader, number, "answer", text="กองช่างตรวจแล้ว", **fields)
        found = desk.found(number)
        assert (found.status, found.outcome) == (status, outcome)
        assert found.planned_for == (SOON if outcome == Outcome.PLANNED else None)
        last = desk.events(number)[-1]
        assert (last.kind, last.text, last.is_public) == (EventKind.ANSWERED, "กองช่างตรวจแล้ว", True)
        assert (last.by_position, last.by_division) == ("นายช่างโยธา", "กองช่าง")


INCOMPLETE = [
    ({"result": "done"}, "กรุณาเขียนคำตอบ"),
    ({"text": "ก"}, "กรุณาเลือกสถานะหลังตอบ"),
    ({"result": "impossible", "text": " "}, "กรุณาเขียนคำตอบ"),
    ({"result": "planned", "text": "ก"}, "กรุณาเลือกวันที่จะทำ"),
    ({"result": "planned", "text": "ก", "planned_for": thai.today().isoformat()}, "วันที่จะทำต้องเป็นวันหลังจากวันนี้"),
    ({"result": "planned", "text": "ก", "planned_for": "2599-01-01"}, "วันที่จะทำต้องไม่เกิน 10 ปี"),
    ({"result": "planned", "text": "ก", "planned_for": "พรุ่งนี้"}, "กรุณากรอกวันที่ให้ครบ"),
    ({"result": "forwarded", "text": "ก"}, "กรุณากรอกชื่อหน่วยงานที่ส่งต่อถึง"),
    ({"result": "done", "text": "ก" * 4001}, "กรุณากรอกไม่เกิน 4000 ตัวอักษร"),
]


@ON_ONE_DATABASE
def test_what_an_answer_lacks_is_said_and_nothing_typed_is_lost(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(public=True)
    reader = signed_in(app, desk)
    for fields, said in INCOMPLETE:
        desk.act(reader, number, "answer", status=422, **fields)
        assert said in reader.page.words, fields
        assert fields.get("text", "").strip() in reader.page.source
        assert reader.page.ticked.get("answer-result") == fields.get("result")
    assert len(desk.events(number)) == 2


@ON_ONE_DATABASE
def test_a_case_that_nobody_may_read_yet_is_not_answered(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case()
    reader = signed_in(app, desk)
    reader.open(f"/office/cases/{number}")
    assert "answer" not in reader.page.ids
    desk.act(reader, number, "answer", result="done", text="ก", status=409)
    assert len(desk.events(number)) == 1


@ON_ONE_DATABASE
def test_a_template_is_put_behind_what_was_typed_without_any_script(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(public=True)
    with arranging(app) as session:
        made = AnswerTemplate(office_id=desk.office.id, title="ไฟดับ", text="จะซ่อมภายใน 3 วัน")
        session.add(made)
    reader = signed_in(app, desk)
    desk.act(reader, number, "answer", status=422)
    fields = {"act": "answer", "seen": "2", "answer-text": "เรียนคุณสมศรี", "answer-template": made.id, "answer-result": "working"}
    reader.send(f"/office/cases/{number}", {**fields, "insert": "1"}, status=200)
    assert "เรียนคุณสมศรี\nจะซ่อมภายใน 3 วัน</textarea>" in reader.page.source
    assert reader.page.ticked["answer-result"] == "working"
    assert len(desk.events(number)) == 2
    reader.open(f"/office/cases/{number}?template={made.id}")
    assert "จะซ่อมภายใน 3 วัน</textarea>" in reader.page.source
    reader.open(f"/office/cases/{number}?template=none")


def _with_approval(app: Flask, desk: Desk) -> None:
    with arranging(app) as session:
        session.add(
            CaseRules(office_id=desk.office.id, moderate_days=1, acknowledge_days=3, answer_days=15, needs_approval=True)
        )


def _offers(reader: Reader, number: str) -> set[str]:
    reader.open(f"/office/cases/{number}")
    return {"answer", "approve"} & set(reader.page.ids)


def test_an_officer_drafts_and_an_administrator_edits_and_approves(app: Flask) -> None:
    desk = a_desk(app)
    _with_approval(app, desk)
    number = desk.case(public=True)
    somchai, malee = signed_in(app, desk, "somchai"), signed_in(app, desk)
    desk.act(somchai, number, "answer", result="planned", text="จะเปลียนหลอด", planned_for=SOON.isoformat())
    assert desk.found(number).answered_on is None
    assert desk.events(number)[-1].is_public is False
    assert _offers(somchai, number) == {"answer"}
    desk.act(somchai, number, "approve", result="done", text="เอง", status=403)
    malee.open("/office/cases/?task=draft")
    assert f"/office/cases/{number}" in malee.page.links
    assert _offers(malee, number) == {"answer", "approve"}
    assert "จะเปลียนหลอด</textarea>" in malee.page.source
    assert malee.page.fields["approve-planned_for"] == SOON.isoformat()
    desk.act(malee, number, "approve", result="planned", text="จะเปลี่ยนหลอด", planned_for=SOON.isoformat())
    assert (desk.found(number).status, desk.found(number).planned_for) == (CaseStatus.DONE, SOON)
    last = desk.events(number)[-1]
    assert (last.text, last.by_name, last.details["drafted_by"]) == ("จะเปลี่ยนหลอด", "มาลี ใจดี", "สมชาย ตั้งใจ")
    assert _offers(malee, number) == {"answer"}


def test_nobody_approves_their_own_draft_where_another_may(app: Flask) -> None:
    desk = a_desk(app)
    _with_approval(app, desk)
    number = desk.case(public=True)
    malee = signed_in(app, desk)
    with arranging(app) as session:
        an_officer(session, desk.office, "wandee", Role.ADMINISTRATOR)
    desk.act(malee, number, "answer", result="done", text="ซ่อมแล้ว")
    assert _offers(malee, number) == {"answer"}
    assert "ร่างของท่านเองต้องให้ผู้ดูแลอีกท่านอนุมัติ" in malee.page.words
    desk.act(malee, number, "approve", result="done", text="ซ่อมแล้ว", status=409)
    wandee = signed_in(app, desk, "wandee")
    assert _offers(wandee, number) == {"answer", "approve"}


@ON_ONE_DATABASE
def test_the_only_administrator_approves_an_own_draft_and_the_history_says_so(app: Flask) -> None:
    desk = a_desk(app)
    _with_approval(app, desk)
    number = desk.case(public=True)
    malee = signed_in(app, desk)
    desk.act(malee, number, "answer", result="done", text="ซ่อมแล้ว")
    # Somchai is an officer too, but cannot approve anything.
    assert _offers(signed_in(app, desk, "somchai"), number) == {"answer"}
    assert _offers(malee, number) == {"answer", "approve"}
    desk.act(malee, number, "approve", result="done", text="ซ่อมแล้ว")
    assert desk.found(number).outcome == Outcome.DONE
    assert desk.events(number)[-1].details["own_draft"] is True
    malee.open(f"/office/cases/{number}")
    assert "มาลี ใจดี (อนุมัติร่างของตนเอง เนื่องจากไม่มีผู้ดูแลท่านอื่น)" in malee.page.words
    everybody = Reader(app)
    everybody.open(f"/board/{desk.office.id}/{number}")
    assert "อนุมัติร่าง" not in everybody.page.words
