"""A suggestion at the end of the service users' form: kept apart, plain, and never in the way of the answers."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from questionnaires.model import Audience
from survey.answers import new_key
from survey.models import EitResponse, Suggestion
from tests.builders import Scene, a_scene, filled, how_many, instrument_of, looking
from tests.reader import Reader


def complete(app: Flask, scene: Scene, suggestion: str) -> dict[str, Any]:
    return {"submission-key": new_key(), **filled(instrument_of(app, scene.eit), 2), "suggestion": suggestion}


def suggestions(app: Flask) -> list[str]:
    with looking(app) as session:
        return sorted(session.scalars(select(Suggestion.text)))


def test_only_service_users_are_asked(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.open(scene.eit)
    assert "suggestion" in {control["name"] for control in reader.page.controls}
    reader.open(scene.iit)
    assert "suggestion" not in {control["name"] for control in reader.page.controls}
    fields = {"submission-key": new_key(), "code": scene.codes[0], **filled(instrument_of(app, scene.iit), 2)}
    reader.send(scene.iit, {**fields, "suggestion": "ข้อเสนอ"}, status=303)
    assert suggestions(app) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ควรมีที่จอดรถ", ["ควรมีที่จอดรถ"]),
        ("  บรรทัดแรก\r\nบรรทัดสอง\r\n ", ["บรรทัดแรก\nบรรทัดสอง"]),
        ("", []),
        (" \r\n\t ", []),
        ("มี\x00ศูนย์\x1b[31m\u202eกลับ", ["มีศูนย์[31mกลับ"]),
        ("<script>alert(1)</script>", ["<script>alert(1)</script>"]),
        ("ก" * 2000, ["ก" * 2000]),
        ("ก" * 1999 + "\r\n" + "ข" * 0, ["ก" * 1999]),
    ],
)
def test_what_is_kept_is_what_can_be_read(typed: str, kept: list[str], app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.send(scene.eit, complete(app, scene, typed), status=303)
    assert suggestions(app) == kept
    assert how_many(app, scene, Audience.SERVICE_USERS) == 1


def test_one_that_is_too_long_is_given_back_to_be_shortened(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = complete(app, scene, "ก" * 2001)
    reader.send(scene.eit, fields, status=422)
    assert "ข้อเสนอแนะยาวเกิน 2,000 ตัวอักษร" in reader.page.words
    assert reader.page.elements["suggestion"]["aria-describedby"] == "suggestion-hint suggestion-error"
    assert "ก" * 2001 in reader.page.source
    assert how_many(app, scene, Audience.SERVICE_USERS) == 0
    reader.send(scene.eit, {**fields, "suggestion": "สั้น"}, status=303)
    assert suggestions(app) == ["สั้น"]


def test_it_comes_back_escaped_with_a_form_that_lacks_an_answer(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = complete(app, scene, "</textarea><script>alert(1)</script>")
    del fields["answer-e1.1"]
    reader.send(scene.eit, fields, status=422)
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in reader.page.source
    assert suggestions(app) == []


def test_sending_again_leaves_one(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = complete(app, scene, "ครั้งเดียว")
    for _ in range(3):
        reader.send(scene.eit, fields, status=303)
    assert suggestions(app) == ["ครั้งเดียว"]


def test_nothing_joins_a_suggestion_to_the_answers_it_came_with(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for number in range(12):
        reader.send(scene.eit, complete(app, scene, f"เรื่องที่ {number:02}"), status=303)
    with looking(app) as session:
        columns = set(Suggestion.__table__.columns.keys())
        rows = session.execute(select(Suggestion.__table__).order_by(Suggestion.id)).mappings().all()
        responses = session.execute(select(EitResponse.__table__)).mappings().all()
    assert columns == {"office_id", "id", "text"}
    shared = {value for row in rows for value in row.values()} & {str(value) for row in responses for value in row.values()}
    assert shared == {scene.office.id}
    assert [row["text"] for row in rows] != sorted(row["text"] for row in rows)


def test_officers_see_how_many_wait_and_where_they_go(app: Flask, reader: Reader) -> None:
    scene, other = a_scene(app), a_scene(app, office="เทศบาลอีกแห่ง")
    reader.be("malee", scene.office.id)
    reader.open("/office/")
    assert "ข้อเสนอแนะรอพิจารณา" not in reader.page.words
    stranger = Reader(app)
    stranger.send(scene.eit, complete(app, scene, "ควรมี <b>ที่จอดรถ</b>\r\nและห้องน้ำ"), status=303)
    stranger.send(scene.eit, complete(app, scene, "เปิดวันเสาร์ด้วย"), status=303)
    stranger.send(other.eit, complete(app, other, "ของอีกแห่ง"), status=303)
    reader.open("/office/")
    assert "ข้อเสนอแนะรอพิจารณา 2 เรื่อง" in reader.page.words
    reader.open("/office/cases/")
    assert "ข้อเสนอแนะท้ายแบบสำรวจ EIT รออยู่ 2 เรื่อง" in reader.page.words
