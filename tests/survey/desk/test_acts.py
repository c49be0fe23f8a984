"""The other acts on a case, each leaving its event."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from survey import thai
from survey.cases import author
from survey.cases.calendar import Calendar
from survey.models import CaseFile, CaseMessage, CaseStatus, EventKind, Visibility
from tests.builders import arranging, looking
from tests.survey.desk.arranged import a_desk, a_photo, signed_in

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_acknowledging_asking_noting_and_assigning(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(public=True)
    reader = signed_in(app, desk)
    desk.act(reader, number, "acknowledge", text="กองช่างจะเข้าสำรวจ")
    desk.act(reader, number, "ask", text="เสาต้นที่เท่าใด")
    desk.act(reader, number, "note", text="โทรแล้วไม่รับ")
    desk.act(reader, number, "assign", division=desk.division.id, officer=desk.somchai.id, text="ฝากดู")
    told = [(event.kind, event.text, event.is_public) for event in desk.events(number)[2:]]
    assert told == [
        (EventKind.ACKNOWLEDGED, "กองช่างจะเข้าสำรวจ", True),
        (EventKind.ASKED, "เสาต้นที่เท่าใด", False),
        (EventKind.NOTED, "โทรแล้วไม่รับ", False),
        (EventKind.ASSIGNED, "ฝากดู", False),
    ]
    found = desk.found(number)
    assert (found.division_id, found.officer_id, found.status) == (desk.division.id, desk.somchai.id, CaseStatus.WORKING)
    reader.open(f"/office/cases/{number}")
    assert "กองช่าง สมชาย ตั้งใจ ฝากดู" in reader.page.words
    for name in ("ask", "note"):
        desk.act(reader, number, name, text=" ", status=422)
    desk.act(reader, number, "assign", division="of another office", officer="", text="", status=422)
    somchai = signed_in(app, desk, "somchai")
    somchai.open("/office/cases/?mine=1&task=all")
    assert f"/office/cases/{number}" in somchai.page.links
    reader.open("/office/cases/?mine=1&task=all")
    assert f"/office/cases/{number}" not in reader.page.links


@ON_ONE_DATABASE
def test_who_left_no_way_back_is_not_asked(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(channel="eit")
    reader = signed_in(app, desk)
    reader.open(f"/office/cases/{number}")
    assert "ask" not in reader.page.ids
    desk.act(reader, number, "ask", text="ที่ใด", status=409)


def test_a_pause_needs_a_reason_that_everybody_reads_and_the_clock_goes_on_where_it_stood(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(public=True)
    reader = signed_in(app, desk)
    desk.act(reader, number, "pause", text="", status=422)
    before = desk.found(number).answer_by
    desk.act(reader, number, "pause", text="รอผลตรวจน้ำ")
    reader.open("/office/cases/?task=paused")
    assert f"/office/cases/{number}" in reader.page.links
    assert desk.events(number)[-1].is_public
    desk.act(reader, number, "resume")
    # Stopped and started on one day: nothing was lost.
    assert (desk.found(number).paused_on, desk.found(number).answer_by) == (None, before)


def test_a_finished_case_is_taken_up_again_with_a_new_day(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(public=True, received_on=thai.today() - timedelta(days=60))
    reader = signed_in(app, desk)
    desk.act(reader, number, "answer", result="done", text="ซ่อมแล้ว")
    desk.act(reader, number, "reopen", text="ดับอีก")
    assert desk.found(number).status == CaseStatus.WORKING
    assert desk.found(number).answer_by == Calendar().after(thai.today(), 15)


@ON_ONE_DATABASE
def test_an_officer_confirms_what_a_case_is_about(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case("ขอใช้ห้องประชุม", "การยืมทรัพย์สินของราชการไม่มีขั้นตอนชัดเจน ขอยืมทรัพย์สินต้องขออนุญาตใคร", public=True)
    reader = signed_in(app, desk)
    reader.open(f"/office/cases/{number}")
    proposed = reader.page.fields["link-about"]
    assert proposed.startswith("4")
    assert "กรุณาตรวจแล้วกดบันทึก" in reader.page.words
    assert desk.found(number).indicator is None
    desk.act(reader, number, "link", about="8 e12")
    assert (desk.found(number).indicator, desk.found(number).item) == (8, "e12")
    reader.open(f"/office/cases/{number}")
    assert reader.page.fields["link-about"] == "8 e12"
    assert "ตัวชี้วัดที่ 8 ข้อ e12" in reader.page.words
    desk.act(reader, number, "link", about="8 e99", status=422)
    desk.act(reader, number, "link", about="")
    assert (desk.found(number).indicator, desk.found(number).item) == (None, None)


def test_what_the_author_adds_is_published_masked(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(public=True)
    with arranging(app) as session:
        author.add(session, session.merge(desk.found(number)), "โทร 0898765432")
    reader = signed_in(app, desk)
    reader.open("/office/cases/?task=written")
    assert f"/office/cases/{number}" in reader.page.links
    reader.open(f"/office/cases/{number}")
    assert "<mark>0898765432</mark>" in reader.page.source
    sent = {"act": "show", "seen": "3", "of": "3", "show-3-of": "3"}
    reader.send(f"/office/cases/{number}", {**sent, "show-3-text": ""}, status=422)
    reader.send(f"/office/cases/{number}", {**sent, "show-3-text": "โทร xxx-xxx-xxxx"})
    with looking(app) as session:
        assert session.scalars(select(CaseMessage.shown_text)).all() == ["โทร xxx-xxx-xxxx"]
    assert desk.events(number)[-1].kind == EventKind.SHOWN
    reader.open("/office/cases/?task=written")
    assert f"/office/cases/{number}" not in reader.page.links
    sent = {"act": "show", "seen": "4", "of": "1", "show-1-of": "1", "show-1-text": "ก"}
    reader.send(f"/office/cases/{number}", sent, status=404)


def test_pictures_of_the_office_are_made_anew_described_and_taken_away(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(public=True)
    reader = signed_in(app, desk)
    path = f"/office/cases/{number}"
    token = {"csrf_token": reader.page.fields["csrf_token"], "act": "picture"}
    fields = {**token, "picture-purpose": "after", "picture-description": "ไฟติดแล้ว"}
    wrong = [
        ({**fields, "seen": "2"}, "กรุณาเลือกไฟล์ภาพ"),
        ({**fields, "seen": "2", "picture-file": (BytesIO(b"<svg onload=alert(1)>"), "a.jpg")}, "ไฟล์นี้ไม่ใช่รูปภาพ"),
        ({**token, "seen": "2", "picture-purpose": "after", "picture-file": (a_photo(), "a.jpg")}, "กรุณาบรรยายภาพ"),
    ]
    for sent, said in wrong:
        answered = reader.client.post(path, data=sent)
        assert answered.status_code == 422
        assert said in answered.get_data(as_text=True)
    assert reader.client.post(path, data={**fields, "seen": "2", "picture-file": (a_photo(), "a.jpg")}).status_code == 302
    with looking(app) as session:
        file = session.scalars(select(CaseFile)).one()
    assert (file.purpose, file.is_public, file.description, file.media_type) == ("after", True, "ไฟติดแล้ว", "image/jpeg")
    reader.open(path)
    assert 'alt="ไฟติดแล้ว"' in reader.page.source
    reader.send(path, {"act": "remove-picture", "seen": "3", "remove-picture-file": file.id})
    with looking(app) as session:
        assert session.scalars(select(CaseFile)).all() == []
    reader.open(path)
    reader.send(path, {"act": "remove-picture", "seen": "4", "remove-picture-file": file.id}, status=404)


def test_merging_names_the_cases_that_are_like_it(app: Flask) -> None:
    desk = a_desk(app)
    first = desk.case("ไฟถนนหน้าวัดดับ", "ไฟถนนหน้าวัดโพธิ์ดับมาสามคืนแล้ว มืดมาก", public=True)
    number = desk.case("ไฟหน้าวัดดับ", "ไฟถนนหน้าวัดโพธิ์ดับหลายคืน มืดมาก", public=True)
    reader = signed_in(app, desk)
    desk.act(reader, number, "merge", into="", status=422)
    assert f"/office/cases/{first}" in reader.page.links
    desk.act(reader, number, "merge", into=first)
    assert desk.found(number).visibility == Visibility.MERGED
    reader.open(f"/office/cases/{number}")
    desk.act(reader, number, "note", text="ปิดแล้ว")
    desk.act(reader, number, "merge", into=first, status=409)


@ON_ONE_DATABASE
def test_a_text_of_naughty_strings_is_text(app: Flask) -> None:
    desk = a_desk(app)
    number = desk.case(
        '"><script>alert(1)</script>', "{{ 7 * 7 }}\n'; DROP TABLE case_record; --\n<img src=x onerror=alert(1)>"
    )
    reader = signed_in(app, desk)
    reader.open(f"/office/cases/{number}")
    assert "<script>alert" not in reader.page.source
    assert "<img src=x" not in reader.page.source
    assert "{{ 7 * 7 }}" in reader.page.words
    reader.open("/office/cases/")
    assert "<script>alert" not in reader.page.source


def test_nothing_of_another_office_can_be_opened_or_done(app: Flask) -> None:
    here, there = a_desk(app, "เทศบาลของเรา"), a_desk(app, "เทศบาลของเขา")
    number, theirs = here.case("ของเรา"), there.case("ของเขา", photos=1)
    second = there.case("ของเขาอีก")
    with looking(app) as session:
        file = session.scalars(select(CaseFile)).one()
    reader = signed_in(app, here)
    reader.open(f"/office/cases/{number}/pictures/{file.id}", status=404)
    reader.open(f"/office/cases/{second}", status=404)
    reader.open(f"/office/cases/{theirs}")
    assert number == theirs
    assert "ของเขา" not in reader.page.source
    reader.open("/office/cases/?task=all")
    assert "ของเขา" not in reader.page.source


@ON_ONE_DATABASE
def test_every_page_says_where_it_belongs(app: Flask) -> None:
    reader = signed_in(app, a_desk(app), "somchai")
    for path in ("/office/cases/", "/office/cases/new"):
        reader.open(path)
        assert '<a href="/office/cases/" aria-current="page">' in reader.page.source
