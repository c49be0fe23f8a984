"""Entering what people ticked on paper: blanks stay blank, and pressing twice enters nothing twice."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from pyrage import x25519
from sqlalchemy import select

from survey import thai
from survey.answers import new_key
from survey.models import Collection, EitResponse, IitResponse, SealedResponse
from tests.builders import Scene, a_scene, arranging, filled, instrument_of, looking
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def signed_in(app: Flask, reader: Reader) -> Scene:
    scene = a_scene(app)
    reader.be("malee")
    return scene


def stored(app: Flask, table: Any) -> list[Any]:
    with looking(app) as session:
        return list(session.scalars(select(table)))


def test_a_paper_form_is_entered_with_its_blanks_and_its_channel(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    reader.open(f"{scene.page}/paper/eit")
    assert list(reader.page.options) == [f"answer-{code}" for code in instrument_of(app, scene.eit).part_codes]
    entered = reader.send(f"{scene.page}/paper/eit", {**reader.page.fields, "answer-e1.2": "3", "answer-e15": "4"})
    assert entered.headers["Location"] == f"{scene.page}/paper/eit"
    reader.open(entered.headers["Location"])
    assert "บันทึกแบบกระดาษแล้ว" in reader.page.words
    assert "ป้อนแล้ว 1 ชุด" in reader.page.words
    row = stored(app, EitResponse)[0]
    assert (row.steps, row.channel, row.answered_on) == ("03" + "0" * 16 + "4", "paper", thai.today())
    reader.open(scene.page)
    assert "ป้อนจากกระดาษ 1 ชุด" in reader.page.words


def test_a_paper_form_of_the_staff_needs_no_code_and_uses_none_up(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    reader.open(f"{scene.page}/paper/iit")
    assert "code" not in reader.page.fields
    reader.send(f"{scene.page}/paper/iit", {**reader.page.fields, **filled(instrument_of(app, scene.iit))})
    assert [row.channel for row in stored(app, IitResponse)] == ["paper"]
    reader.open(scene.page)
    assert "บัตรรหัสที่ยังไม่ใช้ 3 ใบ" in reader.page.words


@ON_ONE_DATABASE
def test_an_items_sentence_stands_once_above_its_parts_and_every_step_has_its_digit(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    reader.open(f"{scene.page}/paper/iit")
    instrument = instrument_of(app, scene.iit)
    for item in instrument.items:
        # The introduction of the first of two items may be a part of the other's sentence, but none here is.
        assert reader.page.words.count(item.text) == 1, item.code
    assert reader.page.source.count('data-digit="1"') == len(instrument.parts)
    # Four steps for every part that is not answered by yes or no; there are eleven of these.
    assert reader.page.source.count('data-digit="4"') == len(instrument.parts) - 11


def test_the_numbers_of_this_stack_and_of_the_round_run_along_and_a_new_stack_begins_at_nothing(
    app: Flask, reader: Reader
) -> None:
    scene = signed_in(app, reader)
    path = f"{scene.page}/paper/eit"
    reader.open(path)
    assert "กองนี้ 0 ชุด" in reader.page.words
    for number in (1, 2):
        # Pressed twice each, and counted once.
        fields = {**reader.page.fields, "answer-e2": "1"}
        for _ in range(2):
            reader.send(path, fields)
        reader.open(path)
        assert f"กองนี้ {number} ชุด ทั้งรอบป้อนแล้ว {number} ชุด" in reader.page.words
    reader.send(path, {**reader.page.fields, "answer-e5": "3", "next-stack": "y"}, status=200)
    assert "กองนี้ 0 ชุด ทั้งรอบป้อนแล้ว 2 ชุด" in reader.page.words
    assert reader.page.ticked == {"answer-e5": "3"}
    reader.send(path, reader.page.fields)
    reader.open(path)
    assert "กองนี้ 1 ชุด ทั้งรอบป้อนแล้ว 3 ชุด" in reader.page.words
    reader.open(f"{scene.page}/paper/iit")
    assert "กองนี้ 0 ชุด ทั้งรอบป้อนแล้ว 0 ชุด" in reader.page.words


@ON_ONE_DATABASE
def test_a_stack_is_counted_for_who_is_signed_in_and_no_longer(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    path = f"{scene.page}/paper/eit"
    reader.open(path)
    reader.send(path, {**reader.page.fields, "answer-e2": "1"})
    reader.be("malee")
    reader.open(path)
    assert "กองนี้ 0 ชุด ทั้งรอบป้อนแล้ว 1 ชุด" in reader.page.words


def test_in_a_sealed_round_a_form_is_sealed_and_only_this_stack_is_counted(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    key = x25519.Identity.generate()
    with arranging(app) as session:
        session.get_one(Collection, (scene.office.id, scene.round.id, "iit")).seal_to = [str(key.to_public())]
    reader.open(f"{scene.page}/paper/iit")
    reader.send(f"{scene.page}/paper/iit", {**reader.page.fields, **filled(instrument_of(app, scene.iit))})
    reader.open(f"{scene.page}/paper/iit")
    # Which of the sealed answers came on paper cannot be told.
    assert "กองนี้ 1 ชุด" in reader.page.words
    assert "ทั้งรอบ" not in reader.page.words
    assert stored(app, IitResponse) == []
    assert len(stored(app, SealedResponse)) == 1


@ON_ONE_DATABASE
def test_a_form_with_nothing_on_it_is_not_entered(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    reader.open(f"{scene.page}/paper/eit")
    reader.send(f"{scene.page}/paper/eit", reader.page.fields, status=422)
    assert "ยังไม่ได้กรอกคำตอบข้อใดเลย" in reader.page.words
    assert stored(app, EitResponse) == []


def test_pressing_twice_enters_once_and_the_next_form_has_a_key_of_its_own(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    reader.open(f"{scene.page}/paper/eit")
    fields = {**reader.page.fields, "answer-e2": "1"}
    for _ in range(2):
        reader.send(f"{scene.page}/paper/eit", fields)
    assert len(stored(app, EitResponse)) == 1
    reader.open(f"{scene.page}/paper/eit")
    assert reader.page.fields["submission-key"] != fields["submission-key"]
    reader.send(f"{scene.page}/paper/eit", {**reader.page.fields, "answer-e2": "1"})
    assert len(stored(app, EitResponse)) == 2


@ON_ONE_DATABASE
def test_what_the_page_could_not_have_sent_is_refused(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    reader.open(f"{scene.page}/paper/eit")
    token, key = reader.page.fields["csrf_token"], new_key()
    for forged in (
        {"answer-e2": "5"},
        {"answer-e2": ["1", "1"]},
        {"answer-e2": "marker7f3a"},
        {"answer-i1.1": "1"},
        {"answer-marker7f3a": "1"},
    ):
        fields = {"csrf_token": token, "submission-key": key, "answer-e3": "1", **forged}
        answered = reader.send(f"{scene.page}/paper/eit", fields, status=400)
        assert "marker7f3a" not in answered.get_data(as_text=True)
    for forged_key in ({}, {"submission-key": "x"}):
        reader.send(f"{scene.page}/paper/eit", {"csrf_token": token, "answer-e3": "1", **forged_key}, status=400)
        assert len(reader.page.fields["submission-key"]) == 32
        assert reader.page.ticked == {"answer-e3": "1"}
    assert stored(app, EitResponse) == []


@ON_ONE_DATABASE
def test_an_instrument_that_the_round_does_not_have_is_not_found(app: Flask, reader: Reader) -> None:
    scene = signed_in(app, reader)
    for path in ("paper/oit", "paper/x", "import/oit", "export/oit.csv"):
        reader.open(f"{scene.page}/{path}", status=404)
