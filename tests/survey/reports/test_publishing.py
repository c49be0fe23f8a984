"""The public results page: only of closed rounds that the office has published, and never more than may be shown."""

from __future__ import annotations

import pytest
from flask import Flask

from survey import thai
from survey.models import RoundState
from tests.builders import Scene, a_scene
from tests.reader import Reader
from tests.survey.documents.sheets import opened
from tests.survey.reports.offices import an_answered_scene

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def address(scene: Scene) -> str:
    return f"/results/{scene.office.id}/{scene.round.id}"


def publish(reader: Reader, scene: Scene, *, status: int = 302) -> None:
    reader.be("malee", scene.office.id)
    reader.open(f"{scene.page}/report")
    reader.send(f"{scene.page}/publish", {}, status=status)


def test_a_closed_round_is_published_and_taken_back(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    everybody = Reader(app)
    everybody.open(address(scene), status=404)
    publish(reader, scene)
    everybody.open(address(scene))
    assert everybody.page.heading == "ผลการประเมินคุณธรรมและความโปร่งใส"
    everybody.open("/")
    assert address(scene) in everybody.page.links
    reader.open(f"{scene.page}/report")
    assert any(link.endswith(address(scene)) for link in reader.page.links)
    reader.send(f"{scene.page}/unpublish", {})
    everybody.open(address(scene), status=404)
    everybody.open("/")
    assert address(scene) not in everybody.page.links


def test_publishing_twice_or_taking_back_twice_changes_nothing(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    publish(reader, scene)
    publish(reader, scene)
    Reader(app).open(address(scene))
    for _ in range(2):
        reader.open(f"{scene.page}/report")
        reader.send(f"{scene.page}/unpublish", {})
    Reader(app).open(address(scene), status=404)


@ON_ONE_DATABASE
def test_an_open_round_offers_no_button_and_refuses(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open(f"{scene.page}/report")
    assert f"{scene.page}/publish" not in reader.page.source
    assert "เผยแพร่ได้หลังปิดรอบ" in reader.page.words
    publish(reader, scene, status=409)
    assert "ยังเผยแพร่ผลไม่ได้" in reader.page.words
    Reader(app).open(address(scene), status=404)


@ON_ONE_DATABASE
def test_the_page_says_what_was_worked_out_by_hand(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    publish(reader, scene)
    everybody = Reader(app)
    everybody.open(address(scene))
    page = everybody.page
    assert "78.00" in page.words
    assert "ต่ำกว่าค่าเป้าหมาย 85.00 คะแนน อยู่ 7.00 คะแนน" in page.words
    assert "ผู้ตอบ 12 คน" in page.words
    assert "ผู้ตอบ 20 คน" in page.words
    assert page.row("ตัวชี้วัดที่ 1 ")[1] == "100.00"
    assert page.row("ตัวชี้วัดที่ 5 ")[:2] == ["ตัวชี้วัดที่ 5 การแก้ไขปัญหาการทุจริต ต่ำที่สุดในแบบวัดนี้", "0.00"]
    assert "รับเรื่องร้องเรียนโดยไม่ต้องบอกชื่อ" in page.words
    assert "ประกาศเจตจำนงสุจริต" not in page.words
    assert f"เมื่อวันที่ {thai.thai_date(thai.today())}" in page.words


@ON_ONE_DATABASE
def test_the_page_sets_no_cookie_and_tells_nothing_to_who_is_signed_in(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    publish(reader, scene)
    plain = Reader(app).open(address(scene))
    assert "Set-Cookie" not in plain.headers
    assert "Cookie" not in plain.headers.get("Vary", "")
    signed_in = reader.open(address(scene))
    assert signed_in.get_data() == plain.get_data()


@ON_ONE_DATABASE
def test_of_fewer_than_five_respondents_the_page_shows_neither_score_nor_number(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app, staff=4)
    publish(reader, scene)
    everybody = Reader(app)
    everybody.open(address(scene))
    assert "ผู้ตอบไม่ถึง 5 คน จึงไม่แสดงผล" in everybody.page.words
    assert "ไม่มีคะแนนรวม" in everybody.page.words
    assert "ตัวชี้วัดที่ 5" not in everybody.page.words
    assert "4 คน" not in everybody.page.words


def test_a_round_of_another_office_and_no_round_at_all_look_the_same(app: Flask, reader: Reader) -> None:
    scene, other = an_answered_scene(app), a_scene(app, office="เทศบาลของเขา", state=RoundState.CLOSED)
    publish(reader, scene)
    pages = set()
    for path in (f"/results/{other.office.id}/{scene.round.id}", address(other), "/results/none/none", "/results/a/b"):
        pages.add(Reader(app).open(path, status=404).get_data())
    assert len(pages) == 1


@ON_ONE_DATABASE
def test_the_notice_board_page_carries_the_qr_code_only_while_results_are_public(app: Flask, reader: Reader) -> None:
    scene = an_answered_scene(app)
    reader.be("malee")
    with opened(reader.open(f"{scene.page}/summary.pdf").get_data()) as document:
        assert document.codes(0) == []
    publish(reader, scene)
    with opened(reader.open(f"{scene.page}/summary.pdf").get_data()) as document:
        assert document.codes(0) == [f"http://localhost{address(scene)}"]
        assert "๗๘.๐๐" in document.pages[0]
