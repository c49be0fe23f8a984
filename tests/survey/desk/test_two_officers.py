"""Two officers at once: the second is told what has changed, and loses nothing of what they typed."""

from __future__ import annotations

import pytest
from flask import Flask

from survey.cases import author
from survey.models import EventKind, Visibility
from tests.builders import arranging
from tests.survey.desk.arranged import a_desk, signed_in

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_second_is_told_what_the_first_did_and_keeps_what_they_typed(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case()
    first, second = signed_in(app, desk), signed_in(app, desk, "somchai")
    desk.act(first, number, "publish", subject="ไฟถนนดับ", text="ไฟหน้าวัดดับ", seen=1)
    desk.act(second, number, "refuse", reason="rude", text="กรุณาใช้คำสุภาพ <b>", seen=1, status=409)
    assert "มีผู้ทำรายการกับเรื่องนี้หลังจากที่ท่านเปิดหน้า" in second.page.words
    assert "เผยแพร่บนกระดาน โดย มาลี ใจดี" in second.page.words
    assert "กรุณาใช้คำสุภาพ &lt;b&gt;</textarea>" in second.page.source
    assert second.page.ticked["refuse-reason"] == "rude"
    assert desk.found(number).visibility == Visibility.PUBLIC
    assert [event.kind for event in desk.events(number)] == [EventKind.RECEIVED, EventKind.PUBLISHED]
    # Having read it, they may still mean it.
    assert second.page.fields["seen"] == "2"
    desk.act(second, number, "refuse", reason="rude", text="กรุณาใช้คำสุภาพ", seen=2)
    assert desk.found(number).visibility == Visibility.REFUSED


@ON_ONE_DATABASE
def test_what_was_typed_is_shown_where_the_act_is_not_possible_any_more(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(public=True)
    reader = signed_in(app, desk)
    with arranging(app) as session:
        author.withdraw(session, session.merge(desk.found(number)))
    desk.act(reader, number, "answer", result="done", text="ซ่อมแล้วเมื่อวาน", seen=2, status=409)
    assert "ผู้เสนอถอนเรื่อง" in reader.page.words
    assert "ข้อความที่ท่านพิมพ์ไว้" in reader.page.words
    assert "ซ่อมแล้วเมื่อวาน" in reader.page.words
    assert desk.events(number)[-1].kind == EventKind.WITHDRAWN


def test_what_the_author_adds_meanwhile_is_told_too(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(public=True)
    reader = signed_in(app, desk)
    with arranging(app) as session:
        author.add(session, session.merge(desk.found(number)), "ดับสองดวงแล้ว")
    desk.act(reader, number, "acknowledge", seen=2, status=409)
    assert "ผู้เสนอเพิ่มเติม ดับสองดวงแล้ว" in reader.page.words


@ON_ONE_DATABASE
def test_a_form_that_does_not_say_how_far_its_page_had_read_is_refused(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case()
    reader = signed_in(app, desk)
    for act, seen in (("note", ""), ("note", "-1"), ("note", "x"), ("note", "1" * 20), ("note", "๑"), ("nothing", "1")):
        reader.open(f"/office/cases/{number}")
        reader.send(f"/office/cases/{number}", {"act": act, "seen": seen, "note-text": "ก"}, status=400)
    assert len(desk.events(number)) == 1
