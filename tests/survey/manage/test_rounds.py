"""Rounds: prepared, changed, opened, closed, and what an officer sees of them meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from questionnaires.model import digest
from survey import thai
from survey.answers import new_key
from survey.models import Code, Collection, Round, RoundState
from tests.builders import Scene, a_scene, an_office, an_officer, arranging, filled, instrument_of, looking
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FACTS = {
    "title": "ซ้อมครั้งที่ 2",
    "fiscal_year": "2565",
    "head_count": "45",
    "visitor_count": "420",
    "opens_on": "2026-11-24",
    "closes_on": "2026-12-24",
}


def signed_in(app: Flask, reader: Reader, **options: Any) -> Scene:
    scene = a_scene(app, **options)
    reader.be("malee")
    return scene


def the_round(app: Flask, scene: Scene) -> Round:
    with looking(app) as session:
        return session.get_one(Round, (scene.office.id, scene.round.id))


def collections(app: Flask, scene: Scene) -> dict[str, Collection]:
    with looking(app) as session:
        found = session.scalars(select(Collection).where(Collection.round_id == scene.round.id))
        return {each.instrument: each for each in found}


def test_a_round_is_prepared_with_its_declared_numbers_and_takes_no_answers_yet(app: Flask, reader: Reader) -> None:
    with arranging(app) as session:
        an_officer(session, an_office(session))
    reader.be("malee")
    reader.open("/office/rounds/new")
    made = reader.send("/office/rounds/new", {**FACTS, "head_count": "๔๕", "opens_on": "24/11/2569", "closes_on": "24/12/2569"})
    reader.open(made.headers["Location"])
    assert reader.page.heading == "ซ้อมครั้งที่ 2"
    assert "รับคำตอบ 24 พฤศจิกายน 2569 ถึง 24 ธันวาคม 2569" in reader.page.words
    assert "ร่าง" in reader.page.words
    with looking(app) as session:
        stored = session.scalars(select(Round)).one()
        assert (stored.state, stored.fiscal_year, stored.opens_on) == (RoundState.DRAFT, 2565, date(2026, 11, 24))
        kept = {each.instrument: each for each in session.scalars(select(Collection))}
        assert {key: each.population for key, each in kept.items()} == {"iit": 45, "eit": 420}
        assert all(each.layout is None and each.scorecard is None for each in kept.values())
        assert all(each.link.startswith(stored.office_id) and len(each.link) == 12 for each in kept.values())


@ON_ONE_DATABASE
def test_the_minimum_sample_follows_the_declared_numbers(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    # 10 % but at least 30, and everyone where there are fewer: 45 people need 30, 20 need all 20; 420 visitors need 42.
    for head_count, visitor_count, staff, visitors in ((45, 420, 30, 42), (20, 300, 20, 30), (301, 9_000, 31, 400)):
        fields = {**FACTS, "head_count": f"{head_count}", "visitor_count": f"{visitor_count}"}
        reader.open(f"{scene.page}/edit")
        reader.send(f"{scene.page}/edit", fields)
        reader.open(scene.page)
        assert f"IIT ตอบแล้ว 0 จากอย่างน้อย {staff}" in reader.page.words
        assert f"EIT ตอบแล้ว 0 จากอย่างน้อย {visitors}" in reader.page.words
        assert f"ยังขาดอีก {staff} คน" in reader.page.words


def test_the_counts_are_live_and_measured_against_the_minimum(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    reader.open(f"{scene.page}/edit")
    reader.send(f"{scene.page}/edit", {**FACTS, "head_count": "2", "visitor_count": "3", "closes_on": "1/1/2580"})
    for number, code in enumerate(scene.codes[:2], start=1):
        fields = {"submission-key": new_key(), "code": code, **filled(instrument_of(app, scene.iit))}
        reader.send(scene.iit, fields, status=303)
        for page in (scene.page, "/office/"):
            reader.open(page)
            assert f"IIT ตอบแล้ว {number} จากอย่างน้อย 2" in reader.page.words
            assert "EIT ตอบแล้ว 0 จากอย่างน้อย 3" in reader.page.words
            assert ("ครบจำนวนขั้นต่ำแล้ว" in reader.page.words) == (number == 2)
        reader.open(scene.page)
        assert f"บัตรรหัสที่ยังไม่ใช้ {3 - number} ใบ" in reader.page.words
    assert 'max="2" value="2"' in " ".join(reader.page.source.split())


@ON_ONE_DATABASE
def test_what_is_wrong_with_a_round_is_said_field_by_field_and_nothing_is_made(app: Flask, reader: Reader) -> None:
    with arranging(app) as session:
        an_officer(session, an_office(session))
    reader.be("malee")
    reader.open("/office/rounds/new")
    for wrong, field, words in (
        ({"title": "  "}, "#title", "กรุณาตั้งชื่อรอบ"),
        ({"title": "ก" * 121}, "#title", "ไม่เกิน 120 ตัวอักษร"),
        ({"fiscal_year": "2564"}, "#fiscal_year", "กรุณาเลือกจากตัวเลือกที่มีให้"),
        ({"fiscal_year": "next"}, "#fiscal_year", "กรุณาเลือกจากตัวเลือกที่มีให้"),
        ({"head_count": "0"}, "#head_count", "ตั้งแต่ 1 ถึง 10,000,000"),
        ({"head_count": "many"}, "#head_count", "จำนวนเต็ม"),
        ({"visitor_count": "-3"}, "#visitor_count", "ตั้งแต่ 1 ถึง 10,000,000"),
        ({"visitor_count": ""}, "#visitor_count", "กรุณากรอกจำนวนผู้รับบริการ"),
        ({"opens_on": "31/2/2569"}, "#opens_on", "กรุณากรอกวันที่ให้ครบ"),
        ({"closes_on": ""}, "#closes_on", "กรุณาเลือกวันสุดท้าย"),
        ({"closes_on": "2026-11-23"}, "#closes_on", "วันสุดท้ายต้องไม่มาก่อนวันเริ่ม"),
    ):
        reader.send("/office/rounds/new", {**FACTS, **wrong}, status=422)
        assert [link for link in reader.page.links if link.startswith("#") and link != "#main"] == [field]
        assert words in reader.page.words
    with looking(app) as session:
        assert list(session.scalars(select(Round))) == []


def test_opening_fixes_what_is_asked_and_works_once(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader, state=RoundState.DRAFT)
    reader.open(scene.page)
    reader.send(f"{scene.page}/open", {})
    for key, each in collections(app, scene).items():
        instrument = instrument_of(app, f"/{key}/")
        assert each.layout == " ".join(instrument.part_codes)
        assert each.digest == digest(instrument)
    reader.open(scene.iit)
    reader.open(scene.page)
    reader.send(f"{scene.page}/open", {}, status=409)
    assert the_round(app, scene).state == RoundState.OPEN


@ON_ONE_DATABASE
def test_the_year_of_a_round_cannot_be_changed(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader, state=RoundState.DRAFT)
    reader.open(f"{scene.page}/edit")
    assert "fiscal_year" not in reader.page.fields
    reader.send(f"{scene.page}/edit", {**FACTS, "fiscal_year": "2599", "title": "ชื่อใหม่"})
    assert (the_round(app, scene).title, the_round(app, scene).fiscal_year) == ("ชื่อใหม่", 2565)


def test_a_round_is_closed_for_good(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    reader.open(f"{scene.page}/close")
    assert "เมื่อปิดแล้วจะเปิดรับคำตอบอีกไม่ได้" in reader.page.words
    assert "IIT ยังขาดอีก 30 คน" in reader.page.words
    closed = reader.send(f"{scene.page}/close", {})
    assert closed.headers["Location"] == f"{scene.page}/results"
    reader.open(scene.page)
    token = reader.page.fields["csrf_token"]
    for path in ("open", "close"):
        assert reader.client.post(f"{scene.page}/{path}", data={"csrf_token": token}).status_code == 409
    assert the_round(app, scene).state == RoundState.CLOSED


def test_closing_keeps_the_scorecards_with_the_digest_and_erases_the_codes(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    reader.send(scene.eit, {"submission-key": new_key(), **filled(instrument_of(app, scene.eit))}, status=303)
    reader.open(f"{scene.page}/close")
    reader.send(f"{scene.page}/close", {})
    kept = collections(app, scene)
    assert kept["eit"].scorecard is not None
    assert kept["eit"].scorecard["n"] == 1
    assert kept["iit"].scorecard is not None
    assert kept["iit"].scorecard["score"] is None
    assert all(each.digest == digest(instrument_of(app, f"/{key}/")) for key, each in kept.items())
    with looking(app) as session:
        assert list(session.scalars(select(Code))) == []


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.DRAFT])
def test_what_a_round_does_not_allow_in_its_state_is_a_conflict(app: Flask, reader: Reader, state: RoundState) -> None:
    scene = signed_in(app, reader, state=state)
    reader.open("/office/password")
    token = reader.page.fields["csrf_token"]
    paths = {
        RoundState.CLOSED: ["edit", "close", "open", "paper/iit", "paper/eit", "import/iit", "import/eit", "codes"],
        RoundState.DRAFT: ["close", "paper/iit", "paper/eit", "import/iit", "import/eit"],
    }[state]
    before = the_round(app, scene).title
    for path in paths:
        data = {"csrf_token": token, **FACTS, "number": "1", "submission-key": new_key(), "answer-i2": "1", "answer-e2": "1"}
        answered = reader.client.post(f"{scene.page}/{path}", data=data)
        assert answered.status_code == 409, path
        assert "สถานะปัจจุบันของรอบ" in answered.get_data(as_text=True)
    for path in set(paths) - {"open", "codes"}:
        reader.open(f"{scene.page}/{path}", status=409)
    assert (the_round(app, scene).title, the_round(app, scene).state) == (before, state)


@ON_ONE_DATABASE
def test_a_round_past_its_last_day_asks_to_be_closed(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    with arranging(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        found.opens_on = found.closes_on = thai.today() - timedelta(days=1)
    reader.open(scene.page)
    assert "เลยวันสุดท้ายที่รับคำตอบแล้ว" in reader.page.words
    reader.open("/office/")
    assert "กรุณาปิดรอบเพื่อเก็บผลคะแนน" in reader.page.words
    reader.open(f"{scene.page}/close")
    reader.send(f"{scene.page}/close", {})


def test_the_first_page_says_what_needs_the_officer_today(app: Flask, reader: Reader) -> None:
    with arranging(app) as session:
        an_officer(session, an_office(session))
    reader.be("malee")
    reader.open("/office/")
    assert "ยังไม่มีรอบการประเมิน" in reader.page.words
    assert "/office/rounds/new" in reader.page.links
    reader.open("/office/rounds")
    assert "ยังไม่มีรอบการประเมิน" in reader.page.words


def test_rounds_are_listed_open_ones_first_then_drafts_then_closed(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    with arranging(app) as session:
        for state, title in ((RoundState.CLOSED, "ปิด"), (RoundState.DRAFT, "ร่าง"), (RoundState.OPEN, "เปิด")):
            session.add(
                Round(
                    office_id=scene.office.id,
                    title=f"รอบ{title}",
                    fiscal_year=2565,
                    state=state,
                    opens_on=date(2022, 1, 1),
                    closes_on=date(2090, 1, 31),
                )
            )
    reader.open("/office/rounds")
    assert [cells[0] for cells in reader.page.rows[1:]] == ["ซ้อมครั้งที่ 1", "รอบเปิด", "รอบร่าง", "รอบปิด"]
    reader.open("/office/")
    assert reader.page.words.index("รอบเปิด") < reader.page.words.index("รอบร่าง") < reader.page.words.index("รอบปิด")
