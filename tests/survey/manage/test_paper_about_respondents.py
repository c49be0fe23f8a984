"""The optional questions about the respondent and the suggestion on paper: typed in like the rest, and kept as online."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import Collection, Division, EitResponse, IitResponse, ProfileTally, Suggestion
from tests.builders import Scene, a_scene, arranging, filled, instrument_of, looking
from tests.reader import Reader
from tests.survey.documents.sheets import opened

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# The items of each instrument end at 30 and at 15; the definitions ask the staff five things and service users five.
FIRST = {"iit": 31, "eit": 16}


def at_work(app: Flask, reader: Reader, *, divisions: tuple[tuple[str, int | None], ...] = ()) -> Scene:
    """An office that asks everybody about themselves, and a clerk who is signed in."""
    scene = a_scene(app)
    with arranging(app) as session:
        for collection in session.scalars(select(Collection)):
            collection.asks_profile = True
        for position, (name, people) in enumerate(divisions):
            session.add(Division(office_id=scene.office.id, name=name, position=position, head_count=people))
    reader.be("malee")
    return scene


def kept(app: Flask, column: Any) -> list[Any]:
    with looking(app) as session:
        return list(session.scalars(select(column)))


def tallies(app: Flask) -> dict[tuple[str, str], int]:
    with looking(app) as session:
        return {(one.question, one.answer): one.number for one in session.scalars(select(ProfileTally))}


@ON_ONE_DATABASE
@pytest.mark.parametrize("key", ["iit", "eit"])
def test_they_stand_behind_the_questions_and_go_on_counting(key: str, app: Flask, reader: Reader) -> None:
    scene = at_work(app, reader, divisions=(("กองคลัง", 10), ("กองเล็ก", 3)))
    reader.open(f"{scene.page}/paper/{key}")
    instrument = instrument_of(app, getattr(scene, key))
    about = [name for name in reader.page.options if name.startswith("answer-p")]
    assert about == [f"answer-p{FIRST[key] + at}" for at in range(len(instrument.profile) + 1)]
    assert list(reader.page.options)[: len(instrument.parts)] == [f"answer-{code}" for code in instrument.part_codes]
    assert reader.page.options[about[0]] == {"1": "ชาย", "2": "หญิง", "3": "อื่น ๆ"}
    # Which small division somebody works in would be almost a name.
    small = {} if key == "iit" else {"2": "กองเล็ก"}
    assert reader.page.options[about[-1]] == {"1": "กองคลัง", **small}
    assert "เกี่ยวกับผู้ตอบ (ไม่บังคับ)" in reader.page.words


def test_a_service_users_are_stored_with_the_answers_and_the_suggestion_apart(app: Flask, reader: Reader) -> None:
    scene = at_work(app, reader)
    path = f"{scene.page}/paper/eit"
    reader.open(path)
    fields = {**reader.page.fields, "answer-e2": "3", "answer-p16": "2", "suggestion": " ควรมีที่จอดรถ\r\nหน้าอาคาร\x07 "}
    for _ in range(2):
        reader.send(path, fields)
    assert kept(app, EitResponse.profile) == [{"sex": "female"}]
    assert kept(app, EitResponse.steps) == ["003" + "0" * 16]
    assert kept(app, Suggestion.text) == ["ควรมีที่จอดรถ\nหน้าอาคาร"]
    assert tallies(app) == {}
    reader.open("/office/cases/")
    assert "ข้อเสนอแนะท้ายแบบสำรวจ EIT รออยู่" in reader.page.words


def test_the_staffs_are_only_counted(app: Flask, reader: Reader) -> None:
    scene = at_work(app, reader)
    path = f"{scene.page}/paper/iit"
    reader.open(path)
    assert "suggestion" not in reader.page.fields
    answers = filled(instrument_of(app, scene.iit), 2)
    for _ in range(2):
        reader.send(path, {**reader.page.fields, **answers, "answer-p31": "1", "answer-p32": "2", "suggestion": "ไม่ได้ถาม"})
    assert tallies(app) == {("sex", "male"): 1, ("age", "20to30"): 1}
    assert kept(app, IitResponse.steps) == ["2" * 51]
    assert kept(app, Suggestion.text) == []


@ON_ONE_DATABASE
def test_where_nobody_is_asked_nothing_of_it_is_there_or_taken(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.be("malee")
    reader.open(f"{scene.page}/paper/eit")
    assert "answer-p16" not in reader.page.options
    reader.send(f"{scene.page}/paper/eit", {**reader.page.fields, "answer-e2": "3", "answer-p16": "2"}, status=400)
    assert kept(app, EitResponse.key) == []


@ON_ONE_DATABASE
def test_a_form_that_says_nothing_but_who_filled_it_in_is_blank(app: Flask, reader: Reader) -> None:
    scene = at_work(app, reader)
    reader.open(f"{scene.page}/paper/eit")
    reader.send(f"{scene.page}/paper/eit", {**reader.page.fields, "answer-p16": "2"}, status=422)
    assert "ยังไม่ได้กรอกคำตอบข้อใดเลย" in reader.page.words
    assert kept(app, EitResponse.key) == []


@ON_ONE_DATABASE
def test_a_suggestion_that_is_too_long_comes_back_to_be_shortened(app: Flask, reader: Reader) -> None:
    scene = at_work(app, reader)
    path = f"{scene.page}/paper/eit"
    reader.open(path)
    fields = {**reader.page.fields, "answer-e2": "3"}
    reader.send(path, {**fields, "suggestion": "ก" * 2001}, status=422)
    assert "ข้อเสนอแนะยาวเกิน 2,000 ตัวอักษร" in reader.page.words
    assert "ก" * 2001 in reader.page.source
    reader.send(path, {**fields, "suggestion": "ก" * 2000})
    assert kept(app, Suggestion.text) == ["ก" * 2000]


def test_typed_in_twice_they_are_compared_and_the_suggestion_is_typed_once(app: Flask, reader: Reader) -> None:
    # More than nine answers: the tenth, eleventh and twelfth are carried along like the others.
    names = tuple((f"กองที่ {number}", None) for number in range(1, 13))
    scene = at_work(app, reader, divisions=names)
    path = f"{scene.page}/paper/eit"
    reader.open(path)
    division = list(reader.page.options)[-1]
    text = 'บรรทัดแรก "ในเครื่องหมาย"\nบรรทัดสอง <b>'
    first = {"answer-e2": "3", "answer-p16": "2", division: "12"}
    reader.send(path, {**reader.page.fields, **first, "twice": "y", "suggestion": text}, status=200)
    assert reader.page.fields["suggestion"] == text
    assert "<textarea" not in reader.page.source
    reader.send(path, {**reader.page.fields, **first, division: "11"}, status=422)
    assert list(reader.page.options) == [division]
    assert "ครั้งแรก กองที่ 12 ครั้งที่สอง กองที่ 11" in reader.page.words
    assert kept(app, EitResponse.key) == []
    for _ in range(2):
        reader.send(path, {**reader.page.fields, division: "12"})
    with looking(app) as session:
        twelfth = session.scalars(select(Division.id).where(Division.name == "กองที่ 12")).one()
    assert kept(app, EitResponse.profile) == [{"sex": "female", "division": twelfth}]
    assert kept(app, Suggestion.text) == [text]
    # And where both say the same.
    reader.open(path)
    reader.send(path, {**reader.page.fields, **first, "twice": "y", "suggestion": "อีกเรื่อง"}, status=200)
    reader.send(path, {**reader.page.fields, **first})
    assert sorted(kept(app, Suggestion.text)) == sorted([text, "อีกเรื่อง"])


@ON_ONE_DATABASE
@pytest.mark.parametrize("language", ["th", "en"])
def test_they_are_printed_only_where_they_are_asked(language: str, app: Flask, reader: Reader) -> None:
    scene = at_work(app, reader, divisions=(("กองคลัง & พัสดุ", 12),))
    answered = reader.client.get(f"{scene.page}/paper/iit.pdf?language={language}")
    title, division = {
        "th": ("เกี่ยวกับท่าน(ไม่บังคับ)", "กองหรือสำนักที่ท่านทำงาน"),
        "en": ("Aboutyou(optional)", "Thedivisionyouworkin"),
    }[language]
    with opened(answered.data) as document:
        text = "".join(document.pages)
    assert title in text
    assert f"{FIRST['iit'] + 5}.{division}1กองคลัง&พัสดุ" in text
    with arranging(app) as session:
        for collection in session.scalars(select(Collection)):
            collection.asks_profile = False
    with opened(reader.client.get(f"{scene.page}/paper/iit.pdf?language={language}").data) as document:
        assert title not in "".join(document.pages)
