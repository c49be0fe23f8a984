"""The pages of a respondent in another language: nothing in Thai that is not marked as Thai, and the same answers stored."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from flask import Flask

from questionnaires.model import Audience
from survey import thai
from survey.answers import new_key
from survey.config import Settings
from survey.models import EitResponse, Office, Round, RoundState
from tests.builders import Scene, a_scene, an_application, arranging, filled, how_many, instrument_of, looking
from tests.foreign import Stranger
from tests.reader import Reader

ENGLISH = "?language=en"


def renamed(app: Flask, scene: Scene) -> Scene:
    """The scene with an office and a round whose names are not Thai, so that what is found in Thai is ours."""
    with arranging(app) as session:
        session.get_one(Office, scene.office.id).name = "Test Office"
        session.get_one(Round, (scene.office.id, scene.round.id)).title = "Rehearsal 1"
    return scene


def read_by_a_stranger(reader: Reader) -> None:
    stranger = Stranger(reader.page.source)
    assert stranger.language == "en"
    assert stranger.unmarked == []
    # The switch back to Thai says so in Thai.
    assert set(stranger.marked) <= {"ไทย"}


def test_every_page_of_the_way_is_english_throughout(app: Flask, reader: Reader) -> None:
    scene = renamed(app, a_scene(app))
    reader.open(f"/{ENGLISH}")
    read_by_a_stranger(reader)
    for path, code in ((scene.iit, scene.codes[0]), (scene.eit, "")):
        reader.open(f"{path}{ENGLISH}")
        read_by_a_stranger(reader)
        reader.send(f"{path}{ENGLISH}", {}, status=400)
        read_by_a_stranger(reader)
        reader.send(f"{path}{ENGLISH}", {"submission-key": new_key()}, status=422)
        read_by_a_stranger(reader)
        fields = {"submission-key": new_key(), "code": code, **filled(instrument_of(app, path), 2)}
        answered = reader.send(f"{path}{ENGLISH}", fields, status=303)
        assert answered.headers["Location"] == f"{path}/thanks{ENGLISH}#main"
        reader.open(f"{path}/thanks{ENGLISH}")
        read_by_a_stranger(reader)


def test_what_goes_wrong_is_told_in_english(app: Flask, reader: Reader) -> None:
    scene = renamed(app, a_scene(app))
    closed = a_scene(app, office="Closed", state=RoundState.CLOSED)
    draft = a_scene(app, office="Draft", state=RoundState.DRAFT)
    reader.open(f"{closed.eit}{ENGLISH}", status=410)
    assert reader.page.heading == "This survey has closed"
    read_by_a_stranger(reader)
    reader.open(f"{draft.eit}{ENGLISH}", status=403)
    read_by_a_stranger(reader)
    reader.open(f"/eit/nothing{ENGLISH}", status=404)
    read_by_a_stranger(reader)
    assert f"/{ENGLISH}" in reader.page.links
    reader.send(f"{scene.eit}{ENGLISH}", {"answer-e1.1": "9"}, status=400)
    assert reader.page.heading == "What was sent does not fit the survey"
    read_by_a_stranger(reader)
    reader.send(f"{scene.eit}{ENGLISH}", {"x": "x" * 300_000}, status=413)
    read_by_a_stranger(reader)
    wrong = {"submission-key": new_key(), "code": "2222-2222-2222", **filled(instrument_of(app, scene.iit), 2)}
    reader.send(f"{scene.iit}{ENGLISH}", wrong, status=403)
    assert "This code cannot be used." in reader.page.words
    read_by_a_stranger(reader)


def test_a_fault_and_a_flood_are_told_in_english(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    # With a pace that a test can outrun.
    with an_application(dataclasses.replace(settings, answers_per_minute=1)) as app:
        reader = Reader(app)
        scene = renamed(app, a_scene(app))
        # A definition gone from a running program stands for any fault of ours.
        monkeypatch.setitem(app.extensions, "definitions", None)
        reader.open(f"{scene.eit}{ENGLISH}", status=500)
        assert reader.page.heading == "Something broke"
        read_by_a_stranger(reader)
        monkeypatch.undo()
        reader.send(f"{scene.eit}{ENGLISH}", {}, status=400)
        reader.send(f"{scene.eit}{ENGLISH}", {}, status=429)
        assert "Too many attempts" in reader.page.text
        read_by_a_stranger(reader)


def test_names_that_people_have_typed_are_marked_as_thai(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, office="เทศบาลตำบลริมน้ำ")
    reader.open(f"{scene.eit}{ENGLISH}")
    stranger = Stranger(reader.page.source.replace(" – เทศบาลตำบลริมน้ำ", ""))
    assert stranger.unmarked == []
    assert {"เทศบาลตำบลริมน้ำ", "ซ้อมครั้งที่ 1"} <= set(stranger.marked)
    assert "Fiscal year 2022" in reader.page.words


def test_a_year_without_a_translation_is_shown_in_thai_that_is_marked_as_thai(app: Flask, reader: Reader) -> None:
    scene = renamed(app, a_scene(app, fiscal_year=2599))
    reader.open(f"{scene.eit}{ENGLISH}")
    stranger = Stranger(reader.page.source)
    instrument = instrument_of(app, scene.eit, 2599)
    # A title has no markup: there alone the Thai cannot be marked.
    assert [text for text in stranger.unmarked if not text.startswith(instrument.title)] == []
    assert {instrument.introduction, instrument.items[0].text, *instrument.parts[0].scale.labels} <= set(stranger.marked)
    assert "Send answers" in reader.page.words
    reader.send(f"{scene.eit}{ENGLISH}", {"submission-key": new_key(), **filled(instrument, 1)}, status=303)


def test_the_same_answers_are_stored_whatever_the_language(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    answers = filled(instrument_of(app, scene.eit), 3)
    keys = [new_key(), new_key()]
    for key, query in zip(keys, ("", ENGLISH), strict=True):
        reader.open(f"{scene.eit}{query}")
        reader.send(f"{scene.eit}{query}", {**reader.page.fields, "submission-key": key, **answers}, status=303)
    with looking(app) as session:
        thai_row, english_row = (session.get_one(EitResponse, (scene.office.id, scene.round.id, key)) for key in keys)
    assert thai_row.steps == english_row.steps
    assert thai_row.wording != english_row.wording
    assert how_many(app, scene, Audience.SERVICE_USERS) == 2


def test_the_switch_is_a_link_that_keeps_how_the_page_is_shown(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for path in ("/", scene.iit, scene.eit, f"{scene.eit}/thanks"):
        reader.open(f"{path}?size=large")
        assert "?language=en&amp;size=large" in reader.page.source
        answered = reader.open(f"{path}?language=en&size=large")
        assert "Set-Cookie" not in answered.headers
        assert '<html lang="en"' in reader.page.source
        assert 'href="?size=large" hreflang="th"' in " ".join(reader.page.source.split())
    reader.send(f"{scene.eit}{ENGLISH}", {"submission-key": new_key()}, status=422)
    # Leaving now would lose what has been filled in.
    assert "hreflang" not in reader.page.source


def test_the_way_from_the_front_page_stays_in_the_language(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    with arranging(app) as session:
        session.get_one(Round, (scene.office.id, scene.round.id)).closes_on = thai.today() + timedelta(days=1)
    reader.open(f"/{ENGLISH}")
    assert f"{scene.eit}{ENGLISH}" in reader.page.links
    day = thai.today() + timedelta(days=1)
    assert f"Open until {day.day} {day:%B} {day.year}" in reader.page.words
    assert "Perceptions of the people who deal with the office (EIT)" in reader.page.words
    reader.open("/")
    assert f"รับคำตอบถึง {thai.thai_date(day)}" in reader.page.words


def test_a_language_that_there_is_not_is_thai(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for query in ("?language=xx", "?language=", "?language=EN", "?language=../en", "?language=en%00"):
        reader.open(f"{scene.eit}{query}")
        assert '<html lang="th"' in reader.page.source
