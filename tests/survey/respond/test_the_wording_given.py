"""A response records the wording that was on the page it was given on, whatever is laid or taken off meanwhile."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from questionnaires.loader import Definitions
from survey.answers import new_key
from survey.extensions import db
from survey.models import EitResponse, IitResponse
from survey.wording import operations, queries
from survey.words import wordings
from tests.builders import Scene, a_scene, arranging, filled, instrument_of, looking
from tests.reader import Reader


def lay(app: Flask, scene: Scene, key: str = "eit", language: str = "th", **texts: str) -> None:
    definitions: Definitions = app.extensions["definitions"]
    with app.app_context():
        subject = queries.subject(db.session, definitions, scene.office.id, f"2565/{key}", language)
        operations.lay(db.session, scene.office.id, subject, texts)
        db.session.commit()


def recorded(app: Flask, scene: Scene, key: str) -> str | None:
    with looking(app) as session:
        return session.get_one(EitResponse, (scene.office.id, scene.round.id, key)).wording


def present(app: Flask, scene: Scene, language: str = "th") -> str:
    with looking(app) as session:
        return wordings(session, scene.office.id, instrument_of(app, scene.eit)).by_language[language].digest


def send(app: Flask, reader: Reader, scene: Scene, query: str = "", **fields: str) -> str:
    key = new_key()
    answers = filled(instrument_of(app, scene.eit), 2)
    reader.send(f"{scene.eit}{query}", {**fields, "submission-key": key, **answers}, status=303)
    return key


def test_what_an_office_lays_is_what_respondents_read_at_once(app: Flask, reader: Reader) -> None:
    scene, other = a_scene(app), a_scene(app, office="เทศบาลอีกแห่ง")
    reader.open(scene.eit)
    lay(app, scene, e1="เจ้าหน้าที่ทำงานอย่างไร", title="แบบวัดตามคู่มือ")
    reader.open(scene.eit)
    assert reader.page.heading == "แบบวัดตามคู่มือ (EIT)"
    assert "1. เจ้าหน้าที่ทำงานอย่างไร" in reader.page.words
    assert reader.page.options["answer-e2"]["4"] == "มากที่สุด"
    reader.open(scene.iit)
    assert "แบบวัดตามคู่มือ" not in reader.page.words
    reader.open(other.eit)
    assert "แบบวัดตามคู่มือ" not in reader.page.words
    reader.open("/")
    assert "แบบวัดตามคู่มือ (EIT)" in reader.page.words
    reader.send(scene.eit, {"submission-key": new_key()}, status=422)
    assert "แบบวัดตามคู่มือ" in reader.page.title
    reader.open(f"{scene.eit}/thanks")
    assert "แบบวัดตามคู่มือ" in reader.page.words


def test_a_page_from_before_a_change_is_recorded_as_it_was(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    before = present(app, scene)
    reader.open(scene.eit)
    old_page = dict(reader.page.fields)
    lay(app, scene, e1="ถ้อยคำใหม่")
    after = present(app, scene)
    assert before != after
    assert recorded(app, scene, send(app, reader, scene, wording=old_page["wording"])) == before
    reader.open(scene.eit)
    assert recorded(app, scene, send(app, reader, scene, wording=reader.page.fields["wording"])) == after


def test_each_language_is_recorded_as_such(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.open(f"{scene.eit}?language=en")
    key = send(app, reader, scene, "?language=en", wording=reader.page.fields["wording"])
    assert recorded(app, scene, key) == present(app, scene, "en") != present(app, scene)


def test_what_no_page_of_ours_carried_is_taken_for_the_present_wording(app: Flask, reader: Reader) -> None:
    scene, other = a_scene(app), a_scene(app, office="เทศบาลอีกแห่ง")
    reader.open(other.eit)
    foreign = reader.page.fields["wording"]
    for sent in ("", "0" * 48, "nonsense", "ไทย", foreign):
        assert recorded(app, scene, send(app, reader, scene, wording=sent)) == present(app, scene)
    assert recorded(app, scene, send(app, reader, scene)) == present(app, scene)


def test_a_row_of_the_staff_does_not_tell_the_language(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    answers = filled(instrument_of(app, scene.iit), 2)
    for code, query in zip(scene.codes, ("", "?language=en"), strict=False):
        reader.open(f"{scene.iit}{query}")
        reader.send(f"{scene.iit}{query}", {**reader.page.fields, "code": code, **answers}, status=303)
    with looking(app) as session:
        found = session.scalars(select(IitResponse.wording)).all()
    assert len(found) == 2
    assert len(set(found)) == 1


def test_taking_off_goes_back_to_the_definition(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    before = present(app, scene)
    lay(app, scene, e1="ถ้อยคำใหม่")
    with arranging(app) as session:
        subject = queries.subject(session, app.extensions["definitions"], scene.office.id, "2565/eit", "th")
        operations.take_off(session, scene.office.id, subject)
    assert present(app, scene) == before
    reader.open(scene.eit)
    assert "ถ้อยคำใหม่" not in reader.page.words
