"""The key minted with a form is its response's primary key: sending again stores nothing twice."""

from __future__ import annotations

from typing import Any

from flask import Flask

from questionnaires.model import Audience
from survey.answers import new_key
from survey.manage.operations import close_round
from survey.models import EitResponse, IitResponse, Round
from tests.builders import Scene, a_scene, arranging, filled, how_many, instrument_of, looking
from tests.reader import Reader


def eit_fields(app: Flask, scene: Scene, key: str, step: int = 3) -> dict[str, Any]:
    return {"submission-key": key, **filled(instrument_of(app, scene.eit), step)}


def close(app: Flask, scene: Scene) -> None:
    with arranging(app) as session:
        close_round(session, app.extensions["definitions"], session.get_one(Round, (scene.office.id, scene.round.id)))


def test_the_key_of_the_form_is_the_primary_key_of_the_response(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for path, table, code in ((scene.iit, IitResponse, scene.codes[0]), (scene.eit, EitResponse, "")):
        reader.open(path)
        key = reader.page.fields["submission-key"]
        reader.send(path, {**reader.page.fields, "code": code, **filled(instrument_of(app, path), 3)}, status=303)
        with looking(app) as session:
            assert session.get(table, (scene.office.id, scene.round.id, key)) is not None


def test_sending_the_same_form_twice_stores_it_once_and_thanks_alike(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = eit_fields(app, scene, new_key())
    first = reader.send(scene.eit, fields, status=303)
    again = reader.send(scene.eit, fields, status=303)
    assert (first.data, dict(first.headers)) == (again.data, dict(again.headers))
    assert how_many(app, scene, Audience.SERVICE_USERS) == 1


def test_what_was_stored_first_stands_even_if_other_answers_come_with_the_same_key(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    key = new_key()
    reader.send(scene.eit, eit_fields(app, scene, key, step=1), status=303)
    reader.send(scene.eit, eit_fields(app, scene, key, step=4), status=303)
    with looking(app) as session:
        assert session.get_one(EitResponse, (scene.office.id, scene.round.id, key)).steps == "1" * 19


def test_staff_who_send_again_with_the_code_they_used_are_thanked(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = {"submission-key": new_key(), "code": scene.codes[0], **filled(instrument_of(app, scene.iit), 2)}
    reader.send(scene.iit, fields, status=303)
    answered = reader.send(scene.iit, fields, status=303)
    assert answered.headers["Location"] == f"{scene.iit}/thanks#main"
    assert how_many(app, scene, Audience.STAFF) == 1


def test_a_retry_after_the_round_closed_is_thanked_if_the_answer_had_arrived(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    arrived, lost = eit_fields(app, scene, new_key()), eit_fields(app, scene, new_key())
    reader.send(scene.eit, arrived, status=303)
    close(app, scene)
    answered = reader.send(scene.eit, arrived, status=303)
    reader.open(answered.headers["Location"])
    assert reader.page.heading == "ได้รับคำตอบของท่านแล้ว"
    reader.send(scene.eit, lost, status=410)
    assert how_many(app, scene, Audience.SERVICE_USERS) == 1


def test_a_missing_or_forged_key_gets_a_fresh_one_and_keeps_every_answer(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    answers = filled(instrument_of(app, scene.eit), step=2)
    forged = ["", "x", "G" * 32, "A" * 32, "0" * 31, "0" * 33, "0" * 5000, "๐" * 32, "<b>marker</b>", "' OR 1=1 --"]
    for key in ({}, *({"submission-key": one} for one in forged)):
        reader.send(scene.eit, key | answers, status=400)
        assert reader.page.ticked == answers
        assert "กรุณากดส่งคำตอบอีกครั้ง" in reader.page.words
        fresh = reader.page.fields["submission-key"]
        assert len(fresh) == 32
        assert fresh not in forged
        assert not any(one in reader.page.source for one in key.values() if len(one) > 1)
    assert how_many(app, scene, Audience.SERVICE_USERS) == 0
    reader.send(scene.eit, reader.page.fields, status=303)
    assert how_many(app, scene, Audience.SERVICE_USERS) == 1


def test_the_same_key_in_two_rounds_is_two_responses(app: Flask, reader: Reader) -> None:
    here, there = a_scene(app), a_scene(app, office="เทศบาลตำบลอีกแห่ง")
    key = new_key()
    for scene in (here, there):
        reader.send(scene.eit, eit_fields(app, scene, key), status=303)
        assert how_many(app, scene, Audience.SERVICE_USERS) == 1
