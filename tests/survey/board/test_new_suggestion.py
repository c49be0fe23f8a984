"""Making a suggestion: nothing but a subject and a text is required, nothing typed is lost, and pressing twice is harmless."""

from __future__ import annotations

import re
import threading

import pytest
from flask import Flask

from survey.cases import queue
from survey.cases.intake import LONGEST_SUBJECT, LONGEST_TEXT
from survey.models import Visibility
from survey.thai import thai_date
from tests.builders import arranging
from tests.reader import Reader
from tests.survey.board.arranged import TEXT, a_place, cases_of, filled, published, receipt, send

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_suggestion_waits_for_an_officer_and_its_author_gets_number_code_and_days(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    works = place.divisions["กองช่าง"]
    details = {"village": "หมู่ 4", "division_id": works, "name": "สมชาย ใจดี", "contact": "081-234-5678"}
    answered = send(reader, place, filled(reader, place, subject="  ไฟถนน\u200bดับ ", text=" มืดมาก\r\nหน้าวัด ", **details))
    number, code = receipt(reader)
    [case] = cases_of(place)
    assert (case.number, case.visibility, case.channel, case.fields) == (number, Visibility.WAITING, "web", {})
    assert (case.subject, case.text) == ("ไฟถนน\u200bดับ", "มืดมาก\nหน้าวัด")
    assert (case.village, case.division_id, case.name, case.contact) == ("หมู่ 4", works, "สมชาย ใจดี", "081-234-5678")
    for day in (case.moderate_by, case.acknowledge_by, case.answer_by):
        assert f"ภายในวันที่ {thai_date(day)}" in reader.page.words
    assert f"http://localhost{place.path}follow" in reader.page.words
    assert "<svg" in reader.page.source.partition('class="qr-code"')[2]
    assert answered.headers["Cache-Control"] == "no-store"
    assert answered.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Set-Cookie" not in answered.headers
    # Nobody can read it yet, and the code is nowhere in the database.
    assert code.replace("-", "") not in str(vars(case))
    reader.open(f"{place.path}{number}", status=404)
    reader.open(place.path)
    assert "ไฟถนน" not in reader.page.words
    reader.open(f"{place.path}follow/{code}")
    assert reader.page.heading == "ไฟถนน\u200bดับ"


def test_subject_and_text_are_all_that_is_required(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    fields = filled(reader, place)
    send(reader, place, {name: fields[name] for name in ("ticket", "subject", "text")})
    receipt(reader)
    [case] = cases_of(place)
    assert (case.village, case.division_id, case.name, case.contact) == ("", None, "", "")
    # A division that has been removed meanwhile counts as not known.
    send(reader, place, filled(reader, place, text="อีกเรื่องหนึ่งที่ไม่เหมือนกัน", division_id="removed"))
    assert cases_of(place)[1].division_id is None


@ON_ONE_DATABASE
def test_what_is_missing_or_too_long_is_said_on_top_and_beside_and_everything_is_kept(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    details = {"village": "หมู่ 4", "division_id": place.divisions["กองคลัง"], "name": "สมชาย", "contact": "0812345678"}
    send(reader, place, filled(reader, place, subject=" ", text="x" * (LONGEST_TEXT + 1), **details), status=422)
    assert reader.page.title.startswith("ยังส่งไม่ได้")
    assert {"#subject", "#text"} <= set(reader.page.links)
    for words in ("กรุณาพิมพ์หัวข้อสั้น ๆ ว่าท่านเสนอเรื่องอะไร", f"กรุณากรอกไม่เกิน {LONGEST_TEXT} ตัวอักษร"):
        assert reader.page.words.count(words) == 2
    assert {name: reader.page.fields[name] for name in details} == details
    assert "x" * LONGEST_TEXT in reader.page.source
    assert "<details open>" in reader.page.source
    send(reader, place, filled(reader, place, subject="ก" * (LONGEST_SUBJECT + 1)), status=422)
    send(reader, place, filled(reader, place, text=" \r\n\t "), status=422)
    assert cases_of(place) == []


def test_sending_the_same_again_shows_the_same_receipt_and_stores_nothing(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    fields = filled(reader, place)
    receipts = set()
    for _ in range(3):
        send(reader, place, fields)
        receipts.add(receipt(reader))
    assert len(receipts) == 1
    # Also by another process, which remembers nothing of the first one.
    app.extensions["board_gate"] = type(app.extensions["board_gate"])(app.config["SETTINGS"].key("board work"))
    send(reader, place, fields)
    assert {receipt(reader)} == receipts
    assert len(cases_of(place)) == 1


def test_pressing_twice_at_once_stores_one_and_shows_both_the_same_receipt(app: Flask) -> None:
    place = a_place(app)
    fields = filled(Reader(app), place)
    receipts = []

    def press() -> None:
        reader = Reader(app)
        send(reader, place, fields)
        receipts.append(receipt(reader))

    presses = [threading.Thread(target=press) for _ in range(4)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert len(receipts) == 4
    assert len(set(receipts)) == 1
    assert len(cases_of(place)) == 1


@ON_ONE_DATABASE
def test_going_back_and_writing_something_else_asks_to_press_once_more_and_stores_both(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    fields = filled(reader, place)
    send(reader, place, fields)
    first = receipt(reader)
    other = {**fields, "subject": "อีกเรื่อง", "text": "ขยะล้นถังหน้าตลาดสดทุกวันอาทิตย์"}
    send(reader, place, other, status=422)
    assert "ข้อความของท่านยังอยู่ครบ" in reader.page.words
    assert reader.page.fields["subject"] == "อีกเรื่อง"
    assert reader.page.fields["ticket"] != fields["ticket"]
    send(reader, place, {**other, "ticket": reader.page.fields["ticket"]})
    assert receipt(reader) != first
    assert [case.subject for case in cases_of(place)] == ["ขอไฟถนน", "อีกเรื่อง"]


@ON_ONE_DATABASE
@pytest.mark.parametrize("ticket", ["", "forged", "1-1-0-0123456789abcdef-" + "0" * 64])
def test_a_form_without_a_ticket_of_ours_is_shown_again_with_a_fresh_one(app: Flask, reader: Reader, ticket: str) -> None:
    place = a_place(app)
    fields = {**filled(reader, place), "ticket": ticket}
    send(reader, place, fields, status=422)
    assert "ข้อความของท่านยังอยู่ครบ กรุณากดส่งอีกครั้ง" in reader.page.words
    assert cases_of(place) == []
    send(reader, place, {**fields, "ticket": reader.page.fields["ticket"]})
    receipt(reader)


@ON_ONE_DATABASE
def test_what_a_program_seems_to_have_sent_is_taken_all_the_same_and_put_aside(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    quick = reader.open(f"{place.path}new") and reader.page.fields
    send(reader, place, {**quick, "subject": "ขายของ", "text": "ซื้อเลยวันนี้ถูกมาก"})
    receipt(reader)
    decoyed = filled(reader, place, text="กรอกทุกช่องที่เห็น", **{"extra-website": "http://spam"})
    send(reader, place, decoyed)
    receipt(reader)
    assert [case.fields for case in cases_of(place)] == [{queue.HELD: True}] * 2
    [decoy] = [one for one in reader.page.controls if one.get("name") == "extra-website"] or [{}]
    reader.open(f"{place.path}new")
    hidden = re.search(r"<div hidden>\s*<label[^>]*>[^<]*</label>\s*<input[^>]*extra-website[^>]*>", reader.page.source)
    assert hidden is not None
    assert 'tabindex="-1"' in hidden[0]
    assert not decoy


@ON_ONE_DATABASE
def test_similar_suggestions_are_shown_before_sending_and_nothing_typed_is_lost(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    with arranging(app) as session:
        case, _ = published(session, place, "ไฟถนนหน้าวัดดับ", TEXT)
        published(session, place, "ขยะล้นถัง", "หน้าตลาดสดทุกวันอาทิตย์")
    fields = filled(reader, place, subject="ไฟถนนหน้าวัด", village="หมู่ 4", name="สมชาย", contact="0812345678")
    send(reader, place, fields)
    assert reader.page.heading == "มีเรื่องคล้ายกันอยู่แล้ว"
    assert "ไฟถนนหน้าวัดดับ" in reader.page.words
    assert "ขยะล้นถัง" not in reader.page.words
    assert len(cases_of(place)) == 2
    typed = ("subject", "text", "village", "name", "contact", "ticket")
    carried = {name: reader.page.fields[name] for name in typed}
    assert carried == {name: fields[name] for name in typed}
    # Back to the form, with everything in it.
    send(reader, place, {**carried, "step": "edit"})
    assert reader.page.heading == "เสนอเรื่องใหม่"
    assert not any(words in reader.page.words for words in ("ยังไม่ได้ส่ง", "กรุณาแก้ไข"))
    assert reader.page.fields["village"] == "หมู่ 4"
    # Or support that one instead: nothing is stored but the support.
    reader.send(f"{place.path}{case.number}/support", {}, status=303)
    assert [one.supports for one in cases_of(place)] == [1, 0]
    # Or send it as a new one.
    send(reader, place, {**carried, "step": "new"})
    receipt(reader)
    assert cases_of(place)[2].subject == "ไฟถนนหน้าวัด"


@ON_ONE_DATABASE
def test_the_form_says_truthfully_who_sees_what_and_can_be_gone_back_to(app: Flask, reader: Reader) -> None:
    place = a_place(app)
    answered = reader.open(f"{place.path}new")
    assert "ส่งให้เจ้าหน้าที่อ่านก่อนเผยแพร่" in reader.page.words
    assert "ไม่เห็นชื่อและช่องทางติดต่อ" in reader.page.words
    # A page that may not be kept would come back empty.
    assert answered.headers["Cache-Control"] == "private, no-cache"
    # An office without divisions asks about none.
    reader.open(f"{a_place(app, 'เทศบาลเล็ก', divisions=()).path}new")
    assert "division_id" not in reader.page.fields
